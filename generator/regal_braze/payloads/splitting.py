"""Cut a stream of bytes into JSON objects without reading their values, whatever stands around them.

Brackets and commas between objects are passed over, so that an array of payloads is the payloads in it. What else
stands there is an oddity, one a line.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from typing import Final, Literal

from regal_braze.immutable import Immutable

LARGEST_PAYLOAD: Final = 4_000_000
"""Most bytes of one payload: hundreds of times what Regal sends, and little enough to hold as values."""

Oddity = Literal["text", "unfinished", "too-large"]


class Piece(Immutable):
    """The text of one object, with the line of its first byte; or the oddity that is there instead."""

    line: int
    text: bytes
    oddity: Oddity | None = None


_TOKEN = re.compile(rb'"(?:[^"\\\n]++|\\[^\n])*+("?)|[{}\[\]\n]')
_STRING = re.compile(rb'"(?:[^"\\\n]++|\\[^\n])*+"')
_REST_OF_STRING = re.compile(rb'(?:[^"\\\n]++|\\[^\n])*+("?)')
_BETWEEN = re.compile(rb"[{\n]")
_FORMAL = re.compile(rb"[\s,\[\]\x1e]*+\Z")  # 1E begins each record of a JSON text sequence (RFC 7464)
_QUOTE, _NEWLINE, _OBJECT, _ARRAY, _OBJECT_END = b'"\n{[}'
_WHITE_SPACE = b" \t\r\n"


class Splitter:
    """Takes a stream bit by bit, and holds no more of it than one payload."""

    def __init__(self, line: int = 1, limit: int = LARGEST_PAYLOAD) -> None:
        self.line = line
        self._limit = limit
        self._at_line_start = True
        # Between objects:
        self._odd_line = 0
        self._arrays = 0
        self._array_line = 0
        # Within one:
        self._depth = 0
        self._nesting = bytearray()  # what is open; not followed in an object that is too large
        self._begun = 0
        self._parts: list[bytes] = []
        self._size = 0
        self._is_dropped = False
        self._last = 0  # the last byte that is kept, white space aside
        self._in_string = False
        self._escaped = False

    @property
    def is_idle(self) -> bool:
        """Whether a line begins here, outside of all objects."""
        return self._at_line_start and not self._depth

    def feed(self, chunk: bytes) -> Iterator[Piece]:
        """Yield what ends within the next bytes of the stream."""
        position = 0
        while position < len(chunk):
            if self._depth:
                position = yield from self._within(chunk, position)
            else:
                position = yield from self._between(chunk, position)
            self._at_line_start = chunk[position - 1] == _NEWLINE

    def finish(self) -> Iterator[Piece]:
        """Yield what the end of the stream leaves unfinished."""
        if self._depth:
            yield self._end("unfinished")
        elif self._arrays:
            yield Piece(self._array_line, b"", "unfinished")
        self._arrays = 0

    def _between(self, chunk: bytes, start: int) -> Generator[Piece, None, int]:
        """Pass over what stands outside of objects, up to the next one or the next line; return where that is."""
        found = _BETWEEN.search(chunk, start)
        end = found.start() if found else len(chunk)
        passed = chunk[start:end]
        if not _FORMAL.match(passed):
            if self._odd_line != self.line:
                self._odd_line = self.line
                yield Piece(self.line, b"", "text")
        elif passed:
            if not self._arrays:
                self._array_line = self.line
            self._arrays = max(0, self._arrays + passed.count(b"[") - passed.count(b"]"))
        if not found:
            return end
        if chunk[end] == _NEWLINE:
            self.line += 1
            return end + 1
        self._begin()
        return end + 1

    def _within(self, chunk: bytes, start: int) -> Generator[Piece, None, int]:
        """Follow the open object to its end or the chunk's; return where that is."""
        position = self._end_string(chunk, start) if self._in_string else start
        if self._is_dropped and (passed := self._passed_quickly(chunk, position)):
            return passed
        while token := _TOKEN.search(chunk, position):
            here, position = token.span()
            first = chunk[here]
            if first == _NEWLINE:
                self.line += 1
            elif first == _QUOTE:
                if not token[1] and self._runs_on(chunk, position):
                    break
            elif first == _OBJECT and self._is_new(chunk, start, here):
                self._keep(chunk[start:here])
                yield self._end("unfinished")
                return here
            elif first in {_OBJECT, _ARRAY}:
                self._depth += 1
                if not self._is_dropped:
                    self._nesting.append(first)
            elif self._closes(first):
                self._keep(chunk[start:position])
                yield self._end()
                return position
        self._keep(chunk[start:])
        return len(chunk)

    def _begin(self) -> None:
        self._depth, self._begun = 1, self.line
        self._nesting.append(_OBJECT)
        self._keep(b"{")

    def _end(self, oddity: Oddity | None = None) -> Piece:
        if self._is_dropped:
            oddity = "too-large"
        piece = Piece(self._begun, b"" if oddity else b"".join(self._parts), oddity)
        self._depth, self._size = 0, 0
        self._is_dropped = self._in_string = self._escaped = False
        self._parts.clear()
        self._nesting.clear()
        return piece

    def _keep(self, part: bytes) -> None:
        if end := part.rstrip():
            self._last = end[-1]
        self._size += len(part)
        if self._size > self._limit:
            self._is_dropped = True
            self._parts.clear()
            self._nesting.clear()
        if not self._is_dropped:
            self._parts.append(part)

    def _closes(self, bracket: int) -> bool:
        """Close what `bracket` closes, and tell whether that was the object. One that closes nothing is passed over."""
        if self._is_dropped:
            self._depth -= 1
        elif bracket == _OBJECT_END:
            while self._nesting.pop() != _OBJECT:
                pass
            self._depth = len(self._nesting)
        elif self._nesting[-1] == _ARRAY:
            self._nesting.pop()
            self._depth -= 1
        return self._depth == 0

    def _is_new(self, chunk: bytes, start: int, here: int) -> bool:
        """Tell whether a brace in an open object must be the next object, the open one having been cut short.

        It is where it begins a line and JSON allows no brace there. An object that is too large may allow one, but
        is more often a line among others.
        """
        if not (chunk[here - 1] == _NEWLINE if here else self._at_line_start):
            return False
        if self._is_dropped:
            return True
        before = here - 1
        while before >= start and chunk[before] in _WHITE_SPACE:
            before -= 1
        last = chunk[before] if before >= start else self._last
        return last not in (b"[,:" if self._nesting[-1] == _ARRAY else b":")

    def _end_string(self, chunk: bytes, start: int) -> int:
        """Return where the string ends in which the last chunk ended."""
        if self._escaped and chunk[start] != _NEWLINE:
            start += 1
        found = _REST_OF_STRING.match(chunk, start)
        end = found.end() if found else start
        self._in_string = self._escaped = False
        if not (found and found[1]):
            self._runs_on(chunk, end)
        return end

    def _runs_on(self, chunk: bytes, end: int) -> bool:
        """Tell whether a string without closing quote goes on in the next chunk; a line's end ends it too."""
        rest = chunk[end : end + 2]
        self._in_string = rest in {b"", b"\\"}
        self._escaped = rest == b"\\"
        return self._in_string

    def _passed_quickly(self, chunk: bytes, start: int) -> int | None:
        """Pass over the rest of a chunk within which an object that is too large cannot end, or return None."""
        rest = _STRING.sub(b"", chunk[start:])
        closing = rest.count(b"}") + rest.count(b"]")
        if closing >= self._depth or b'"' in rest or b"\n{" in chunk or rest[:1] == b"{":
            return None
        self._depth += rest.count(b"{") + rest.count(b"[") - closing
        self.line += rest.count(b"\n")
        self._keep(chunk[start:])
        return len(chunk)
