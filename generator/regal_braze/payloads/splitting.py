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


_TOKEN = re.compile(rb'"(?:[^"\\\n]++|\\[^\n])*+("?)|[{}\[\]]')
_STRING = re.compile(rb'"(?:[^"\\\n]++|\\[^\n])*+("?)')
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
        self._column = 1
        self._limit = limit
        # Between objects:
        self._text_line = 0
        self._arrays = 0
        self._array_line = 0
        # Inside one:
        self._held = b""  # the object so far; of one that is too large, only the beginning of a string that is open
        self._large: JsonText | None = None
        self._depth = 0  # in an object that is too large

    @property
    def is_idle(self) -> bool:
        """Whether the next byte begins a line outside of all objects."""
        return self._column == 1 and not self._held and self._large is None

    def feed(self, chunk: bytes) -> Iterator[JsonText]:
        """Yield the texts that end within the next bytes of the stream."""
        text, self._held = self._held + chunk, b""
        position = 0
        while position < len(text):
            if self._large is not None:
                position = yield from self._skip(self._large, text, position)
            elif text[position] == _OBJECT:
                position = yield from self._follow(text, position)
            else:
                position = yield from self._between(text, position)

    def finish(self) -> Iterator[JsonText]:
        """Yield the object or array that the end of the stream leaves unfinished."""
        if self._large is not None:
            yield self._large
        elif self._held:
            yield self._ended(self._held, "unfinished")
        elif self._arrays:
            yield JsonText(self._array_line, b"", "unfinished")
        self._held, self._large, self._arrays = b"", None, 0

    def _between(self, text: bytes, start: int) -> Generator[JsonText, None, int]:
        """Skip what is outside of objects, up to the next object or line; return the position of that."""
        found = _BETWEEN.search(text, start)
        end = found.start() if found else len(text)
        skipped = text[start:end]
        if not _FORMAL.match(skipped):
            if self._text_line != self.line:
                self._text_line = self.line
                yield JsonText(self.line, b"", _kind(skipped))
        elif skipped:
            if not self._arrays:
                self._array_line = self.line
            self._arrays = max(0, self._arrays + skipped.count(b"[") - skipped.count(b"]"))
        end += text[end : end + 1] == b"\n"
        self._pass(text[start:end])
        return end

    def _follow(self, text: bytes, start: int) -> Generator[JsonText, None, int]:
        """Follow an object to its end, or hold what there is of it; return the position after it."""
        nesting = bytearray()  # what is open
        open_string = b""
        position = start
        while token := _TOKEN.search(text, position):
            here, position = token.span()
            first = text[here]
            if first == _QUOTE:
                if open_string := _open_string(token):
                    break
            elif first == _OBJECT and nesting and _is_new(text, here, nesting[-1]):
                yield self._ended(text[start:here], "unfinished")
                return here
            elif first in {_OBJECT, _ARRAY}:
                nesting.append(first)
            elif first == _OBJECT_END:
                del nesting[nesting.rindex(_OBJECT) :]
                if not nesting:
                    yield self._ended(text[start:position])
                    return position
            elif nesting[-1] == _ARRAY:
                nesting.pop()
        self._held = text[start:]
        if len(self._held) > self._limit:
            self._large = JsonText(self.line, b"", "too-large", self._column)
            self._depth = len(nesting)
            self._pass(self._held)
            self._hold(open_string)
        return len(text)

    def _skip(self, large: JsonText, text: bytes, start: int) -> Generator[JsonText, None, int]:
        """Skip an object that is too large, up to its end or to a brace that begins a line; return the position.

        Most often, that brace is the next line of NDJSON.
        """
        if self._skip_quickly(text[start:]):
            return len(text)
        position = start
        while token := _TOKEN.search(text, position):
            here, position = token.span()
            first = text[here]
            is_new = first == _OBJECT and (text[here - 1] == _NEWLINE if here else self._column == 1)
            if first == _QUOTE:
                if open_string := _open_string(token):
                    self._pass(text[start:])
                    self._hold(open_string)
                    return len(text)
            elif not is_new:
                self._depth += 1 if first in {_OBJECT, _ARRAY} else -1
            if is_new or not self._depth:
                self._large = None
                yield large
                end = here if is_new else position
                self._pass(text[start:end])
                return end
        self._pass(text[start:])
        return len(text)

    def _skip_quickly(self, text: bytes) -> bool:
        """Skip a text if an object that is too large cannot end in it, and return whether that is so."""
        brackets = _STRING.sub(lambda string: b"" if string[1] else b'"', text)
        closing = brackets.count(b"}") + brackets.count(b"]")
        if closing >= self._depth or b'"' in brackets or b"\n{" in text or text.startswith(b"{"):
            return False
        self._depth += brackets.count(b"{") + brackets.count(b"[") - closing
        self._pass(text)
        return True

    def _ended(self, text: bytes, problem: ProblemKind | None = None) -> JsonText:
        line, column = self.line, self._column
        self._pass(text)
        if len(text) > self._limit:
            return JsonText(line, b"", "too-large", column)
        return JsonText(line, text.rstrip() if problem else text, problem, column)

    def _hold(self, open_string: bytes) -> None:
        """Put the beginning of a string in front of the next chunk."""
        self._held = open_string
        self._column -= len(open_string)

    def _pass(self, text: bytes) -> None:
        newlines = text.count(b"\n")
        self.line += newlines
        self._column = len(text) - text.rfind(b"\n") if newlines else self._column + len(text)


def _open_string(token: re.Match[bytes]) -> bytes:
    """Return the beginning of a string that the next chunk may continue, else nothing; the end of a line ends it."""
    rest = token.string[token.end() : token.end() + 2]
    return b'"' + rest if not token[1] and rest in {b"", b"\\"} else b""


def _is_new(text: bytes, here: int, container: int) -> bool:
    """Check whether a brace inside an object or array begins the next object because the open one is cut short.

    That is so where the brace begins a line and JSON does not allow one there.
    """
    if text[here - 1] != _NEWLINE:
        return False
    before = here - 1
    while text[before] in _WHITE_SPACE:
        before -= 1
    return text[before] not in (b"[,:" if container == _ARRAY else b":")


def _kind(text: bytes) -> ProblemKind:
    """Return what kind of problem a text outside of objects is."""
    return "command" if _COMMAND.match(text) else "headers" if _HEADERS.match(text) else "text"
