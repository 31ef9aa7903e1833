"""Tell what a value is like without telling the value: recorded traffic is about people.

Shown as they are: true, false, null and, under a key that does not sound like a person's, numbers of at most six
digits, and codes such as OUTBOUND or in_progress that are few and come again and again. All else is named by its form.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Final

from regal_braze.commands.drift.tally import MOST_LOOKED_AT, Sighting, count_form
from regal_braze.commands.drift.usable import as_double, is_email, is_number, is_phone, is_time
from regal_braze.documents.pointer import escape
from regal_braze.privacy.formats import UUID
from regal_braze.privacy.personal import may_be_personal

REPEATS: Final = 3
"""How often a code must be seen before it is shown."""

_CODE = re.compile(r"[a-z]{2,}(?:[_-][a-z0-9]+)*|[A-Z]{2,}(?:[_-][A-Z0-9]+)*")
_CODE_LENGTH = 32
_CHOICE = re.compile(r"[A-Za-z][A-Za-z_/&-]*(?: [A-Za-z_/&-]+){0,4}")
_CHOICE_LENGTH = 40
_NAME_LENGTH = 60
_MANY_DIGITS = re.compile(r"[0-9]{5,}")
_URL = re.compile(r"https?://\S+")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_IDENTIFIER = re.compile(r"(?=[A-Za-z_-]*[0-9])[A-Za-z0-9_-]{8,}")


def type_of(value: object) -> str:
    """Return the JSON type of a value; whole numbers are `integer`."""
    if isinstance(value, float):
        return "integer" if value.is_integer() else "number"
    return _TYPES[type(value)]


def form_of(value: object) -> str:
    """Return what a value is like."""
    if isinstance(value, str):
        return _form_of_text(value)
    if isinstance(value, dict):
        return f"object of {_counted(len(value), 'entry', 'entries')}"
    if isinstance(value, list):
        return f"array of {_counted(len(value), 'item', 'items')}"
    number = as_double(value)
    if number is None:
        return json.dumps(value)
    if abs(number) < 1_000_000:
        return json.dumps(value) if len(json.dumps(value)) <= 8 else "fraction"
    return "unix time" if is_time(number) else "long number"


def look_at(sighting: Sighting, value: object, key: str) -> None:
    """Add what `value` is like to a sighting; `key` is the last name on the way to it."""
    if sighting.count > MOST_LOOKED_AT:
        return
    kind = type_of(value)
    count_form(sighting.types, kind)
    if isinstance(value, str) and _is_code(value, key):
        sighting.has_many_words |= not count_form(sighting.words, value)
    elif kind in {"integer", "number"} and may_be_personal(key):
        count_form(sighting.forms, "a number")
    else:
        count_form(sighting.forms, form_of(value))


def examples_in(sighting: Sighting) -> list[str]:
    """Return forms and codes that may be shown, the most frequent first."""
    shown = dict(sighting.forms)
    for word, count in sighting.words.items():
        if count >= REPEATS and not sighting.has_many_words:
            shown[word] = count
        else:
            shown["short word"] = shown.get("short word", 0) + count
    return sorted(shown, key=lambda form: (-shown[form], form))


def choice(value: object) -> str:
    """Return a value that a schema's enum lacks, as far as it can be shown: choices are words of a vocabulary."""
    if isinstance(value, str):
        is_shown = len(value) <= _CHOICE_LENGTH and _CHOICE.fullmatch(value)
        return value if is_shown else form_of(value)
    return form_of(value)


def safe_name(name: str) -> str:
    """Return a name of a key or an event as it is, if it is one: some objects have addresses for keys."""
    if is_email(name):
        return "<e-mail address>"
    if is_phone(name):
        return "<phone number>"
    if UUID.fullmatch(name):
        return "<UUID>"
    if len(name) > _NAME_LENGTH or not name.isprintable():
        return f"<{_form_of_text(name)}>"
    return _MANY_DIGITS.sub("<digits>", name)


def part(name: str) -> str:
    """Return a name as a part of a JSON Pointer (RFC 6901) that may be shown."""
    return _part(name) if len(name) <= _NAME_LENGTH else escape(safe_name(name))


@lru_cache(maxsize=4_096)
def _part(name: str) -> str:
    return escape(safe_name(name))


def _form_of_text(text: str) -> str:
    if not text.strip():
        return "blank text" if text else "empty text"
    if len(text) > 2_000:
        return f"text of over {len(text) // 1000},000 characters"
    for form, is_it in _FORMS:
        if is_it(text):
            return form
    # Rounded, so that texts of all lengths do not fill the room for forms.
    return next((f"text of up to {size} characters" for size in (20, 50, 255, 1_000) if len(text) <= size), "long text")


_FORMS = (
    ("e-mail address", is_email),
    ("phone number", is_phone),
    ("URL", lambda text: _URL.fullmatch(text) is not None),
    ("UUID", lambda text: UUID.fullmatch(text) is not None),
    ("date", lambda text: _DATE.fullmatch(text) is not None),
    ("time in a text", is_time),
    ("number in a text", is_number),
    ("boolean in a text", lambda text: text in {"true", "false"}),
    ("JSON in a text", lambda text: text[0] in "{[" and text[-1] in "}]"),
    ("identifier", lambda text: _IDENTIFIER.fullmatch(text) is not None),
)
_TYPES = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    list: "array",
    dict: "object",
    type(None): "null",
}


def _is_code(text: str, key: str) -> bool:
    return len(text) <= _CODE_LENGTH and _CODE.fullmatch(text) is not None and not may_be_personal(key)


def _counted(count: int, one: str, many: str) -> str:
    if count <= 10:
        return f"{count} {one if count == 1 else many}"
    return f"over {10 ** (len(str(count - 1)) - 1):,} {many}"
