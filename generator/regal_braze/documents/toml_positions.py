"""Find the line and column of a key or an item in TOML, and the comments: `tomllib` reports neither."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from regal_braze.documents.pointer import KeyPath

_SYNTAX = r"""
    (?P<comment>\#[^\n]*)
    | (?P<text>\"{3}(?:\\.|[^\\])*?\"{3,5} | '{3}.*?'{3,5} | "(?:\\.|[^"\\\n])*" | '[^'\n]*')
    | (?P<mark>[\[\]{}=,.\n])
    | (?P<bare>[^\s\[\]{}=,."'\#]+)
    """
_END = "\n"

Position = tuple[int, int]
"""Line and column, both counted from 1."""
Place = tuple[Position, tuple[str, ...]]
"""A position and the path of the key or item there. The index of an item is a part of the path, like a key."""


def find_place(text: str, path: KeyPath) -> Position | tuple[None, None]:
    """Return where the key or item at `path` begins, or the nearest one above it; (None, None) if there is none.

    `text` is valid TOML. In other text, whatever cannot be read is skipped.
    """
    wanted = tuple(map(str, path))
    best: tuple[int, Position] | None = None
    for position, found in _Scanner(text).places():
        shared = min(len(found), len(wanted))
        if found[:shared] == wanted[:shared] and (best is None or shared > best[0]):
            best = (shared, position)
    return best[1] if best else (None, None)


def find_line(text: str, path: KeyPath) -> int | None:
    """Return the line of what `find_place` finds."""
    return find_place(text, path)[0]


def comments(text: str) -> Iterator[tuple[Position, str]]:
    """Yield every comment with its place."""
    line = 1
    for token in _tokens(text):
        if token["comment"]:
            yield (line, token.start() - text.rfind("\n", 0, token.start())), token[0]
        line += token[0].count("\n")


def _tokens(text: str) -> Iterator[re.Match[str]]:
    return re.compile(_SYNTAX, re.VERBOSE | re.DOTALL).finditer(text)


class _Scanner:
    """Reads tokens from left to right, one ahead; `position` is where the next one begins."""

    def __init__(self, text: str) -> None:
        self._source = text
        self._tokens = (token for token in _tokens(text) if not token["comment"])
        self._line = 1
        self._start = 0
        self._text = ""
        self._take()

    @property
    def position(self) -> Position:
        return self._line, self._start - self._source.rfind("\n", 0, self._start)

    def places(self) -> Iterator[Place]:
        """Yield every key and item in the order of the text; the parts of a path come before the whole path."""
        table: tuple[str, ...] = ()
        counts: dict[tuple[str, ...], int] = {}
        while self._text:
            if self._text == _END:
                self._take()
            elif self._text == "[":
                self._take()
                is_array = self._text == "["
                if is_array:
                    self._take()
                position = self.position
                table = _resolved([part for _, part in self._key()], counts, new=is_array)
                yield position, table
                self._skip_line()
            else:
                yield from self._entry(table)
                self._skip_line()

    def _entry(self, above: tuple[str, ...]) -> Iterator[Place]:
        path = above
        for position, part in self._key():
            path = (*path, part)
            yield position, path
        if self._text == "=":
            self._take()
            yield from self._value(path)

    def _value(self, path: tuple[str, ...]) -> Iterator[Place]:
        if self._text == "[":
            yield from self._items(path)
        elif self._text == "{":
            self._take()
            while self._text not in ("}", ""):
                if self._text in (",", _END):
                    self._take()
                else:
                    yield from self._entry(path)
                    self._skip_to(",", "}")
            self._take()
        else:
            self._take()

    def _items(self, path: tuple[str, ...]) -> Iterator[Place]:
        self._take()
        index = 0
        while self._text not in ("]", ""):
            if self._text == _END:
                self._take()
            elif self._text == ",":
                index += 1
                self._take()
            else:
                item = (*path, str(index))
                yield self.position, item
                yield from self._value(item)
                self._skip_to(",", "]")
        self._take()

    def _key(self) -> list[tuple[Position, str]]:
        parts = []
        while self._text and self._text not in ("=", "]", _END):
            if self._text != ".":
                parts.append((self.position, _unquoted(self._text)))
            self._take()
        return parts

    def _skip_line(self) -> None:
        self._skip_to(_END)

    def _skip_to(self, *marks: str) -> None:
        """Skip the rest of a value: a number or a time consists of several tokens."""
        while self._text and self._text not in marks:
            self._take()

    def _take(self) -> None:
        self._line += self._text.count("\n")
        token = next(self._tokens, None)
        self._text, self._start = (token[0], token.start()) if token else ("", len(self._source))


def _resolved(parts: Sequence[str], counts: dict[tuple[str, ...], int], new: bool) -> tuple[str, ...]:
    """Return the path of a table's header, with the index of each array of tables on the way."""
    path: tuple[str, ...] = ()
    for index, part in enumerate(parts):
        path = (*path, part)
        if new and index == len(parts) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, str(counts[path]))
    return path


def _unquoted(key: str) -> str:
    if key[0] == "'" or "\\" not in key:
        return key[1:-1] if key[0] in "\"'" else key
    import tomllib

    try:
        return str(tomllib.loads(f"key = {key}")["key"])
    except tomllib.TOMLDecodeError:
        return key
