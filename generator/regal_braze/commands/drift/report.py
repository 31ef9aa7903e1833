"""The report of a tally: tables, findings, and data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from regal_braze.commands.drift.tally import Difference, EventTally, Lost, Seen, Tally
from regal_braze.documents.json_text import Json
from regal_braze.findings.finding import Finding, counted, suggestion
from regal_braze.findings.tables import aligned_table
from regal_braze.losses.losses import REFUSALS, SKIPS, WORDING


class Summary:
    """A tally in order. `schemas` has the schema's label of each event, and `off` what switches others off."""

    def __init__(self, tally: Tally, schemas: Mapping[str, str], off: Mapping[str, Finding]) -> None:
        self._tally = tally
        self._events = sorted(tally.events.items())
        self._schemas = schemas
        self._off = off
        self._unlisted = sum(counts.unlisted for _, counts in self._events) + tally.unknown_unlisted
        self._differences = [(event, *found) for event, counts in self._events for found in counts.by_count(Difference)]
        self._losses = [(event, *found) for event, counts in self._events for found in counts.by_count(Lost)]

    def findings(self) -> Iterator[Finding]:
        """Yield unknown events, differences and losses as findings."""
        for name, seen, help_text in self._unknown():
            known = f"{name} is not enabled" if name in self._off else f"There is no event {name}"
            what = known if name else "The payload has no name"
            message = f"{what}: {counted(seen.count, 'payload')}"
            yield Finding("drift-event", message, help_text, seen.file, "/name", seen.line)
        for event, difference, seen in self._differences:
            help_text = f"Declare it in {self._schemas[event]}, or ask Regal what it is."
            message = f"{_difference_message(event, difference, seen)}: {self._how_often(event, seen)}"
            yield Finding(difference.code, message, help_text, seen.file, difference.pointer, seen.line)
        for event, lost, seen in self._losses:
            where = f"{lost.pointer} " if lost.pointer else ""
            message = f"{event}: {where}{WORDING[lost.kind].message}: {self._how_often(event, seen)}"
            place = (seen.file, lost.pointer or None, seen.line)
            yield Finding("drift-loss", message, WORDING[lost.kind].help, *place, severity="warning")

    def tables(self) -> str:
        """Return the tables of events, differences and losses that are not empty."""
        found = ((self._event_rows(), (1, 2, 3)), (self._difference_rows(), (3, 4)), (self._loss_rows(), (3, 4)))
        tables = (([*rows], right) for rows, right in found)
        return "\n\n".join(aligned_table(rows, right) for rows, right in tables if len(rows) > 1)

    def data(self) -> dict[str, object]:
        """Return `summary` and `events` for JSON."""
        tally = self._tally
        summary = {
            "payloads": tally.payloads,
            "events": len(tally.events),
            "unknown_events": len(tally.unknown),
            "drift": len(tally.unknown) + len(self._differences),
            "losses": len(self._losses),
            "rejected": self._sum(REFUSALS),
            "skipped": self._sum(SKIPS),
            "unlisted": self._unlisted,
            "problems": dict(sorted(tally.problems.counts.items())),
        }
        known = [self._known_data(event, counts) for event, counts in self._events]
        return {"summary": summary, "events": [*known, *self._unknown_data()]}

    def sentence(self) -> str:
        """Return the totals in words."""
        parts = [
            f"{counted(self._tally.payloads, 'payload')} of {counted(len(self._events), 'known event')}",
            f"{counted(len(self._tally.unknown) + len(self._differences), 'difference')} from the schemas",
            f"{counted(len(self._losses), 'kind')} of loss",
            f"{self._unlisted:,} more, too many to list" if self._unlisted else "",
        ]
        return "; ".join(part for part in parts if part)

    def _sum(self, kinds: Sequence[str], event: str | None = None) -> int:
        return sum(seen.count for name, lost, seen in self._losses if lost.kind in kinds and event in {None, name})

    def _unknown(self) -> Iterator[tuple[str, Seen, str]]:
        """Yield the name of every unknown event, the most frequent first, and how to fix it."""
        for name, seen in sorted(self._tally.unknown.items(), key=lambda item: (-item[1].count, item[0])):
            otherwise = "Write a schema for it: schemas/events/<event>.json."
            if name in self._off:
                yield name, seen, f"{self._off[name].file}:{self._off[name].line} switches it off."
            else:
                yield name, seen, suggestion(name, self._schemas, otherwise) if name else "Copy the whole payload."

    def _how_often(self, event: str, seen: Seen) -> str:
        return f"{counted(seen.count, 'payload')}, {self._share(event, seen)}"

    def _share(self, event: str, seen: Seen) -> str:
        share = 100 * seen.count / self._tally.events[event].payloads
        return "under 0.1 %" if share < 0.1 else f"{share:.3g} %"

    def _event_rows(self) -> Iterator[tuple[str, ...]]:
        yield "event", "payloads", "rejected", "skipped"
        for event, counts in self._events:
            totals = (counts.payloads, self._sum(REFUSALS, event), self._sum(SKIPS, event))
            yield event, *(f"{total:,}" for total in totals)
        if self._tally.unknown:
            count = self._tally.payloads - sum(counts.payloads for _, counts in self._events)
            yield "unknown", f"{count:,}", f"{count:,}", "0"

    def _difference_rows(self) -> Iterator[tuple[str, ...]]:
        yield "drift", "event", "where", "payloads", "share", "seen", "in Braze", "first"
        for name, seen, help_text in self._unknown():
            place = (name or "(no name)", "/name", f"{seen.count:,}", "")
            yield "drift-event", *place, help_text, "rejected", seen.place
        for event, difference, seen in self._differences:
            values = difference.detail if difference.code == "drift-value" else _seen_words(seen)
            in_braze = self._in_braze(event, difference)
            yield difference.code, *self._row(event, difference.pointer, seen, values, in_braze)

    def _loss_rows(self) -> Iterator[tuple[str, ...]]:
        yield "lost", "event", "where", "payloads", "share", "seen", "first"
        for event, lost, seen in self._losses:
            is_listed = Difference("drift-property", lost.pointer) in self._tally.events[event].seen
            if not (lost.kind == "dropped" and is_listed):
                values = _seen_words(seen) if lost.pointer else ""
                yield lost.kind, *self._row(event, lost.pointer, seen, values)

    def _row(self, event: str, pointer: str, seen: Seen, *words: str) -> tuple[str, ...]:
        return event, pointer, f"{seen.count:,}", self._share(event, seen), *words, seen.place

    def _in_braze(self, event: str, difference: Difference) -> str:
        """Return the kinds of loss at the place of a difference."""
        losses = self._tally.events[event].by_count(Lost)
        kinds = {lost.kind for lost, _ in losses if lost.pointer == difference.pointer}
        return ", ".join(sorted(kinds)) or ("" if difference.pointer.startswith("/properties") else "not sent")

    def _known_data(self, event: str, counts: EventTally) -> Json:
        return {
            "event": event,
            "schema": self._schemas[event],
            "payloads": counts.payloads,
            "drift": [
                {"code": difference.code, "pointer": difference.pointer, "detail": difference.detail or None}
                | _seen_data(seen, counts.payloads)
                for difference, seen in counts.by_count(Difference)
            ],
            "losses": [
                {"kind": lost.kind, "pointer": lost.pointer} | _seen_data(seen, counts.payloads)
                for lost, seen in counts.by_count(Lost)
            ],
            "unlisted": counts.unlisted,
        }

    def _unknown_data(self) -> Iterator[Json]:
        for name, seen, _ in self._unknown():
            first = {"file": seen.file, "line": seen.line}
            drift = {"code": "drift-event", "pointer": "/name", "detail": name or None}
            place = {"payloads": seen.count, "share": 1.0, "first": first}
            common = {"event": name or None, "schema": None, "payloads": seen.count}
            yield {**common, "drift": [drift | place], "losses": []}


def _difference_message(event: str, difference: Difference, seen: Seen) -> str:
    if difference.code == "drift-property":
        return f"{event} has {difference.pointer}, which is not declared ({_seen_words(seen)})"
    if difference.code == "drift-type":
        return f"{event} has a value of type {difference.detail} ({', '.join(seen.examples)})"
    return f"{event} has a value at {difference.pointer} that is not declared ({difference.detail})"


def _seen_words(seen: Seen) -> str:
    """Return the types and forms of values, as in `string: date, empty text`."""
    return f"{' or '.join(sorted(seen.types))}: {', '.join(seen.examples)}"


def _seen_data(seen: Seen, payloads: int) -> dict[str, Json]:
    return {
        "payloads": seen.count,
        "share": round(seen.count / payloads, 4),
        "types": sorted(seen.types),
        "examples": seen.examples,
        "first": {"file": seen.file, "line": seen.line},
    }
