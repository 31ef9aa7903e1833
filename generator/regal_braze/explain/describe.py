"""Describe a transformation, from its plan, its schema and the workspace's settings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, assert_never

from regal_braze.explain import facts
from regal_braze.explain.data_points import count_points, data_points
from regal_braze.explain.describe_fields import (
    describe_attributes,
    describe_changes,
    describe_entries,
    describe_order,
    describe_properties,
    describe_purchase,
)
from regal_braze.explain.omissions import omissions
from regal_braze.explain.words import condition_words, path_words, source_words, type_words, usable_words
from regal_braze.explain.workspace_lines import workspace_lines
from regal_braze.findings.finding import listed
from regal_braze.losses.losses import losses_of
from regal_braze.plan import conversions, model
from regal_braze.plan.transformations import placeholder
from regal_braze.render.destinations import drops_addresses, uses_time
from regal_braze.render.transformation import ENDPOINTS, in_words
from regal_braze.schema.annotation import EVENT_ID_PROPERTY
from regal_braze.schema.load import EventSchema
from regal_braze.workspace.settings import Settings

if TYPE_CHECKING:
    from regal_braze.engines.v8.sandbox import Outcome

_NULL_FIELDS = (
    "A field that is null is left out: it keeps its value in the catalog, because Braze documents no way to clear it."
)
_NO_ID = "Without a usable id, the transformation throws an error, and nothing changes in Braze."
_REPLACED = "Braze creates the item or replaces it: fields that are left out are lost."
_EDITED = "Braze changes these fields of an existing item and keeps the others."


def describe_event(
    plan: model.Transformation,
    schema: EventSchema,
    settings: Settings,
    bundles: Iterable[model.Bundle] = (),
    outcomes: Sequence[Outcome | None] | None = None,
) -> facts.Explanation:
    """Return the explanation of an event.

    `schema` is the one that the plan was made from. `outcomes` are those of its samples, if they were run; None is a
    refused sample.
    """
    samples = None if outcomes is None else tuple(map(_points, outcomes))
    destination = plan.destination
    event = profile = purchases = orders = subscription = catalogs = None
    match destination:
        case model.Track(custom_event, attributes, sold, ordered):
            event = _custom_event(custom_event, schema)
            profile = describe_attributes(attributes, schema, drops_addresses(plan)) if attributes else None
            if sold:
                purchases = facts.PurchasesFact(tuple(map(describe_purchase, sold)), sold[0].update_existing_only)
            if ordered:
                orders = facts.OrdersFact(tuple(map(describe_order, ordered)), ordered[0].update_existing_only)
        case model.Changes():
            profile = describe_changes(destination, drops_addresses(plan))
        case model.Subscription():
            subscription = _subscription(destination)
        case model.Catalog():
            catalogs = _catalog(destination, schema)
        case model.ObjectCatalogs():
            catalogs = _object_catalogs(destination)
        case _:
            assert_never(destination)
    return facts.Explanation(
        event=plan.event,
        description=plan.description,
        becomes=in_words(destination),
        schema=plan.schema,
        destination=ENDPOINTS[model.endpoint(destination)],
        bundles=tuple(
            bundle.name for bundle in bundles if any(member.event == plan.event for member in bundle.transformations)
        ),
        decisions=workspace_lines(plan, schema, settings),
        data_points=data_points(plan, samples),
        custom_event=event,
        profile=profile,
        purchases=purchases,
        orders=orders,
        subscription=subscription,
        catalogs=catalogs,
        left_out=omissions(plan, schema),
        identity=_identity(plan.identity) if plan.identity else None,
        times=tuple(path_words(path) for path in plan.times) if uses_time(destination) else (),
        accepted=(
            facts.AcceptedName(plan.event, None),
            *(facts.AcceptedName(claim.name, _claim_words(claim)) for claim in plan.accepted),
        ),
        rejected=tuple(facts.OtherEvent(claim.event, _claim_words(claim)) for claim in plan.rejected),
        samples=tuple(_sample_losses(outcomes or ())),
    )


def _points(outcome: Outcome | None) -> int | None:
    """Return the data points of a sample; None if the transformation refuses it."""
    return None if outcome is None or outcome.request is None else count_points(json.loads(outcome.request))


def _sample_losses(outcomes: Iterable[Outcome | None]) -> Iterator[facts.SampleLosses]:
    for number, outcome in enumerate(outcomes, 1):
        if outcome is None or outcome.request is None:
            continue
        losses = [loss for loss in losses_of(outcome) if loss.kind != "omitted"]  # `omissions` has those
        if losses:
            yield facts.SampleLosses(number, tuple(loss.message for loss in losses))


def _claim_words(claim: model.Claim) -> str:
    return condition_words(("properties", claim.property), (claim.value,))


def _identity(identity: model.Identity) -> facts.IdentityFact:
    does = "throws an error" if identity.missing == "error" else "returns an empty list"
    otherwise = f"the transformation {does}, and nothing changes in Braze"
    identifiers = tuple(
        facts.IdentifierFact(identifier.kind, tuple(map(path_words, identifier.paths)), usable_words(identifier))
        for identifier in identity.identifiers
    )
    top_level = {path[0] for identifier in identity.identifiers for path in identifier.paths if len(path) == 1}
    top_level -= {"userId", "external_id"}
    notes = []
    if top_level:
        names = listed([path_words((name,)) for name in sorted(top_level)], "and")
        verb, rest = ("does", "it is") if len(top_level) == 1 else ("do", "they are")
        notes.append(
            f"If a payload has no properties, {names} {verb} not identify a contact: {rest} data of the event."
        )
    return facts.IdentityFact(identifiers, identity.missing, otherwise, tuple(notes))


def _custom_event(event: model.CustomEvent, schema: EventSchema) -> facts.CustomEventFact:
    properties = (
        *describe_properties(event.fields, schema, "Braze reserves {}"),
        facts.PropertyFact(
            EVENT_ID_PROPERTY,
            f"{listed(map(path_words, event.event_id))} of the payload",
            type_words(conversions.Text()),
            meaning="Identifies the event.",
        ),
        *(describe_entries(open_map) for open_map in event.open_maps),
    )
    nulls = "A property that is null stays null." if event.nulls == "keep" else "A property that is null is left out."
    return facts.CustomEventFact(event.name, properties, nulls, event.update_existing_only)


def _subscription(subscription: model.Subscription) -> facts.SubscriptionFact:
    groups, attributes = dict(subscription.groups), dict(subscription.attributes)
    described = []
    for channel in subscription.channels:
        group_id, attribute = groups.get(channel), attributes.get(channel)
        is_placeholder = group_id == placeholder(channel)
        notes = []
        if is_placeholder:
            notes.append(f"a placeholder: set {channel} under [subscription_groups]")
        if attribute is not None:
            value = json.dumps(subscription.state == "subscribed")
            notes.append(f"sets the attribute {attribute} to {value} instead")
        synonyms = [name for name, of in subscription.synonyms if of == channel]
        if synonyms:
            notes.append(f"also under the name {listed(synonyms, 'and')}")
        if channel == "email":
            notes.append(f"also sets email_subscribe to {subscription.state}")
        described.append(facts.SubscriptionGroupFact(channel, group_id, attribute, is_placeholder, tuple(notes)))
    return facts.SubscriptionFact(
        subscription.state,
        path_words((subscription.channel,)),
        tuple(described),
        "For an unknown channel, the transformation throws an error.",
        subscription.update_existing_only,
    )


def _catalog(catalog: model.Catalog, schema: EventSchema) -> facts.CatalogsFact:
    fields = (
        *describe_properties(catalog.fields, schema, "the catalog reserves {}"),
        _time_field(catalog.time_field),
    )
    return facts.CatalogsFact(
        (facts.CatalogFact(catalog.name, None, fields),),
        path_words((catalog.id_source,)),
        None,
        _REPLACED,
        _NULL_FIELDS,
        (_NO_ID,),
    )


def _object_catalogs(objects: model.ObjectCatalogs) -> facts.CatalogsFact:
    source = f"{path_words((objects.changes,))}: new value of " if objects.changes else ""
    return facts.CatalogsFact(
        tuple(
            facts.CatalogFact(object_type.catalog, object_type.object_type, tuple(_object_fields(object_type, source)))
            for object_type in objects.types
        ),
        path_words((objects.id_source,)),
        path_words((objects.type_source,)),
        _EDITED if objects.changes else _REPLACED,
        _NULL_FIELDS,
        (_NO_ID, "A type without a catalog ends in an error too."),
    )


def _object_fields(object_type: model.ObjectType, source: str) -> Iterator[facts.PropertyFact]:
    for field in object_type.fields:
        yield facts.PropertyFact(field.name, source + source_words(field), type_words(field.conversion))
    if object_type.time_field is not None:
        yield _time_field(object_type.time_field)


def _time_field(name: str) -> facts.PropertyFact:
    return facts.PropertyFact(name, "time of the event", type_words(conversions.IsoTime()))
