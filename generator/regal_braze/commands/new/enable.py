"""Add a new event to `[workspace] events` in regal-braze.toml, which lists the only events to generate."""

from __future__ import annotations

import tomllib
from functools import partial

from regal_braze.documents.json_text import display
from regal_braze.documents.toml_positions import find_place
from regal_braze.documents.toml_text import toml_value
from regal_braze.findings.finding import Finding
from regal_braze.immutable import replace
from regal_braze.output.exclusive import exclusive, unwritable
from regal_braze.output.journal import Change, apply
from regal_braze.resources import CONFIG_NAME
from regal_braze.workspace.patterns import is_listed, switched_off
from regal_braze.workspace.workspace import Workspace


def list_event(event: str, workspace: Workspace) -> tuple[str | None, list[Finding]]:
    """Add an event to the list if it is not in it, and return a message about that, or a warning if it must be done.

    Raises FindingsError (`unwritable`) if the file cannot be written.
    """
    settings, path = workspace.settings, workspace.folder / CONFIG_NAME
    if is_listed(event, settings):
        return None, []
    text = settings.file.text
    changed = with_event(text, event)
    help_text = f'The schema is written. Add "{event}" to [workspace] events, or Braze gets nothing.'
    with exclusive(workspace.folder, partial(unwritable, display(path), help_text)):
        if changed is None or path.is_symlink() or path.read_bytes() != text.encode():
            off = switched_off(event, settings)
            return None, [replace(off, severity="warning")] if off else []
        mode = path.stat().st_mode
        apply(workspace.folder, [Change(CONFIG_NAME, changed.encode(), exists=True)])
        path.chmod(mode)
    return f"{display(path)}: {event} added to [workspace] events", []


def with_event(text: str, event: str) -> str | None:
    """Return the text of regal-braze.toml with an event at the start of the list; None if the list is not found."""
    line, column = find_place(text, ("workspace", "events"))
    if line is None or column is None:
        return None
    start = sum(len(each) + 1 for each in text.split("\n")[: line - 1]) + column - 1
    opening = text.find("[", start) + 1
    expected = tomllib.loads(text)
    events = expected["workspace"]["events"]
    changed = f"{text[:opening]}{toml_value(event)}{', ' if events else ''}{text[opening:]}"
    expected["workspace"]["events"] = [event, *events]
    try:
        return changed if tomllib.loads(changed) == expected else None
    except tomllib.TOMLDecodeError:
        return None
