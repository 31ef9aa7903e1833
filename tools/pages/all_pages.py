"""Which pages there are. A new one is a module with `page`, a text in `text/`, and a line here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pages import commands, configuration, diagrams, dialect, events, findings, results, templates

ROOT = Path(__file__).parents[2]

PAGES: dict[str, Callable[[], str]] = {
    "docs/commands.md": commands.page,
    "docs/configuration.md": configuration.page,
    "docs/dialect.md": dialect.page,
    "docs/findings/index.md": findings.page,
    "docs/templates.md": templates.page,
    results.FILE: results.results,
}
"""What makes each page, by its file."""

FOLDERS = (events.FOLDER, diagrams.FOLDER)
"""Folders that hold nothing but pages that are made."""


def pages() -> dict[str, str]:
    """Return the text of every page, by its file."""
    return {path: make() for path, make in PAGES.items()} | events.pages() | diagrams.pages()


def left_over(made: dict[str, str]) -> list[Path]:
    """Return the files in those folders that are none of the pages that were made."""
    found = (path for folder in FOLDERS for path in (ROOT / folder).iterdir())
    return sorted(path for path in found if path.relative_to(ROOT).as_posix() not in made)
