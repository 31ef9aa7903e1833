"""Read recorded payloads: one per file, lists, one per line (NDJSON), several in a row, and log entries around them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from regal_braze.documents.json_text import MAX_LEVELS, Json, exceeds, parse_json
from regal_braze.findings.finding import Finding, Severity
from regal_braze.immutable import replace
from regal_braze.payloads.problem import MOST_KEPT, Problem, ProblemKind, Problems
from regal_braze.payloads.sources import Batch, Sources
from regal_braze.payloads.splitting import JsonText, Splitter
from regal_braze.payloads.wrappers import LAYERS, WRAPPERS
from regal_braze.privacy.keys import Keys

MOST_TEXT = 1_000_000_000
"""Characters of payloads that `read` yields: a small compressed file can contain more than fits in memory."""
_STRING_OR_INFINITY = re.compile(r'"(?:[^"\\]|\\.)*"|Infinity')


class RecordedPayload(NamedTuple):
    """A payload as JSON text and as its value, with the file as findings name it and the line (from 1)."""

    text: str
    document: dict[str, Json]
    file: str
    line: int

    def finding(
        self, code: str, message: str, help_text: str, pointer: str | None = None, severity: Severity = "error"
    ) -> Finding:
        """Return a finding at the first line of the payload."""
        return Finding(code, message, help_text, self.file, pointer, self.line, severity=severity)


def read(names: Sequence[str], workspace: Path, *, unwrap: bool = True) -> Iterator[RecordedPayload | Problem]:
    """Yield the payloads in files, folders and standard input (`-`), and the problems, in order.

    An object in which a key occurs twice is a problem here. With `unwrap`, a log entry gives the payload in it. Reading
    ends at MOST_TEXT, so that the caller can keep all payloads in memory. Of a file with a command or with headers,
    nothing below them is read: one finding says what to do.
    """
    reader = PayloadReader(strict=True, unwrap=unwrap)
    size = 0
    refused: set[str] = set()
    for batch in Sources(names, workspace).batches():
        if isinstance(batch, Problem):
            yield batch
            continue
        for found in reader.read(batch):
            if batch.file in refused:
                break
            yield found
            if isinstance(found, Problem) and found.kind in ("command", "headers"):
                refused.add(batch.file)
            size += len(found.text) if isinstance(found, RecordedPayload) else 0
        if size > MOST_TEXT:
            yield Problem("too-much", batch.file)
            return


def read_all(
    names: Sequence[str], workspace: Path, *, unwrap: bool = True
) -> tuple[list[RecordedPayload], list[Finding]]:
    """Return the payloads that `read` yields, and the findings of its problems."""
    problems = Problems()
    payloads = [*problems.taken_from(read(names, workspace, unwrap=unwrap))]
    return payloads, [*problems.findings()]


class PayloadReader:
    """Parses the payloads of batches.

    A strict reader explains what is wrong with a text, and refuses keys that occur twice. Otherwise a payload with such
    a key is yielded after the problem. Problems quote nothing but repeated keys that do not look like data.
    """

    def __init__(self, *, strict: bool = False, unwrap: bool = True) -> None:
        self._strict = strict
        self._unwrap = unwrap
        self._explained = 0
        self._explained_files: set[str] = set()
        self._repeated: str | None = None
        self._decode = json.JSONDecoder(object_pairs_hook=self._as_object, parse_constant=_refuse).decode

    def read(self, batch: Batch) -> Iterator[RecordedPayload | Problem]:
        """Yield the payloads of a batch and the problems, in order."""
        if batch.lines:
            for number, line in enumerate(batch.lines.split(b"\n"), batch.line):
                if text := line.rstrip(b" \t\r,"):
                    yield from self._line(text, batch.file, number)
        for json_text in batch.texts:
            yield from self._text(json_text, batch.file)

    def _line(self, line: bytes, file: str, number: int) -> Iterator[RecordedPayload | Problem]:
        try:
            text = line.decode("utf-8")
            document = self._parsed(text)
        except (UnicodeDecodeError, _InvalidError):
            document = None
        if isinstance(document, str) and document.lstrip().startswith("{"):  # the line is a payload's text in quotes
            document = {WRAPPERS[0]: document} if self._unwrap else None
        if isinstance(document, dict):
            yield from self._payload(text, document, JsonText(number, line), file)
            return
        # The line may hold more than one payload, or only the beginning of one.
        splitter = Splitter(number)
        for texts in (splitter.feed(line), splitter.finish()):
            for json_text in texts:
                yield from self._text(json_text, file)

    def _text(self, json_text: JsonText, file: str) -> Iterator[RecordedPayload | Problem]:
        if json_text.problem:
            if json_text.problem in ("command", "headers", "text"):
                if file in self._explained_files:  # another line of the same command or headers
                    return
                if json_text.problem != "text":
                    self._explained_files.add(file)
            yield self._problem(json_text.problem, json_text, file)
            return
        try:
            text = json_text.text.decode("utf-8")
            document = self._parsed(text)
        except UnicodeDecodeError as error:
            yield self._problem("not-utf-8", json_text, file, json_text.text.count(b"\n", 0, error.start))
        except _InvalidError as error:
            yield self._problem(error.kind, json_text, file, error.line)
        else:
            yield from self._payload(text, document, json_text, file)

    def _payload(
        self, text: str, document: dict[str, Json], json_text: JsonText, file: str
    ) -> Iterator[RecordedPayload | Problem]:
        """Yield a payload, out of the log entry around it."""
        if self._repeated is not None:
            yield self._problem("repeated-key", json_text, file, detail=_shown(self._repeated, document))
            if self._strict:
                return
        try:
            payload = self._unwrapped(document) if self._unwrap else document
        except _InvalidError:
            yield self._problem("wrapped", json_text, file)
            return
        yield RecordedPayload(text if payload is document else _as_text(payload), payload, file, json_text.line)

    def _unwrapped(self, document: dict[str, Json]) -> dict[str, Json]:
        """Return the payload in a log entry, or the entry if it holds none. Raises _InvalidError."""
        for _ in range(LAYERS):
            inner = None if isinstance(document.get("properties"), dict) else self._inner(document)
            if inner is None:
                break
            document = inner
        return document

    def _inner(self, entry: Mapping[str, Json]) -> dict[str, Json] | None:
        for key in WRAPPERS:
            value = entry.get(key)
            if isinstance(value, str) and value.lstrip()[:1] == "{":
                value = self._parsed(value)
            if isinstance(value, dict):
                return value
        return None

    def _parsed(self, text: str) -> Json:
        """Return the value of a JSON text, and note the first key that is repeated. Raises _InvalidError."""
        self._repeated = None
        try:
            value = self._decode(text)
        except json.JSONDecodeError as error:
            raise _InvalidError("broken", text.count("\n", 0, error.pos)) from None
        except RecursionError:
            raise _InvalidError("too-deep") from None
        except ValueError:  # thousands of digits, NaN, Infinity
            raise _InvalidError("number") from None
        if text.count("{") + text.count("[") > MAX_LEVELS and exceeds(value, most_values=len(text)):
            raise _InvalidError("too-deep")
        return value

    def _as_object(self, pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        value = dict(pairs)
        if len(value) < len(pairs) and self._repeated is None:
            self._repeated = _repeated(key for key, _ in pairs)
        return value

    def _problem(self, kind: ProblemKind, json_text: JsonText, file: str, line: int = 0, detail: str = "") -> Problem:
        """Return a problem `line` lines below the first line of a text."""
        problem = Problem(kind, file, json_text.line + line, detail)
        is_explained = self._strict and kind in _EXPLAINED and json_text.text
        if not is_explained or self._explained >= MOST_KEPT:
            return problem
        self._explained += 1
        # Parsed again at its place in the file, because messages name lines too.
        padding = "\n" * (json_text.line - 1) + " " * (json_text.column - 1)
        explained = parse_json(padding + json_text.text.decode("utf-8", "replace"), file, "payload-invalid", _shown)
        if not isinstance(explained, Finding):
            return problem
        message = explained.message.replace("The file", "The payload", 1)
        return problem._replace(explained=replace(explained, message=message, line=explained.line or problem.line))


class _InvalidError(Exception):
    """A text is not valid JSON; `line` counts from the first line of the text, from 0."""

    def __init__(self, kind: ProblemKind, line: int = 0) -> None:
        super().__init__(kind)
        self.kind = kind
        self.line = line


_EXPLAINED: Final[tuple[ProblemKind, ...]] = ("broken", "number", "repeated-key", "too-deep", "unfinished")


def _as_text(document: dict[str, Json]) -> str:
    """Return a parsed document as JSON text; JSON has no word for the infinity that 1e999 is parsed as."""
    text = json.dumps(document)
    if "Infinity" not in text:
        return text
    return _STRING_OR_INFINITY.sub(lambda found: "1e999" if found[0] == "Infinity" else found[0], text)


def _shown(key: str, document: Json) -> str:
    """Return a key of a payload as a message may show it."""
    return Keys((), document).shown(key)


def _repeated(keys: Iterable[str]) -> str | None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            return key
        seen.add(key)
    return None


def _refuse(name: str) -> Json:
    raise ValueError(name)
