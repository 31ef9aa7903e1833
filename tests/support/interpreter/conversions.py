"""Conversions: one value from Regal to what Braze accepts, or LEFT_OUT (M7 to M12). Callers handle null."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable, Mapping
from typing import TypeGuard

from regal_braze.plan import conversions
from regal_braze.workspace.settings import Region
from support.interpreter.entries import LEFT_OUT, collect, legal_name, nested_attribute_name, sorted_entries
from support.interpreter.numbers import as_double, read_number, tidy
from support.interpreter.sizes import fit, fitting, json_text
from support.interpreter.text import (
    SAFE_INTEGER,
    TEXT_LIMIT,
    WHITE_SPACE,
    cut,
    has_lone_surrogate,
    number_text,
    trim,
    unit_count,
)
from support.interpreter.times import iso_text, read_time

_ITEMS = 500
_LEVELS = 5
_ATTRIBUTE_ROOM = 99_000
_CATALOG_TEXT = 5_000
_CATALOG_ITEMS = 100
_DATE_LIKE = re.compile(
    "(?:[0-9]{4}(?:-[0-9]{2}){2}(?:[Tt ][0-9]{2}:[0-9:.,]+ ?[Zz0-9:+-]*)?|[0-9]{2}/[0-9]{2}/[0-9]{4}"
    f"|[A-Za-z]{{3}} [0-9]{{2}} [0-9]{{2}} [^{WHITE_SPACE}]+ [0-9]{{4}})\\Z"
)
_EMAIL = re.compile(f"[^{WHITE_SPACE}@]+@[^{WHITE_SPACE}@]+")
_PHONE_PUNCTUATION = re.compile(f"[{WHITE_SPACE}.\\-\u00ad\u200b-\u2015\u202a-\u202e\u2060-\u2069\u2212]")
_TRUNK_ZERO = re.compile("(\\+[0-9]{1,3})\\)?\\(0\\)")
_PHONE = re.compile("\\+(?:1[2-9][0-9]{9}|[2-9][0-9]{6,14})")
_NORTH_AMERICAN = re.compile("1?[2-9][0-9]{2}[2-9][0-9]{6}")
_WITHHELD = {"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"}


def is_object(value: object) -> TypeGuard[dict[str, object]]:
    """Return whether a value is a JSON object."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[object]]:
    """Return whether a value is a JSON array."""
    return isinstance(value, list)


def convert(conversion: conversions.Conversion, value: object) -> object:
    """Return the converted value, or LEFT_OUT."""
    match conversion:
        case conversions.Text(in_list, limit, long):
            whole = value if isinstance(value, str) else _text(value, in_list=False, limit=sys.maxsize)
            is_long = isinstance(whole, str) and unit_count(whole) > limit
            return LEFT_OUT if is_long and long == "omit" else _text(value, in_list=in_list, limit=limit)
        case conversions.Open(in_list, room):
            return fit(_open(value, 0, in_list=in_list), room)
        case conversions.OpenObject(room):
            return fit(_open(value, 0, in_list=False), room) if is_object(value) else LEFT_OUT
        case conversions.MapOf(item, fields, room):
            return fit(_map(item, fields, value), room) if is_object(value) else LEFT_OUT
        case conversions.ListOf(item, limit, room, newest):
            return _items(item, limit, room, value, newest=newest) if is_array(value) else LEFT_OUT
        case conversions.AttributeValue(limit):
            kept = fit(_attribute(value, 0, in_list=False), _ATTRIBUTE_ROOM)
            return kept[:limit] if is_array(kept) else kept
        case conversions.Record(fields):
            return read_fields(fields, value) if is_object(value) else LEFT_OUT
        case conversions.Row(fields):
            cells = {str(index): cell for index, cell in enumerate(value)} if is_array(value) else None
            return LEFT_OUT if cells is None else read_fields(fields, cells)
        case _:
            return _SIMPLE[type(conversion)](value)


def read_fields(fields: tuple[conversions.Field, ...], value: Mapping[str, object]) -> dict[str, object]:
    """Return the declared fields of an object: absent stays absent, null stays null (M7)."""
    read: dict[str, object] = {}
    for field in fields:
        source = next((source for source in field.sources if source in value), None)
        if source is not None:
            found = value[source]
            converted = None if found is None else convert(field.conversion, found)
            if converted is not LEFT_OUT:
                read[field.name] = converted
    return read


def read_email(value: object) -> str | None:
    """Return an e-mail address with one @, without outer white space; None for anything else (M4)."""
    if not isinstance(value, str):
        return None
    address = trim(value)
    usable = _EMAIL.fullmatch(address) and unit_count(address) <= TEXT_LIMIT
    return address if usable and not has_lone_surrogate(address) else None


def read_phone(value: object, region: Region | None = None) -> str | None:
    """Return an E.164 phone number without punctuation; None for anything else (M4)."""
    if not isinstance(value, str):
        return None
    national = "".join(character for character in value if character in "+0123456789")
    if region == "US" and _NORTH_AMERICAN.fullmatch(national) and f"+{national}" not in _WITHHELD:
        before, first, rest = value.partition(national[0])
        value = f"{before}+1{rest}" if first == "1" else f"{before}+1{first}{rest}"
    typed = _PHONE_PUNCTUATION.sub("", value)
    typed = _TRUNK_ZERO.sub(lambda found: found[1], typed, count=1)
    number = typed.replace("(", "").replace(")", "")
    return number if _PHONE.fullmatch(number) and number not in _WITHHELD else None


def _or_left_out(value: object | None) -> object:
    return LEFT_OUT if value is None else value


def _text(value: object, *, in_list: bool, limit: int = TEXT_LIMIT) -> object:
    if isinstance(value, str):
        text = cut(value, limit)
    else:
        number = as_double(value)
        if number is None or not abs(number) <= SAFE_INTEGER:
            return LEFT_OUT
        text = cut(number_text(number), limit)
    return LEFT_OUT if in_list and _DATE_LIKE.match(text) else text


def _boolean(value: object) -> object:
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value.lower(), LEFT_OUT) if isinstance(value, str) else LEFT_OUT


def _iso_time(value: object) -> object:
    time = read_time(value)
    return LEFT_OUT if time is None else iso_text(time)


def _unix_seconds(value: object) -> object:
    time = read_time(value)
    return LEFT_OUT if time is None else math.floor(time / 1000)


def _items(
    item: conversions.Conversion, limit: int, room: int | None, values: list[object], *, newest: bool
) -> list[object]:
    converted = (LEFT_OUT if value is None else convert(item, value) for value in (values[::-1] if newest else values))
    present = (each for each in converted if each is not LEFT_OUT and each is not None)
    kept = fitting(present, math.inf if room is None else room, limit)
    return kept[::-1] if newest else kept


def _map(
    item: conversions.Conversion, fields: tuple[conversions.Field, ...], value: dict[str, object]
) -> dict[str, object]:
    declared = {field.name for field in fields}
    others = collect(
        [(key, entry) for key, entry in sorted_entries(value) if legal_name(key) not in declared],
        legal_name,
        lambda _, entry: None if entry is None else convert(item, entry),
    )
    return {**others, **read_fields(fields, value)}


def _leaf(value: object, *, in_list: bool) -> object:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(value, in_list=in_list)
    number = as_double(value)
    return LEFT_OUT if number is None else _or_left_out(tidy(number))


def _open(value: object, depth: int, *, in_list: bool) -> object:
    if value is None:
        return None
    if not is_object(value) and not is_array(value):
        return _leaf(value, in_list=in_list)
    if depth >= _LEVELS:
        return LEFT_OUT
    if is_object(value):
        return collect(sorted_entries(value), legal_name, lambda _, entry: _open(entry, depth + 1, in_list=False))
    kept: list[object] = []
    for item in value:
        converted = _open(item, depth + 1, in_list=True)
        if converted is not LEFT_OUT and converted is not None and len(kept) < _ITEMS:
            kept.append(converted)
    return kept


def _attribute(value: object, depth: int, *, in_list: bool) -> object:
    if value is None:
        return LEFT_OUT if depth else None
    if not is_object(value) and not is_array(value):
        return _leaf(value, in_list=in_list)
    if depth >= _LEVELS:
        return LEFT_OUT
    if is_object(value):
        entries = collect(
            sorted_entries(value), nested_attribute_name, lambda _, entry: _attribute(entry, depth + 1, in_list=False)
        )
        return entries or LEFT_OUT
    unique: dict[str, object] = {}
    for item in value:
        converted = LEFT_OUT if is_array(item) else _attribute(item, depth + 1, in_list=True)
        if converted is not LEFT_OUT:
            unique.setdefault(json_text(converted), converted)
    return list(unique.values())[:_ITEMS]


def _catalog_value(value: object, depth: int = 0) -> object:
    if value is None or (depth >= _LEVELS and (is_object(value) or is_array(value))):
        return LEFT_OUT
    if is_array(value):
        return _items(conversions.Text(limit=_CATALOG_TEXT), _CATALOG_ITEMS, None, value, newest=False)
    if is_object(value):
        entries = collect(
            sorted_entries(value), nested_attribute_name, lambda _, entry: _catalog_value(entry, depth + 1)
        )
        return entries or LEFT_OUT
    return (
        convert(conversions.Text(limit=_CATALOG_TEXT), value) if isinstance(value, str) else _leaf(value, in_list=False)
    )


_SIMPLE: dict[type[conversions.Conversion], Callable[[object], object]] = {
    conversions.Number: lambda value: _or_left_out(read_number(value)),
    conversions.Boolean: _boolean,
    conversions.IsoTime: _iso_time,
    conversions.UnixSeconds: _unix_seconds,
    conversions.EmailAddress: lambda value: _or_left_out(read_email(value)),
    conversions.CatalogValue: _catalog_value,
    conversions.PhoneNumber: lambda value: _or_left_out(read_phone(value)),
}
