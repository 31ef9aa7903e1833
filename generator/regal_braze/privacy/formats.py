"""Formats of texts: phone numbers, email addresses, UUIDs, dates, URLs.

`format_of` checks a whole text, strictly: it names the format in a schema. The patterns accept more.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

UNIX_SECONDS = (946_684_800, 4_102_444_800)
"""The earliest and the latest time that M6 accepts, in seconds."""

UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

# A whole text is one of these, less strictly than by its format.
EMAIL = re.compile(r"\s*[^\s@]+@[^\s@]+\s*")
PHONE = re.compile(
    r"[\s.()-]*\+[\s.()-]*[1-9](?:[\s.()\u2010-\u2015-]*[0-9]){6,14}[\s.()-]*"
    r"|(?:1[ .-])?\(?[0-9]{3}\)?[ .-]{1,2}[0-9]{3}[ .-][0-9]{4}"
)
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
DIGITS = re.compile(r"(?=.*[0-9])[0-9 .,:/()+-]+")
IPV6 = re.compile(r"(?=[^:]*:[^:]*:)[0-9A-Fa-f:]{3,39}")
MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ][0-9:.]+ ?(?:[Zz]|[+-][0-9:]+)?)?|[0-9]{1,2}([/.])[0-9]{1,2}\1[0-9]{2,4}"
    r"|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?: ?[AaPp]\.?[Mm]\.?)?"
)

_DATE_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?"
    r"(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])\Z"
)
_BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"


def _is_date_time(text: str) -> bool:
    found = _DATE_TIME.match(text)
    return found is not None and _is_date(found[1])


def _is_date(text: str) -> bool:
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False


_FORMATS: dict[str, Callable[[str], object]] = {
    "e164": re.compile(r"\+[1-9][0-9]{6,14}").fullmatch,
    "email": re.compile(
        r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@(?:[A-Za-z0-9](?:-?[A-Za-z0-9])*\.)+[A-Za-z]{2,}"
    ).fullmatch,
    "uuid": UUID.fullmatch,
    "date-time": _is_date_time,
    "date": _is_date,
    "ipv4": re.compile(rf"{_BYTE}(?:\.{_BYTE}){{3}}").fullmatch,
    "uri": re.compile(
        r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:[/?#](?:[A-Za-z0-9._~:/?#@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?"
    ).fullmatch,
    "unix-seconds": lambda text: re.fullmatch("[0-9]{9,10}", text) and UNIX_SECONDS[0] <= int(text) <= UNIX_SECONDS[1],
}
"""The check of each format; stricter formats come first."""


def format_of(text: str) -> str | None:
    """Return the format of a text, or None."""
    return next((name for name, fits in _FORMATS.items() if fits(text)), None)


def is_unix_time(number: float) -> bool:
    """Return whether a number is a time in unix seconds or milliseconds."""
    first, last = UNIX_SECONDS
    return first <= number <= last or first * 1000 <= number <= last * 1000
