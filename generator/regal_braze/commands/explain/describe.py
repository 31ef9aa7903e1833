"""Describe a transformation: from its plan, its schema and the workspace's settings to an `Explanation`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from regal_braze.commands.explain import facts
from regal_braze.commands.explain.data_points import data_points
from regal_braze.commands.explain.describe_profile import describe_attributes, describe_changes, describe_purchases
from regal_braze.commands.explain.describe_properties import describe_properties, describe_spread
from regal_braze.commands.explain.omissions import left_out, sends_time
from regal_braze.commands.explain.words import condition_words, either, path_words, type_words, usable_words
from regal_braze.commands.explain.workspace_lines import decisions_about
from regal_braze.plan import conversions, model
from regal_braze.plan.transformations import placeholder
from regal_braze.render.destinations import drops_addresses
from regal_braze.render.transformation import ENDPOINTS, in_words
from regal_braze.schema.annotation import EVENT_ID_PROPERTY
from regal_braze.schema.load import EventSchema
from regal_braze.workspace.settings import Settings


def explain(
    plan: model.Transformation,
    schema: EventSchema,
    settings: Settings,
    bundles: Iterable[model.Bundle] = (),
    samples: tuple[int | None, ...] | None = None,
) -> facts.Explanation:
    """Return what there is to say about an event.

    `schema` is the decided one that the plan was made of, `samples` the data points of its samples where they were
    counted (`points.count_points`).
    """
    destination = plan.destination
    event = profile = purchases = subscription = catalogs = None
    match destination:
        case model.Track(custom_event, attributes, bought):
            event = _event(custom_event, schema)
            profile = describe_attributes(attributes, schema, drops_addresses(plan)) if attributes else None
            purchases = describe_purchases(bought) if bought else None
        case model.Changes():
            profile = describe_changes(destination, drops_addresses(plan))
        case model.Subscription():
            subscription = _subscription(destination)
        case model.Catalog():
            catalogs = _catalog(destination, schema)
        case model.ObjectCatalogs():
            catalogs = _objects(destination)
        case _:
            assert_never(destination)
    return facts.Explanation(
        event=plan.event,
        description=plan.description,
        becomes=in_words(destination),
        schema=plan.schema,
        destination=ENDPOINTS[model.endpoint(destination)],
        bundles=tuple(
            each.name for each in bundles if any(other.event == plan.event for other in each.transformations)
        ),
        settings=decisions_about(plan, schema, settings),
        data_points=data_points(destination, samples),
        custom_event=event,
        profile=profile,
        purchases=purchases,
        subscription=subscription,
        catalogs=catalogs,
        left_out=left_out(plan, schema),
        identity=_identity(plan.identity) if plan.identity else None,
        times=tuple(path_words(path) for path in plan.times) if sends_time(destination) else (),
        accepted=tuple(_accepted(each) for each in plan.accepted),
        rejected=tuple(
            facts.OtherEvent(each.event, condition_words(("properties", each.property), (each.value,)))
            for each in plan.rejected
        ),
    )


def _accepted(accepted: model.Accepted) -> facts.Name:
    if accepted.property is None or accepted.value is None:
        return facts.Name(accepted.name, None)
    return facts.Name(accepted.name, condition_words(("properties", accepted.property), (accepted.value,)))


def _identity(identity: model.Identity) -> facts.Identity:
    otherwise = (
        "the transformation ends in an error that Braze's log shows, and nothing changes"
        if identity.missing == "error"
        else "nothing changes, and Braze's log shows no error"
    )
    identifiers = tuple(
        facts.Identifier(each.kind, tuple(path_words(path) for path in each.paths), usable_words(each))
        for each in identity.identifiers
    )
    outer = {path[0] for each in identity.identifiers for path in each.paths if len(path) == 1}
    outer -= {"userId", "external_id"}
    notes = []
    if outer:
        names = " and ".join(path_words((name,)) for name in sorted(outer))
        notes.append(f"{names} count only where the payload has properties: otherwise they are data of the event.")
    return facts.Identity(identifiers, identity.missing, otherwise, tuple(notes))


def _event(event: model.CustomEvent, schema: EventSchema) -> facts.CustomEvent:
    reserved = "Braze reserves {}"
    properties = (
        *describe_properties(event.fields, schema, reserved),
        facts.Property(
            EVENT_ID_PROPERTY,
            f"{either(path_words(path) for path in event.event_id)} of the payload",
            type_words(conversions.Text()),
        ),
        *(describe_spread(each) for each in event.open_maps),
    )
    nulls = "A property that is null stays null." if event.nulls == "keep" else "A property that is null is left out."
    return facts.CustomEvent(event.name, properties, nulls, event.update_existing_only)


def _subscription(subscription: model.Subscription) -> facts.Subscription:
    def group(channel: str, group_id: str) -> facts.SubscriptionGroup:
        is_placeholder = group_id == placeholder(channel)
        notes = []
        if is_placeholder:
            notes.append(f"a placeholder: name the group by {channel} under [subscription_groups]")
        if channel == "email":
            notes.append(f"email_subscribe becomes {subscription.state} too")
        return facts.SubscriptionGroup(channel, group_id, is_placeholder, tuple(notes))

    return facts.Subscription(
        subscription.state,
        path_words((subscription.channel,)),
        tuple(group(*each) for each in subscription.groups),
        "Any other channel changes nothing.",
        subscription.update_existing_only,
    )


_NULLS_OF_ITEMS = "A field that is null is left out."
_NO_ID = "Without a usable id it ends in an error that Braze's log shows, and nothing changes."
_REPLACED = "Braze replaces the item, or makes one: fields that are left out are gone."
_EDITED = "Braze changes these fields of an item that it has, and leaves the others as they are."


def _catalog(catalog: model.Catalog, schema: EventSchema) -> facts.Catalogs:
    reserved = "the catalog keeps {} for itself"
    fields = (*describe_properties(catalog.fields, schema, reserved), _time_field(catalog.time_field))
    return facts.Catalogs(
        (facts.Catalog(catalog.name, None, fields),),
        path_words((catalog.id_source,)),
        None,
        _REPLACED,
        _NULLS_OF_ITEMS,
        (_NO_ID,),
    )


def _objects(objects: model.ObjectCatalogs) -> facts.Catalogs:
    source = f"{path_words((objects.changes,))}: new value of " if objects.changes else ""
    return facts.Catalogs(
        tuple(
            facts.Catalog(each.catalog, each.object_type, tuple(_object_fields(each, source))) for each in objects.types
        ),
        path_words((objects.id_source,)),
        path_words((objects.type_source,)),
        _EDITED if objects.changes else _REPLACED,
        _NULLS_OF_ITEMS,
        (_NO_ID, "A type without a catalog ends in an error too."),
    )


def _object_fields(object_type: model.ObjectType, source: str) -> Iterator[facts.Property]:
    for field in object_type.fields:
        names = either(path_words((each,)) for each in field.sources)
        yield facts.Property(field.name, f"{source}{names}", type_words(field.conversion))
    if object_type.time_field is not None:
        yield _time_field(object_type.time_field)


def _time_field(name: str) -> facts.Property:
    return facts.Property(name, "when it happened", type_words(conversions.IsoTime()))
