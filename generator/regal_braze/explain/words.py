"""Express values of a plan in a few words, for readers who don't know JSON Schema or JavaScript."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import assert_never

from regal_braze.braze import limits
from regal_braze.explain.facts import PropertyFact
from regal_braze.findings.finding import listed
from regal_braze.immutable import Immutable
from regal_braze.plan import conversions, model

_PLAIN = re.compile(r"[\w$<>-]+\Z")
_LEVELS = "up to 5 levels deep"
_CUT = f"texts cut at {limits.STRING_LIMIT}"


class _Type(Immutable):
    one: str
    many: str
    limits: tuple[str, ...] = ()


def type_words(conversion: conversions.Conversion) -> str:
    """Return a type with its limits: `text, cut at 255`, `list of up to 500 texts (…), up to 70 KB`."""
    described = _described(conversion)
    return ", ".join((described.one, *described.limits))


def path_words(path: Iterable[str]) -> str:
    """Return the keys of a path, joined by dots; a key that is not a plain word is in quotation marks."""
    return ".".join(key if _PLAIN.match(key) else value_words(key) for key in path)


def source_words(field: conversions.Field) -> str:
    """Return the keys that a field is read from."""
    return listed(path_words((source,)) for source in field.sources)


def value_words(value: model.Scalar) -> str:
    """Return a value as JSON: a text is in quotation marks."""
    return json.dumps(value, ensure_ascii=False)


def condition_words(path: model.Path, values: Iterable[model.Scalar]) -> str:
    """Return the condition that the property at `path` has one of these values."""
    return f"{path_words(path)} is {listed(map(value_words, values))}"


def update_words(update_existing_only: bool) -> str:
    """Return what `_update_existing_only` means (M5)."""
    if update_existing_only:
        effect = "Braze updates existing profiles only, and ignores other contacts"
    else:
        effect = "Braze creates a profile for a contact that it does not know"
    return f"Profile: _update_existing_only is {'true' if update_existing_only else 'false'}, so {effect}."


def usable_words(identifier: model.Identifier) -> str:
    """Return which values can identify a contact (M4)."""
    match identifier.kind:
        case "external_id" | "braze_id":
            return f"a text or number that is not blank, up to {limits.EXTERNAL_ID_BYTES} bytes"
        case "email":
            return "an address with one @"
        case "phone":
            return "a phone number with + and country code"
        case "user_alias":
            return f"a phone number with + and country code, as an alias with the label {identifier.alias_label}"
        case _:
            assert_never(identifier.kind)


def nested_properties(name: str, source: str, conversion: conversions.Conversion) -> Iterator[PropertyFact]:
    """Yield what is declared in an object, or in the items of a list of objects, at any depth."""
    if isinstance(conversion, conversions.Record | conversions.Row | conversions.MapOf):
        for field in conversion.fields:
            inner = f"{name}.{field.name}"
            if isinstance(conversion, conversions.Row):
                place = f"{source}, cell {' or '.join(str(int(index) + 1) for index in field.sources)}"
            else:
                place = f"{source}.{source_words(field)}"
            yield PropertyFact(inner, place, type_words(field.conversion))
            yield from nested_properties(inner, place, field.conversion)
    if isinstance(conversion, conversions.MapOf):
        yield from nested_properties(f"{name}.<key>", f"{source}.<key>", conversion.item)
    if isinstance(conversion, conversions.ListOf):
        yield from nested_properties(f"{name}[]", f"{source}[]", conversion.item)


def _described(conversion: conversions.Conversion) -> _Type:
    match conversion:
        case conversions.Text(in_list, limit, long):
            bound = f"cut at {limit}" if long == "cut" else f"left out over {limit}"
            return _Type("text", "texts", (bound, *_no_dates(in_list)))
        case conversions.Open(in_list, room):
            return _Type("any value", "values of any type", (_CUT, *_no_dates(in_list), _LEVELS, *_size(room)))
        case conversions.OpenObject(room):
            return _Type("object of any keys", "objects of any keys", (_CUT, _LEVELS, *_size(room)))
        case conversions.MapOf(item, _, room):
            many = _described(item).many
            return _Type(f"object of any keys with {many}", f"objects of any keys with {many}", _size(room))
        case conversions.ListOf(item, limit, room, newest):
            described = _described(item)
            inner = f" ({', '.join(described.limits)})" if described.limits else ""
            items = f"of up to {limit} {described.many}{inner}"
            return _Type(f"list {items}", f"lists {items}", (*("the last ones",) * newest, *_size(room)))
        case conversions.Record():
            return _Type("object", "objects")
        case conversions.Row():
            return _Type("object made of a list", "objects made of lists")
        case conversions.AttributeValue(limit):
            lists = () if limit == limits.ARRAY_ITEMS else (f"lists up to {limit} items",)
            bounds = (_CUT, "nested nulls left out", _LEVELS, *lists, *_size(limits.ATTRIBUTE_ROOM))
            return _Type("any value", "values of any type", bounds)
        case conversions.CatalogValue():
            texts = f"lists of up to {limits.CATALOG_LIST_ITEMS} texts"
            return _Type("any value", "values of any type", ("nulls left out", _LEVELS, texts))
        case _:
            return _SIMPLE[type(conversion)]


_SIMPLE: dict[type[object], _Type] = {
    conversions.Number: _Type("number", "numbers"),
    conversions.Boolean: _Type("true/false", "true/false values"),
    conversions.IsoTime: _Type("time as ISO 8601", "times as ISO 8601"),
    conversions.UnixSeconds: _Type("time as unix seconds", "times as unix seconds"),
    conversions.EmailAddress: _Type("email address", "email addresses"),
    conversions.PhoneNumber: _Type("phone number with + and country code", "phone numbers with + and country code"),
}


def _no_dates(in_list: bool) -> tuple[str, ...]:
    return ("dates left out",) if in_list else ()


def _size(room: int | None) -> tuple[str, ...]:
    return () if room is None else (f"up to {room // 1000} KB",)
