"""Payloads as JSON text, also those that `json.dumps` refuses."""

from __future__ import annotations

import json
import math

from support.payloads import pieces

_ENCODER = json.JSONEncoder(allow_nan=False, separators=(",", ":"))
_TEXT_OF_DEEP = {  # these two stand in thousands of payloads
    id(pieces.DEEP_ARRAY): "[" * pieces.DEPTH + '"deep"' + "]" * pieces.DEPTH,
    id(pieces.DEEP_OBJECT): '{"a":' * pieces.DEPTH + '"deep"' + "}" * pieces.DEPTH,
}


def to_json(payload: object) -> str:
    """Return ASCII JSON: surrogates escaped, endless numbers as 1e999, any depth of nesting."""
    try:
        return _ENCODER.encode(payload)
    except (ValueError, RecursionError):  # an endless number; more levels than the encoder takes
        return _written(payload)


def _written(payload: object) -> str:
    """Return the same without recursion: a stack holds what is still to be written, text marked as such."""
    written: list[str] = []
    stack: list[tuple[bool, object]] = [(False, payload)]
    while stack:
        is_text, value = stack.pop()
        if is_text:
            written.append(str(value))
        elif id(value) in _TEXT_OF_DEEP:
            written.append(_TEXT_OF_DEEP[id(value)])
        elif isinstance(value, list):
            stack.append((True, "]"))
            for index in range(len(value) - 1, -1, -1):
                stack += [(False, value[index]), (True, "," if index else "[")]
            if not value:
                stack.append((True, "["))
        elif isinstance(value, dict):
            stack.append((True, "}"))
            keys = list(value)
            for index in range(len(keys) - 1, -1, -1):
                start = f"{',' if index else '{'}{json.dumps(keys[index])}:"
                stack += [(False, value[keys[index]]), (True, start)]
            if not value:
                stack.append((True, "{"))
        elif isinstance(value, float) and math.isinf(value):
            written.append("1e999" if value > 0 else "-1e999")
        else:
            written.append(_ENCODER.encode(value))
    return "".join(written)
