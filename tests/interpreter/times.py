"""Times as M6 understands them, in milliseconds since 1970."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from interpreter.numbers import as_double
from interpreter.text import WHITE_SPACE, trim

_EARLIEST = 946_684_800_000  # 2000-01-01T00:00:00Z
_LATEST = 4_102_444_800_000  # 2100-01-01T00:00:00Z
_LAST_SECONDS = 4_102_444_800  # a larger number counts milliseconds
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_NUMERIC = re.compile(f"[{WHITE_SPACE}]*[0-9]+(?:\\.[0-9]+)?[{WHITE_SPACE}]*")
_DATE = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DATE_TIME = re.compile(
    "([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt ]([0-9]{2}):([0-5][0-9])(?::([0-5][0-9])(?:\\.([0-9]+))?)?"
    f"[{WHITE_SPACE}]*(?:[Zz]|([+-])([0-9]{{2}}):?([0-9]{{2}})?)?"
)


def read_time(value: object) -> float | None:
    """Return unix milliseconds, perhaps with a fraction, or None where the value is no usable time."""
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
    if _NUMERIC.fullmatch(text):
        return _from_number(float(trim(text)))
    text = trim(text)
    if found := _DATE.fullmatch(text):
        return _midnight(*found.groups())
    found = _DATE_TIME.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, sign, zone_hours, zone_minutes = found.groups()
    midnight = _midnight(year, month, day)
    if midnight is None or int(hour) > 23:
        return None
    seconds = int(hour) * 3600 + int(minute) * 60 + int(second or 0)
    milliseconds = midnight + seconds * 1000 + int((fraction or "")[:3].ljust(3, "0"))
    if sign:
        offset = (int(zone_hours) * 60 + int(zone_minutes or 0)) * 60_000
        milliseconds -= offset if sign == "+" else -offset
    return milliseconds


def _midnight(year: str, month: str, day: str) -> int | None:
    try:
        return (date(int(year), int(month), int(day)) - _EPOCH.date()).days * 86_400_000
    except ValueError:
        return None
