"""Find the input and cut it into batches of payloads, in constant memory: files, folders, standard input, gzip."""

from __future__ import annotations

import os
import re
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Final

from regal_braze.documents.json_text import display, is_folder
from regal_braze.findings.finding import ConfigurationError, Finding
from regal_braze.immutable import Immutable
from regal_braze.payloads.problem import Problem
from regal_braze.payloads.splitting import Piece, Splitter

STANDARD_INPUT: Final = "-"
BLOCK: Final = 1_000_000
"""Bytes that are read at a time, once they are decompressed."""
_PART = 65_536
_SUFFIXES = (".json", ".jsonl", ".ndjson")
_NOT_ONE_A_LINE = re.compile(rb"\n[^{\r\n]")
_GZIP = b"\x1f\x8b"
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class Batch(Immutable):
    """Some payloads of a file: whole lines of it from `line` on, one payload each, or else pieces."""

    file: str
    line: int
    lines: bytes = b""
    pieces: tuple[Piece, ...] = ()


class Sources:
    """The files to read. `total` is their size in bytes as they lie there, None until it is known."""

    def __init__(self, names: Sequence[str]) -> None:
        """Raise ConfigurationError where one of `names` is nothing, before any is read."""
        self.read_bytes = 0
        self._names = names
        self.total: int | None = None
        missing = [name for name in names if name != STANDARD_INPUT and not os.path.lexists(name)]
        if missing:
            help_text = "Name files or folders with payloads, or - for standard input."
            raise ConfigurationError(
                *(Finding("payload-invalid", f"There is no file {name}", help_text) for name in missing)
            )

    def measure(self) -> None:
        """Add up the sizes."""
        total = 0
        for file in self._files():
            if isinstance(file, Problem):
                continue
            if file == STANDARD_INPUT or not _is_file(Path(file)):
                return
            total += _size(Path(file))
        self.total = total

    def batches(self) -> Iterator[Batch | Problem]:
        """Yield all of the input in order, and what is wrong with a file where that is noticed."""
        for file in self._files():
            if isinstance(file, Problem):
                yield file
            elif file == STANDARD_INPUT:
                yield from self._of_stream(sys.stdin.buffer, "standard input")
            else:
                place = display(Path(file))
                try:
                    with Path(file).open("rb") as stream:
                        yield from self._of_stream(stream, place)
                except OSError as error:
                    yield Problem("unreadable", place, 0, str(error.strerror))

    def _files(self) -> Iterator[str | Problem]:
        for name in self._names:
            if name == STANDARD_INPUT or not is_folder(Path(name)):
                yield name
                continue
            found = False
            for file in _in_folder(name):
                found = True
                yield file
            if not found:
                yield Problem("no-files", display(Path(name)), 0)

    def _of_stream(self, stream: IO[bytes], place: str) -> Iterator[Batch | Problem]:
        parts = self._parts(stream)
        first = next(parts, b"")
        if first.startswith(_UTF16_MARKS):
            yield Problem("utf-16", place, 1)
            return
        rejoined = _chain(first.removeprefix(_UTF8_MARK), parts)
        if first.startswith(_GZIP):
            rejoined = _decompressed(rejoined)
        elif place.endswith(".gz") and first:
            yield Problem("not-compressed", place, 0)
        reader = _Reader(place)
        failure: Problem | None = None
        try:
            yield from reader.batches(_blocks(rejoined))
        except EOFError:
            failure = Problem("cut-short", place, 0)
        except zlib.error:
            failure = Problem("damaged", place, 0)
        except OSError as error:
            failure = Problem("unreadable", place, 0, str(error.strerror))
        yield from reader.rest()
        if failure:
            yield failure
        elif reader.is_empty:
            yield Problem("empty", place, 0)

    def _parts(self, stream: IO[bytes]) -> Iterator[bytes]:
        while part := stream.read(_PART):
            self.read_bytes += len(part)
            yield part


class _Reader:
    """Makes batches of blocks: of whole lines where a payload stands on each, of pieces everywhere else."""

    def __init__(self, place: str) -> None:
        self.is_empty = True
        self._place = place
        self._splitter = Splitter()
        self._carried = b""

    def batches(self, blocks: Iterable[bytes]) -> Iterator[Batch]:
        """Yield batches until the blocks end, or break off."""
        for block in blocks:
            text = self._carried + block
            end = text.rfind(b"\n") + 1 or len(text)
            self._carried = text[end:]
            yield from self._batch(text[:end])

    def rest(self) -> Iterator[Batch]:
        """Yield what is left once there are no more blocks."""
        text, self._carried = self._carried, b""
        yield from self._batch(text)
        yield from self._of_pieces(self._splitter.finish())

    def _batch(self, text: bytes) -> Iterator[Batch]:
        splitter = self._splitter
        if not (text.endswith(b"\n") and splitter.is_idle and _is_one_a_line(text)):
            yield from self._of_pieces(splitter.feed(text))
            return
        self.is_empty = self.is_empty and text.isspace()
        yield Batch(self._place, splitter.line, text)
        splitter.line += text.count(b"\n")

    def _of_pieces(self, pieces: Iterable[Piece]) -> Iterator[Batch]:
        found = tuple(pieces)
        if found:
            self.is_empty = False
            yield Batch(self._place, found[0].line, pieces=found)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # in a folder that the system does not open
        return False


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _is_one_a_line(text: bytes) -> bool:
    return text[:1] in {b"{", b"\r", b"\n"} and not _NOT_ONE_A_LINE.search(text)


def _in_folder(folder: str) -> Iterator[str | Problem]:
    """Yield the payload files below a folder in the order of their names; hidden ones are not looked at."""
    errors: list[OSError] = []
    for where, folders, files in os.walk(folder, onerror=errors.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            plain = name.removesuffix(".gz")
            path = Path(where, name)
            if plain.endswith(_SUFFIXES) and not name.startswith(".") and _is_file(path):
                yield str(path)
    for error in errors:
        yield Problem("unreadable", display(Path(error.filename)), 0, str(error.strerror))


def _chain(first: bytes, others: Iterable[bytes]) -> Iterator[bytes]:
    yield first
    yield from others


def _decompressed(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Yield what a gzip stream holds. Raises EOFError where it ends early, zlib.error where it is damaged."""
    engine = zlib.decompressobj(31)
    for part in parts:
        left = part
        while left:
            if engine.eof:  # another member follows, or padding
                left = left.lstrip(b"\0")
                engine = zlib.decompressobj(31) if left else engine
                continue
            yield engine.decompress(left, _PART)
            left = engine.unused_data if engine.eof else engine.unconsumed_tail
    if not engine.eof:
        raise EOFError


def _blocks(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same bytes in blocks whose size does not hang on how they arrive."""
    held = bytearray()
    failure: Exception | None = None
    try:
        for part in parts:
            held += part
            while len(held) >= BLOCK:
                yield bytes(held[:BLOCK])
                del held[:BLOCK]
    except (OSError, EOFError, zlib.error) as error:
        failure = error
    if held:
        yield bytes(held)
    if failure:
        raise failure
