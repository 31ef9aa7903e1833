"""Locate: where in JSON text a finding points to, and what is wrong with text that is no JSON.

Python's `json` tells neither the place of a key nor what to do. Both are found here in one pass over the
text, without recursion: depth costs memory, never the stack.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from regal_braze.documents.pointer import keys

_TOKEN = re.compile(
    r"""
    (?P<text>"[^"\\]*(?:\\.[^"\\]*)*")
    | (?P<mark>[{}\[\],:])
    | (?P<plain>[^\s"{}\[\],:]+)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(slots=True)
class _Container:
    """An object or array that is open; `wanted`: the pointer, as far as it has been followed, leads to it."""

    is_object: bool
    wanted: bool
    index: int = 0
    at_key: bool = True
    child_wanted: bool = False


def locate(text: str, pointer: str) -> tuple[int, int] | None:
    """Return line and column, from 1, of what a JSON Pointer (RFC 6901) names in valid JSON text.

    For a member of an object that is its key, else the value. Of keys that occur twice the last counts, as it
    does for parsers. What does not exist is located at its nearest ancestor that does.
    None: this is no pointer, or the text holds no value.
    """
    if pointer and not pointer.startswith("/"):
        return None
    parts = keys(pointer)
    offsets = _offsets(text, parts)
    return _place(text, offsets[-1]) if offsets else None


def _offsets(text: str, parts: list[str]) -> list[int]:
    """Return the offsets of the root and of each part of the pointer, as far as they exist.

    The document counts as an array around the root; `names[depth]` leads on from a container at that depth.
    """
    names = ["0", *parts]
    offsets: list[int] = []
    containers = [_Container(is_object=False, wanted=True)]
    for token in _TOKEN.finditer(text):
        symbol, top, depth = token[0], containers[-1], len(containers) - 1
        if symbol in ("}", "]"):
            if depth:
                containers.pop()
        elif symbol == ",":
            top.index += 1
            top.at_key = True
        elif symbol == ":":
            top.at_key = False
        else:
            if top.at_key or not top.is_object:
                top.child_wanted = top.wanted and names[depth : depth + 1] == [_name(top, symbol)]
                if top.child_wanted:
                    offsets[depth:] = [token.start()]
            if symbol in ("{", "["):
                containers.append(_Container(symbol == "{", top.child_wanted))
    return offsets


def _name(container: _Container, symbol: str) -> str:
    return _decoded(symbol) if container.is_object else str(container.index)


def _decoded(key: str) -> str:
    return str(json.loads(key, strict=False)) if "\\" in key else key[1:-1]


def _place(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


# --- What is wrong: the first rule whose pattern matches at the error and whose `said` is in Python's words.


@dataclass(frozen=True, slots=True)
class _Rule:
    """`{found}` in a message is what the pattern's first group, or else the pattern, matched."""

    pattern: str
    message: str
    help: str
    said: str = ""


_RULES = (
    _Rule(r"\ufeff", "The file begins with a byte order mark",
          "Save it as UTF-8 without BOM."),
    _Rule(r"<{7}|={7}|>{7}", "A merge conflict was left in the file",
          "Keep one of the two versions and delete the lines that begin with <<<<<<<, ======= and >>>>>>>."),
    _Rule("", "A string is not closed",
          'Put a " at its end; a " that belongs to the text is written \\".', said="Unterminated string"),
    _Rule(r"[\r\n]", "A string goes over the end of its line",
          'Write \\n for a line break in a text, or put the missing " at the end.', said="control character"),
    _Rule("", "A string holds a tab or another control character",
          "Write \\t for a tab, \\u and four hexadecimal digits for any other.", said="control character"),
    _Rule("", "A backslash in a string begins nothing that JSON knows",
          'Write \\\\ for a backslash. Alone it may only precede " / b f n r t, or u and four hexadecimal'
          " digits.", said="escape"),
    _Rule(r"//|/\*|\#", "JSON has no comments",
          'Delete it; what readers should know goes into a "description".'),
    _Rule(r",?\s*([}\]])", "There is a comma before the closing {found}",
          "Delete the comma: the last entry has none after it.", said="trailing comma"),
    _Rule(r",", "A comma has no entry before it",
          "Delete the comma, or write the entry that is missing.", said="Expecting"),
    _Rule(r"'", "A text is in single quotes",
          'Put it in double quotes: "...".'),
    _Rule(r"[“”„«»‘’]", "A text is in typographic quotes",
          'Type plain double quotes: "...". Word processors and chats replace them.'),
    _Rule(r"([+-]?(?i:nan|inf(?:inity)?))\b", "JSON has no {found}",
          "Write a number, or null where there is none."),
    _Rule(r"(True|False|None|TRUE|FALSE|NULL|Null|undefined)\b", "JSON does not know {found}",
          "Write true, false or null, in lower case."),
    _Rule(r"[A-Za-z_$][\w$]*|\d+", "A key is not in double quotes: {found}",
          'Write "{found}": every key needs them.', said="property name"),
    _Rule(r"[A-Za-z_$][\w$]*", "A text is not in double quotes: {found}",
          'Write "{found}"; only true, false, null and numbers go without.', said="Expecting value"),
    _Rule(r"[+.]", "A {found} cannot begin a number",
          "Write 1, not +1, and 0.5, not .5.", said="Expecting value"),
    _Rule(r"[=;]", "There is a {found} where JSON has none",
          "A colon goes between key and value, a comma between entries."),
    _Rule("", "A key has no colon after it",
          "Put a colon between key and value.", said="':' delimiter"),
    _Rule(r"[\w.]", "A comma is missing, or a text or number is not written as JSON has it",
          'Put a comma between two entries. A " inside a text is written \\"; a number has no leading zero.',
          said="',' delimiter"),
    _Rule(r":", "A list has no keys",
          "Put keys and values in { }, or a comma where the colon is.", said="',' delimiter"),
    _Rule("", "A comma is missing between two entries",
          "Put a comma after the entry before this one.", said="',' delimiter"),
    _Rule(r"[}\]]", "There is a closing {found} too many",
          "Delete it, or open it where it should begin.", said="Extra data"),
    _Rule("", "There is text after the end",
          "A file holds one value: delete what follows it, or put the values in a list.", said="Extra data"),
)  # fmt: skip

_CLOSING = {"{": "}", "[": "]"}


def describe_json_error(text: str, error: json.JSONDecodeError) -> tuple[str, str]:
    """Return what is wrong with text that is not JSON, and what to do about it, a sentence each."""
    if not text.strip():
        return "The file is empty", "Write at least {} into it, or delete it."
    here, before = text[error.pos : error.pos + 1], text[: error.pos].rstrip()[-1:]
    said = error.msg
    if "Expecting" in said and here in ("}", "]") and before == ",":
        said = "trailing comma"  # as Python says itself since 3.13
    elif "Expecting" in said and here in ("", "}", "]"):
        return _describe_end(text, error.pos, here, before)
    for rule in _RULES:
        match = re.compile(rule.pattern).match(text, error.pos)
        if match and rule.said in said:
            found = match[match.lastindex or 0]
            return rule.message.replace("{found}", found), rule.help.replace("{found}", found)
    return f"The file is not JSON: {error.msg[:1].lower()}{error.msg[1:]}", "Correct it at this place."


def _describe_end(text: str, end: int, closing: str, before: str) -> tuple[str, str]:
    """Describe a bracket or an end of file that comes too early."""
    opened: list[re.Match[str]] = []
    for token in _TOKEN.finditer(text, 0, end):
        if token[0] in _CLOSING:
            opened.append(token)
        elif token[0] in _CLOSING.values() and opened:
            opened.pop()
    if not opened:
        return "The file does not hold a JSON value", "Write the value, or delete the file."
    bracket = opened[-1][0]
    line, _ = _place(text, opened[-1].start())
    if closing == _CLOSING[bracket] or before == ":":
        return "A key has no value", "Write its value after the colon, or delete the key."
    begun = f"the {bracket} of line {line} is not closed"
    if closing:
        return f"There is a {closing}, but {begun}", f"Put a {_CLOSING[bracket]} before it, or instead of it."
    return f"The file ends too early: {begun}", f"Put the missing {_CLOSING[bracket]} at its end."
