"""The file page/results.json: what is highlighted and rendered for the page of the built-in schemas."""

from __future__ import annotations

from pathlib import Path

from regal_braze.page.kept import SHIPPED, Kept, as_text
from regal_braze.page.page import render_page
from regal_braze.pipeline import plan_workspace
from regal_braze.plans import artifacts
from regal_braze.workspace.workspace import open_workspace

ROOT = Path(__file__).parents[2]
FILE = SHIPPED.relative_to(ROOT).as_posix()


def results() -> str:
    """Return the text of the file, computed anew."""
    workspace = open_workspace(ROOT)
    plans = plan_workspace(workspace).required()
    computed = Kept()
    render_page(plans, artifacts(plans)[0], workspace.settings, computed)
    return as_text(computed.used)
