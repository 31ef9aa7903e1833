"""Patterns that name events: `*` matches any part of a name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from regal_braze.documents.pointer import KeyPath
from regal_braze.findings.finding import Finding, suggestion
from regal_braze.workspace.settings import Settings


def matching(pattern: str, events: Iterable[str]) -> list[str]:
    """Return the events that a pattern matches."""
    return [event for event in events if fnmatchcase(event, pattern)]


def specificity(pattern: str) -> tuple[bool, int]:
    """Return how specific a pattern is: of two that match an event, the greater one counts."""
    return "*" not in pattern, len(pattern.replace("*", ""))


def is_listed(event: str, settings: Settings) -> bool:
    """Return whether `[workspace] events` has an event, or there is no such list."""
    return settings.only_events is None or any(matching(pattern, [event]) for pattern in settings.only_events)


def switched_off(event: str, settings: Settings) -> Finding | None:
    """Return the finding for an event that is not enabled: its line, and what to write. None if it is enabled."""
    message = f"{event} is not enabled, so Braze gets nothing"
    if not is_listed(event, settings):
        help_text = f'Add "{event}" to this list to enable it.'
        return settings.file.finding("unknown-event", ("workspace", "events"), message, help_text)
    patterns = [each for each, table in settings.events.items() if "enabled" in table and matching(each, [event])]
    pattern = max(patterns, key=lambda each: (specificity(each), each), default="")
    if not pattern or settings.events[pattern]["enabled"]:
        return None
    if pattern == event:
        is_alone = len(patterns) == 1
        help_text = f"{'Remove this line' if is_alone else 'Write `enabled = true` in this line'} to enable it."
    elif event in settings.events:
        help_text = f'Write `enabled = true` below [events."{event}"] to enable it.'
    else:
        help_text = f'Write [events."{event}"], and `enabled = true` in the line below, to enable it.'
    return settings.file.finding("unknown-event", ("events", pattern, "enabled"), message, help_text)


def unknown_event(pattern: str, events: Sequence[str], settings: Settings, path: KeyPath) -> Finding:
    """Return the finding for a name or pattern that matches no event."""
    message = f"{pattern} matches no event" if "*" in pattern else f"There is no event {pattern}"
    return settings.file.finding("unknown-event", path, message, similar_event(pattern, events))


def similar_event(pattern: str, events: Sequence[str]) -> str:
    """Return the help for a name or pattern that matches no event."""
    known = sorted({*events, *(f"{event.split('.')[0]}.*" for event in events)})
    return suggestion(pattern, known, "`regal-braze list` shows all of them.")
