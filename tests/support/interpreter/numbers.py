"""Numbers as JavaScript has them: doubles."""

from __future__ import annotations

import math
import re

from support.interpreter.text import SAFE_INTEGER, trim

_DECIMAL = re.compile("-?[0-9]+(?:\\.[0-9]+)?")
_LITERAL = re.compile("[-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_PREFIXED = re.compile("0(?:[xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+)")


def as_double(value: object) -> float | None:
    """Return a JSON number as a double, infinite if it is too large; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def tidy(number: float) -> int | float | None:
    """Return a number, a whole one as int and never -0; None from 2**53 on, where doubles skip whole numbers."""
    if not abs(number) <= SAFE_INTEGER:
        return None
    return int(number) if number.is_integer() else number


def read_number(value: object) -> int | float | None:
    """Return a JSON number or the number of a decimal string; None for anything else (M8)."""
    if isinstance(value, str):
        text = trim(value)
        return tidy(float(text)) if _DECIMAL.fullmatch(text) else None
    number = as_double(value)
    return None if number is None else tidy(number)


def number_of(text: str) -> float | None:
    """Return the finite number that JavaScript's `Number(text)` gives, or None."""
    text = trim(text)
    if not text:
        return 0
    number = None
    if _LITERAL.fullmatch(text):
        number = float(text)
    elif _PREFIXED.fullmatch(text):
        number = as_double(int(text, 0))
    return number if number is not None and math.isfinite(number) else None
