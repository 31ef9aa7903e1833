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


def unknown_event(pattern: str, events: Sequence[str], settings: Settings, path: KeyPath) -> Finding:
    """Return the finding for a name or pattern that matches no event."""
    known = sorted({*events, *(f"{event.split('.')[0]}.*" for event in events)})
    message = f"{pattern} matches no event" if "*" in pattern else f"There is no event {pattern}"
    help_text = suggestion(pattern, known, "`regal-braze list` shows all of them.")
    return settings.file.finding("unknown-event", path, message, help_text)
