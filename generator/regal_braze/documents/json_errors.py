"""Describe what is wrong with text that is not JSON: Python's `json` says what it expected, not what to do.

The description does not quote keys and texts, because the text may be a payload.
"""

from __future__ import annotations

import json
import re

from regal_braze.documents.json_positions import line_and_column, tokens
from regal_braze.immutable import Immutable


class _Rule(Immutable):
    """A mistake: `pattern` matches at the error, and `python` is part of Python's message.

    `{found}` in `message` and `help` stands for the first group of the pattern, or for the whole match.
    """

    pattern: str
    message: str
    help: str
    python: str = ""


_RULES = (
    _Rule(r"\ufeff", "The file begins with a byte order mark",
          "Save it as UTF-8 without BOM."),
    _Rule(r"<{7}|={7}|>{7}", "A merge conflict was left in the file",
          "Keep one of the two versions and delete the lines that begin with <<<<<<<, ======= and >>>>>>>."),
    _Rule("", "A string is not closed",
          'Put a " at its end. Write a " inside the text as \\".', "Unterminated string"),
    _Rule(r"[\r\n]", "A string contains a line break",
          'Write \\n for a line break in a text, or put the missing " at the end.', "control character"),
    _Rule("", "A string contains a tab or another control character",
          "Write \\t for a tab, \\u and four hexadecimal digits for any other.", "control character"),
    _Rule("", "A string contains a backslash that is not part of an escape",
          'Write \\\\ for a backslash. A single one is allowed only before " \\ / b f n r t, or before u and four'
          " hexadecimal digits.", "escape"),
    _Rule(r"//|/\*|\#", "JSON has no comments",
          'Delete it. Put text for readers into a "description".'),
    _Rule(r",?\s*([}\]])", "There is a comma before the closing {found}",
          "Delete the comma: the last entry has none after it.", "trailing comma"),
    _Rule(r",", "A comma has no entry before it",
          "Delete the comma, or write the entry that is missing.", "Expecting"),
    _Rule(r"'", "A text is in single quotes",
          'Put it in double quotes: "...".'),
    _Rule(r"[“”„«»‘’]", "A text is in typographic quotes",
          'Type plain double quotes: "...". Word processors and chats replace them.'),
    _Rule(r"([+-]?(?i:nan|inf(?:inity)?))\b", "JSON has no {found}",
          "Write a number, or null if there is none."),
    _Rule(r"(True|False|None|TRUE|FALSE|NULL|Null|undefined)\b", "JSON does not know {found}",
          "Write true, false or null, in lower case."),
    _Rule(r"[A-Za-z_$][\w$]*|\d+", "A key is not in double quotes",
          'Put it in double quotes: "...".', "property name"),
    _Rule(r"[A-Za-z_$][\w$]*", "A text is not in double quotes",
          'Put it in double quotes. Only true, false, null and numbers have no quotes.', "Expecting value"),
    _Rule(r"[+.]", "A {found} cannot begin a number",
          "Write 1, not +1, and 0.5, not .5.", "Expecting value"),
    _Rule(r"[=;]", "There is a {found}, which JSON does not use",
          "Put a colon between a key and its value, and a comma between entries."),
    _Rule("", "A key has no colon after it",
          "Put a colon between key and value.", "':' delimiter"),
    _Rule(r"[\w.]", "A comma is missing, or a text or number is not valid JSON",
          'Put a comma between two entries. Write a " inside a text as \\", and a number without a leading zero.',
          "',' delimiter"),
    _Rule(r":", "A list has no keys",
          "Put keys and values in { }, or replace the colon with a comma.", "',' delimiter"),
    _Rule("", "A comma is missing between two entries",
          "Put a comma after the entry before this one.", "',' delimiter"),
    _Rule(r"[}\]]", "There is one closing {found} too many",
          "Delete it, or add the bracket that opens it.", "Extra data"),
    _Rule("", "There is text after the end",
          "A file contains one value: delete what follows it, or put the values in a list.", "Extra data"),
)  # fmt: skip
"""The first rule that matches applies."""

_CLOSING = {"{": "}", "[": "]"}


def describe_json_error(text: str, error: json.JSONDecodeError) -> tuple[str, str]:
    """Return what is wrong with text that is not JSON, and how to fix it."""
    if not text.strip():
        return "The file is empty", "Put a JSON value such as {} into it, or delete the file."
    here, before = text[error.pos : error.pos + 1], text[: error.pos].rstrip()[-1:]
    python = error.msg
    if "Expecting" in python and here in ("}", "]") and before == ",":
        python = "trailing comma"  # what Python 3.13 and later report
    elif "Expecting" in python and here in ("", "}", "]"):
        return _describe_end(text, error.pos, here, before)
    for rule in _RULES:
        match = re.compile(rule.pattern).match(text, error.pos)
        if match and rule.python in python:
            found = match[match.lastindex or 0]
            return rule.message.replace("{found}", found), rule.help.replace("{found}", found)
    return f"The file is not JSON: {error.msg[:1].lower()}{error.msg[1:]}", "Correct it at this place."


def _describe_end(text: str, end: int, closing: str, before: str) -> tuple[str, str]:
    """Describe a closing bracket or an end of file that comes too early."""
    opened: list[re.Match[str]] = []
    for token in tokens(text, end):
        if token[0] in _CLOSING:
            opened.append(token)
        elif token[0] in _CLOSING.values() and opened:
            opened.pop()
    if not opened:
        return "The file does not contain a JSON value", "Write the value, or delete the file."
    bracket = opened[-1][0]
    line, _ = line_and_column(text, opened[-1].start())
    if closing == _CLOSING[bracket] or before == ":":
        return "A key has no value", "Write its value after the colon, or delete the key."
    unclosed = f"the {bracket} of line {line} is not closed"
    if closing:
        return f"There is a {closing}, but {unclosed}", f"Put a {_CLOSING[bracket]} before it, or instead of it."
    return f"The file ends too early: {unclosed}", f"Put the missing {_CLOSING[bracket]} at its end."
