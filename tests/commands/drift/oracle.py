"""Whether Braze gets a value whole, told from the payload and the request that V8 returned, by no rule of drift's."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, TypeAlias

from regal_braze.commands.drift.usable import WHITE_SPACE, legal_key
from regal_braze.plan import conversions, model
from regal_braze.plan.conversions import Conversion
from regal_braze.schema.load import EventSchema

Json: TypeAlias = Any

MISSING: Any = object()
_TIMES = (conversions.IsoTime, conversions.UnixSeconds)


def lossy_keys(schema: EventSchema, plan: model.Track, payload: dict[str, Json], request: dict[str, Json]) -> set[str]:
    """Return the keys of `properties` whose value, not null, the event in Braze lacks, or a part of it.

    What is meant to be left out is not among them, nor is what only goes to the profile.
    """
    properties = payload["properties"] if isinstance(payload.get("properties"), dict) else {}
    sent: dict[str, Json] = request["events"][0]["properties"]
    lossy: set[str] = set()
    meant = set(schema.properties.get("properties", {}))
    for field in plan.event.fields:
        source = next((source for source in field.sources if source in properties), None)
        meant.update(field.sources)
        if source is not None and not whole(properties[source], sent.get(field.name, MISSING), field.conversion):
            lossy.add(source)
    for each in plan.event.open_maps:
        if each.source is None:
            entries = {key: value for key, value in properties.items() if key not in each.declared}
            lossy.update(key for key in entries if not _spread_whole(each, {key: entries[key]}, sent))
            meant.update(entries)
        else:
            given = properties.get(each.source)
            if given is not None and not (isinstance(given, dict) and _spread_whole(each, given, sent)):
                lossy.add(each.source)
    if plan.attributes is not None and plan.attributes.undeclared_except is not None:
        meant.update(properties)
    lossy.update(key for key in properties if key not in meant)
    return {key for key in lossy if properties[key] is not None}


def colliding_keys(plan: model.Track, properties: dict[str, Json]) -> set[str]:
    """Return the undeclared keys that would have one name in Braze: it gets one of them."""
    colliding: set[str] = set()
    for each in plan.event.open_maps:
        if each.source is None:
            entries = {key: value for key, value in properties.items() if key not in each.declared}
            colliding |= _colliding(entries, partial(_open_name, each))
    return colliding


def whole(value: Json, sent: Json, conversion: Conversion | None = None) -> bool:
    """Tell whether a value is there, in whatever type."""
    if value is None:
        return True
    if sent is MISSING or sent is None:
        return False
    if isinstance(conversion, _TIMES):
        return True
    match conversion:
        case conversions.Record(fields) if isinstance(value, dict):
            return _record_whole(fields, value, sent)
        case conversions.Row(fields) if isinstance(value, list):
            cells = {str(index): cell for index, cell in enumerate(value)}
            return _record_whole(fields, cells, sent)
        case conversions.ListOf(item):
            return isinstance(value, list) and _items_whole(value, sent, item)
        case _:
            return _value_whole(value, sent)


def _value_whole(value: Json, sent: Json) -> bool:
    if isinstance(value, list):
        return _items_whole(value, sent, None)
    if isinstance(value, dict):
        if not isinstance(sent, dict) or _colliding(value, legal_key):
            return False
        return all(whole(each, sent.get(legal_key(key) or "", MISSING)) for key, each in value.items())
    if isinstance(value, str) and isinstance(sent, str):
        return _tidied(value) == _tidied(sent)
    return _text(value) == _text(sent)


def _record_whole(fields: Iterable[conversions.Field], value: Mapping[str, Json], sent: Json) -> bool:
    read = {source: field for field in fields for source in field.sources}
    return isinstance(sent, dict) and all(
        each is None or (key in read and whole(each, sent.get(read[key].name, MISSING), read[key].conversion))
        for key, each in value.items()
    )


def _items_whole(value: list[Json], sent: Json, item: Conversion | None) -> bool:
    there = [each for each in value if each is not None]
    return (
        isinstance(sent, list)
        and len(there) == len(sent)
        and all(whole(each, got, item) for each, got in zip(there, sent, strict=True))
    )


def _spread_whole(each: model.OpenMap, entries: Mapping[str, Json], sent: Mapping[str, Json]) -> bool:
    if _colliding(entries, partial(_open_name, each)):
        return False
    return all(whole(value, sent.get(_open_name(each, key) or "", MISSING)) for key, value in entries.items())


def _open_name(each: model.OpenMap, key: str) -> str | None:
    name = legal_key(key)
    return each.prefix + name if name in each.taken and name else name


def _colliding(entries: Mapping[str, Json], name_of: Callable[[str], str | None]) -> set[str]:
    """Return all keys but one that stand for one name, where they hold something."""
    names: dict[str | None, list[str]] = {}
    for key in entries:
        names.setdefault(name_of(key), []).append(key)
    return {key for keys in names.values() if len(keys) > 1 for key in keys if entries[key] is not None}


def _tidied(text: str) -> str:
    return "".join("\ufffd" if "\ud800" <= each <= "\udfff" else each for each in text).strip(WHITE_SPACE)


def _text(value: Json) -> str:
    if isinstance(value, str):
        try:
            value = float(_tidied(value))
        except ValueError:
            return _tidied(str(value))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return "endless" if math.isinf(float(value)) else repr(float(value) + 0.0)
    return repr(value)
