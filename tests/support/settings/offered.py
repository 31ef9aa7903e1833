"""The settings that the schema of regal-braze.toml offers, and those that a file makes use of.

A setting is a path and what stands there: each value of an enumeration, both booleans, else the type. In a path * is
a key of the user's own, [] an item of a list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from regal_braze.documents.validators import json_schema
from support.toml import referenced

Setting: TypeAlias = tuple[str, str]
Json: TypeAlias = Any

ELSEWHERE: Final = ("webhooks",)
"""Keys whose options are proved in tests/webhooks."""
_TYPES: Final[dict[str, type | tuple[type, ...]]] = {
    "string": str, "boolean": bool, "integer": int, "number": (int, float), "array": list, "object": dict,
}  # fmt: skip


def offered() -> set[Setting]:
    """Return every setting that the schema offers."""
    return set(_offered(_schema(), ""))


def used(document: Mapping[str, Json]) -> set[Setting]:
    """Return the settings of a file that follows the schema."""
    return set(_used(_schema(), document, ""))


def defaults() -> set[Setting]:
    """Return the settings that say what holds anyway."""
    schema = _schema()
    spelt = {
        table: {key: each["default"] for key, each in node.get("properties", {}).items() if "default" in each}
        for table, node in schema["properties"].items()
    }
    spelt["properties"] |= {key: schema["$defs"][key]["default"] for key in ("nulls", "long_texts", "times")}
    return used(spelt)


def _schema() -> Json:
    """Return the schema of regal-braze.toml without the tables in ELSEWHERE."""
    schema = json_schema("dialect/workspace")
    return schema | {"properties": {key: each for key, each in schema["properties"].items() if key not in ELSEWHERE}}


def _offered(node: Json, path: str) -> Iterator[Setting]:
    for each in _alternatives(node):
        match each:
            case {"enum": values}:
                yield from ((path, repr(value)) for value in values)
            case {"type": "boolean"}:
                yield from ((path, "True"), (path, "False"))
            case {"type": "array"}:
                yield from _offered(each["items"], f"{path}[]")
            case {"type": "object"}:
                for key, inner in _members(each).items():
                    yield from _offered(inner, f"{path}.{key}")
            case _:
                yield path, each["type"]


def _used(node: Json, value: Json, path: str) -> Iterator[Setting]:
    for each in _alternatives(node):
        match each:
            case {"enum": values}:
                yield from ((path, repr(value)) for known in values if known == value)
            case {"type": "boolean"} if isinstance(value, bool):
                yield path, repr(value)
            case {"type": "array"} if isinstance(value, list):
                for item in value:
                    yield from _used(each["items"], item, f"{path}[]")
            case {"type": "object"} if isinstance(value, dict):
                members = _members(each)
                for key in value:
                    name = key if key in members else "*"
                    yield from _used(members[name], value[key], f"{path}.{name}")
            case {"type": name} if isinstance(value, _TYPES[name]) and not isinstance(value, bool):
                yield path, name


def _members(node: Json) -> dict[str, Json]:
    others = node.get("additionalProperties")
    return {**node.get("properties", {}), **({"*": others} if isinstance(others, dict) else {})}


def _alternatives(node: Json) -> Iterator[Json]:
    """Yield what a place may hold, each of one type, with references followed."""
    if "$ref" in node:
        yield from _alternatives({**referenced(node["$ref"]), **{key: node[key] for key in node if key != "$ref"}})
    elif "anyOf" in node:
        for each in node["anyOf"]:
            yield from _alternatives(each)
    elif isinstance(node.get("type"), list):
        for name in node["type"]:
            yield {**node, "type": name}
    else:
        yield node
