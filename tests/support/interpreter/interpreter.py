"""The interpreter: from a plan and a payload to the request that Braze must get."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal, TypeAlias, assert_never

from regal_braze.plan.conversions import Text
from regal_braze.plan.model import (
    Catalog,
    Changes,
    CustomEvent,
    ObjectCatalogs,
    OpenMap,
    Path,
    Subscription,
    Track,
    Transformation,
)
from support.interpreter.attributes import attributes_objects, changed_attributes, event_attributes, new_values
from support.interpreter.conversions import convert, read_fields
from support.interpreter.entries import LEFT_OUT, collect, legal_name, sorted_entries
from support.interpreter.identity import Identified, as_object, first_of, identify, is_expected, read, read_external_id
from support.interpreter.purchases import bought, ordered
from support.interpreter.sizes import fit, in_javascript_order
from support.interpreter.text import TEXT_LIMIT, trim, unit_count
from support.interpreter.times import iso_text, read_time

NOW: Final = "<the time of the run>"
"""The time of the run in a request."""

Request: TypeAlias = dict[str, object]

_ID_LIMIT = 250
_MOST_PROPERTIES = 256
_VALID_ID = re.compile("[A-Za-z0-9_-]*")
_ENCODED_ID = re.compile("(?:[A-Za-z0-9-]*_(?:[0-9a-f]{1,2}|u[0-9a-f]+)_)+[A-Za-z0-9-]*")
_ID_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A deliberate error: another event (M2), no usable identity (M4), an unknown channel (M14), no item id (M15)."""

    kind: Literal["event", "identity", "channel", "item_id"]
    message_start: str


def interpret(plan: Transformation, payload: object, now: datetime | None = None) -> Request | Refusal:
    """Return the request, or the error that must be thrown instead.

    `payload` is any value that `json.loads` returns, and is not changed. Where the time of the run counts,
    the request has `now` (aware), or the constant NOW without it.
    """
    if not is_expected(plan, payload):
        return Refusal("event", f"Expected the event {plan.event}, got ")
    properties = as_object(read(payload, ("properties",)))
    time = _event_time(plan.times, payload, now)
    if isinstance(plan.destination, Catalog):
        return _catalog(plan.destination, properties, time)
    if isinstance(plan.destination, ObjectCatalogs):
        return _object(plan.destination, plan.event, properties, time)
    assert plan.identity is not None
    identified = identify(plan.identity, payload)
    if identified is None:
        missing = plan.identity.missing
        return {"attributes": []} if missing == "skip" else Refusal("identity", "No usable identity")
    match plan.destination:
        case Track(event, attributes, purchases, orders):
            events = [_event(event, payload, properties, identified, time)]
            request: Request = {"events": [*events, *ordered(orders, payload, event, identified, time)]}
            if attributes is not None:
                request["attributes"] = event_attributes(attributes, properties, identified)
            if purchases:
                request["purchases"] = bought(purchases, properties, identified, time)
            return request
        case Changes():
            return {"attributes": changed_attributes(plan.destination, properties, identified)}
        case Subscription():
            return _subscription(plan.destination, properties, identified)
        case _:
            assert_never(plan.destination)


def _event_time(paths: tuple[Path, ...], payload: object, now: datetime | None) -> str:
    for path in paths:
        milliseconds = read_time(read(payload, path))
        if milliseconds is not None:
            return iso_text(milliseconds)
    if now is None:
        return NOW
    moment = now.astimezone(UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def _event(
    event: CustomEvent, payload: object, properties: dict[str, object], identified: Identified, time: str
) -> dict[str, object]:
    sent = read_fields(event.fields, properties)
    event_id = convert(Text(), first_of(payload, event.event_id))
    if event_id is not LEFT_OUT:
        sent["regal_event_id"] = event_id
    for open_map in event.open_maps:
        entries = _open_entries(open_map, properties, taken={*open_map.taken, *sent})
        for name in in_javascript_order(entries)[: max(_MOST_PROPERTIES - len(sent), 0)]:
            sent[name] = entries[name]
    if event.nulls == "omit":
        sent = {name: value for name, value in sent.items() if value is not None}
    return {
        **identified.keys,
        "name": event.name,
        "time": time,
        "_update_existing_only": event.update_existing_only,
        "properties": sent,
    }


def _open_entries(open_map: OpenMap, properties: dict[str, object], taken: set[str]) -> dict[str, object]:
    if open_map.source is None:
        entries = {key: value for key, value in properties.items() if key not in open_map.declared}
    else:
        entries = as_object(properties.get(open_map.source))

    def name_of(key: str) -> str | None:
        name = legal_name(key)
        if name is None or name not in taken:
            return name
        name = open_map.prefix + name
        return None if name in taken or unit_count(name) > TEXT_LIMIT else name

    collected = collect(
        sorted_entries(entries), name_of, lambda _, value: None if value is None else convert(open_map.item, value)
    )
    return as_object(fit(collected, open_map.room))


def _subscription(plan: Subscription, properties: dict[str, object], identified: Identified) -> Request | Refusal:
    value = properties.get(plan.channel)
    channel = trim(value).lower() if isinstance(value, str) else ""
    channel = dict(plan.synonyms).get(channel, channel)
    groups, attributes = dict(plan.groups), dict(plan.attributes)
    change: dict[str, object]
    if channel in groups:
        change = {"subscription_groups": [{"subscription_group_id": groups[channel], "subscription_state": plan.state}]}
    elif channel in attributes:
        change = {attributes[channel]: plan.state == "subscribed"}
    else:
        return Refusal("channel", f"No known channel: looked for {', '.join([*groups, *attributes])}, got ")
    if channel == "email":
        change["email_subscribe"] = plan.state
    return {"attributes": attributes_objects(change, identified, update_existing_only=plan.update_existing_only)}


def _catalog(plan: Catalog, properties: dict[str, object], time: str) -> Request | Refusal:
    item = read_fields(plan.fields, properties)
    return _item(plan.name, item | {plan.time_field: time}, properties.get(plan.id_source))


def _object(plan: ObjectCatalogs, event: str, properties: dict[str, object], time: str) -> Request | Refusal:
    object_type = properties.get(plan.type_source)
    found = next((each for each in plan.types if each.object_type == object_type), None)
    if found is None:
        return Refusal("event", f"Expected the event {event} of a type that has a catalog, got ")
    values = properties if plan.changes is None else new_values(as_object(properties.get(plan.changes)))
    item = read_fields(found.fields, values)
    if found.time_field is not None:
        item[found.time_field] = time
    return _item(found.catalog, item, properties.get(plan.id_source))


def _item(catalog: str, fields: dict[str, object], given_id: object) -> Request | Refusal:
    item_id = _item_id(given_id)
    if not 0 < len(item_id) <= _ID_LIMIT:
        return Refusal("item_id", "No usable item id")
    item = {name: value for name, value in fields.items() if value is not None}
    return {"catalog_name": catalog, "items": [{**item, "id": item_id}]}


def _item_id(value: object) -> str:
    """Return an id of letters, digits, hyphens and underscores that no other value has (M15)."""
    given = read_external_id(value)
    if _VALID_ID.fullmatch(given) and not _ENCODED_ID.fullmatch(given):
        return given
    units = memoryview(given.encode("utf-16-le")).cast("H")
    return "".join(
        chr(unit) if chr(unit) in _ID_CHARACTERS else f"_{'' if unit < 0x100 else 'u'}{unit:x}_" for unit in units
    )
