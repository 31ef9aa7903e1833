"""Read JSON: the document in a file or a text, or the finding that tells why there is none."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, TypeAlias

from regal_braze.findings.finding import Finding

Json: TypeAlias = Any
"""What json.loads returns."""

MAX_LEVELS = 200
"""Deepest nesting of a document, so that nothing overflows the stack of what works on it."""


def display(path: Path) -> str:
    """Return `path` as a person in the current folder would name it."""
    relative = os.path.relpath(path)
    return relative if not relative.startswith(os.pardir) else str(path)


def is_folder(path: Path) -> bool:
    """Tell whether `path` is a folder that can be looked at."""
    try:
        return path.is_dir()
    except OSError:  # a name that the system does not take, a folder above that it does not open
        return False


def read_json(path: Path) -> Json | Finding:
    """Return the document in `path`, or the finding that tells why there is none."""
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        return unreadable(path, error)
    except UnicodeDecodeError as error:
        return Finding("broken-json", f"Byte {error.start} is not UTF-8", "Save the file as UTF-8.", display(path))
    document = parse_json(text, display(path), "broken-json")
    half = _half_character(text)
    if half is None or isinstance(document, Finding):
        return document
    line, column = _line_and_column(text, half)
    message = f"{text[half : half + 6]} is half a character"
    return Finding("broken-json", message, "Write both halves, or neither.", display(path), None, line, column)


def unreadable(path: Path, error: OSError) -> Finding:
    """Return the finding for a file or folder that the system will not read."""
    return Finding(
        "unreadable-file", f"It cannot be read: {error.strerror}", "Check its name and permissions.", display(path)
    )


def parse_json(text: str, place: str, code: str) -> Json | Finding:
    """Return the value that `text` holds, or a finding with `code` at `place`."""
    repeated = False

    def as_object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        nonlocal repeated
        value = dict(pairs)
        repeated = repeated or len(value) < len(pairs)
        return value

    def refuse_constant(name: str) -> Json:
        raise json.JSONDecodeError("Expecting value", text, _place_of_word(text, name))

    try:
        document = json.loads(text, object_pairs_hook=as_object, parse_constant=refuse_constant)
    except json.JSONDecodeError as error:
        from regal_braze.documents.json_positions import describe_json_error

        message, help_text = describe_json_error(text, error)
        line, column = _line_and_column(text, _place_of_error(text, error.pos))
        return Finding(code, message, help_text, place, None, line, column)
    except RecursionError:
        return _too_deep(code, place)
    except ValueError:  # Python reads integers of some thousand digits at most
        return Finding(code, "It holds a number of thousands of digits", "Shorten it, or make it a text.", place)
    if text.count("{") + text.count("[") > MAX_LEVELS and exceeds(document, most_values=len(text)):
        return _too_deep(code, place)
    if repeated:
        key, place_of_key = _repeated_key(text)
        message = f"The key {json.dumps(key, ensure_ascii=False)} occurs twice in one object"
        return Finding("duplicate-key", message, "Remove one of them.", place, None, *place_of_key)
    return document


def _place_of_error(text: str, position: int) -> int:
    """Return where the comma is that should go, whether this version of Python points to it or behind it."""
    before = text[:position].rstrip()
    return len(before) - 1 if text[position : position + 1] in ("}", "]") and before.endswith(",") else position


def _line_and_column(text: str, position: int) -> tuple[int, int]:
    return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)


def _half_character(text: str) -> int | None:
    """Return where the strings of a JSON text hold the first escaped surrogate without its pair."""
    if "\\u" not in text:
        return None
    import re

    pair, single = r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..", r"(\\u[dD][89a-fA-F]..)"
    return next((escape.start() for escape in re.finditer(rf"{pair}|{single}|\\.", text) if escape[1]), None)


def _place_of_word(text: str, word: str) -> int:
    """Return where `word` stands first in a JSON text, but for its strings."""
    import re

    return next(token.start() for token in re.finditer(r'"(?:[^"\\]|\\.)*"|-?[A-Za-z]+', text) if token[0] == word)


def _repeated_key(text: str) -> tuple[str, tuple[int, int]]:
    """Return the first key that an object of valid JSON text has twice, and where it has it again."""
    import re

    open_objects: list[set[str]] = []
    for token in re.finditer(r'("(?:[^"\\]|\\.)*")(\s*:)?|[{}]', text):
        if token[0] == "{":
            open_objects.append(set())
        elif token[0] == "}":
            open_objects.pop()
        elif token[2]:
            key = str(json.loads(token[1]))
            if key in open_objects[-1]:
                return key, _line_and_column(text, token.start())
            open_objects[-1].add(key)
    raise ValueError("no key occurs twice")


def exceeds(document: Json, most_values: int) -> bool:
    """Tell whether a document holds more than so many values, or more than MAX_LEVELS levels of them."""
    values = 0
    waiting = [(document, 1)]
    while waiting:
        node, level = waiting.pop()
        values += 1
        if values > most_values or level > MAX_LEVELS:
            return True
        if isinstance(node, (dict, list)):
            waiting += [(child, level + 1) for child in (node.values() if isinstance(node, dict) else node)]
    return False


def _too_deep(code: str, place: str) -> Finding:
    return Finding(code, "It is nested too deeply", f"Flatten it: {MAX_LEVELS} levels are the most.", place)
