"""Decide what Braze gets of an event: from its schema and the workspace's settings to a plan."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from regal_braze.braze import limits
from regal_braze.documents.json_text import Json
from regal_braze.findings.finding import Finding
from regal_braze.immutable import Immutable
from regal_braze.plan import model
from regal_braze.plan.fields import TIMES, FieldPlanner, for_catalog, share_room
from regal_braze.plan.objects import plan_objects
from regal_braze.plan.purchases import plan_purchases
from regal_braze.schema.annotation import EVENT_ID_PROPERTY, attribute_targets, legal_name
from regal_braze.schema.load import EventSchema
from regal_braze.workspace.settings import CHANNELS, Naming, Settings

ACRONYMS = {"sms": "SMS", "mms": "MMS", "ivr": "IVR"}

# Where Regal's envelopes hold what identifies a contact, in the order of trust (M3).
EXTERNAL_ID_PATHS: tuple[model.Path, ...] = (("userId",), ("external_id",))
EMAIL_PATHS: tuple[model.Path, ...] = (
    ("traits", "email"),
    ("contact_email",),
    ("properties", "contact_email"),
)
PHONE_PATHS: tuple[model.Path, ...] = (
    ("traits", "phone"),
    ("contact_phone",),
    ("properties", "contact_phone"),
    ("properties", "contactPhone"),
    ("properties", "contact_number"),
)
TIME_PATHS: tuple[model.Path, ...] = (("originalTimestamp",), ("original_timestamp",), ("created_at",))
EVENT_ID_PATHS: tuple[model.Path, ...] = (("eventId",), ("event_id",))

_PROFILE_CONVERSIONS: dict[str, model.Conversion] = {
    "first_name": model.Text(),
    "last_name": model.Text(),
    "email": model.EmailAddress(),
    "phone": model.PhoneNumber(),
    **dict.fromkeys(("home_city", "image_url", "time_zone"), model.Text()),
}
"""The profile fields that an attribute may be (M12): each takes its own type, whatever the property's is."""


class Claim(Immutable):
    """An event that may arrive under another event's name, and what tells it apart (M2)."""

    event: str
    name: str
    property: str
    value: str


def plan_transformations(
    schemas: Iterable[EventSchema], settings: Settings
) -> tuple[list[model.Transformation], list[Finding]]:
    """Return the plan of every event that the workspace has on, and the findings on the way.

    The others still count where two events have to be told apart (M2).
    """
    schemas = list(schemas)
    findings: list[Finding] = []
    enabled = [schema for schema in schemas if schema.enabled]
    claims = [
        Claim(schema.event, each["name"], each["property"], each["value"])
        for schema in schemas
        for each in schema.annotation.get("names", [])
    ]
    findings += _ambiguities(schemas, claims)
    plans = [_plan(schema, settings, claims, findings) for schema in enabled]
    findings += _missing_groups(plans)
    return plans, findings


def event_name(event: str, naming: Naming) -> str:
    """Return the name of the custom event: `sms.sent` becomes `SMS Sent` or `sms_sent`, behind the prefix."""
    words = [word for word in re.split(r"[._]+", event) if word]
    if naming.case == "snake":
        return naming.prefix + "_".join(words)
    return naming.prefix + " ".join(ACRONYMS.get(word, word.capitalize()) for word in words)


def placeholder(channel: str) -> str:
    """Return what stands for a subscription group that the workspace does not name (M14)."""
    return f"REPLACE_WITH_YOUR_{channel.upper()}_SUBSCRIPTION_GROUP_ID"


def _plan(
    schema: EventSchema, settings: Settings, claims: list[Claim], findings: list[Finding]
) -> model.Transformation:
    destination = _destination(schema, settings, findings)
    has_contact = model.endpoint(destination) == "track users"
    return model.Transformation(
        event=schema.event,
        description=schema.file.document["description"],
        schema=schema.file.label,
        accepted=(
            model.Accepted(schema.event),
            *(model.Accepted(each.name, each.property, each.value) for each in claims if each.event == schema.event),
        ),
        rejected=tuple(
            model.Rejected(each.property, each.value, each.event) for each in claims if each.name == schema.event
        ),
        identity=_identity(schema.annotation, settings) if has_contact else None,
        times=TIME_PATHS,
        destination=destination,
    )


def _identity(annotation: Mapping[str, Json], settings: Settings) -> model.Identity:
    traits_only = annotation.get("identity") == "traits"

    def among(paths: tuple[model.Path, ...]) -> tuple[model.Path, ...]:
        return tuple(path for path in paths if path[0] == "traits") if traits_only else paths

    known = {
        "external_id": model.Identifier("external_id", EXTERNAL_ID_PATHS),
        "braze_id": model.Identifier("braze_id", (("traits", settings.braze_id_trait),)),
        "email": model.Identifier("email", among(EMAIL_PATHS)),
        "phone": model.Identifier("phone", among(PHONE_PATHS)),
        "user_alias": model.Identifier("user_alias", among(PHONE_PATHS), settings.alias_label),
    }
    return model.Identity(tuple(known[kind] for kind in settings.identity_order), settings.missing_identity)


def _destination(schema: EventSchema, settings: Settings, findings: list[Finding]) -> model.Destination:
    annotation = schema.annotation
    update = settings.update_existing_only
    if "changes" in annotation:
        return model.Changes(annotation["changes"], update.attributes)
    if "subscription" in annotation:
        state = annotation["subscription"]["state"]
        known = {**settings.subscription_groups, **schema.subscription_groups}
        groups = ((channel, known.get(channel) or placeholder(channel)) for channel in CHANNELS)
        return model.Subscription(
            annotation["subscription"]["channel"],
            state,
            tuple(groups),
            update.unsubscribe if state == "unsubscribed" else update.subscribe,
        )
    if "objects" in annotation and settings.catalogs:
        return plan_objects(schema, settings.catalogs)
    planner = FieldPlanner(schema)
    if "catalog" in annotation:
        catalog = annotation["catalog"]
        fields = planner.fields(reserved=("id", catalog["time"]), prefix="regal_")
        findings += planner.findings
        return model.Catalog(catalog["name"], catalog["id"], tuple(map(for_catalog, fields)), catalog["time"])
    event = _event(schema, planner, settings)
    findings += planner.findings
    attributes = _attributes(schema, planner, update.attributes)
    return model.Track(event, attributes, plan_purchases(schema, planner, update.purchases))


def _event(schema: EventSchema, planner: FieldPlanner, settings: Settings) -> model.CustomEvent:
    annotation = schema.annotation
    reserved = (*limits.RESERVED_EVENT_PROPERTIES, EVENT_ID_PROPERTY)
    fields = planner.fields(reserved=reserved, prefix="regal_")
    taken = (*reserved, *(field.name for field in fields))
    maps = [model.OpenMap(name, f"{legal_name(name) or 'regal'}_", taken, 0) for name in annotation.get("flatten", [])]
    if annotation.get("undeclared") == "properties":
        declared = tuple(planner.declared)
        others = tuple(name for name in taken if name not in declared)
        maps.append(model.OpenMap(None, "regal_", others + declared, 0, declared))
    fields, open_maps = share_room(fields, tuple(maps), planner)
    return model.CustomEvent(
        annotation.get("event") or event_name(schema.event, settings.names),
        fields,
        open_maps,
        EVENT_ID_PATHS,
        settings.update_existing_only.events,
        annotation.get("nulls", "keep"),
    )


def _attributes(schema: EventSchema, planner: FieldPlanner, update_existing_only: bool) -> model.Attributes | None:
    annotation = schema.annotation
    undeclared = tuple(planner.declared) if annotation.get("undeclared") == "attributes" else None
    fields = []
    for target in attribute_targets(annotation):
        conversion = _PROFILE_CONVERSIONS.get(target.name) or (
            TIMES[target.convert] if target.convert else planner.attribute_conversion(target.path)
        )
        fields.append(model.Attribute(target.name, target.path, conversion, target.when, target.named_by))
    if not fields and undeclared is None:
        return None
    return model.Attributes(tuple(fields), undeclared, update_existing_only)


def _ambiguities(schemas: list[EventSchema], claims: list[Claim]) -> Iterable[Finding]:
    seen: dict[tuple[str, str, str], str] = {}
    described = {schema.event: schema for schema in schemas}
    for claim in claims:
        told_apart_by = (claim.name, claim.property, claim.value)
        if told_apart_by in seen or claim.name == claim.event:
            other = seen.get(told_apart_by, claim.event)
            yield described[claim.event].finding(
                "ambiguous-event",
                "/x-braze/names",
                f"{other} accepts {claim.name} with {claim.property} {json.dumps(claim.value)} too",
                "Let one of the two events accept it.",
            )
        seen.setdefault(told_apart_by, claim.event)


def _missing_groups(plans: Iterable[model.Transformation]) -> Iterable[Finding]:
    changed = [dict(plan.destination.groups) for plan in plans if isinstance(plan.destination, model.Subscription)]
    for channel in CHANNELS:
        if any(groups[channel] == placeholder(channel) for groups in changed):
            yield Finding(
                "subscription-group",
                f"The {channel} channel has no subscription group: {placeholder(channel)} stands in its place",
                f'Write {channel} = "<id from Braze>" under [subscription_groups] in regal-braze.toml.',
                severity="warning",
            )
