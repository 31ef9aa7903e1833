"""Counts of what was noticed: they add up, keep where each thing was seen first, and stay small whatever comes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from regal_braze.payloads.problem import Problems

MOST_NOTICES: Final = 500
"""Different things noted about one event."""
MOST_NAMES: Final = 200
"""Names of unknown events that are told apart."""
MOST_FORMS: Final = 8
"""Different forms, and different words, noted of the values of one property."""
MOST_LOOKED_AT: Final = 200
"""Values of one property that are looked at in one batch; all are counted."""

What = Literal["property", "type", "value", "loss"]


class Notice(NamedTuple):
    """One thing to report of an event: `detail` is the type, value or kind of loss seen at `pointer` (RFC 6901)."""

    what: What
    pointer: str
    detail: str


@dataclass(slots=True)
class Sighting:
    """How many payloads hold it, where the first is, and of what JSON types and forms its values are.

    `words` are values that may be shown if they come again and again; not if there are many (`has_many_words`).
    """

    file: str
    line: int
    count: int = 0
    types: dict[str, int] = field(default_factory=dict)
    forms: dict[str, int] = field(default_factory=dict)
    words: dict[str, int] = field(default_factory=dict)
    has_many_words: bool = False

    def add(self, other: Sighting) -> None:
        """Add what was seen later."""
        self.count += other.count
        for mine, more in ((self.types, other.types), (self.forms, other.forms)):
            for key, count in more.items():
                count_form(mine, key, count)
        self.has_many_words |= other.has_many_words
        for word, count in other.words.items():
            self.has_many_words |= not count_form(self.words, word, count)


def count_form(counts: dict[str, int], form: str, count: int = 1) -> bool:
    """Count a form if there is room, and tell whether there was."""
    if form not in counts and len(counts) >= MOST_FORMS:
        return False
    counts[form] = counts.get(form, 0) + count
    return True


@dataclass(slots=True)
class EventTally:
    """Counts of one event: payloads, and payloads for each notice; `unlisted` are sightings that had no room."""

    payloads: int = 0
    notices: dict[Notice, Sighting] = field(default_factory=dict)
    unlisted: int = 0

    def sighting(self, notice: Notice, file: str, line: int) -> Sighting | None:
        """Return the sighting of `notice`, one more counted; None where there are too many different ones."""
        seen = self.notices.get(notice)
        if seen is None:
            if len(self.notices) >= MOST_NOTICES:
                self.unlisted += 1
                return None
            seen = self.notices[notice] = Sighting(file, line)
        seen.count += 1
        return seen

    def add(self, other: EventTally) -> None:
        """Add what was counted later."""
        self.payloads += other.payloads
        self.unlisted += other.unlisted
        for notice, sighting in other.notices.items():
            if notice in self.notices:
                self.notices[notice].add(sighting)
            elif len(self.notices) < MOST_NOTICES:
                self.notices[notice] = sighting
            else:
                self.unlisted += sighting.count


@dataclass(slots=True)
class Tally:
    """Counts of some input. `unknown` holds names of events that are none; "" stands for no name."""

    events: dict[str, EventTally] = field(default_factory=dict)
    unknown: dict[str, Sighting] = field(default_factory=dict)
    unknown_unlisted: int = 0
    problems: Problems = field(default_factory=Problems)

    @property
    def payloads(self) -> int:
        """All payloads, those of unknown events too."""
        known = sum(event.payloads for event in self.events.values())
        return known + sum(seen.count for seen in self.unknown.values()) + self.unknown_unlisted

    def event(self, name: str) -> EventTally:
        """Return the counts of an event."""
        if name not in self.events:
            self.events[name] = EventTally()
        return self.events[name]

    def unknown_event(self, name: str, file: str, line: int) -> None:
        """Count a payload of an event that is none."""
        if name not in self.unknown and len(self.unknown) >= MOST_NAMES:
            self.unknown_unlisted += 1
            return
        self.unknown.setdefault(name, Sighting(file, line)).count += 1

    def add(self, other: Tally) -> None:
        """Add what was counted later in the input; `other` is used up."""
        for name, event in other.events.items():
            self.event(name).add(event)
        for name, sighting in other.unknown.items():
            if name in self.unknown:
                self.unknown[name].add(sighting)
            elif len(self.unknown) < MOST_NAMES:
                self.unknown[name] = sighting
            else:
                self.unknown_unlisted += sighting.count
        self.unknown_unlisted += other.unknown_unlisted
        self.problems.add_all(other.problems)
