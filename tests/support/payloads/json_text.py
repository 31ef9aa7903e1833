"""Payloads as JSON text, also those that `json.dumps` refuses."""

from __future__ import annotations

import json
import math

from support.payloads import pieces

_ENCODER = json.JSONEncoder(allow_nan=False, separators=(",", ":"))
_TEXT_OF_DEEP = {  # too deep for recursion
    id(pieces.DEEP_ARRAY): "[" * pieces.DEPTH + '"deep"' + "]" * pieces.DEPTH,
    id(pieces.DEEP_OBJECT): '{"a":' * pieces.DEPTH + '"deep"' + "}" * pieces.DEPTH,
}


def to_json(payload: object) -> str:
    """Return ASCII JSON: surrogates escaped, endless numbers as 1e999, and also the deep values of `pieces`."""
    try:
        return _ENCODER.encode(payload)
    except (ValueError, RecursionError):  # an endless number, or more levels than the encoder takes
        return _written(payload)


def _written(value: object) -> str:
    if id(value) in _TEXT_OF_DEEP:
        return _TEXT_OF_DEEP[id(value)]
    if isinstance(value, list):
        return f"[{','.join(map(_written, value))}]"
    if isinstance(value, dict):
        return f"{{{','.join(f'{json.dumps(key)}:{_written(item)}' for key, item in value.items())}}}"
    if isinstance(value, float) and math.isinf(value):
        return "1e999" if value > 0 else "-1e999"
    return _ENCODER.encode(value)
