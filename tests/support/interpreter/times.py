"""Times of M6, in milliseconds since 1970."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from support.interpreter.numbers import as_double, number_of
from support.interpreter.text import WHITE_SPACE, trim

_EARLIEST = 946_684_800_000  # 2000-01-01T00:00:00Z
_LATEST = 4_102_444_800_000  # 2100-01-01T00:00:00Z
_LAST_SECONDS = 4_102_444_800  # a larger number counts milliseconds
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_DATE_TIME = re.compile(
    "([0-9]{4})-([0-9]{2})-([0-9]{2})"
    "(?:[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\\.([0-9]{1,3}))?)?[0-9]*)?"
    f"[{WHITE_SPACE}]*(?:[Zz]|[Uu][Tt][Cc]|([+-])([01][0-9]):?([0-5][0-9])?)?"
)


def read_time(value: object) -> float | None:
    """Return unix milliseconds, perhaps with a fraction, or None for a value that is not a usable time."""
    milliseconds = _read_text(value) if isinstance(value, str) else _from_number(as_double(value))
    return milliseconds if milliseconds is not None and _EARLIEST <= milliseconds <= _LATEST else None


def iso_text(milliseconds: float) -> str:
    """Return the ISO 8601 time in UTC that JavaScript's `toISOString` gives."""
    moment = _EPOCH + timedelta(milliseconds=int(milliseconds))
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def _from_number(number: float | None) -> float | None:
    if number is None:
        return None
    return number * 1000 if number <= _LAST_SECONDS else number


def _read_text(text: str) -> float | None:
    number = number_of(text)
    if number is not None and number > 0:
        return _from_number(number)
    found = _DATE_TIME.fullmatch(trim(text))
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, sign, zone_hours, zone_minutes = found.groups("0")
    try:
        moment = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second), tzinfo=UTC)
    except ValueError:  # no such day or hour
        return None
    zone = timedelta(hours=int(zone_hours), minutes=int(zone_minutes))
    utc = moment + zone if sign == "-" else moment - zone
    return (utc - _EPOCH) // timedelta(milliseconds=1) + int(fraction[:3].ljust(3, "0"))
