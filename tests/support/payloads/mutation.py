"""Mutations: a sample with one thing wrong, each place and each wrong in turn."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Final, TypeAlias

from support.payloads import pieces

Place: TypeAlias = tuple[str | int, ...]

_LONG_TEXT = "x" * 300
_HUGE_TEXT = "x" * 30_000
_MANY_ITEMS = [f"item {index}" for index in range(1000)]

REPLACEMENTS: Final[tuple[tuple[str, object], ...]] = (
    ("null", None),
    ("string", "text"),
    ("number", 7),
    ("fraction", 12.5),
    ("true", True),
    ("false", False),
    ("array", ["text"]),
    ("object", {"a": "text"}),
    ("empty string", ""),
    ("empty array", []),
    ("empty object", {}),
    ("300 characters", _LONG_TEXT),
    ("30,000 characters", _HUGE_TEXT),
    ("1,000 items", _MANY_ITEMS),
    ("__proto__", "__proto__"),
    ("methods", pieces.HOSTILE_OBJECTS[0]),
    ("prototype", pieces.HOSTILE_OBJECTS[1]),
    ("lone surrogate", "a\ud800b"),
    ("markup", "</script><!--"),
    ("line separator", "\u2028"),
    ("deep arrays", pieces.DEEP_ARRAY),
    ("deep objects", pieces.DEEP_OBJECT),
    ("endless", pieces.ENDLESS),
    ("negative zero", -0.0),
    ("negative", -1),
    ("beyond safe integers", 2**53 + 2),
    ("beyond doubles", 10**400),
    ("blank", " \t\u2028"),
)
"""Every way to replace a value, named."""

_KEYS = ("__proto__", "constructor", "toJSON", "external_id", "_update_existing_only", "$a", " name", "", "k" * 300)
_WHOLE: tuple[tuple[str, object], ...] = (
    *REPLACEMENTS,
    ("null properties", {"properties": None}),
    ("properties as array", {"properties": [{"name": "x"}]}),
    ("empty properties", {"properties": {}}),
    ("only userId", {"userId": "123"}),
    ("only userId and empty properties", {"userId": "123", "properties": {}}),
    ("null userId and traits", {"userId": None, "traits": None, "properties": {}}),
)


def mutations(sample: object) -> Iterator[tuple[str, object]]:
    """Yield each mutation of the sample with a label: a JSON Pointer (RFC 6901) and what is wrong there.

    The sample is not changed, and the mutations share what they have in common with it.
    """
    for kind, value in _WHOLE:
        yield f" {kind}", value
    for place, value in places(sample):
        pointer = "".join(f"/{_escaped(step)}" for step in place)
        if place:
            yield f"{pointer} removed", replaced(sample, place)
            for kind, other in (*_respelled(value), *REPLACEMENTS):
                yield f"{pointer} {kind}", replaced(sample, place, other)
        if isinstance(value, dict):
            for key in _KEYS:
                extended = {**value, key: "hostile"}
                yield f"{pointer}/{_escaped(key)} added", replaced(sample, place, extended)


def places(value: object, place: Place = ()) -> Iterator[tuple[Place, object]]:
    """Yield the value and every value in it, each after its place; parents come before what is in them."""
    yield place, value
    if isinstance(value, dict):
        for key, item in value.items():
            yield from places(item, (*place, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from places(item, (*place, index))


class _Removal:
    """The type of REMOVED."""


REMOVED: Final = _Removal()
"""Stands for the removal of what is replaced."""


def replaced(value: object, place: Place, new: object = REMOVED) -> object:
    """Return a copy with another value at the place, or none; only containers on the way there are copied."""
    if not place:
        return new
    step, rest = place[0], place[1:]
    if isinstance(value, dict) and isinstance(step, str):
        entries = dict(value)
        if rest or new is not REMOVED:
            entries[step] = replaced(entries[step], rest, new)
        else:
            del entries[step]
        return entries
    assert isinstance(value, list)
    assert isinstance(step, int)
    items = list(value)
    if rest or new is not REMOVED:
        items[step] = replaced(items[step], rest, new)
    else:
        del items[step]
    return items


def _respelled(value: object) -> Iterator[tuple[str, object]]:
    """Yield the same value in another type, and within others."""
    if isinstance(value, bool):
        yield "as string", "true" if value else "false"
        yield "as number", int(value)
    elif isinstance(value, int | float):
        yield "as string", str(value)
    elif isinstance(value, str):
        yield "with outer spaces", f" {value}\u00a0"
        yield "in upper case", value.upper()
        if value.isdigit():
            yield "as number", int(value)
    if value is not None:
        yield "in an array", [value]
        yield "in an object", {"value": value}


def _escaped(step: str | int) -> str:
    return str(step).replace("~", "~0").replace("/", "~1")


def shuffled(value: object, rng: Random) -> object:
    """Return a payload with the keys of every object in another order."""
    if value is pieces.DEEP_ARRAY or value is pieces.DEEP_OBJECT:  # of single items, and beyond recursion
        return value
    if isinstance(value, dict):
        return {key: shuffled(value[key], rng) for key in rng.sample(list(value), len(value))}
    return [shuffled(item, rng) for item in value] if isinstance(value, list) else value
