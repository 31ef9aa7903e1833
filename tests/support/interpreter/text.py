"""Text as JavaScript has it: UTF-16 units, its white space, its way to write numbers.

Strings are what `json.loads` returns: surrogate pairs are one character, lone surrogates may occur.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

WHITE_SPACE: Final = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
"""What `String.prototype.trim` removes and `\\s` matches (ECMA-262, WhiteSpace and LineTerminator)."""
SAFE_INTEGER: Final = 2**53 - 1
"""Up to here doubles represent every whole number (ECMA-262, Number.MAX_SAFE_INTEGER)."""
TEXT_LIMIT: Final = 255
"""Longest string and longest key, in UTF-16 units (M9, M10)."""

_SURROGATE = re.compile("[\ud800-\udfff]")


def trim(text: str) -> str:
    """Return the text as `String.prototype.trim` returns it."""
    return text.strip(WHITE_SPACE)


def unit_count(text: str) -> int:
    """Return the length in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def unit_order(text: str) -> bytes:
    """Return a sort key that orders strings as JavaScript's default sort does: by UTF-16 units."""
    return text.encode("utf-16-be", "surrogatepass")


def has_lone_surrogate(text: str) -> bool:
    """Return whether there is half a surrogate pair."""
    return not text.isascii() and _SURROGATE.search(text) is not None


def well_formed(text: str) -> str:
    """Return the text with U+FFFD for each lone surrogate."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def cut(text: str, limit: int = TEXT_LIMIT) -> str:
    """Return the text, well-formed, with at most `limit` units; if it was cut, the last one is an ellipsis (M9)."""
    if unit_count(text) > limit:
        kept = text.encode("utf-16-le", "surrogatepass")[: 2 * (limit - 1)]
        if kept and 0xD8 <= kept[-1] <= 0xDB:  # the first half of a pair, or what looks like it
            kept = kept[:-2]
        text = kept.decode("utf-16-le", "surrogatepass") + "…"
    return well_formed(text)


def number_text(number: float) -> str:
    """Return a finite number as JavaScript's `String(number)` writes it."""
    if number == 0:
        return "0"
    if abs(number) <= SAFE_INTEGER and number == int(number):
        return str(int(number))
    sign = "-" if number < 0 else ""
    _, figures, exponent = Decimal(repr(abs(float(number)))).normalize().as_tuple()
    assert isinstance(exponent, int)
    digits = "".join(map(str, figures))
    point = len(digits) + exponent  # the decimal point comes after this many digits
    if 0 < point <= 21:
        whole, part = digits[:point].ljust(point, "0"), digits[point:]
        return f"{sign}{whole}.{part}" if part else sign + whole
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    mantissa = digits[0] + (f".{digits[1:]}" if len(digits) > 1 else "")
    return f"{sign}{mantissa}e{point - 1:+d}"
