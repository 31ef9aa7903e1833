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


class _Container:
    """An object or array that is open. `on_path`: the pointer leads to it, or through it."""

    def __init__(self, *, is_object: bool, on_path: bool) -> None:
        self.is_object = is_object
        self.on_path = on_path
        self.index = 0
        self.at_key = True
        self.child_on_path = False


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


def _offsets(text: str, parts: list[str]) -> list[int]:
    """Return the offsets of the root and of each part of the pointer, as far as they exist.

    The document counts as an array around the root, so `names[depth]` is the next name in a container at that depth.
    """
    names = ["0", *parts]
    offsets: list[int] = []
    containers = [_Container(is_object=False, on_path=True)]
    for token in tokens(text, len(text)):
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
                top.child_on_path = top.on_path and names[depth : depth + 1] == [_name(top, symbol)]
                if top.child_on_path:
                    offsets[depth:] = [token.start()]
            if symbol in ("{", "["):
                containers.append(_Container(is_object=symbol == "{", on_path=top.child_on_path))
    return offsets


def _name(container: _Container, symbol: str) -> str:
    return _decoded(symbol) if container.is_object else str(container.index)


def _decoded(key: str) -> str:
    return str(json.loads(key, strict=False)) if "\\" in key else key[1:-1]
