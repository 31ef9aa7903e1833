"""Find the line and column of what a JSON Pointer names: Python's `json` does not report where a key is.

One pass over the tokens of the text finds it, without recursion: depth costs memory, never the stack.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from regal_braze.documents.pointer import keys

_SYNTAX = r"""
    (?P<text>"[^"\\]*(?:\\.[^"\\]*)*")
    | (?P<mark>[{}\[\],:])
    | (?P<plain>[^\s"{}\[\],:]+)
    """


def locate(text: str, pointer: str) -> tuple[int, int] | None:
    """Return the line and column, counted from 1, of what a JSON Pointer (RFC 6901) names in valid JSON text.

    A member of an object is at its key, an item of an array at its value. If a key occurs twice, the last one counts,
    as it does for parsers. A pointer to a missing value gives the place of its nearest ancestor. The result is None
    if `pointer` is not a pointer, or if the text contains no value.
    """
    if pointer and not pointer.startswith("/"):
        return None
    offsets = _offsets(text, keys(pointer))
    return line_and_column(text, offsets[-1]) if offsets else None


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Return the line and column of an offset, both counted from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def tokens(text: str, end: int) -> Iterator[re.Match[str]]:
    """Yield the strings, marks and other words of JSON text up to the offset `end`; other text does no harm."""
    return re.compile(_SYNTAX, re.VERBOSE | re.DOTALL).finditer(text, 0, end)


def _offsets(text: str, wanted: list[str]) -> list[int]:
    """Return the offsets of the root and of each part of the path `wanted`, as far as they exist."""
    offsets: list[int] = []
    path: list[str | int] = []  # the keys and indexes that lead to the token
    shared = 0  # how many of them are those of `wanted`
    is_key = False
    for token in tokens(text, len(text)):
        symbol = token[0]
        if symbol in ("}", "]"):
            del path[-1:]
            is_key = False
        elif symbol == "," and path and isinstance(path[-1], int):
            path[-1] += 1
        elif symbol in (",", ":"):
            is_key = symbol == "," and bool(path)
        else:
            if is_key:
                path[-1] = str(json.loads(symbol, strict=False)) if "\\" in symbol else symbol[1:-1]
            depth = len(path)
            if is_key or not path or isinstance(path[-1], int):
                shared = min(shared, depth - 1)
                if shared == depth - 1 and wanted[depth - 1 : depth] == [*map(str, path[-1:])]:
                    shared = depth
                    offsets[depth:] = [token.start()]
            if symbol in ("{", "["):
                path.append("" if symbol == "{" else 0)
                is_key = symbol == "{"
    return offsets
