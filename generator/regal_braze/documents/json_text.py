"""Read JSON: the document in a file or a text, or the finding that says why it cannot be read."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

from regal_braze.documents.files import RefusedError, read_file
from regal_braze.documents.json_errors import describe_json_error
from regal_braze.documents.json_positions import line_and_column, repeated_key, tokens
from regal_braze.findings.finding import Finding
from regal_braze.immutable import Immutable, replace

Json: TypeAlias = Any
"""What json.loads returns. A schema or a check decides on its shape before any code relies on it."""

MOST_VALUES = 400_000
"""Most values in a JSON file of a workspace. It bounds memory: a value can take 100 times the room of its text."""

MAX_LEVELS = 200
"""Deepest nesting of a document, so that recursive code cannot overflow the stack."""


class JsonFile(Immutable):
    """The text of a JSON file, and the document in it."""

    text: str
    document: Json


def count_values(text: str) -> int:
    """Return about how many values are in a JSON text, at least as many as there are."""
    return 1 + text.count(",") + text.count("[") + text.count("{")


def utf16_length(text: str) -> int:
    """Return the length of a text in UTF-16 units, in which JavaScript and Braze count."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def display(path: Path) -> str:
    """Return `path` relative to the current folder, or as it is if it lies outside of that folder."""
    relative = os.path.relpath(path)
    return relative if not relative.startswith(os.pardir) else str(path)


def is_folder(path: Path) -> bool:
    """Return whether `path` is a folder that can be opened."""
    return os.path.isdir(path)  # noqa: PTH112 - `Path.is_dir` raises errors of the system


def is_file(path: Path) -> bool:
    """Return whether `path` is a file, in a folder that can be opened."""
    return os.path.isfile(path)  # noqa: PTH113 - `Path.is_file` raises errors of the system


def read_json(path: Path, inside: Path | None = None, most_values: int = MOST_VALUES) -> JsonFile | Finding:
    """Return the text and the document in `path`, or the finding that says why it cannot be read.

    A file outside of the workspace `inside` cannot be read, and neither can one of more than about `most_values`.
    """
    try:
        text = read_file(path, inside).decode("utf-8")
        if count_values(text) > most_values:  # before they are parsed, because that takes 100 bytes for each
            message = f"It has more than {most_values:,} values"
            raise RefusedError(message, "Remove those that nothing needs.", path)
    except OSError as error:
        return unreadable(path, error)
    except UnicodeDecodeError as error:
        return Finding("broken-json", f"Byte {error.start} is not UTF-8", "Save the file as UTF-8.", display(path))
    document = parse_json(text, "", "broken-json")
    half = _half_character(text)
    if isinstance(document, Finding):
        return replace(document, file=display(path))
    if half is None:
        return JsonFile(text, document)
    line, column = line_and_column(text, half)
    message = f"{text[half : half + 6]} is half a character"
    return Finding("broken-json", message, "Write both halves, or neither.", display(path), None, line, column)


def unreadable(path: Path, error: OSError) -> Finding:
    """Return the finding for a file or folder that cannot be read."""
    help_text = error.help if isinstance(error, RefusedError) else "Check its name and permissions."
    return Finding("unreadable-file", f"It cannot be read: {error.strerror}", help_text, display(path))


def parse_json(
    text: str, place: str, code: str, shown: Callable[[str, Json], str] = lambda key, _: key
) -> Json | Finding:
    """Return the value in `text`, or a finding with `code` at `place`.

    A finding about a repeated key quotes what `shown` returns for the key and the value.
    """
    is_repeated = False

    def as_object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        nonlocal is_repeated
        value = dict(pairs)
        is_repeated = is_repeated or len(value) < len(pairs)
        return value

    def refuse_constant(name: str) -> Json:
        place_of_name = next(token.start() for token in tokens(text, len(text)) if token[0].startswith(name))
        raise json.JSONDecodeError("Expecting value", text, place_of_name)

    try:
        document = json.loads(text, object_pairs_hook=as_object, parse_constant=refuse_constant)
    except json.JSONDecodeError as error:
        message, help_text = describe_json_error(text, error)
        line, column = line_and_column(text, _place_of_error(text, error.pos))
        return Finding(code, message, help_text, place, None, line, column)
    except RecursionError:
        return _too_deep(code, place)
    except ValueError:  # Python refuses integers of more than 4,300 digits
        return Finding(code, "It holds a number of thousands of digits", "Shorten it, or make it a text.", place)
    if text.count("{") + text.count("[") > MAX_LEVELS and exceeds(document, most_values=len(text)):
        return _too_deep(code, place)
    if is_repeated and (repeated := repeated_key(text)):
        key, offset = repeated
        message = f"The key {json.dumps(shown(key, document), ensure_ascii=False)} occurs twice in one object"
        return Finding("duplicate-key", message, "Remove one of them.", place, None, *line_and_column(text, offset))
    return document


def _place_of_error(text: str, position: int) -> int:
    """Return the position of a trailing comma: some versions of Python report it, others what follows it."""
    before = text[:position].rstrip()
    return len(before) - 1 if text[position : position + 1] in ("}", "]") and before.endswith(",") else position


def _half_character(text: str) -> int | None:
    """Return the position of the first escaped surrogate without its pair in the strings of a JSON text."""
    if "\\u" not in text:
        return None
    pair, single = r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..", r"(\\u[dD][89a-fA-F]..)"
    return next((escape.start() for escape in re.finditer(rf"{pair}|{single}|\\.", text) if escape[1]), None)


def exceeds(document: Json, most_values: int) -> bool:
    """Return whether a document has more than `most_values` values, or more than MAX_LEVELS levels."""
    values, level = 0, [document]
    for _ in range(MAX_LEVELS):
        values += len(level)
        if values > most_values:
            return True
        nodes = [node.values() if isinstance(node, dict) else node for node in level if isinstance(node, (dict, list))]
        level = [child for children in nodes for child in children]
        if not level:
            return False
    return True


def _too_deep(code: str, place: str) -> Finding:
    return Finding(code, "It is nested too deeply", f"Flatten it: {MAX_LEVELS} levels are the most.", place)
