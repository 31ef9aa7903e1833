"""Near misses of a JSON Schema: values that break one constraint each, and the types that they must end up as."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

from support.payloads import pieces

Schema: TypeAlias = Any

_OF_TYPE: Final[dict[str, tuple[object, ...]]] = {
    "string": ("text", "", "12", "true", "2022-07-15", "2022-07-15T03:17:39Z"),
    "integer": (7, 0, -1, 2**53 - 1, 2**53),
    "number": (12.5, -0.0, 1e21, 1e-7, pieces.ENDLESS),
    "boolean": (True, False),
    "array": ([], ["text"], [7], [None], [[]], [{}], [True, "2022-07-15"]),
    "object": ({}, {"a": "text"}, {"": 1, " $": 2, "__proto__": {"a": 1}}, {"length": 1, "0": "a"}),
    "null": (None,),
}
_BROKEN_FORMATS: Final[dict[str, tuple[str, ...]]] = {
    "email": ("rebecca.greene", "a@b@c", "@", "a b@example.com"),
    "e164": ("17625551796", "+0", "+1XXXXXXXXXX", "+1 (762) 555-1796", "+" + "1" * 16),
    "unix-seconds": ("soon", "-1", "1e99", "1657855059.5", "2022-07-15"),
    "date-time": ("2022-07-15", "2022-13-45T99:99:99Z", "yesterday", "1657855059"),
    "uri": ("no uri", "javascript:alert(1)", "https://", "//"),
    "uuid": ("not-a-uuid", "00000000-0000-0000-0000-00000000000g"),
    "ipv4": ("999.1.1.1", "::1", ""),
}
_TEXTS_AROUND_THE_LIMIT: Final = ("a" * 255, "a" * 256, "é" * 256, pieces.CLOWN * 128, "\ud800" * 256)
_MOST_ITEMS: Final = 500


def types_of(schema: Schema) -> tuple[str, ...]:
    """Return the JSON types that the schema allows; none means any."""
    declared = schema.get("type", ())
    return (declared,) if isinstance(declared, str) else tuple(declared)


def near_misses(schema: Schema, valid: object) -> Iterator[object]:
    """Yield values that are nearly what the schema allows, around a valid one where there is one."""
    yield from (value for values in _OF_TYPE.values() for value in values)
    yield from ([valid], {"value": valid}, str(valid))
    yield from _BROKEN_FORMATS.get(schema.get("format", ""), ())
    types = types_of(schema)
    if "string" in types:
        yield from _TEXTS_AROUND_THE_LIMIT
    if "array" in types:
        yield from _near_arrays(schema, valid if isinstance(valid, list) else [])
    if "object" in types:
        yield from _near_objects(schema, valid if isinstance(valid, dict) else {})


def _near_arrays(schema: Schema, valid: list[object]) -> Iterator[object]:
    most = schema.get("maxItems", _MOST_ITEMS)
    items = schema.get("items", {})
    item = valid[0] if valid else "text"
    yield from ([item] * most, [item] * (most + 1), [*valid, None], [None, *valid])
    for near in near_misses(items, item):
        yield [near, *valid[1:]]
    cells = items.get("prefixItems", [])
    if cells and isinstance(item, list):
        yield from ([item[:-1]], [[*item, "one more"]], [[]])
        for index, cell in enumerate(cells):
            for near in near_misses(cell, item[index]):
                yield [[*item[:index], near, *item[index + 1 :]]]


def _near_objects(schema: Schema, valid: dict[str, object]) -> Iterator[object]:
    yield {**valid, "unknown": "text", " unknown ": {"external_id": "forged"}, "$time": 1}
    others = schema.get("additionalProperties")
    inner = dict(schema.get("properties", {}))
    if isinstance(others, dict):
        inner |= {name: others for name in [*valid, "unknown"] if name not in inner}
    for name, inner_schema in inner.items():
        yield {key: value for key, value in valid.items() if key != name}
        for near in near_misses(inner_schema, valid.get(name)):
            yield {**valid, name: near}


def types_only(schema: Schema) -> Schema:
    """Return the schema with nothing but its types, null allowed wherever an object has a member.

    What Braze must get satisfies it: a list holds no nulls (M11), formats are no types, and the entries of an open map
    have no declared ones.
    """
    kept: dict[str, Schema] = {}
    if types := types_of(schema):
        kept["type"] = ["number" if name == "integer" else name for name in types]  # Braze has one type of number
    if "items" in schema:
        items = types_only(schema["items"])
        if "type" in items:
            items["type"] = [name for name in items["type"] if name != "null"]
        kept["items"] = items
    if "prefixItems" in schema:
        kept["prefixItems"] = [or_null(types_only(each)) for each in schema["prefixItems"]]
    if "properties" in schema:
        kept["properties"] = {name: or_null(types_only(each)) for name, each in schema["properties"].items()}
    return kept


def or_null(schema: Schema) -> Schema:
    """Return a schema of `types_only` that allows null too."""
    return {**schema, "type": sorted({*schema["type"], "null"})} if "type" in schema else schema
