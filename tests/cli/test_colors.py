"""Results have colors on a terminal that wants them, and nowhere else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from depth import some
from support.command import importing, on_terminal, run, run_apart

SEQUENCE = r"\x1b\[[\d;]*m"


RESULTS = ("run call.completed payload.json", "show sms.sent", "show new-contact", "list", "explain sms.sent", "schema")


@pytest.mark.parametrize("line", some(RESULTS, 3))
def test_a_terminal_shows_the_same_text_in_colors(payload: Path, line: str) -> None:
    screen = on_terminal(*line.split())
    assert re.search(SEQUENCE, screen)
    assert re.sub(SEQUENCE, "", screen) == run(*line.split()).out, "nothing is wrapped or left out"


def test_no_color_and_dumb_terminals(workspace: Path) -> None:
    plain = run("show", "sms.sent").out
    assert on_terminal("show", "sms.sent", NO_COLOR="1") == plain
    assert on_terminal("show", "sms.sent", TERM="dumb") == plain
    assert run_apart("show", "sms.sent", env={"FORCE_COLOR": "1", "TERM": "xterm-256color"}).out == plain


@pytest.mark.parametrize("command", ["--version", "list"])
def test_rich_is_imported_on_a_terminal_only(workspace: Path, command: str) -> None:
    imported = importing(command)[1]
    assert "regal_braze.findings.colors" in imported
    assert not {"rich", "pygments"} & {module.partition(".")[0] for module in imported}
