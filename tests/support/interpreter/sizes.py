"""The size of values as JSON in UTF-8, and what fits into a given size (M11)."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping

from support.interpreter.text import number_text, unit_order

_LARGEST_INDEX = 2**32 - 2


def json_size(value: object) -> int:
    """Return the bytes of `JSON.stringify(value)` in UTF-8."""
    if isinstance(value, str):
        return len(json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace"))
    if value is None or isinstance(value, bool):
        return 5 if value is False else 4
    if isinstance(value, int | float):
        return len(number_text(value))
    if isinstance(value, list):
        return 1 + max(1, sum(json_size(item) + 1 for item in value))
    assert isinstance(value, dict)
    return 1 + max(1, sum(json_size(key) + json_size(item) + 2 for key, item in value.items()))


def fit(value: object, room: int | None) -> object:
    """Return the array or object without the items or entries that do not fit into what the ones before leave."""
    if room is None or not isinstance(value, list | dict) or json_size(value) <= room:
        return value
    if isinstance(value, list):
        return fitting(value, room)
    entries: dict[str, object] = {}
    for key in sorted(value, key=unit_order):
        needed = json_size([key, value[key]]) + 1
        if needed <= room:
            entries[key] = value[key]
            room -= needed
    return entries


def fitting(items: Iterable[object], room: float, most: float = math.inf) -> list[object]:
    """Return the first items that fit, `most` at most."""
    kept: list[object] = []
    for item in items:
        needed = json_size(item) + 1
        if needed <= room and len(kept) < most:
            kept.append(item)
            room -= needed
    return kept


def in_javascript_order(value: Mapping[str, object]) -> list[str]:
    """Return keys in the order of JavaScript's objects: array indices first, by number, then as they were added."""
    indices = [key for key in value if _is_index(key)]
    return sorted(indices, key=int) + [key for key in value if not _is_index(key)]


def json_text(value: object) -> str:
    """Return a text that is equal for two values exactly where `JSON.stringify` gives them equal texts."""
    if isinstance(value, list):
        return f"[{','.join(map(json_text, value))}]"
    if isinstance(value, dict):
        pairs = (f"{json.dumps(key)}:{json_text(value[key])}" for key in in_javascript_order(value))
        return f"{{{','.join(pairs)}}}"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number_text(value)
    return json.dumps(value)


def _is_index(key: str) -> bool:
    return key.isascii() and key.isdigit() and key == str(int(key)) and int(key) <= _LARGEST_INDEX
