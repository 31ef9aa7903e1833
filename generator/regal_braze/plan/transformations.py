"""Plan the transformation of each event, from its schema and the workspace's settings."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterable, Iterator, Sequence

from regal_braze.braze import limits
from regal_braze.findings.finding import Finding
from regal_braze.immutable import replace
from regal_braze.plan import model
from regal_braze.plan.catalog_fields import for_catalog, item_conversion
from regal_braze.plan.conversions import Conversion, EmailAddress, Field, PhoneNumber, Text
from regal_braze.plan.fields import TIMES, attribute_conversion, entry_conversion, plan_fields, share_room
from regal_braze.plan.identity import check_identity, plan_identity
from regal_braze.plan.purchases import plan_orders, plan_purchases
from regal_braze.schema.annotation import EVENT_ID_PROPERTY, attribute_targets, legal_name
from regal_braze.schema.load import EventSchema
from regal_braze.workspace.settings import CHANNELS, Naming, Settings

ACRONYMS = {"sms": "SMS", "mms": "MMS", "ivr": "IVR"}

TIME_PATHS: tuple[model.Path, ...] = (("originalTimestamp",), ("original_timestamp",), ("created_at",))
EVENT_ID_PATHS: tuple[model.Path, ...] = (("eventId",), ("event_id",))

_PROFILE_CONVERSIONS: dict[str, Conversion] = {
    **dict.fromkeys(("first_name", "last_name", "home_city", "time_zone"), Text()),
    "image_url": Text(long="omit"),
    "email": EmailAddress(),
    "phone": PhoneNumber(),
}
"""The profile fields that an attribute may be (M12). The field decides on the conversion, not the property's type."""


def plan_transformations(
    schemas: Iterable[EventSchema], settings: Settings
) -> tuple[list[model.Transformation], list[Finding]]:
    """Return the plan of every enabled event, and the findings.

    Disabled events count only where events share a name (M2).
    """
    schemas = list(schemas)
    claims = [
        model.Claim(schema.event, name["name"], name["property"], name["value"])
        for schema in schemas
        for name in schema.annotation.get("names", [])
    ]
    findings = [*_ambiguous_events(schemas, claims)]
    plans = []
    for schema in schemas:
        if schema.enabled:
            plan, problems = _plan(schema, settings, claims)
            plans.append(plan)
            findings += problems
    subscriptions = (plan.destination for plan in plans if isinstance(plan.destination, model.Subscription))
    groups = {group for subscription in subscriptions for _, group in subscription.groups}
    return plans, [*findings, *missing_groups(groups), *_purchases(schemas)]


def event_name(event: str, naming: Naming) -> str:
    """Return the name of the custom event: `sms.sent` becomes `SMS Sent` or `sms_sent`, after the prefix."""
    words = [word for word in re.split(r"[._]+", event) if word]
    if naming.case == "snake":
        return naming.prefix + "_".join(words)
    return naming.prefix + " ".join(ACRONYMS.get(word, word.capitalize()) for word in words)


def placeholder(channel: str) -> str:
    """Return the text in place of the id of a subscription group that the workspace does not set (M14)."""
    return f"REPLACE_WITH_YOUR_{channel.upper()}_SUBSCRIPTION_GROUP_ID"


def missing_groups(code: Container[str]) -> Iterator[Finding]:
    """Yield the warning for each channel whose placeholder is in some code or among the groups in it."""
    for channel in CHANNELS:
        if placeholder(channel) in code:
            message = f"The {channel} channel has no subscription group, so the code contains {placeholder(channel)}"
            value = '{ attribute = "voice_opt_in" }' if channel == "voice" else '"<id from Braze>"'
            help_text = f"Write {channel} = {value} under [subscription_groups] in regal-braze.toml."
            if channel == "voice":
                webhooks = 'For webhooks alone, write voice.attribute = "voice_opt_in" under [webhooks.consent].'
                help_text = f"Braze has no groups for voice. {help_text} {webhooks}"
            yield Finding("subscription-group", message, help_text, severity="warning")


def _plan(
    schema: EventSchema, settings: Settings, claims: Sequence[model.Claim]
) -> tuple[model.Transformation, list[Finding]]:
    destination, findings = _destination(schema, settings)
    identity = plan_identity(schema, settings) if model.endpoint(destination) == "track users" else None
    if identity:
        findings += check_identity(identity, schema.event, settings)
    plan = model.Transformation(
        event=schema.event,
        description=schema.file.document["description"],
        schema=schema.file.label,
        accepted=tuple(claim for claim in claims if claim.event == schema.event),
        rejected=tuple(claim for claim in claims if claim.name == schema.event),
        identity=identity,
        times=TIME_PATHS,
        destination=destination,
    )
    return plan, findings


def _destination(schema: EventSchema, settings: Settings) -> tuple[model.Destination, list[Finding]]:
    annotation = schema.annotation
    update = settings.update_existing_only
    if "changes" in annotation:
        return model.Changes(annotation["changes"], update.attributes), []
    if "subscription" in annotation:
        return _subscription(schema, settings), []
    if "objects" in annotation and settings.catalogs:
        return _object_catalogs(schema, settings), []
    if "catalog" in annotation:
        catalog = annotation["catalog"]
        fields, findings = plan_fields(schema, ("id", catalog["time"]))
        return model.Catalog(catalog["name"], catalog["id"], tuple(map(for_catalog, fields)), catalog["time"]), findings
    event, findings = _custom_event(schema, settings)
    attributes = _attributes(schema, update.attributes)
    purchases, orders = plan_purchases(schema, update.purchases), plan_orders(schema, update.events)
    return model.Track(event, attributes, purchases, orders), findings


def _subscription(schema: EventSchema, settings: Settings) -> model.Subscription:
    channel, state = (schema.annotation["subscription"][key] for key in ("channel", "state"))
    update = settings.update_existing_only
    groups = {channel: placeholder(channel) for channel in CHANNELS if channel not in settings.consent_attributes}
    groups |= {**settings.subscription_groups, **schema.subscription_groups}
    return model.Subscription(
        channel,
        state,
        tuple(groups.items()),
        tuple((channel, name) for channel, name in settings.consent_attributes.items() if channel not in groups),
        tuple(settings.channels.items()),
        update.unsubscribe if state == "unsubscribed" else update.subscribe,
    )


def _object_catalogs(schema: EventSchema, settings: Settings) -> model.ObjectCatalogs:
    """Return the destination of an event about an object: the catalog of each type, with the fields that it names."""
    objects = schema.annotation["objects"]
    types = (
        model.ObjectType(
            catalog.object_type,
            catalog.name,
            tuple(Field(name, (name,), item_conversion(schema, name)) for name in catalog.fields),
            catalog.time,
        )
        for catalog in sorted(settings.catalogs, key=lambda catalog: catalog.object_type)
    )
    return model.ObjectCatalogs(objects["type"], objects["id"], tuple(types), objects.get("changes"))


def _custom_event(schema: EventSchema, settings: Settings) -> tuple[model.CustomEvent, list[Finding]]:
    annotation = schema.annotation
    reserved = (*limits.RESERVED_EVENT_PROPERTIES, EVENT_ID_PROPERTY)
    fields, findings = plan_fields(schema, reserved)
    taken = (*reserved, *(field.name for field in fields))
    maps = []
    if annotation.get("undeclared") == "properties":
        declared = tuple(schema.properties.get("properties", {}))
        others = tuple(name for name in taken if name not in declared)
        maps.append(model.OpenMap(None, "regal_", others + declared, 0, declared))
    maps += [
        model.OpenMap(name, f"{legal_name(name) or 'regal'}_", taken, 0, item=entry_conversion(schema, name))
        for name in annotation.get("flatten", [])
    ]
    fields, open_maps, problems = share_room(fields, tuple(maps), schema)
    event = model.CustomEvent(
        annotation.get("event") or event_name(schema.event, settings.names),
        fields,
        open_maps,
        EVENT_ID_PATHS,
        settings.update_existing_only.events,
        annotation.get("nulls", "keep"),
    )
    return event, findings + problems


def _attributes(schema: EventSchema, update_existing_only: bool) -> model.Attributes | None:
    annotation = schema.annotation
    undeclared_except = None
    if annotation.get("undeclared") == "attributes":
        undeclared_except = tuple(schema.properties.get("properties", {}))
    fields = []
    for target in attribute_targets(annotation):
        conversion = _PROFILE_CONVERSIONS.get(target.name) or (
            TIMES[target.convert] if target.convert else attribute_conversion(schema, target.path)
        )
        fields.append(model.Attribute(target.name, target.path, conversion, target.when, target.named_by))
    if not fields and undeclared_except is None:
        return None
    return model.Attributes(tuple(fields), undeclared_except, update_existing_only)


def _ambiguous_events(schemas: Iterable[EventSchema], claims: Iterable[model.Claim]) -> Iterator[Finding]:
    by_event = {schema.event: schema for schema in schemas}
    claimed: dict[tuple[str, str, str], str] = {}
    for claim in claims:
        key = (claim.name, claim.property, claim.value)
        if key in claimed or claim.name == claim.event:
            other = claimed.get(key, claim.event)
            message = f"{other} also accepts {claim.name} with {claim.property} {json.dumps(claim.value)}"
            help_text = "Let only one of the two events accept it."
            yield by_event[claim.event].finding("ambiguous-event", "/x-braze/names", message, help_text)
        claimed.setdefault(key, claim.event)


def _purchases(schemas: Iterable[EventSchema]) -> Iterator[Finding]:
    """Yield one warning if there are purchases, which Braze maintains but no longer extends."""
    first = next((schema for schema in schemas if schema.enabled and "purchases" in schema.annotation), None)
    if first is not None:
        message = "Braze recommends eCommerce orders instead of purchases, which are in maintenance mode"
        help_text = f'Write [[events."{first.event}".orders]] instead: see docs/configuration.md.'
        yield replace(first.finding("deprecated", "/x-braze/purchases/0", message, help_text), severity="warning")
