"""The filters that Braze documents. Liquid's other filters are missing on purpose.

Source: Braze, "Filters" and "Advanced filters". Where Braze gives no details, a filter does what Shopify's Liquid 5
in Ruby does, because Braze runs that.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from regal_braze.documents.json_text import Json
from regal_braze.engines.liquid.values import as_text, plain

Number: TypeAlias = int | float

_DECIMAL = re.compile(r"\s*-?\d+\.\d+\s*\Z", re.ASCII)
_INTEGER = re.compile(r"\s*[+-]?\d+(?:_\d+)*", re.ASCII)
_MOST_DIGITS = 4_000  # Python reads no more than 4,300
_SURROGATE = re.compile("[\ud800-\udfff]")


def append(value: Json, more: Json) -> str:
    """Return both values as one text. Braze documents this as the way to turn any value into text."""
    return as_text(value) + as_text(more)


def as_json_string(value: Json) -> str:
    """Return an object or array as JSON."""
    written = json.dumps(plain(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", written)


def default(value: Json, otherwise: Json = "") -> Json:
    """Return `otherwise` if the value is nil, empty or false. Braze documents no way to keep false."""
    value = plain(value)
    return otherwise if value is None or value is False or value in ("", [], {}) else value


def json_escape(value: Json) -> str:
    """Return a text as JSON has it between the quotes of a string."""
    return as_json_string(as_text(value))[1:-1]


def plus(value: Json, summand: Json) -> Number:
    """Return the sum. A text counts as the number that it begins with; other values count as 0."""
    return _number(value) + _number(summand)


def property_accessor(value: Json, key: Json) -> Json:
    """Return the value at a key of an object, or None."""
    return value.get(as_text(key)) if isinstance(value, Mapping) else None


def slice_(value: Json, start: int, length: int = 1) -> Json:
    """Return the part of a text or a list from `start` on. If `start` is negative, it counts from the end."""
    whole = value if isinstance(value, list) else as_text(value)
    begin = start if start >= 0 else len(whole) + start
    return whole[begin : begin + max(length, 0)] if begin >= 0 else whole[:0]


def strip(value: Json) -> str:
    """Return the text without white space at its ends."""
    return as_text(value).strip(" \t\n\v\f\r\0")


def _number(value: Json) -> Number:
    if isinstance(value, bool):
        return 0
    if isinstance(value, int | float):
        return value
    if isinstance(value, str):
        if _DECIMAL.match(value):
            return float(value)
        digits = _INTEGER.match(value)
        return int(digits[0]) if digits and len(digits[0]) <= _MOST_DIGITS else 0
    return 0


FILTERS: Mapping[str, Callable[..., Any]] = {
    function.__name__.rstrip("_"): function
    for function in (append, as_json_string, default, json_escape, plus, property_accessor, slice_, strip)
}  # fmt: skip
"""The filters, by name."""
