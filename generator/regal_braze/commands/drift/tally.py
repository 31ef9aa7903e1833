"""Counts of differences and losses. They keep where each one was seen first, and stay small for any input."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from regal_braze.documents.json_text import Json
from regal_braze.payloads.problem import Problems
from regal_braze.privacy.forms import form_of, is_code, type_of
from regal_braze.privacy.personal import may_be_personal
from regal_braze.verify.losses import Kind

MOST_KINDS: Final = 500
"""Different things that are listed for one event."""
MOST_NAMES: Final = 200
"""Names of unknown events that are listed."""
MOST_FORMS: Final = 8
"""Forms, and codes, that are kept for one thing."""
REPEATS: Final = 3
"""How often a code must be seen before it is shown."""
_ALL_SEEN = 200
_EVERY = 10
"""Of the values of one thing, the first 200 and then every tenth are described; all are counted."""


class Difference(NamedTuple):
    """A difference from the schema: the code of its finding, where it is (RFC 6901), and the new type or value."""

    code: str
    pointer: str
    detail: str = ""


class Lost(NamedTuple):
    """Something that Braze does not get: where it is (RFC 6901; empty for a whole payload), and the kind of loss."""

    pointer: str
    kind: Kind


@dataclass(slots=True)
class Seen:
    """How many payloads have something, where the first one is, and of what JSON types and forms its values are.

    `codes` are values that may be shown if they are repeated, and if they are few (not `has_many_codes`).
    """

    file: str
    line: int
    count: int = 0
    types: set[str] = field(default_factory=set)
    forms: dict[str, int] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)
    has_many_codes: bool = False

    def add(self, value: Json, key: str) -> None:
        """Count a payload with this value; `key` is its last key, or its whole path."""
        self.count += 1
        if self.count > _ALL_SEEN and self.count % _EVERY:
            return
        kind = type_of(value)
        self.types.add(kind)
        if isinstance(value, str) and is_code(value) and not may_be_personal(key):
            self.has_many_codes |= not _count(self.codes, value)
        elif kind in {"integer", "number"} and may_be_personal(key):
            _count(self.forms, "a number")
        else:
            _count(self.forms, form_of(value))

    @property
    def examples(self) -> list[str]:
        """Forms and codes that may be shown, the most frequent first."""
        shown = dict(self.forms)
        for code, count in self.codes.items():
            if count >= REPEATS and not self.has_many_codes:
                shown[code] = count
            else:
                shown["short word"] = shown.get("short word", 0) + count
        return sorted(shown, key=lambda form: (-shown[form], form))


def _count(counts: dict[str, int], form: str) -> bool:
    """Count a form if there is room, and return whether there was."""
    if form not in counts and len(counts) >= MOST_FORMS:
        return False
    counts[form] = counts.get(form, 0) + 1
    return True


@dataclass(slots=True)
class EventTally:
    """Counts of the payloads of one event; `unlisted` counts what had no room in `seen`."""

    payloads: int = 0
    seen: dict[Difference | Lost, Seen] = field(default_factory=dict)
    unlisted: int = 0

    def add(self, what: Difference | Lost, file: str, line: int, value: Json, key: str) -> None:
        """Count a payload, which begins at `line` of `file`, that differs or loses something at `value`."""
        seen = self.seen.get(what)
        if seen is None:
            if len(self.seen) >= MOST_KINDS:
                self.unlisted += 1
                return
            seen = self.seen[what] = Seen(file, line)
        seen.add(value, key)

    def differences(self) -> Iterator[tuple[Difference, Seen]]:
        """Yield the differences from the schema, the most frequent first."""
        differences = [(what, seen) for what, seen in self.seen.items() if isinstance(what, Difference)]
        yield from sorted(differences, key=lambda item: (-item[1].count, item[0]))

    def losses(self) -> Iterator[tuple[Lost, Seen]]:
        """Yield the losses, the most frequent first."""
        losses = [(what, seen) for what, seen in self.seen.items() if isinstance(what, Lost)]
        yield from sorted(losses, key=lambda item: (-item[1].count, item[0]))


@dataclass(slots=True)
class Tally:
    """Counts of some input. `unknown` counts names that are not those of an event; "" stands for no name."""

    events: dict[str, EventTally] = field(default_factory=dict)
    unknown: dict[str, Seen] = field(default_factory=dict)
    unknown_unlisted: int = 0
    problems: Problems = field(default_factory=Problems)

    @property
    def payloads(self) -> int:
        """The number of payloads, also of unknown events."""
        known = sum(event.payloads for event in self.events.values())
        return known + sum(seen.count for seen in self.unknown.values()) + self.unknown_unlisted

    def event(self, name: str) -> EventTally:
        """Return the counts of an event."""
        if name not in self.events:
            self.events[name] = EventTally()
        return self.events[name]

    def unknown_event(self, name: str, file: str, line: int) -> None:
        """Count a payload that is not that of an event."""
        if name not in self.unknown and len(self.unknown) >= MOST_NAMES:
            self.unknown_unlisted += 1
            return
        self.unknown.setdefault(name, Seen(file, line)).count += 1
