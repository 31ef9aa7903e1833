"""For an event that is switched off, commands name the line that does it, and what to write to switch it on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.command import CALL, run

OFF = "regal-braze.toml:2:1: error[unknown-event]: call.placed is not enabled, so Braze gets nothing\n  help: "


@pytest.mark.parametrize(
    ("settings", "advice", "right"),
    [
        ('[events."call.placed"]\nenabled = false\n', "Remove this line to enable it.", ""),
        (
            '[events."call.*"]\nenabled = false\n',
            'Write [events."call.placed"], and `enabled = true` in the line below, to enable it.',
            '[events."call.*"]\nenabled = false\n[events."call.placed"]\nenabled = true\n',
        ),
        (
            '[events."*"]\nenabled = false\n[events."call.placed"]\nnulls = "omit"\n',
            'Write `enabled = true` below [events."call.placed"] to enable it.',
            '[events."*"]\nenabled = false\n[events."call.placed"]\nnulls = "omit"\nenabled = true\n',
        ),
    ],
)
def test_the_line_is_named(few: Path, settings: str, advice: str, right: str) -> None:
    (few / "regal-braze.toml").write_text(settings)
    payload = json.dumps(CALL | {"name": "call.placed", "properties": {"new": "VIP"}})
    (few / "payload.json").write_text(payload)
    for command in (["show", "call.placed"], ["run", "call.placed", "payload.json"], ["explain", "call.placed"]):
        ended = run(*command)
        assert (ended.code, ended.out, ended.err) == (2, "", f"{OFF}{advice}\n"), command
    written = run("new", "call.placed", "--update", "--from", "payload.json")
    assert (written.code, f"{OFF.replace('error', 'warning')}{advice}\n" in written.err) == (0, True)
    (few / "regal-braze.toml").write_text(right)
    assert run("run", "call.placed", "payload.json").code == 0
