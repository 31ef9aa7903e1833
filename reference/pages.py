"""Which pages there are. A new one is a module with `page`, a text in `text/`, and a line here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from reference import configuration, dialect, findings, templates

ROOT = Path(__file__).parents[1]

PAGES: dict[str, Callable[[], str]] = {
    "docs/configuration.md": configuration.page,
    "docs/dialect.md": dialect.page,
    "docs/findings/index.md": findings.page,
    "docs/templates.md": templates.page,
}
"""What makes each page, by its file."""


def pages() -> dict[str, str]:
    """Return the text of every page, by its file."""
    return {path: make() for path, make in PAGES.items()}
