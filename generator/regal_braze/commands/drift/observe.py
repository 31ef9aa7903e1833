"""Compare payloads with the schemas and with what Braze gets of them, and count."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from regal_braze.commands.drift.expected import Expected, compare, expected
from regal_braze.commands.drift.tally import Difference, Lost, Tally
from regal_braze.documents.json_text import Json
from regal_braze.engines.v8.sandbox import CHUNK_PAYLOADS, Comparison, KilledError
from regal_braze.findings.finding import FindingsError
from regal_braze.immutable import replace
from regal_braze.losses.loss_map import loss_map
from regal_braze.losses.losses import refusal, reported
from regal_braze.payloads.read import RecordedPayload
from regal_braze.plan.recognise import Recogniser, shown_name
from regal_braze.plans import Plans
from regal_braze.privacy.keys import Keys
from regal_braze.schema.references import References

BATCH_CHARACTERS: Final = 250_000
MOST_LIMITS_MET: Final = 2
"""Payloads that may take too much time or memory; each one takes seconds."""


class Observer:
    """Counts payloads in a tally.

    Payloads are collected in batches. While V8 finds the losses of a batch, this process compares it with the schemas
    and reads the next one. `finish` counts what is left.
    """

    def __init__(self, plans: Plans, references: References, tally: Tally, comparison: Comparison) -> None:
        self._plans = plans
        self._tally = tally
        self._planned = plans.planned
        self._recogniser = Recogniser(plans.transformations)
        self._references = references
        self._expected: dict[str, Expected] = {}
        self._comparison = comparison
        self._batch: list[tuple[str, RecordedPayload]] = []
        self._characters = 0
        self._in_v8: list[tuple[str, RecordedPayload]] = []
        self._limits_met = 0

    def add(self, payload: RecordedPayload) -> None:
        """Count a payload, at the latest when `finish` is called."""
        event = self._recogniser.event_of(payload.document)
        if event is None:
            self._tally.unknown_event(shown_name(payload.document), payload.file, payload.line)
            return
        self._batch.append((event, payload))
        self._characters += len(payload.text)
        if len(self._batch) == CHUNK_PAYLOADS or self._characters >= BATCH_CHARACTERS:
            self._start()

    def finish(self) -> None:
        """Count what is not yet counted."""
        if self._batch:
            self._start()
        self._count_losses(self._finished())

    def _start(self) -> None:
        """Hand the batch to V8, and meanwhile compare it with the schemas."""
        finished = self._finished()
        for event in {event for event, _ in self._batch} - self._expected.keys():
            plan, schema = self._planned[event]
            self._comparison.compile(event, self._plans.body(event), loss_map(plan, schema))
            self._expected[event] = expected(schema, self._references)
        self._in_v8, self._batch, self._characters = self._batch, [], 0
        self._comparison.start([event for event, _ in self._in_v8], [payload.text for _, payload in self._in_v8])
        self._count_losses(finished)
        for event, payload in self._in_v8:
            self._count_differences(event, payload)

    def _finished(self) -> list[tuple[str, RecordedPayload, Json]]:
        """Return the payloads of which V8 has found losses, with what it reported."""
        batch, self._in_v8 = self._in_v8, []
        try:
            results = self._comparison.finish() if batch else []
        except KilledError:  # V8 has had the batch twice
            raise
        except FindingsError:
            results = [self._result(*entry) for entry in batch]
        return [(*entry, result) for entry, result in zip(batch, results, strict=True) if result is not None]

    def _result(self, event: str, payload: RecordedPayload) -> Json:
        """Return what V8 reports of one payload of a batch that met a limit.

        If that payload meets it, it counts as failed. A transformation that fails like this too often is an error.
        """
        try:
            self._comparison.start([event], [payload.text])
            return self._comparison.finish()[0]
        except FindingsError as error:
            self._limits_met += 1
            if self._limits_met > MOST_LIMITS_MET:
                raise
            return {"name": error.findings[0].code, "error": error.findings[0].message}

    def _count_differences(self, event: str, payload: RecordedPayload) -> None:
        tally = self._tally.event(event)
        tally.payloads += 1
        found: dict[Difference, Json] = {}

        def report(code: str, pointer: str, value: Json) -> None:
            found.setdefault(Difference(code, pointer, tally.detail(code, pointer, value)), value)

        keys = Keys(self._expected[event].names, payload.document, tally.show)
        compare(self._expected[event].payload, payload.document, "", keys, report)
        for difference, value in found.items():
            tally.add(difference, payload.file, payload.line, value)

    def _count_losses(self, finished: Iterable[tuple[str, RecordedPayload, Json]]) -> None:
        for event, payload, result in finished:
            losses = [refusal(result["name"], result["error"])] if isinstance(result, dict) else reported(result)
            tally = self._tally.event(event)
            keys = Keys(self._expected[event].names, payload.document, tally.show)
            found = {
                Lost(replace(loss, path=tuple(keys.path(loss.path))).pattern, loss.kind): loss
                for loss in reversed(losses)
            }
            for lost, loss in reversed(found.items()):
                value = _value_at(payload.document, loss.path)
                tally.add(lost, payload.file, payload.line, value)


def _value_at(document: Json, path: Iterable[str | int]) -> Json:
    """Return the value at a path; the document if there is none, as in a payload without a channel."""
    value = document
    try:
        for step in path:
            value = value[int(step) if isinstance(value, list) else step]
    except (KeyError, TypeError, ValueError):
        return document
    return value
