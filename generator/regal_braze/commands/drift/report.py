"""Tell what came out: as tables, as findings, and as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from regal_braze.commands.drift.examples import examples_in
from regal_braze.commands.drift.tally import Notice, Sighting, Tally
from regal_braze.commands.drift.wording import DRIFT, LOSSES, REFUSALS, SKIPS
from regal_braze.findings.finding import Finding, suggestion
from regal_braze.findings.tables import aligned_table
from regal_braze.payloads.problem import MOST_KEPT

MOST_NAMED = 10
"""Problems of each kind that are told one by one in text and annotations."""


class Outcome:
    """A tally, put in order. `schemas` has the schema's label of each event."""

    def __init__(self, tally: Tally, schemas: Mapping[str, str]) -> None:
        self._tally = tally
        self._schemas = schemas

    @property
    def has_drift(self) -> bool:
        """Whether there is anything that the schemas do not know, or that could not be read."""
        return any(finding.severity == "error" for finding in self.findings(None))

    def findings(self, most_problems: int | None) -> list[Finding]:
        """Return drift, losses and problems as findings; `most_problems` of each kind of problem one by one."""
        return [*self._drift(), *self._losses(), *self.problems(most_problems)]

    def problems(self, most: int | None) -> list[Finding]:
        """Return a finding for each of the first problems of each kind, and one that counts the others."""
        return [*self._tally.problems.findings(MOST_KEPT if most is None else most)]

    def tables(self) -> str:
        """Return a table of events, one of drift and one of losses, as far as there is something in them."""
        tables = []
        for rows, right in ((self._event_rows(), (1, 2, 3)), (self._drift_rows(), (3, 4)), (self._loss_rows(), (3, 4))):
            if len(rows) > 1:
                tables.append(aligned_table(rows, right))
        return "\n\n".join(tables)

    def data(self) -> dict[str, object]:
        """Return `summary` and `events` for JSON."""
        tally = self._tally
        notices = [notice for _, notice, _ in self._sighted()]
        unlisted = sum(event.unlisted for event in tally.events.values()) + tally.unknown_unlisted
        summary = {
            "payloads": tally.payloads,
            "events": len(tally.events),
            "unknown_events": len(tally.unknown),
            "drift": len(tally.unknown) + sum(notice.what != "loss" for notice in notices),
            "losses": sum(notice.what == "loss" for notice in notices),
            "rejected": self._sum(REFUSALS),
            "skipped": self._sum(SKIPS),
            "unlisted": unlisted,
            "problems": dict(sorted(tally.problems.counts.items())),
        }
        return {"summary": summary, "events": [*self._known_data(), *self._unknown_data()]}

    def sentence(self) -> str:
        """Return the sum of it."""
        events = self._tally.events
        noticed = [notice for _, notice, _ in self._sighted()]
        drift = len(self._tally.unknown) + sum(notice.what != "loss" for notice in noticed)
        unlisted = sum(event.unlisted for event in events.values()) + self._tally.unknown_unlisted
        parts = [
            f"{_payloads(self._tally.payloads)} of {_counted(len(events), 'known event')}",
            f"{_counted(drift, 'difference')} from the schemas",
            f"{_counted(len(noticed) - drift + len(self._tally.unknown), 'kind')} of loss",
            f"{unlisted:,} more sightings, too many to list" if unlisted else "",
        ]
        return "; ".join(part for part in parts if part)

    def _sum(self, kinds: Sequence[str], event: str | None = None) -> int:
        return sum(
            seen.count for name, notice, seen in self._sighted() if notice.detail in kinds and event in {None, name}
        )

    def _sighted(self) -> Iterator[tuple[str, Notice, Sighting]]:
        """Yield every notice with its event: by event, the most frequent first."""
        for event in sorted(self._tally.events):
            notices = self._tally.events[event].notices
            for notice in sorted(notices, key=lambda each: (-notices[each].count, each)):
                yield event, notice, notices[notice]

    def _unknown(self) -> Iterator[tuple[str, Sighting, str]]:
        """Yield the name of every unknown event, the most frequent first, and what to do about it."""
        unknown = self._tally.unknown
        for name in sorted(unknown, key=lambda each: (-unknown[each].count, each)):
            otherwise = "Write a schema for it: schemas/events/<event>.json."
            yield name, unknown[name], suggestion(name, self._schemas, otherwise) if name else "Copy the whole payload."

    def _drift(self) -> Iterator[Finding]:
        for name, seen, help_text in self._unknown():
            what = f"There is no event {name}" if name else "The payload has no name"
            yield Finding("drift-event", f"{what}: {_payloads(seen.count)}", help_text, seen.file, "/name", seen.line)
        for event, notice, seen in self._sighted():
            if notice.what == "loss":
                continue
            share = self._share(event, seen)
            if notice.what == "property":
                said = f"{event} has {notice.pointer}, which is not declared ({_seen(seen)})"
            elif notice.what == "type":
                said = f"{event} has a value of type {notice.detail} ({', '.join(examples_in(seen))})"
            else:
                said = f"{event} has the new value {notice.detail}"
            help_text = f"Declare it in {self._schemas[event]}, or ask Regal what it is."
            message = f"{said}: {_payloads(seen.count)}, {share}"
            yield Finding(DRIFT[notice.what], message, help_text, seen.file, notice.pointer, seen.line)

    def _losses(self) -> Iterator[Finding]:
        for event, notice, seen in self._sighted():
            if notice.what == "loss":
                told = LOSSES[notice.detail]
                where = f"{notice.pointer} " if notice.pointer else ""
                message = f"{event}: {where}{told.message}: {_payloads(seen.count)}, {self._share(event, seen)}"
                yield Finding(
                    "drift-loss", message, told.help, seen.file, notice.pointer or None, seen.line, severity="warning"
                )

    def _share(self, event: str, seen: Sighting) -> str:
        share = 100 * seen.count / self._tally.events[event].payloads
        return "under 0.1 %" if share < 0.1 else f"{share:.3g} %"

    def _event_rows(self) -> list[tuple[str, ...]]:
        rows: list[tuple[str, ...]] = [("event", "payloads", "rejected", "skipped")]
        for event in sorted(self._tally.events):
            count = self._tally.events[event].payloads
            rows.append((event, f"{count:,}", f"{self._sum(REFUSALS, event):,}", f"{self._sum(SKIPS, event):,}"))
        if self._tally.unknown:
            count = self._tally.payloads - sum(event.payloads for event in self._tally.events.values())
            rows.append(("unknown", f"{count:,}", f"{count:,}", "0"))
        return rows

    def _drift_rows(self) -> list[tuple[str, ...]]:
        rows: list[tuple[str, ...]] = [("drift", "event", "where", "payloads", "share", "seen", "in Braze", "first")]
        for name, seen, help_text in self._unknown():
            rows.append(
                (
                    "drift-event",
                    name or "(no name)",
                    "/name",
                    f"{seen.count:,}",
                    "",
                    help_text,
                    "rejected",
                    _first(seen),
                )
            )
        for event, notice, seen in self._sighted():
            if notice.what != "loss":
                said = notice.detail if notice.what == "value" else _seen(seen)
                rows.append((DRIFT[notice.what], *self._row(event, notice, seen, said, self._fate(event, notice))))
        return rows

    def _loss_rows(self) -> list[tuple[str, ...]]:
        rows: list[tuple[str, ...]] = [("lost", "event", "where", "payloads", "share", "seen", "first")]
        for event, notice, seen in self._sighted():
            if notice.what == "loss" and not self._is_told_as_drift(event, notice):
                rows.append((notice.detail, *self._row(event, notice, seen, _seen(seen) if notice.pointer else "")))
        return rows

    def _row(self, event: str, notice: Notice, seen: Sighting, *said: str) -> tuple[str, ...]:
        return event, notice.pointer, f"{seen.count:,}", self._share(event, seen), *said, _first(seen)

    def _fate(self, event: str, drift: Notice) -> str:
        """Return the kinds of loss where there is drift."""
        notices = self._tally.events[event].notices
        kinds = {each.detail for each in notices if each.what == "loss" and each.pointer == drift.pointer}
        return ", ".join(sorted(kinds)) or ("" if drift.pointer.startswith("/properties") else "not sent")

    def _is_told_as_drift(self, event: str, loss: Notice) -> bool:
        return loss.detail == "dropped" and Notice("property", loss.pointer, "") in self._tally.events[event].notices

    def _known_data(self) -> Iterator[dict[str, object]]:
        for event in sorted(self._tally.events):
            counts = self._tally.events[event]
            rows = [(notice, seen) for name, notice, seen in self._sighted() if name == event]
            yield {
                "event": event,
                "schema": self._schemas[event],
                "payloads": counts.payloads,
                "drift": [
                    {"code": DRIFT[notice.what], "pointer": notice.pointer, "detail": notice.detail or None}
                    | _seen_data(seen, counts.payloads)
                    for notice, seen in rows
                    if notice.what != "loss"
                ],
                "losses": [
                    {"kind": notice.detail, "pointer": notice.pointer} | _seen_data(seen, counts.payloads)
                    for notice, seen in rows
                    if notice.what == "loss"
                ],
                "unlisted": counts.unlisted,
            }

    def _unknown_data(self) -> Iterator[dict[str, object]]:
        for name, seen, _ in self._unknown():
            drift = {"code": "drift-event", "pointer": "/name", "detail": name or None}
            place = {"payloads": seen.count, "share": 1.0, "first": {"file": seen.file, "line": seen.line}}
            yield {
                "event": name or None,
                "schema": None,
                "payloads": seen.count,
                "drift": [drift | place],
                "losses": [],
            }


def _payloads(count: int) -> str:
    return _counted(count, "payload")


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _seen(seen: Sighting) -> str:
    return f"{' or '.join(sorted(seen.types))}: {', '.join(examples_in(seen))}"


def _first(seen: Sighting) -> str:
    return f"{seen.file}:{seen.line}"


def _seen_data(seen: Sighting, payloads: int) -> dict[str, object]:
    return {
        "payloads": seen.count,
        "share": round(seen.count / payloads, 4),
        "types": sorted(seen.types),
        "examples": examples_in(seen),
        "first": {"file": seen.file, "line": seen.line},
    }
