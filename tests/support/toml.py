"""Values as TOML, and what the schema of regal-braze.toml says at each path."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from math import inf, isinf, isnan, nan
from typing import Any, TypeAlias

from regal_braze.documents.validators import json_schema

CONFIG = "regal-braze.toml"
Toml: TypeAlias = Any
Json: TypeAlias = Any
Path: TypeAlias = tuple[str, ...]

WRONG: Mapping[str, tuple[Toml, ...]] = {
    "string": ("", " "),
    "number": (1.5, -1.0),
    "integer": (0, -1, 10**6),
    "boolean": (True, False),
    "array": ([], [[]], [{}]),
    "object": ({}, {"zzz": 1}),
    "not JSON": (nan, inf, -inf, date(2026, 3, 1), time(7, 30), datetime(2026, 3, 1, 7, 30)),
}
"""Values by type."""

EXAMPLE_KEYS = {"events": "call.completed", "catalogs": "deals", "bundles": "calls", "recipes": "mine"}
"""A key for each table whose keys are names; in the other tables they are the names of properties."""


def inline(value: Toml) -> str:
    """Return a value as TOML on one line."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case float() if isnan(value) or isinf(value):
            return str(value)
        case int() | float():
            return repr(value)
        case list():
            return f"[{', '.join(map(inline, value))}]"
        case dict():
            return f"{{ {', '.join(f'{inline(key)} = {inline(inner)}' for key, inner in value.items())} }}"
        case _:
            return str(value.isoformat())


def document(value: Mapping[str, Toml]) -> str:
    """Return a table as a TOML file with one line per key."""
    return "".join(f"{inline(key)} = {inline(inner)}\n" for key, inner in value.items())


def nested(path: Path, value: Toml) -> dict[str, Toml]:
    """Return a table that contains `value` at `path`; "0" is the only item of a list."""
    for key in reversed(path):
        value = [value] if key == "0" else {key: value}
    table: dict[str, Toml] = value
    return table


def referenced(reference: str) -> Json:
    """Return the part of the schema that a `$ref` in it names."""
    target = json_schema("dialect/workspace")
    for key in reference.removeprefix("#/").split("/"):
        target = target[key]
    return target


def resolved(node: Json) -> Json:
    """Return a schema with its references followed; properties beside a reference are added to those it names."""
    if "$ref" not in node:
        return node
    target = resolved(referenced(node["$ref"]))
    properties = {**target.get("properties", {}), **node.get("properties", {})}
    merged = {**target, **{key: node[key] for key in node if key != "$ref"}}
    return {**merged, "properties": properties} if properties else merged


def places() -> dict[Path, Json]:
    """Return the schema of every path of the file; of the paths below one definition, only the first."""
    return dict(_places(json_schema("dialect/workspace"), (), set()))


def _places(node: Json, path: Path, seen: set[str]) -> Iterator[tuple[Path, Json]]:
    yield path, resolved(node)
    if node.get("$ref") in seen and "properties" not in node:
        return
    seen |= {node["$ref"]} if "$ref" in node else set()
    node = resolved(node)
    for branch in node.get("anyOf", []):
        yield from (place for place in _places(branch, path, seen) if place[0] != path)
    for key, inner in node.get("properties", {}).items():
        yield from _places(inner, (*path, key), seen)
    if isinstance(inner := node.get("additionalProperties"), dict):
        key = EXAMPLE_KEYS.get(path[-1], "talk_time") if len(path) == 1 else "talk_time"
        yield from _places(inner, (*path, key), seen)
    if "items" in node:
        yield from _places(node["items"], (*path, "0"), seen)


def types(node: Json) -> set[str]:
    """Return the types that a schema accepts; a number may be an integer, an enum without a type is one of strings."""
    node = resolved(node)
    if "anyOf" in node:
        return set().union(*(types(branch) for branch in node["anyOf"]))
    if "enum" in node and "type" not in node:
        return {"string"}
    found = {node["type"]} if isinstance(node["type"], str) else {*node["type"]}
    return found | ({"integer"} if "number" in found else set())
