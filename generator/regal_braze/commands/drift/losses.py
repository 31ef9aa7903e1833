"""What a conversion of the plan loses of a value (M8 to M12): the same rules as the helpers of a transformation.

Each function returns how many bytes of ASCII JSON Braze gets of the value, or LEFT_OUT, and says what is lost.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Final, TypeAlias

from regal_braze.braze import limits
from regal_braze.commands.drift.examples import part
from regal_braze.commands.drift.usable import (
    SAFE_INTEGER,
    WHITE_SPACE,
    as_double,
    is_date_in_list,
    is_email,
    is_number,
    is_phone,
    is_time,
    legal_key,
    units,
)
from regal_braze.plan import conversions, model

Lose: TypeAlias = Callable[[str, str, object], None]
"""Takes the JSON Pointer of what is lost, the kind of loss (a key of `told.LOSSES`), and the value."""
NameOf: TypeAlias = Callable[[str], str | None]

LEFT_OUT: Final = -1
_LEVELS = 5
_CUT = limits.STRING_LIMIT - 1
_NULL_BYTES = 4
_UNFIT_IN_ATTRIBUTES = re.compile(f"[{WHITE_SPACE}.$]+")


def keep(conversion: conversions.Conversion, value: object, pointer: str, lose: Lose) -> int:
    """Convert a value that is not null."""
    match conversion:
        case conversions.Text(in_list):
            return _text(value, pointer, lose, in_list=in_list)
        case conversions.ListOf():
            if isinstance(value, list):
                return _items(value, pointer, lose, conversion)
            lose(pointer, "left-out", value)
            return LEFT_OUT
        case conversions.Record(fields) if isinstance(value, dict):
            return _record(fields, value, pointer, lose)
        case conversions.Row(fields) if isinstance(value, list):
            return _record(fields, {str(index): cell for index, cell in enumerate(value)}, pointer, lose)
        case conversions.Open(in_list, room):
            return _fitted(_open(value, 0, pointer, lose, in_list=in_list), room, value, pointer, lose)
        case conversions.OpenObject(in_list, room) if isinstance(value, dict):
            return _fitted(_open(value, 0, pointer, lose, in_list=in_list), room, value, pointer, lose)
        case conversions.AttributeValue():
            size = _attribute(value, 0, pointer, lose, in_list=False)
            return _fitted(size, conversions.ATTRIBUTE_ROOM, value, pointer, lose)
        case _:
            return _scalar(conversion, value, pointer, lose)


def spread(plan: model.OpenMap, entries: dict[str, object], pointer: str, lose: Lose) -> int:
    """Convert the entries of an open map to properties of their own (M11)."""

    def name_of(key: str) -> str | None:
        name = legal_key(key)
        if name is None or name not in plan.taken:
            return name
        name = plan.prefix + name
        return None if name in plan.taken or units(name) > limits.KEY_LIMIT else name

    size = _entries(entries, name_of, pointer, lose, lambda _, value, at: _open(value, 0, at, lose, in_list=False))
    return _fitted(size, plan.room, entries, pointer, lose)


def keep_attributes(entries: Iterable[tuple[str, object]], pointer: str, lose: Lose, taken: frozenset[str]) -> set[str]:
    """Convert entries to attributes (M12) and return their names, cleared ones too. `taken` are names of others."""
    kept: set[str] = set()
    for key, value in sorted(entries, key=_in_order):
        name, at = attribute_name(key), _below(pointer, key)
        if name is None or name in taken or name in kept:
            lose(at, "refused-key", value)
        elif value is None or keep(_OWN_CONVERSIONS.get(name, _ATTRIBUTE), value, at, lose) != LEFT_OUT:
            kept.add(name)
    return kept


def attribute_name(key: str) -> str | None:
    """Return the attribute that a key of Regal's sets (M5, M12)."""
    name = legal_key(key)
    if name is None or name in _OWN_FIELDS:
        return name and _OWN_FIELDS[name]
    return f"regal_{name}" if name in limits.RESERVED_ATTRIBUTES else name


_OWN_FIELDS = {"firstName": "first_name", "lastName": "last_name", "email": "email", "phone": "phone"}
_ATTRIBUTE = conversions.AttributeValue()
_OWN_CONVERSIONS: dict[str, conversions.Conversion] = {
    "first_name": conversions.Text(),
    "last_name": conversions.Text(),
    "email": conversions.EmailAddress(),
    "phone": conversions.PhoneNumber(),
}
_FITS: dict[type[conversions.Conversion], Callable[[object], bool]] = {
    conversions.Integer: lambda value: is_number(value, whole=True),
    conversions.Number: is_number,
    conversions.Boolean: lambda value: (
        isinstance(value, bool) or (isinstance(value, str) and value in {"true", "false"})
    ),
    conversions.IsoTime: is_time,
    conversions.UnixSeconds: is_time,
    conversions.EmailAddress: is_email,
    conversions.PhoneNumber: is_phone,
}


def _scalar(conversion: conversions.Conversion, value: object, pointer: str, lose: Lose) -> int:
    fits = _FITS.get(type(conversion))
    if fits and fits(value):
        return _size(value)
    lose(pointer, "left-out", value)
    return LEFT_OUT


def _text(value: object, pointer: str, lose: Lose, *, in_list: bool) -> int:
    if isinstance(value, str):
        if in_list and is_date_in_list(value):
            lose(pointer, "left-out", value)
            return LEFT_OUT
        if len(value) * 2 > limits.STRING_LIMIT and units(value) > limits.STRING_LIMIT:
            lose(pointer, "cut", value)
            return _size(value[:_CUT] + "…")
        return _size(value)
    number = as_double(value)
    if number is None or abs(number) > SAFE_INTEGER:
        lose(pointer, "left-out", value)
        return LEFT_OUT
    return _size(value) + 2


def _leaf(value: object, pointer: str, lose: Lose, *, in_list: bool) -> int:
    if isinstance(value, str):
        return _text(value, pointer, lose, in_list=in_list)
    return _size(value) if isinstance(value, bool) else _scalar(conversions.Number(), value, pointer, lose)


def _items(value: list[object], pointer: str, lose: Lose, plan: conversions.ListOf) -> int:
    size, kept, below = 2, 0, f"{pointer}/*"
    for index, each in enumerate(value):
        if kept == plan.limit:
            if any(rest is not None for rest in value[index:]):
                lose(pointer, "shortened", value)
            break
        part = LEFT_OUT if each is None else keep(plan.item, each, below, lose)
        if part == LEFT_OUT:
            continue
        if plan.room is not None and size - 2 + part + 1 > plan.room:
            lose(pointer, "too-large", value)
            break
        size += part + 1
        kept += 1
    return size


def _record(fields: tuple[conversions.Field, ...], value: dict[str, object], pointer: str, lose: Lose) -> int:
    size = 2
    known: set[str] = set()
    for field in fields:
        known.update(field.sources)
        source = next((source for source in field.sources if source in value), None)
        if source is not None:
            found = value[source]
            part = _NULL_BYTES if found is None else keep(field.conversion, found, _below(pointer, field.name), lose)
            size += 0 if part == LEFT_OUT else part + _size(field.name) + 2
    for key, found in value.items():
        if key not in known:
            lose(_below(pointer, key), "dropped", found)
    return size


def _open(value: object, depth: int, pointer: str, lose: Lose, *, in_list: bool) -> int:
    if value is None:
        return _NULL_BYTES
    if not isinstance(value, dict | list):
        return _leaf(value, pointer, lose, in_list=in_list)
    if depth >= _LEVELS:
        lose(pointer, "too-deep", value)
        return LEFT_OUT
    if isinstance(value, dict):
        return _entries(
            value, legal_key, pointer, lose, lambda _, each, at: _open(each, depth + 1, at, lose, in_list=in_list)
        )
    size, kept, below = 2, 0, f"{pointer}/*"
    for index, each in enumerate(value):
        if kept == limits.ARRAY_ITEMS:
            if any(rest is not None for rest in value[index:]):
                lose(pointer, "shortened", value)
            break
        part = LEFT_OUT if each is None else _open(each, depth + 1, below, lose, in_list=True)
        if part != LEFT_OUT:
            size += part + 1
            kept += 1
    return size


def _attribute(value: object, depth: int, pointer: str, lose: Lose, *, in_list: bool) -> int:
    if value is None:
        return LEFT_OUT if depth else _NULL_BYTES
    if not isinstance(value, dict | list):
        return _leaf(value, pointer, lose, in_list=in_list)
    if depth >= _LEVELS:
        lose(pointer, "too-deep", value)
        return LEFT_OUT
    if isinstance(value, dict):
        size = _entries(
            value,
            _nested_name,
            pointer,
            lose,
            lambda _, each, at: _attribute(each, depth + 1, at, lose, in_list=in_list),
        )
        return size if size > 2 else LEFT_OUT
    sizes: dict[str, int] = {}
    for each in value:
        text = json.dumps(each, sort_keys=True)
        if text in sizes:
            continue
        if isinstance(each, list):
            lose(f"{pointer}/*", "left-out", each)
            continue
        part = _attribute(each, depth + 1, f"{pointer}/*", lose, in_list=True)
        if part != LEFT_OUT and len(sizes) == limits.ARRAY_ITEMS:
            lose(pointer, "shortened", value)
            break
        if part != LEFT_OUT:
            sizes[text] = part + 1
    return 2 + sum(sizes.values())


def _entries(
    entries: dict[str, object], name_of: NameOf, pointer: str, lose: Lose, convert: Callable[[str, object, str], int]
) -> int:
    sizes: dict[str, int] = {}
    for key, value in sorted(entries.items(), key=_in_order):
        at = _below(pointer, key)
        name = name_of(key)
        if name is None or name in sizes:  # of two keys with one name, one goes
            lose(at, "refused-key", value)
            continue
        part = convert(name, value, at)
        if part != LEFT_OUT:
            sizes[name] = part + _size(name) + 2
    return 2 + sum(sizes.values())


def _fitted(size: int, room: int | None, value: object, pointer: str, lose: Lose) -> int:
    if room is not None and size > max(room, 1) and isinstance(value, dict | list):
        lose(pointer, "too-large", value)
        return room
    return size


def _nested_name(key: str) -> str | None:
    if key.isascii() and key.isidentifier():
        return legal_key(key)
    return legal_key(_UNFIT_IN_ATTRIBUTES.sub("_", key.strip(WHITE_SPACE).lstrip(WHITE_SPACE + "$")))


def _below(pointer: str, key: str) -> str:
    return f"{pointer}/{part(key)}"


def _in_order(entry: tuple[str, object]) -> bytes:
    return entry[0].encode("utf-16-be", "surrogatepass")


def _size(value: object) -> int:
    """Return about how many bytes JavaScript writes for a scalar: exact for texts and whole numbers."""
    if isinstance(value, str) and value.isascii() and value.isprintable() and '"' not in value and "\\" not in value:
        return len(value) + 2
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > SAFE_INTEGER:
        return len(repr(as_double(value)))
    return len(json.dumps(value)) - (5 * value.count("\x7f") if isinstance(value, str) else 0)
