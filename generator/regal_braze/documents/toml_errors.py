"""Describe the usual mistakes in text that is not TOML: `tomllib` says what it expected, not what to do."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence

from regal_braze.documents.toml_text import Toml

_KEY = r"""(?P<key>(?:[\w.-]|"[^"]*"|'[^']*')+)\s*="""
_SETTING = re.compile(rf"\s*{_KEY}\s*(?P<value>[^\s=\"'\[{{#][^#]*)?")
_HEADER = re.compile(r"\s*\[[^\[].*\]")
_STRING_OR_COMMENT = re.compile(r"\"(?:\\.|[^\"\\])*\"|'[^']*'|#.*")
_TYPOGRAPHIC = {ord(quote): '"' for quote in "“”„«»"} | {ord(quote): "'" for quote in "‘’"}
_ID = re.compile(r"(?=[\w+/~=-]*\d)[\w+/~=-]{12,}")
"""What messages do not repeat, because it may be an API key."""
_LONGEST = 1000
"""Characters of a line that is described. The time for a longer one would grow with the square of its length."""


def describe_toml_error(text: str, line: int) -> tuple[str, str] | None:
    """Return what is wrong in a line where `tomllib` found an error, and the fix; None if the mistake is not usual."""
    lines = text.split("\n")[:line]
    if len(lines) < line:
        return None
    here = lines.pop()
    if len(here) > _LONGEST:
        return None
    if any(ord(character) in _TYPOGRAPHIC for character in _STRING_OR_COMMENT.sub("", here)):
        return "the line has curly quotes", f"Type straight quotes: {_shown(here.strip().translate(_TYPOGRAPHIC))}."
    if _HEADER.match(here):
        return _describe_header(lines, here)
    setting = _SETTING.match(here)
    if not setting:
        return None
    key, value = setting["key"], (setting["value"] or "").strip()
    if value and _parsed(here) is None:
        return _describe_value(key, value)
    return _describe_repeated_key(lines, key)


def _describe_value(key: str, value: str) -> tuple[str, str]:
    if value.lower() in ("true", "false"):
        return f"TOML has no {value}", f"Write {key} = {value.lower()}."
    shown = "…" if {'"', "\\"} & {*value} else _shown(value)
    return f"the value of {key} is not in double quotes", f'Write {key} = "{shown}".'


def _describe_header(lines: Sequence[str], here: str) -> tuple[str, str] | None:
    """Describe a table that is written twice."""
    table = _parsed(here)
    for number, line in enumerate(lines, 1):
        if table and _HEADER.match(line) and _parsed(line) == table:
            header = _STRING_OR_COMMENT.sub(lambda found: "" if found[0][0] == "#" else found[0], here).strip()
            return f"the table {header} is written twice", f"Move its lines below line {number}, and delete this line."
    return None


def _describe_repeated_key(lines: Sequence[str], key: str) -> tuple[str, str] | None:
    """Describe a key that is written twice in one table."""
    for number in range(len(lines), 0, -1):
        other = _SETTING.match(lines[number - 1])
        if other and other["key"] == key:
            return f"the key {key} is written twice", f"Line {number} sets it too: delete one of the two lines."
        if lines[number - 1].lstrip().startswith("["):
            return None
    return None


def _shown(text: str) -> str:
    return _ID.sub("…", text)


def _parsed(line: str) -> dict[str, Toml] | None:
    """Return what a line alone means, or None if it is not TOML."""
    try:
        return tomllib.loads(line)
    except (ValueError, RecursionError):
        return None
