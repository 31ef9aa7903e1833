"""Results have colors on a terminal that wants them, and nowhere else."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from depth import some
from support.command import CALL, on_terminal, plain_environment, run, run_apart

SEQUENCE = r"\x1b\[[\d;]*m"


@pytest.mark.parametrize(
    "command",
    some(
        [
            ("run", "call.completed", "payload.json"),
            ("show", "sms.sent"),
            ("show", "new-contact"),
            ("list",),
            ("explain", "sms.sent"),
            ("schema", "workspace"),
        ],
        3,
    ),
    ids=lambda command: command[0],
)
def test_a_terminal_shows_the_same_text_in_colors(workspace: Path, command: tuple[str, ...]) -> None:
    (workspace / "payload.json").write_text(json.dumps(CALL))
    screen = on_terminal(*command)
    assert re.search(SEQUENCE, screen)
    assert re.sub(SEQUENCE, "", screen) == run(*command).out, "nothing is wrapped or left out"


def test_no_color_and_dumb_terminals(workspace: Path) -> None:
    plain = run("show", "sms.sent").out
    assert on_terminal("show", "sms.sent", NO_COLOR="1") == plain
    assert on_terminal("show", "sms.sent", TERM="dumb") == plain
    assert run_apart("show", "sms.sent", env={"FORCE_COLOR": "1", "TERM": "xterm-256color"}).out == plain


@pytest.mark.parametrize("command", ["--version", "list"])
def test_rich_is_imported_on_a_terminal_only(workspace: Path, command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "regal_braze", command],
        env=plain_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "regal_braze.findings.colors" in done.stderr
    assert not re.search(r"\brich\b|pygments", done.stderr)
