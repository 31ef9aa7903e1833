"""Values as TOML, and what `workspace.json` says at each path of regal-braze.toml."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from math import inf, isinf, isnan, nan
from typing import Any, TypeAlias

from regal_braze.workspace.mistakes import workspace_schema

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
    "none of JSON's": (nan, inf, -inf, date(2026, 3, 1), time(7, 30), datetime(2026, 3, 1, 7, 30)),
}
"""Values by type."""

SOME: Mapping[str, str] = {"events": "call.completed", "catalogs": "deals", "bundles": "calls", "recipes": "mine"}
"""A key for each table whose keys are names; below an event they are properties."""


def inline(value: Toml) -> str:
    """A value as TOML, in one line."""
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
            return f"{{ {', '.join(f'{inline(key)} = {inline(each)}' for key, each in value.items())} }}"
        case _:
            return str(value.isoformat())


def document(value: Mapping[str, Toml]) -> str:
    """A table as a TOML file, a key a line."""
    return "".join(f"{inline(key)} = {inline(each)}\n" for key, each in value.items())


def nested(path: Path, value: Toml) -> dict[str, Toml]:
    """A table that holds `value` at `path`; a "0" is the only item of a list."""
    for key in reversed(path):
        value = [value] if key == "0" else {key: value}
    table: dict[str, Toml] = value
    return table


def resolved(node: Json) -> Json:
    """A schema with its own `$ref` followed."""
    if "$ref" not in node:
        return node
    target = workspace_schema()
    for key in node["$ref"].removeprefix("#/").split("/"):
        target = target[key]
    return {**resolved(target), **{key: node[key] for key in node if key != "$ref"}}


def places(node: Json | None = None, path: Path = ()) -> Iterator[tuple[Path, Json]]:
    """Every path of the file but those below `webhooks`, with its schema: names of properties are `talk_time`."""
    node = resolved(workspace_schema() if node is None else node)
    yield path, node
    for branch in node.get("anyOf", []):
        yield from (each for each in places(branch, path) if each[0] != path)
    for key, inner in node.get("properties", {}).items():
        if key != "webhooks":
            yield from places(inner, (*path, key))
    if isinstance(inner := node.get("additionalProperties"), dict):
        yield from places(inner, (*path, SOME.get(path[-1], "talk_time") if len(path) == 1 else "talk_time"))
    if "items" in node:
        yield from places(node["items"], (*path, "0"))


def types(node: Json) -> set[str]:
    """The types that a schema takes; a number may be an integer, and a choice is one of texts."""
    node = resolved(node)
    if "anyOf" in node:
        return set().union(*(types(each) for each in node["anyOf"]))
    if "enum" in node:
        return {"string"}
    said = node["type"]
    found = {said} if isinstance(said, str) else set(said)
    return found | ({"integer"} if "number" in found else set())
