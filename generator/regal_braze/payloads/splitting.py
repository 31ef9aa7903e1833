"""Cut a stream of bytes into the texts of JSON objects, without parsing them.

Brackets and commas between objects are skipped, so that an array of payloads is the payloads in it. Anything else
between objects is a problem, at most one per line.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from typing import Final, NamedTuple

from regal_braze.payloads.problem import ProblemKind

LARGEST_PAYLOAD: Final = 4_000_000
"""Most bytes of one payload: hundreds of times what Regal sends, and small enough to parse in memory."""


class JsonText(NamedTuple):
    """The text of one object with the line and column of its first byte, or the problem at that place.

    An object that is `unfinished` has its text too, as far as it goes.
    """

    line: int
    text: bytes
    problem: ProblemKind | None = None
    column: int = 1


_TOKEN = re.compile(rb'"(?:[^"\\\n]++|\\[^\n])*+("?)|[{}\[\]\n]')
_STRING = re.compile(rb'"(?:[^"\\\n]++|\\[^\n])*+"')
_REST_OF_STRING = re.compile(rb'(?:[^"\\\n]++|\\[^\n])*+("?)')
_BETWEEN = re.compile(rb"[{\n]")
_FORMAL = re.compile(rb"[\s,\[\]\x1e]*+\Z")  # 1E begins each record of a JSON text sequence (RFC 7464)
_QUOTE, _NEWLINE, _OBJECT, _ARRAY, _OBJECT_END = b'"\n{[}'
_WHITE_SPACE = b" \t\r\n"


_COMMAND = re.compile(rb"\s*(\$ )?curl\s")
_HEADERS = re.compile(
    rb"\s*(http/\d|(post|put|get) \S+ http/\d|(content-[a-z]+|date|host|accept|user-agent|x-[a-z-]+):)", re.IGNORECASE
)


class Splitter:
    """Splits a stream that arrives in chunks of any size; keeps at most one payload in memory."""

    def __init__(self, line: int = 1, limit: int = LARGEST_PAYLOAD) -> None:
        self.line = line
        self._limit = limit
        self._at_line_start = True
        self._line_begin = 0  # where the current line begins, from the start of the chunk
        # Between objects:
        self._text_line = 0
        self._arrays = 0
        self._array_line = 0
        # Inside one:
        self._depth = 0
        self._nesting = bytearray()  # what is open; not followed in an object that is too large
        self._begin_line = 0
        self._begin_column = 1
        self._parts: list[bytes] = []
        self._size = 0
        self._is_dropped = False
        self._last = 0  # the last byte that is kept, white space aside
        self._in_string = False
        self._escaped = False

    @property
    def is_idle(self) -> bool:
        """Whether the next byte begins a line outside of all objects."""
        return self._at_line_start and not self._depth

    def feed(self, chunk: bytes) -> Iterator[JsonText]:
        """Yield the texts that end within the next bytes of the stream."""
        position = 0
        while position < len(chunk):
            if self._depth:
                position = yield from self._within(chunk, position)
            else:
                position = yield from self._between(chunk, position)
            self._at_line_start = chunk[position - 1] == _NEWLINE
        self._line_begin -= len(chunk)

    def finish(self) -> Iterator[JsonText]:
        """Yield the object or array that the end of the stream leaves unfinished."""
        if self._depth:
            yield self._end("unfinished")
        elif self._arrays:
            yield JsonText(self._array_line, b"", "unfinished")
        self._arrays = 0

    def _between(self, chunk: bytes, start: int) -> Generator[JsonText, None, int]:
        """Skip what is outside of objects, up to the next object or line; return the position of that."""
        found = _BETWEEN.search(chunk, start)
        end = found.start() if found else len(chunk)
        skipped = chunk[start:end]
        if not _FORMAL.match(skipped):
            if self._text_line != self.line:
                self._text_line = self.line
                yield JsonText(self.line, b"", _kind(skipped))
        elif skipped:
            if not self._arrays:
                self._array_line = self.line
            self._arrays = max(0, self._arrays + skipped.count(b"[") - skipped.count(b"]"))
        if not found:
            return end
        if chunk[end] == _NEWLINE:
            self._next_line(end)
        else:
            self._begin(end)
        return end + 1

    def _within(self, chunk: bytes, start: int) -> Generator[JsonText, None, int]:
        """Follow the open object to its end or to the end of the chunk; return the position of that."""
        position = self._end_string(chunk, start) if self._in_string else start
        if self._is_dropped and (end := self._skip_quickly(chunk, position)):
            return end
        while token := _TOKEN.search(chunk, position):
            here, position = token.span()
            first = chunk[here]
            if first == _NEWLINE:
                self._next_line(here)
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

    def _next_line(self, newline: int) -> None:
        self.line += 1
        self._line_begin = newline + 1

    def _begin(self, position: int) -> None:
        self._depth, self._begin_line, self._begin_column = 1, self.line, position - self._line_begin + 1
        self._nesting.append(_OBJECT)
        self._keep(b"{")

    def _end(self, problem: ProblemKind | None = None) -> JsonText:
        text = b"".join(self._parts)
        if self._is_dropped:
            problem = "too-large"
        ended = JsonText(self._begin_line, text.rstrip() if problem else text, problem, self._begin_column)
        self._depth, self._size = 0, 0
        self._is_dropped = self._in_string = self._escaped = False
        self._parts.clear()
        self._nesting.clear()
        return ended

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
        """Close what `bracket` closes, if anything, and return whether that was the whole object."""
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
        """Check whether a brace inside an open object begins the next object because the open one is cut short.

        That is so where the brace begins a line and JSON does not allow one there. In an object that is too large,
        every brace at the beginning of a line counts: most often it is the next line of NDJSON.
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
        """Return the end of the string that the last chunk left open."""
        if self._escaped and chunk[start] != _NEWLINE:
            start += 1
        found = _REST_OF_STRING.match(chunk, start)
        end = found.end() if found else start
        self._in_string = self._escaped = False
        if not (found and found[1]):
            self._runs_on(chunk, end)
        return end

    def _runs_on(self, chunk: bytes, end: int) -> bool:
        """Check whether a string without a closing quote continues in the next chunk; the end of a line ends it."""
        rest = chunk[end : end + 2]
        self._in_string = rest in {b"", b"\\"}
        self._escaped = rest == b"\\"
        return self._in_string

    def _skip_quickly(self, chunk: bytes, start: int) -> int | None:
        """Skip the rest of a chunk if an object that is too large cannot end in it, else return None."""
        rest = _STRING.sub(b"", chunk[start:])
        closing = rest.count(b"}") + rest.count(b"]")
        if closing >= self._depth or b'"' in rest or b"\n{" in chunk or rest[:1] == b"{":
            return None
        self._depth += rest.count(b"{") + rest.count(b"[") - closing
        if newlines := rest.count(b"\n"):
            self.line += newlines
            self._line_begin = chunk.rfind(b"\n") + 1
        self._keep(chunk[start:])
        return len(chunk)


def _kind(text: bytes) -> ProblemKind:
    """Return what kind of problem a text outside of objects is."""
    return "command" if _COMMAND.match(text) else "headers" if _HEADERS.match(text) else "text"
