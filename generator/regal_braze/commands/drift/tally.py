"""Counts of differences and losses. They keep where each one was seen first, and stay small for any input."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeVar

from regal_braze.documents.json_text import Json
from regal_braze.documents.pointer import keys
from regal_braze.losses.losses import Kind
from regal_braze.payloads.problem import Problems
from regal_braze.privacy.forms import form_of, shown, type_of

MOST_KINDS: Final = 500
"""Different things that are listed for one event."""
MOST_NAMES: Final = 200
"""Names of unknown events that are listed."""
MOST_FORMS: Final = 8
"""Forms, or values, that are kept for one thing."""
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


_What = TypeVar("_What", Difference, Lost)


@dataclass(slots=True)
class Seen:
    """How many payloads have something, where the first one is, and of what JSON types and forms its values are.

    With `is_shown`, the forms are the values.
    """

    file: str
    line: int
    is_shown: bool = False
    count: int = 0
    types: set[str] = field(default_factory=set)
    forms: dict[str, int] = field(default_factory=dict)

    def add(self, value: Json) -> None:
        """Count a payload with this value."""
        self.count += 1
        if self.count > _ALL_SEEN and self.count % _EVERY:
            return
        self.types.add(type_of(value))
        form = shown(value) if self.is_shown else form_of(value)
        if form in self.forms or len(self.forms) < MOST_FORMS:
            self.forms[form] = self.forms.get(form, 0) + 1

    @property
    def place(self) -> str:
        """The place of the first payload."""
        return f"{self.file}:{self.line}"

    @property
    def examples(self) -> list[str]:
        """The forms or values, the most frequent first."""
        return sorted(self.forms, key=lambda form: (-self.forms[form], form))


@dataclass(slots=True)
class EventTally:
    """Counts of the payloads of one event; `unlisted` counts what had no room in `seen`.

    The values of the properties in `show` are kept, with all that is below them.
    """

    show: frozenset[str] = frozenset()
    payloads: int = 0
    seen: dict[Difference | Lost, Seen] = field(default_factory=dict)
    unlisted: int = 0

    def add(self, what: Difference | Lost, file: str, line: int, value: Json) -> None:
        """Count a payload, which begins at `line` of `file`, that differs or loses something at `value`."""
        seen = self.seen.get(what)
        if seen is None:
            if len(self.seen) >= MOST_KINDS:
                self.unlisted += 1
                return
            seen = self.seen[what] = Seen(file, line, self._shows(what.pointer))
        seen.add(value)

    def detail(self, code: str, pointer: str, value: Json) -> str:
        """Return the detail of a difference: the new type, or the new value as it may be shown."""
        if code == "drift-type":
            return type_of(value)
        if code != "drift-value":
            return ""
        return shown(value) if self._shows(pointer) else form_of(value)

    def by_count(self, kind: type[_What]) -> list[tuple[_What, Seen]]:
        """Return the differences or the losses, the most frequent first."""
        found = [(what, seen) for what, seen in self.seen.items() if isinstance(what, kind)]
        return sorted(found, key=lambda item: (-item[1].count, item[0]))

    def _shows(self, pointer: str) -> bool:
        return not self.show.isdisjoint(keys(pointer))


@dataclass(slots=True)
class Tally:
    """Counts of some input. `unknown` counts names that are not those of an event; "" stands for no name."""

    show: frozenset[str] = frozenset()
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
            self.events[name] = EventTally(self.show)
        return self.events[name]

    def unknown_event(self, name: str, file: str, line: int) -> None:
        """Count a payload that is not that of an event."""
        if name not in self.unknown and len(self.unknown) >= MOST_NAMES:
            self.unknown_unlisted += 1
            return
        self.unknown.setdefault(name, Seen(file, line)).count += 1
