"""Describe a value without showing it: recorded traffic is about people. Only true, false and null are shown."""

from __future__ import annotations

import json
import re

from regal_braze.documents.json_text import Json
from regal_braze.findings.finding import counted
from regal_braze.privacy.formats import EMAIL, PHONE, UUID, is_unix_time

_SHOWN_LENGTH = 60
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("e-mail address", EMAIL),
    ("phone number", PHONE),
    ("URL", re.compile(r"https?://\S+")),
    ("UUID", UUID),
    ("date", re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")),
    ("time in a text", re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9:.]+ ?[Zz0-9:+-]*|[1-4][0-9]{9}")),
    ("number in a text", re.compile(r"\s*-?[0-9]+(?:\.[0-9]+)?\s*")),
    ("boolean in a text", re.compile(r"true|false")),
    ("JSON in a text", re.compile(r"[{\[].*[}\]]", re.DOTALL)),
    ("identifier", re.compile(r"(?=[A-Za-z_-]*[0-9])[A-Za-z0-9_-]{8,}")),
)
TYPES = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    list: "array",
    dict: "object",
    type(None): "null",
}
"""The JSON type of each of Python's types. A float can also be an integer."""


def type_of(value: Json) -> str:
    """Return the JSON type of a value; whole numbers are `integer`."""
    if isinstance(value, float):
        return "integer" if value.is_integer() else "number"
    return TYPES[type(value)]


def form_of(value: Json) -> str:
    """Return the form of a value."""
    if isinstance(value, str):
        return _form_of_text(value)
    if isinstance(value, dict):
        return f"object of {_rounded(len(value), 'entry')}"
    if isinstance(value, list):
        return f"array of {_rounded(len(value), 'item')}"
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if abs(value) < 1_000_000:
        return "short number" if type_of(value) == "integer" else "fraction"
    return "unix time" if is_unix_time(value) else "long number"


def shown(value: Json) -> str:
    """Return a value of a property that the user has asked to see; if it is long, its form."""
    text = value if isinstance(value, str) and value.strip() else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN_LENGTH else form_of(value)


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


def _rounded(count: int, noun: str) -> str:
    return counted(count, noun) if count <= 10 else f"over {counted(10 ** (len(str(count - 1)) - 1), noun)}"
