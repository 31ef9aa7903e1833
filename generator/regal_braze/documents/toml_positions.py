"""Find the line and column of a key or an item in TOML, and the comments: `tomllib` reports neither."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import count, takewhile
from typing import TypeAlias

from regal_braze.documents.json_positions import line_and_column
from regal_braze.documents.pointer import KeyPath

_SYNTAX = r"""
    (?P<comment>\#[^\n]*)
    | (?P<word>\"{3}(?:\\.|[^\\])*?\"{3,5} | '{3}.*?'{3,5} | "(?:\\.|[^"\\\n])*" | '[^'\n]*' | [^\s\[\]{}=,."'\#]+)
    | [\[\]{}=,\n]
    """

_CONTENTS = {"[": "item", "{": "key"}

_Path: TypeAlias = tuple[str, ...]
"""The path of a key or item. The index of an item is a part of it, like a key."""


def find_place(text: str, path: KeyPath) -> tuple[int, int] | tuple[None, None]:
    """Return the line and column of the key or item at `path`, or of the nearest one above it; else (None, None).

    `text` is valid TOML. In other text, whatever cannot be read is skipped.
    """
    wanted = tuple(map(str, path))
    exact, above = _index(text)
    offset = above.get(wanted)
    while offset is None and wanted:
        wanted = wanted[:-1]
        offset = exact.get(wanted)
    return (None, None) if offset is None else line_and_column(text, offset)


@lru_cache(maxsize=2)
def _index(text: str) -> tuple[dict[_Path, int], dict[_Path, int]]:
    """Return the first offset of each path, and the first offset of each path with something at it or below it."""
    exact: dict[_Path, int] = {}
    above: dict[_Path, int] = {}
    for offset, path in _places(text):
        exact.setdefault(path, offset)
        for length in range(len(path) + 1):
            above.setdefault(path[:length], offset)
    return exact, above


def find_line(text: str, path: KeyPath) -> int | None:
    """Return the line of what `find_place` finds."""
    return find_place(text, path)[0]


def comments(text: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield every comment with its line and column."""
    for token in _tokens(text):
        if token["comment"]:
            yield line_and_column(text, token.start()), token[0]


def _tokens(text: str) -> Iterator[re.Match[str]]:
    return re.compile(_SYNTAX, re.VERBOSE | re.DOTALL).finditer(text)


def _places(text: str) -> Iterator[tuple[int, _Path]]:
    """Yield the offset and the path of every key and item; the parts of a path come before the whole path."""
    tokens = (token for token in _tokens(text) if not token["comment"])
    last_items: dict[_Path, int] = {}
    path: _Path = ()
    expected = "key"
    # The table, and the lists and tables that are open in it: the path, what they contain, and the indexes of items.
    around: list[tuple[_Path, str, Iterator[int]]] = [(path, expected, count())]
    for token in tokens:
        symbol = token[0]
        if symbol == "," or (symbol == "\n" and len(around) == 1):
            path, expected, _ = around[-1]
        elif symbol in ("]", "}"):
            around = around[:-1] or around
            expected = ""
        elif symbol == "=":
            expected = "value"
        elif symbol == "[" and expected == "key":
            header = [*takewhile(lambda other: other[0] != "\n", tokens)]
            names = [other for other in header if other["word"]]
            if names:
                path = _table_path([_unquoted(name[0]) for name in names], last_items, new=header[0][0] == "[")
                around = [(path, "key", count())]
                yield names[0].start(), path
        elif symbol != "\n":
            if expected in ("key", "item"):
                path = (*path, _unquoted(symbol) if expected == "key" else str(next(around[-1][2])))
                yield token.start(), path
            if symbol in _CONTENTS and expected != "key":
                around.append((path, _CONTENTS[symbol], count()))
            if expected != "key":
                expected = _CONTENTS.get(symbol, "")


def _table_path(parts: Sequence[str], last_items: dict[tuple[str, ...], int], new: bool) -> tuple[str, ...]:
    """Return the path of a table's header, with the index of each array of tables on the way."""
    path: tuple[str, ...] = ()
    for index, part in enumerate(parts):
        path = (*path, part)
        if new and index == len(parts) - 1:
            last_items[path] = last_items.get(path, -1) + 1
        if path in last_items:
            path = (*path, str(last_items[path]))
    return path


def _unquoted(key: str) -> str:
    if key[0] == "'" or "\\" not in key:
        return key[1:-1] if key[0] in "\"'" else key
    import tomllib

    try:
        return str(tomllib.loads(f"key = {key}")["key"])
    except tomllib.TOMLDecodeError:
        return key
