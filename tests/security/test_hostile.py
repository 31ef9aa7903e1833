"""Whatever a workspace or an input contains, a command ends with 0, 1 or 2 within 10 seconds and 300 MB."""

from __future__ import annotations

import traceback
from pathlib import Path
from random import Random
from typing import Final

import pytest

from depth import HOSTILE_INPUTS, HOSTILE_WORKSPACES
from security.hostile import make_workspace, payload
from security.measured import Measured, run_measured
from support.command import run

SECONDS: Final = 10.0  # of the processor, so that other work on the machine does not count
MEGABYTES: Final = 300.0
PARTS: Final = 4
INPUTS_PER_FOLDER: Final = min(HOSTILE_INPUTS, 50)
READERS: Final = (
    ("run", "call.completed"), ("run", "contacts"), ("verify", "--payloads"), ("drift",), ("new", "my.event", "--from"),
    ("new", "call.completed", "--from"), ("render", "new-contact"),
)  # fmt: skip
COMMANDS: Final = (
    ("check",), ("check", "--diff"), ("generate",), ("verify",), ("list",), ("show", "contacts"), ("show", "my.event"),
    ("explain", "call.completed"), ("explain", "my.event"), *((*reader, "input.json") for reader in READERS),
    ("verify", "--payloads", "payloads"), ("schema",), ("explain-finding", "too-large"), ("init", "more"),
)  # fmt: skip


def check(measured: Measured, what: object) -> None:
    assert measured.code in (0, 1, 2), (what, measured)
    assert "Traceback" not in measured.err, what
    assert "has a bug" not in measured.err, what
    assert measured.seconds < SECONDS, what
    assert measured.megabytes < MEGABYTES, what


@pytest.mark.slow
@pytest.mark.parametrize("part", range(min(PARTS, HOSTILE_WORKSPACES)))
def test_hostile_workspaces(workspace: Path, tmp_path: Path, part: int) -> None:
    """Each workspace meets two commands; every command meets some workspaces."""
    for seed in range(part, HOSTILE_WORKSPACES, PARTS):
        folder = workspace / str(seed)
        folder.mkdir()
        make_workspace(folder, seed)
        (folder / "input.json").write_bytes(payload(Random(seed)))
        for number in (seed, seed + len(COMMANDS) // 2):
            command = COMMANDS[number % len(COMMANDS)]
            check(run_measured(tmp_path, *command, cwd=folder), (seed, command))


@pytest.mark.parametrize("part", range(PARTS))
def test_hostile_inputs(few_and_webhooks: Path, tmp_path: Path, part: int) -> None:
    """A file of each input, in this process; run_measured would take a second for each."""
    for webhook in (tmp_path / "schemas" / "webhooks").glob("*.json"):
        if webhook.stem != "new-contact":  # verify would render all of them for each input
            webhook.unlink()
    for seed in range(part, HOSTILE_INPUTS, PARTS):
        (few_and_webhooks / "input.json").write_bytes(payload(Random(seed)))
        reader = READERS[seed // PARTS % len(READERS)]
        try:
            code = run(*reader, "input.json").code
        except Exception:
            pytest.fail(f"{seed} {reader}: {traceback.format_exc()}")
        assert code in (0, 1, 2), (seed, reader)
        Path("schemas/events/my.event.json").unlink(missing_ok=True)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_folders_of_hostile_inputs(workspace: Path, tmp_path: Path, part: int) -> None:
    """All inputs again, up to 50 in a folder, in a process whose time and memory are measured."""
    folders = HOSTILE_INPUTS // INPUTS_PER_FOLDER
    for number in range(part, folders, PARTS):
        folder = workspace / f"inputs-{number}"
        folder.mkdir()
        for seed in range(number * INPUTS_PER_FOLDER, (number + 1) * INPUTS_PER_FOLDER):
            (folder / f"{seed}.json").write_bytes(payload(Random(seed)))
        reader = READERS[number % len(READERS)]
        check(run_measured(tmp_path, *reader, folder.name, cwd=workspace), (number, reader))
