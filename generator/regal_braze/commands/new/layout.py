"""Write a schema in the style of the built-in files, or in the style of the file that it replaces."""

from __future__ import annotations

import json
from typing import Literal, TypeAlias

from regal_braze.documents.json_text import Json

_WIDTH = 120
_SHORT = ("$ref", "type", "format", "const")
"""A definition goes on one line if it has only these keywords."""

_Kind: TypeAlias = Literal["schema", "annotation", "data"]


def built_in_style(document: Json) -> str:
    """Return the text of a schema file in the style of the built-in ones."""
    return _written(document, "schema", 0, 0) + "\n"


def in_style_of(text: str, document: Json) -> str:
    """Return the text of a changed `document`, in the style of `text`, which it comes from, if that style is known."""
    before = json.loads(text)
    if built_in_style(before) == text:
        return built_in_style(document)
    for indent in (2, 4, "\t", 1, 3):
        for as_ascii in (False, True):
            for end in ("\n", ""):
                if json.dumps(before, indent=indent, ensure_ascii=as_ascii) + end == text:
                    return json.dumps(document, indent=indent, ensure_ascii=as_ascii) + end
    return built_in_style(document)


def _written(value: Json, kind: _Kind, level: int, column: int) -> str:
    """Return `value` as text that begins at `column` and ends at the indentation of `level`."""
    line = json.dumps(value, ensure_ascii=False)
    fits = column + len(line) < _WIDTH or (isinstance(value, dict) and [*value] == ["$ref"])
    if not isinstance(value, (dict, list)) or not value or (fits and _may_be_one_line(value, kind)):
        return line
    inner = "  " * (level + 1)
    if isinstance(value, list):
        parts = [inner + _written(item, kind, level + 1, len(inner)) for item in value]
    else:
        parts = []
        for key, member in value.items():
            label = f"{inner}{json.dumps(key, ensure_ascii=False)}: "
            parts.append(label + _written(member, _kind_below(key, kind), level + 1, len(label)))
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return "\n".join((opening, ",\n".join(parts), "  " * level + closing))


def _kind_below(key: str, kind: _Kind) -> _Kind:
    if kind != "schema":
        return kind
    return "annotation" if key == "x-braze" else "data" if key in ("examples", "enum", "const") else "schema"


def _may_be_one_line(value: Json, kind: _Kind) -> bool:
    members = value if isinstance(value, list) else [*value.values()]
    if kind == "data":
        return isinstance(value, list) and not any(isinstance(member, (dict, list)) for member in members)
    if kind == "annotation":
        return isinstance(value, list) or not any(_has_object(member) for member in members)
    if isinstance(value, list):
        return all(_may_be_one_line(member, kind) for member in members if isinstance(member, (dict, list)))
    return all(key in _SHORT for key in value)


def _has_object(value: Json) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and any(_has_object(item) for item in value))
