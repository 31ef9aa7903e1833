"""How Braze's Liquid treats values: as text, and as blank."""

from __future__ import annotations

import json
import re
from decimal import Decimal

from regal_braze.documents.json_text import Json

_WHITE_SPACE = re.compile(
    "[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*\\Z"
)  # Unicode's White_Space, which Ruby's [[:space:]] is


def plain(value: Json) -> Json:
    """Return a value as JSON has it. A missing value is None."""
    return value.__liquid__() if hasattr(value, "__liquid__") else value


def is_blank(value: Json) -> bool:
    """Return whether a value is blank in Braze: nil, false, white space, an empty list or object.

    Source: Braze, "Conditional messaging logic" (accounting for null attribute values) and the observed
    behavior of false. Ruby on Rails' `blank?` does the same.
    """
    value = plain(value)
    if value is None or value is False:
        return True
    if isinstance(value, str):
        return _WHITE_SPACE.match(value) is not None
    return isinstance(value, list | dict) and not value


def as_text(value: Json) -> str:
    """Return the text that an output prints for a value."""
    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return _digits(value)
    return json.dumps(value, ensure_ascii=False)


def _digits(value: float) -> str:
    """Return a number as Ruby writes it: with an exponent if it is small, or whole and at least 10^15."""
    number = Decimal(repr(value))
    exponent = number.adjusted()
    if -4 <= exponent < 15 or (exponent == 15 and not value.is_integer()):
        return json.dumps(value)
    mantissa = f"{number.scaleb(-exponent).normalize():f}"
    return f"{mantissa if '.' in mantissa else mantissa + '.0'}e{exponent:+03d}"
