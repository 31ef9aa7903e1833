"""Cut the input into batches of payloads, in constant memory, whether or not it is compressed by gzip."""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import chain
from pathlib import Path
from typing import IO, Final, NamedTuple

from regal_braze.documents.files import RefusedError, open_regular
from regal_braze.documents.json_text import display
from regal_braze.payloads.files import STANDARD_INPUT, payload_files
from regal_braze.payloads.problem import Problem
from regal_braze.payloads.splitting import JsonText, Splitter

BLOCK: Final = 1_000_000
"""Bytes that are read at a time, after decompression."""
_PART = 65_536
_CONTINUATION = re.compile(
    rb'\n(?=[ \t\[\]},:]|"(?![ \t]*\{)|(?:-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null)[\s,\]}])'
)
"""The beginning of a line that may continue a JSON text; any other line is a payload, or not JSON."""
_OPEN_ALREADY = re.compile(r"/dev/(fd/[0-9]+|stdin)")
"""The name of a pipe in a shell, as in `regal-braze run call.completed <(zcat payload.json.gz)`."""
_GZIP = b"\x1f\x8b"
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class Batch(NamedTuple):
    """Some payloads of a file: whole lines from `line` on with one payload per line, or else single JSON texts."""

    file: str
    line: int
    lines: bytes = b""
    texts: tuple[JsonText, ...] = ()


class Sources:
    """The files and folders to read; `read_bytes` counts the bytes read so far, as they are stored."""

    def __init__(self, names: Sequence[str], workspace: Path) -> None:
        self.read_bytes = 0
        self._names = names
        self._workspace = workspace

    def batches(self) -> Iterator[Batch | Problem]:
        """Yield all of the input in order, and each problem of a file where it is noticed."""
        for file in payload_files(self._names, self._workspace):
            if isinstance(file, Problem):
                yield file
            else:
                place = "standard input" if file == STANDARD_INPUT else display(Path(file))
                try:
                    with _opened(file) as stream:
                        yield from self._of_stream(stream, place)
                except RefusedError:
                    yield Problem("not-a-file", place)
                except OSError as error:
                    yield Problem("unreadable", place, detail=str(error.strerror))
                except ValueError:  # a null character in the name
                    yield Problem("unreadable", place, detail="The name is not valid")

    def _of_stream(self, stream: IO[bytes], place: str) -> Iterator[Batch | Problem]:
        parts = self._parts(stream)
        first = next(parts, b"")
        if first.startswith(_UTF16_MARKS):
            yield Problem("utf-16", place, 1)
            return
        content: Iterator[bytes] = chain((first,), parts)
        if first.startswith(_GZIP):
            content = _decompressed(content)
        elif place.lower().endswith(".gz") and first:
            yield Problem("not-compressed", place)
        batcher = _Batcher(place)
        failure: Problem | None = None
        try:
            yield from batcher.batches(_without_mark(content))
        except EOFError:
            failure = Problem("cut-short", place)
        except zlib.error:
            failure = Problem("damaged", place)
        except OSError as error:
            failure = Problem("unreadable", place, detail=str(error.strerror))
        yield from batcher.rest()
        if failure:
            yield failure
        elif batcher.is_empty:
            yield Problem("empty", place)

    def _parts(self, stream: IO[bytes]) -> Iterator[bytes]:
        while part := stream.read(_PART):
            self.read_bytes += len(part)
            yield part


class _Batcher:
    """Makes batches of blocks: of whole lines where each line is a payload, of single texts everywhere else."""

    def __init__(self, place: str) -> None:
        self.is_empty = True
        self._place = place
        self._splitter = Splitter()
        self._held = bytearray()
        self._waiting = b""

    def batches(self, parts: Iterable[bytes]) -> Iterator[Batch]:
        """Yield batches until the parts end, or break off; the last block waits for `rest`."""
        for part in parts:
            self._held += part
            while len(self._held) >= BLOCK:
                yield from self._block()

    def rest(self) -> Iterator[Batch]:
        """Yield what remains after the last whole block."""
        if self._held:
            yield from self._block()
        text, self._waiting = self._waiting, b""
        yield from self._batch(text + b"\n" if text and self._splitter.is_idle else text)
        yield from self._of_texts(self._splitter.finish())

    def _block(self) -> Iterator[Batch]:
        """Yield the block before the next one, whose size does not depend on how its bytes arrive."""
        text = self._waiting
        end = text.rfind(b"\n") + 1 or len(text)
        self._waiting = text[end:] + self._held[:BLOCK]
        del self._held[:BLOCK]
        yield from self._batch(text[:end])

    def _batch(self, text: bytes) -> Iterator[Batch]:
        splitter = self._splitter
        if not (text.endswith(b"\n") and splitter.is_idle and not _CONTINUATION.search(b"\n" + text)):
            yield from self._of_texts(splitter.feed(text))
            return
        self.is_empty = self.is_empty and text.isspace()
        yield Batch(self._place, splitter.line, text)
        splitter.line += text.count(b"\n")

    def _of_texts(self, texts: Iterable[JsonText]) -> Iterator[Batch]:
        found = tuple(texts)
        if found:
            self.is_empty = False
            yield Batch(self._place, found[0].line, texts=found)


def _opened(name: str) -> AbstractContextManager[IO[bytes]]:
    """Open a file. Of pipes, only those that the shell has opened: any other could wait for its writer forever."""
    if name == STANDARD_INPUT:
        return nullcontext(sys.stdin.buffer)
    return Path(name).open("rb") if _OPEN_ALREADY.fullmatch(name) else open_regular(Path(name))


def _without_mark(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the parts without a byte order mark at the beginning of the first."""
    for number, part in enumerate(parts):
        yield part if number else part.removeprefix(_UTF8_MARK)


def _decompressed(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the content of a gzip stream. Raises EOFError if it ends early, zlib.error if it is damaged."""
    engine = zlib.decompressobj(31)
    for part in parts:
        left = part
        while left:
            if engine.eof:  # another member follows, or padding
                left = left.lstrip(b"\0")
                engine = zlib.decompressobj(31) if left else engine
                continue
            before = engine.copy()
            try:
                content = engine.decompress(left, _PART)
            except zlib.error:  # the result of the call is lost, so this reads up to the damage byte by byte
                yield from (before.decompress(left[place : place + 1]) for place in range(len(left)))
                raise
            yield content
            left = engine.unused_data if engine.eof else engine.unconsumed_tail
    if not engine.eof:
        raise EOFError
