"""Describe a value without showing it: recorded traffic is about people.

These are shown as they are: true, false, null and, under a key that does not suggest a person, numbers of at most six
digits, and codes such as OUTBOUND or in_progress that are few and repeated. Every other value is described by its form.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache

from regal_braze.documents.json_text import Json
from regal_braze.documents.pointer import escape
from regal_braze.privacy.formats import UNIX_SECONDS, UUID

_CODE = re.compile(r"[a-z]{2,}(?:[_-][a-z0-9]+)*|[A-Z]{2,}(?:[_-][A-Z0-9]+)*")
_CODE_LENGTH = 32
_CHOICE = re.compile(r"[A-Za-z][A-Za-z_/&-]*(?: [A-Za-z_/&-]+){0,4}")
_CHOICE_LENGTH = 40
_NAME_LENGTH = 60
_MANY_DIGITS = re.compile(r"[0-9]{5,}")
_EMAIL = re.compile(r"\s*[^\s@]+@[^\s@]+\s*")
_PHONE = re.compile(r"[\s.()-]*\+[\s.()-]*[1-9](?:[\s.()-]*[0-9]){1,14}[\s.()-]*")
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("e-mail address", _EMAIL),
    ("phone number", _PHONE),
    ("URL", re.compile(r"https?://\S+")),
    ("UUID", UUID),
    ("date", re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")),
    ("time in a text", re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9:.]+ ?[Zz0-9:+-]*|[1-4][0-9]{9}")),
    ("number in a text", re.compile(r"\s*-?[0-9]+(?:\.[0-9]+)?\s*")),
    ("boolean in a text", re.compile(r"true|false")),
    ("JSON in a text", re.compile(r"[{\[].*[}\]]", re.DOTALL)),
    ("identifier", re.compile(r"(?=[A-Za-z_-]*[0-9])[A-Za-z0-9_-]{8,}")),
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


def type_of(value: Json) -> str:
    """Return the JSON type of a value; whole numbers are `integer`."""
    if isinstance(value, float):
        return "integer" if value.is_integer() else "number"
    return _TYPES[type(value)]


def form_of(value: Json) -> str:
    """Return the form of a value."""
    if isinstance(value, str):
        return _form_of_text(value)
    if isinstance(value, dict):
        return f"object of {_counted(len(value), 'entry', 'entries')}"
    if isinstance(value, list):
        return f"array of {_counted(len(value), 'item', 'items')}"
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if abs(value) < 1_000_000:
        return json.dumps(value) if len(json.dumps(value)) <= 8 else "fraction"
    first, last = UNIX_SECONDS
    return "unix time" if first <= value <= last or first * 1000 <= value <= last * 1000 else "long number"


def is_code(text: str) -> bool:
    """Return whether a text looks like a word of a fixed vocabulary, such as OUTBOUND or in_progress."""
    return len(text) <= _CODE_LENGTH and _CODE.fullmatch(text) is not None


def choice(value: Json) -> str:
    """Return a value that is missing in an enum if it is a few words, otherwise its form."""
    if isinstance(value, str) and len(value) <= _CHOICE_LENGTH and _CHOICE.fullmatch(value):
        return value
    return form_of(value)


def safe_name(name: str) -> str:
    """Return the name of a key or an event as it may be shown: some objects have addresses as keys."""
    if _EMAIL.fullmatch(name):
        return "<e-mail address>"
    if _PHONE.fullmatch(name):
        return "<phone number>"
    if UUID.fullmatch(name):
        return "<UUID>"
    if len(name) > _NAME_LENGTH or not name.isprintable():
        return f"<{_form_of_text(name)}>"
    return _MANY_DIGITS.sub("<digits>", name)


def safe_step(name: str) -> str:
    """Return a name as a step of a JSON Pointer (RFC 6901) that may be shown."""
    return _safe_step(name) if len(name) <= _NAME_LENGTH else escape(safe_name(name))


@lru_cache(maxsize=4_096)
def _safe_step(name: str) -> str:
    return escape(safe_name(name))


def _form_of_text(text: str) -> str:
    if not text.strip():
        return "blank text" if text else "empty text"
    if len(text) > 2_000:
        return f"text of over {len(text) // 1000},000 characters"
    for form, pattern in _FORMS:
        if pattern.fullmatch(text):
            return form
    # Rounded, so that texts of all lengths have few forms.
    return next((f"text of up to {size} characters" for size in (20, 50, 255, 1_000) if len(text) <= size), "long text")


def _counted(count: int, one: str, many: str) -> str:
    if count <= 10:
        return f"{count} {one if count == 1 else many}"
    return f"over {10 ** (len(str(count - 1)) - 1):,} {many}"
