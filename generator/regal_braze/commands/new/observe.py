"""Observe recorded values: the types, formats and keys at each place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from regal_braze.documents.json_text import Json
from regal_braze.immutable import EMPTY, Immutable
from regal_braze.privacy import forms
from regal_braze.privacy.formats import UNIX_SECONDS, format_of

TYPES = ("string", "integer", "number", "boolean", "array", "object", "null")
"""The JSON types, in the order in which a schema names them."""
LEVELS = 6
"""Levels of nesting that are observed; Braze accepts five (M10)."""
MOST_CELLS = 20

_SAFE_INTEGER = 2**53 - 1


class Observation(Immutable):
    """The values at one place.

    `types` are JSON types in the order of TYPES; "number" includes "integer". `format` is the common format of all
    texts, or of all numbers if there are no texts. `members` are the members of all `objects`; `items` is the
    observation of all items of all arrays. If all items are arrays of one length, `cells` has an observation per cell.
    If all texts are numbers or booleans in quotes, `spelled` is their type.
    """

    count: int
    types: tuple[str, ...]
    format: str | None = None
    objects: int = 0
    members: Mapping[str, Observation] = EMPTY
    items: Observation | None = None
    cells: tuple[Observation, ...] = ()
    spelled: str | None = None

    @property
    def own_types(self) -> tuple[str, ...]:
        """The types without null."""
        return tuple(name for name in self.types if name != "null")


def type_of(value: Json) -> str:
    """Return the JSON type of a value. 1.0 is an integer, and a whole number of more than 53 bits is a number."""
    kind = forms.type_of(value)
    return "number" if kind == "integer" and abs(value) > _SAFE_INTEGER else kind


def observe(values: Sequence[Json], levels: int = LEVELS) -> Observation:
    """Return the observation of the values at one place."""
    by_type: dict[str, list[Json]] = {}
    for value in values:
        by_type.setdefault(type_of(value), []).append(value)
    types = tuple(name for name in TYPES if name in by_type and (name != "integer" or "number" not in by_type))
    objects, arrays = by_type.get("object", []), by_type.get("array", [])
    if levels == 0:
        return Observation(len(values), types, objects=len(objects))
    items = [item for array in arrays for item in array]
    return Observation(
        len(values),
        types,
        _common_format(by_type),
        len(objects),
        _members(objects, levels - 1),
        observe(items, levels - 1) if items else None,
        _cells(items, levels - 1),
        _spelled(by_type.get("string", [])),
    )


def _common_format(by_type: Mapping[str, Sequence[Json]]) -> str | None:
    if "string" in by_type:
        formats = {format_of(text) for text in by_type["string"]}
        return formats.pop() if len(formats) == 1 else None
    numbers = by_type.get("integer", [])
    are_times = numbers and all(UNIX_SECONDS[0] <= number <= UNIX_SECONDS[1] for number in numbers)
    return "unix-seconds" if are_times else None


def _spelled(texts: Sequence[str]) -> str | None:
    types = {next((name for name, form in _SPELLED.items() if form.fullmatch(text.strip())), None) for text in texts}
    if types == {"integer", "number"}:
        return "number"
    return types.pop() if len(types) == 1 else None


_SPELLED = {
    "integer": re.compile("-?[0-9]{1,15}"),
    "number": re.compile(r"-?[0-9]{1,15}\.[0-9]{1,15}"),
    "boolean": re.compile("true|false"),
}


def _members(objects: Sequence[Mapping[str, Json]], levels: int) -> dict[str, Observation]:
    values: dict[str, list[Json]] = {name: [] for name in merged_order(objects)}
    for members in objects:
        for name, value in members.items():
            values[name].append(value)
    return {name: observe(members, levels) for name, members in values.items()}


def merged_order(objects: Iterable[Iterable[str]]) -> list[str]:
    """Return all keys in an order in which each key follows the one before it in the first object that has it."""
    order: dict[str, None] = {}
    for keys in objects:
        names = [*keys]
        if all(name in order for name in names):
            continue
        if not any(name in order for name in names):
            order |= dict.fromkeys(names)
            continue
        following: dict[str | None, list[str]] = {}
        anchor: str | None = None
        for name in names:
            if name in order:
                anchor = name
            else:
                following.setdefault(anchor, []).append(name)
        merged = dict.fromkeys(following.get(None, []))
        for name in order:
            merged[name] = None
            merged.update(dict.fromkeys(following.get(name, [])))
        order = merged
    return [*order]


def _cells(items: Sequence[Json], levels: int) -> tuple[Observation, ...]:
    lengths = {len(item) if isinstance(item, list) else 0 for item in items}
    length = lengths.pop() if len(lengths) == 1 else 0
    if not 2 <= length <= MOST_CELLS:
        return ()
    return tuple(observe([item[index] for item in items], levels) for index in range(length))
