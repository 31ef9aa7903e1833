"""The filters that Braze documents, each as documented; the rest of Liquid's are not there.

Source: Braze, "Filters" and "Advanced filters". Where Braze says nothing more than "as in Liquid", Shopify's Liquid 5
in Ruby, which Braze runs, is the model.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from regal_braze.documents.json_text import Json
from regal_braze.engines.liquid.values import as_text, plain

Number: TypeAlias = int | float

_DECIMAL = re.compile(r"-?\d+\.\d+\Z", re.ASCII)
_INTEGER = re.compile(r"\s*[+-]?\d+", re.ASCII)
_SURROGATE = re.compile("[\ud800-\udfff]")


def append(value: Json, more: Json) -> str:
    """Return both as one text: the documented way to make text of anything."""
    return as_text(value) + as_text(more)


def as_json_string(value: Json) -> str:
    """Return an object or array as JSON."""
    written = json.dumps(plain(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", written)


def default(value: Json, otherwise: Json = "") -> Json:
    """Return `otherwise` for what is nil, empty or **false**: Braze documents no way to keep false."""
    value = plain(value)
    return otherwise if value is None or value is False or value in ("", [], {}) else value


def json_escape(value: Json) -> str:
    """Return text as it stands between the quotes of a JSON string."""
    return as_json_string(as_text(value))[1:-1]


def plus(value: Json, summand: Json) -> Number:
    """Return the sum; a text counts as the number it begins with, everything else as 0."""
    return _number(value) + _number(summand)


def property_accessor(value: Json, key: Json) -> Json:
    """Return what an object has at a key."""
    return value.get(as_text(key)) if isinstance(value, Mapping) else None


def strip(value: Json) -> str:
    """Return the text without outer white space."""
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
        return int(digits[0]) if digits and len(digits[0]) <= 300 else 0
    return 0


FILTERS: Mapping[str, Callable[..., Any]] = {
    each.__name__: each
    for each in (append, as_json_string, default, json_escape, plus, property_accessor, strip)
}  # fmt: skip
"""Each filter by its name."""
