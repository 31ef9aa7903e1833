"""Make payloads of a batch: parse each, and take it out of what Braze's log wraps around it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from regal_braze.commands.drift.examples import safe_name
from regal_braze.commands.drift.observe import Observer
from regal_braze.commands.drift.tally import Tally
from regal_braze.documents.json_text import MAX_LEVELS, exceeds
from regal_braze.payloads.problem import Problem
from regal_braze.payloads.sources import Batch
from regal_braze.payloads.splitting import Piece, Splitter

WRAPPERS: Final = ("payload", "body", "request", "webhook", "data", "input", "message", "event")
"""Keys under which a wrapper holds the payload: as an object, or as its JSON text."""
_LAYERS = 4


def count(batches: Sequence[Batch], observer: Observer) -> Tally:
    """Count the payloads of some batches."""
    tally = Tally()
    reader = _Reader(observer, tally)
    for batch in batches:
        reader.read(batch)
    return tally


class _Reader:
    def __init__(self, observer: Observer, tally: Tally) -> None:
        self._observer = observer
        self._tally = tally
        self._repeated: str | None = None
        self._decode = json.JSONDecoder(object_pairs_hook=self._as_object, parse_constant=_refuse).decode

    def read(self, batch: Batch) -> None:
        """Count what a batch holds."""
        for piece in batch.pieces:
            self._piece(piece, batch.file)
        if not batch.lines:
            return
        for number, text in enumerate(batch.lines.split(b"\n"), batch.line):
            line = text.rstrip(b" \t\r,")
            if not line:
                continue
            payload = self._parsed(line)
            if isinstance(payload, dict):
                self._payload(payload, batch.file, number)
            else:  # it may hold more than one payload, or only the beginning of one
                splitter = Splitter(number)
                for pieces in (splitter.feed(line), splitter.finish()):
                    for piece in pieces:
                        self._piece(piece, batch.file)

    def _piece(self, piece: Piece, file: str) -> None:
        if piece.oddity:
            self._tally.problem(Problem(piece.oddity, file, piece.line))
            return
        payload = self._parsed(piece.text)
        if isinstance(payload, dict):
            self._payload(payload, file, piece.line)
        elif isinstance(payload, _Broken):
            self._tally.problem(Problem(payload.kind, file, piece.line + piece.text.count(b"\n", 0, payload.position)))

    def _payload(self, payload: dict[str, object], file: str, line: int) -> None:
        """Count a payload, out of its wrapper if it has one."""
        if self._repeated is not None:
            self._tally.problem(Problem("repeated-key", file, line, safe_name(self._repeated)))
            self._repeated = None
        layers = 0
        while layers < _LAYERS and not _is_payload(payload):
            layers += 1
            inner = next(self._within(payload), None)
            if inner is None:
                break
            if isinstance(inner, _Broken):
                self._tally.problem(Problem("wrapped", file, line))
                return
            payload = inner
        self._observer.observe(payload, self._tally, file, line)

    def _within(self, wrapper: dict[str, object]) -> Iterator[dict[str, object] | _Broken]:
        for key in WRAPPERS:
            held = wrapper.get(key)
            if isinstance(held, str) and held.lstrip()[:1] == "{":
                held = self._parsed(held.encode("utf-8", "surrogatepass"))
                self._repeated = None
            if isinstance(held, dict | _Broken):
                yield held

    def _parsed(self, text: bytes) -> object:
        """Return the value of a JSON text, or what is wrong with it."""
        self._repeated = None
        try:
            value: object = self._decode(text.decode("utf-8"))
        except json.JSONDecodeError as error:
            return _Broken("broken", len(error.doc[: error.pos].encode("utf-8", "surrogatepass")))
        except UnicodeDecodeError as error:
            return _Broken("not-utf-8", error.start)
        except RecursionError:
            return _Broken("too-deep", 0)
        except ValueError:  # numbers of thousands of digits; NaN, Infinity
            return _Broken("number", 0)
        if text.count(b"{") + text.count(b"[") > MAX_LEVELS and exceeds(value, most_values=len(text)):
            return _Broken("too-deep", 0)
        return value

    def _as_object(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        value = dict(pairs)
        if len(value) < len(pairs) and self._repeated is None:
            self._repeated = _repeated(key for key, _ in pairs)
        return value


class _Broken:
    """Why a text is no JSON, a key of `told.PROBLEMS`, and at which byte."""

    __slots__ = ("kind", "position")

    def __init__(self, kind: str, position: int) -> None:
        self.kind = kind
        self.position = position


def _is_payload(document: dict[str, object]) -> bool:
    return isinstance(document.get("properties"), dict) or not any(key in document for key in WRAPPERS)


def _repeated(keys: Iterable[str]) -> str | None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            return key
        seen.add(key)
    return None


def _refuse(name: str) -> object:
    raise ValueError(name)
