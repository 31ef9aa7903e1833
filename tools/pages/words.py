"""The words for what a JSON Schema asks for."""

from __future__ import annotations

import json

from pages.markdown import Json, code

NOUNS = {
    "string": ("a text", "texts"),
    "boolean": ("true or false", "true or false"),
    "integer": ("a whole number", "whole numbers"),
    "number": ("a number", "numbers"),
    "array": ("a list", "lists"),
    "null": ("null", "nulls"),
}
"""One and several of each type, but for objects, which TOML and JSON call by other names."""


def either(words: list[str]) -> str:
    """Return alternatives as one phrase, each once."""
    single = list(dict.fromkeys(words))
    if len(single) > 1:
        single = [word for each in single for word in (("true", "false") if each == "true or false" else (each,))]
    if len(single) < 2:
        return "".join(single)
    comma = "," if any(" or " in each for each in single) else ""
    return f"{', '.join(single[:-1])}{comma} or {single[-1]}"


def scalar(kind: str, node: dict[str, Json], several: bool) -> str:
    """Return the words for a type with its limits."""
    said = NOUNS[kind][several]
    least, most = node.get("minimum"), node.get("maximum")
    if kind in ("integer", "number") and least is not None and abs(least) < 1e6:
        return f"{said}, {least} to {most}" if most is not None else f"{said}, {least} or more"
    return said


def written(value: Json) -> str:
    """Return an allowed value as code: a text without its quotes."""
    return code(value if isinstance(value, str) else json.dumps(value))
