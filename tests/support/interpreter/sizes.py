"""The size of values as ASCII JSON, and what fits into a given size (M11)."""

from __future__ import annotations

import json
from collections.abc import Mapping

from support.interpreter.text import number_text, unit_order

_LARGEST_INDEX = 2**32 - 2


def json_size(value: object) -> int:
    """Return the length of `JSON.stringify(value)`; UTF-16 units beyond ASCII count as their escape, 6."""
    if isinstance(value, str):
        return len(json.dumps(value)) - 5 * value.count("\x7f")  # JavaScript leaves DEL as it is
    if value is None or isinstance(value, bool):
        return 5 if value is False else 4
    if isinstance(value, int | float):
        return len(number_text(value))
    if isinstance(value, list):
        return 1 + max(1, sum(json_size(item) + 1 for item in value))
    assert isinstance(value, dict)
    return 1 + max(1, sum(json_size(key) + json_size(item) + 2 for key, item in value.items()))


def fit(value: object, room: int | None) -> object:
    """Return the array or object, or the first items or keys that fit into the room."""
    if room is None or not isinstance(value, list | dict) or json_size(value) <= room:
        return value
    if isinstance(value, list):
        items: list[object] = []
        for item in value:
            room -= json_size(item) + 1
            if room < 0:
                break
            items.append(item)
        return items
    entries: dict[str, object] = {}
    for key in sorted(value, key=unit_order):
        room -= json_size([key, value[key]]) + 1
        if room < 0:
            break
        entries[key] = value[key]
    return entries


def json_text(value: object) -> str:
    """Return a text that is equal for two values exactly where `JSON.stringify` gives them equal texts."""
    if isinstance(value, list):
        return f"[{','.join(map(json_text, value))}]"
    if isinstance(value, dict):
        pairs = (f"{json.dumps(key)}:{json_text(value[key])}" for key in _property_order(value))
        return f"{{{','.join(pairs)}}}"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number_text(value)
    return json.dumps(value)


def _property_order(value: Mapping[str, object]) -> list[str]:
    """Order keys as JavaScript's objects do: array indices first, by number, then as they were added."""
    indices = [key for key in value if _is_index(key)]
    return sorted(indices, key=int) + [key for key in value if not _is_index(key)]


def _is_index(key: str) -> bool:
    return key.isascii() and key.isdigit() and key == str(int(key)) and int(key) <= _LARGEST_INDEX
