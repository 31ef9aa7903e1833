"""Numbers as JavaScript sees them: doubles, whatever JSON spelled."""

from __future__ import annotations

import math
import re

from interpreter.text import SAFE_INTEGER, WHITE_SPACE, trim

_DECIMAL = re.compile(f"[{WHITE_SPACE}]*-?[0-9]+(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?[{WHITE_SPACE}]*")


def as_double(value: object) -> float | None:
    """Return a JSON number as a double, endless where it is too large for one; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def tidy(number: float) -> int | float | None:
    """Return a finite number, whole ones as int and without a negative zero; None for an endless one."""
    if not math.isfinite(number):
        return None
    return int(number) if number.is_integer() and abs(number) <= SAFE_INTEGER else number


def read_number(value: object) -> int | float | None:
    """Return the number that a JSON number or a decimal string is; None for anything else (M8)."""
    if isinstance(value, str):
        return tidy(float(trim(value))) if _DECIMAL.fullmatch(value) else None
    number = as_double(value)
    return None if number is None else tidy(number)
