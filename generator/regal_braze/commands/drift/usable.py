"""What the helpers of a transformation can use, told in Python: identities (M4), times (M6), types (M8).

Values are what `json.loads` returns. Text counts in UTF-16 units, and white space is JavaScript's.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from math import inf, isfinite
from typing import Final

from regal_braze.braze.limits import (
    CATALOG_ID_LIMIT,
    EARLIEST_TIME,
    EXTERNAL_ID_BYTES,
    KEY_LIMIT,
    LATEST_TIME,
    STRING_LIMIT,
)

WHITE_SPACE: Final = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
SAFE_INTEGER: Final = 2**53 - 1
"""Up to here JavaScript holds every whole number."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_EMAIL = re.compile(f"[^{WHITE_SPACE}@]+@[^{WHITE_SPACE}@]+")
_PHONE_PUNCTUATION = re.compile(f"[{WHITE_SPACE}.()-]")
_PHONE = re.compile(r"\+[1-9][0-9]{1,14}")
_DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_NUMERIC = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_PREFIXED = re.compile("0(?:[xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+)")
_DATE_TIME = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,3}))?)?[0-9]*)?"
    f"[{WHITE_SPACE}]*(?:[Zz]|([+-])([01][0-9]):?([0-5][0-9])?)?"
)
_DATE_IN_LIST = re.compile(r"[0-9]{4}(?:-[0-9]{2}){2}(?:[Tt ][0-9]{2}:[0-9:.,]+ ?[Zz0-9:+-]*)?\Z")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_LAST_SECONDS = LATEST_TIME // 1000  # a larger number counts milliseconds


def units(text: str) -> int:
    """Return the length in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def as_double(value: object) -> float | None:
    """Return a JSON number as JavaScript holds it; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value)
    except OverflowError:
        return inf if value > 0 else -inf


def external_id(value: object) -> str:
    """Return a value as an external id, or "" where it can be none."""
    if isinstance(value, str):
        text = value.strip(WHITE_SPACE)
        if text.isascii():
            return text if len(text) <= EXTERNAL_ID_BYTES else ""
        return "" if _SURROGATE.search(text) or len(text.encode()) > EXTERNAL_ID_BYTES else text
    number = as_double(value)
    if number is None or abs(number) > SAFE_INTEGER:
        return ""
    return str(int(number)) if number.is_integer() else repr(number)


def is_email(value: object) -> bool:
    """Tell whether a value is an e-mail address."""
    if not isinstance(value, str):
        return False
    text = value.strip(WHITE_SPACE)
    return bool(_EMAIL.fullmatch(text)) and units(text) <= STRING_LIMIT and not _SURROGATE.search(text)


def is_phone(value: object) -> bool:
    """Tell whether a value is a phone number that only lacks tidying."""
    return isinstance(value, str) and bool(_PHONE.fullmatch(_PHONE_PUNCTUATION.sub("", value)))


def is_item_id(value: object) -> bool:
    """Tell whether a value can be made an id of a catalog item (M15)."""
    kept = 0
    codes = memoryview(external_id(value).encode("utf-16-le", "surrogatepass")).cast("H")
    for code in codes:
        is_plain = code < 128 and (chr(code).isalnum() or code == 45)
        kept += 1 if is_plain else len(f"_{code:x}_")
    return 0 < kept <= CATALOG_ID_LIMIT


def is_number(value: object, *, whole: bool = False) -> bool:
    """Tell whether a value is a finite number, or a text of one; `whole`: one that JavaScript holds exactly."""
    if isinstance(value, str):
        text = value.strip(WHITE_SPACE)
        number = float(text) if _DECIMAL.fullmatch(text) else None
    else:
        number = as_double(value)
    if number is None or not isfinite(number):
        return False
    return not whole or (number.is_integer() and abs(number) <= SAFE_INTEGER)


def is_time(value: object) -> bool:
    """Tell whether a value is a time from 2000 to 2100."""
    if isinstance(value, str):
        if len(value) == 10 and value.isascii() and value.isdigit():  # unix seconds, as nearly always
            return EARLIEST_TIME <= int(value) * 1000 <= LATEST_TIME
        number = _number_of(value.strip(WHITE_SPACE))
        if not (number and number > 0):
            return _is_date_time(value.strip(WHITE_SPACE))
    else:
        number = as_double(value)
    if number is None:
        return False
    return EARLIEST_TIME <= (number * 1000 if number <= _LAST_SECONDS else number) <= LATEST_TIME


def is_date_in_list(text: str) -> bool:
    """Tell whether Braze would take a text for a time, which lists must not hold (M11)."""
    return _DATE_IN_LIST.match(text) is not None


def legal_key(key: str) -> str | None:
    """Return the name that Braze gets for a key of an open map; None where it takes none (M10)."""
    if key.isascii() and key.isidentifier() and len(key) <= KEY_LIMIT and key != "__proto__":
        return key
    name = key.strip(WHITE_SPACE).lstrip(WHITE_SPACE + "$")
    return None if not name or name == "__proto__" or units(name) > KEY_LIMIT else _SURROGATE.sub("\ufffd", name)


def _number_of(text: str) -> float | None:
    """Return the finite number that JavaScript's `Number(text)` gives."""
    if _NUMERIC.fullmatch(text):
        number = float(text)
    elif _PREFIXED.fullmatch(text):
        number = as_double(int(text, 0)) or 0.0
    else:
        return None
    return number if isfinite(number) else None


def _is_date_time(text: str) -> bool:
    found = _DATE_TIME.fullmatch(text)
    if not found:
        return False
    year, month, day, hour, minute, second, fraction, sign, zone_hours, zone_minutes = found.groups("0")
    try:
        moment = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second), tzinfo=UTC)
        zone = timedelta(hours=int(zone_hours), minutes=int(zone_minutes))
        since = (moment + zone if sign == "-" else moment - zone) - _EPOCH
    except (ValueError, OverflowError):  # no such day or hour; before the first year
        return False
    return EARLIEST_TIME <= since // _MILLISECOND + int(fraction.ljust(3, "0")) <= LATEST_TIME
