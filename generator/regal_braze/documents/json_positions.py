"""Find the line and column of what a JSON Pointer names: Python's `json` does not report where a key is.

One pass over the tokens of the text finds all places, without recursion: depth costs memory, never the stack.
"""

from __future__ import annotations

import json
import re
from bisect import bisect
from collections.abc import Iterator
from functools import lru_cache
from typing import TypeAlias

from regal_braze.documents.pointer import keys

_SYNTAX = r"""
    (?P<text>"[^"\\]*(?:\\.[^"\\]*)*")
    | (?P<mark>[{}\[\],:])
    | (?P<plain>[^\s"{}\[\],:]+)
    """


_Node: TypeAlias = "tuple[int, dict[str, _Node]]"
"""The offset of a value, and what is in it, by key or index."""


def locate(text: str, pointer: str) -> tuple[int, int] | None:
    """Return the line and column, counted from 1, of what a JSON Pointer (RFC 6901) names in valid JSON text.

    A member of an object is at its key, an item of an array at its value. If a key occurs twice, the last one counts,
    as it does for parsers. A pointer to a missing value gives the place of its nearest ancestor. The result is None
    if `pointer` is not a pointer, or if the text contains no value. The places in a text are kept for its next pointer.
    """
    if pointer and not pointer.startswith("/"):
        return None
    node, _ = _tree(text)
    if node is None:
        return None
    for key in keys(pointer):
        if key not in node[1]:
            break
        node = node[1][key]
    offset = node[0]
    line = bisect(_line_starts(text), offset)
    return line, offset - _line_starts(text)[line - 1] + 1


def line_of(text: str, pointer: str, first: int) -> int:
    """Return the line of what a pointer names in JSON text that begins at line `first` of a file."""
    line, _ = locate(text, pointer) or (1, 1)
    return first + line - 1


@lru_cache(maxsize=2)
def _line_starts(text: str) -> list[int]:
    return [0, *(found.end() for found in re.finditer("\n", text))]


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Return the line and column of an offset, both counted from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def tokens(text: str, end: int) -> Iterator[re.Match[str]]:
    """Yield the strings, marks and other words of JSON text up to the offset `end`; other text does no harm."""
    return re.compile(_SYNTAX, re.VERBOSE | re.DOTALL).finditer(text, 0, end)


def repeated_key(text: str) -> tuple[str, int] | None:
    """Return the first key that occurs twice in one object of valid JSON text, with the offset of the second one."""
    return _tree(text)[1]


@lru_cache(maxsize=2)
def _tree(text: str) -> tuple[_Node | None, tuple[str, int] | None]:
    """Return the places of all values in JSON text, or None if it has no value; and the first repeated key."""
    top: dict[str, _Node] = {}
    repeated: tuple[str, int] | None = None
    around = [(top, False)]  # what is open, and whether it is an object
    key, key_offset, is_key = "", 0, False
    for token in tokens(text, len(text)):
        symbol = token[0]
        container, is_object = around[-1]
        if symbol in ("}", "]"):
            del around[max(len(around) - 1, 1) :]
            is_key = False
        elif symbol in (",", ":"):
            is_key = symbol == "," and is_object
        elif is_key:
            key = str(json.loads(symbol, strict=False)) if "\\" in symbol else symbol[1:-1]
            key_offset = token.start()
        else:
            name, offset = (key, key_offset) if is_object else (str(len(container)), token.start())
            if name in container and repeated is None:
                repeated = name, offset
            children: dict[str, _Node] = {}
            container[name] = (offset, children)
            if symbol in ("{", "["):
                around.append((children, symbol == "{"))
                is_key = symbol == "{"
    return top.get("0"), repeated
