"""docs/drift.md shows what the command does."""

from __future__ import annotations

import gzip
import shlex
from pathlib import Path

import pytest

from documentation.pages import blocks
from regal_braze.losses.losses import WORDING
from support.command import run
from support.schemas import write
from support.shipped import ROOT

PAGE = Path(ROOT, "docs", "drift.md").read_text(encoding="utf-8")


COMMANDS = [line for block in blocks(PAGE, "") for line in block.splitlines()]


@pytest.fixture(autouse=True)
def recorded(workspace: Path) -> str:
    """Return the payloads of the page, and write them under every name that its commands use."""
    (payloads,) = blocks(PAGE, "json")
    write(workspace, dict.fromkeys(("calls.ndjson", "recorded/calls.json", "single.json"), payloads))
    write(workspace, {"more.ndjson.gz": gzip.compress(payloads.encode())})
    return payloads


def test_the_command_prints_what_is_shown() -> None:
    (shown,) = blocks(PAGE, "text")
    assert run("drift", "calls.ndjson").out.strip() == shown.strip()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_runs(command: str, recorded: str) -> None:
    piped, _, called = command.rpartition(" | ")
    name, *arguments = shlex.split(called)
    assert name == "regal-braze"
    ended = run(*arguments, stdin=recorded.encode() if piped else None)
    assert ended.code == 1
    assert "call.completed" in ended.out


def test_every_code_and_loss_is_explained() -> None:
    lost = [kind for kind, wording in WORDING.items() if wording.help and kind != "unfit"]  # that is about profiles
    for name in ("drift-event", "drift-property", "drift-type", "drift-value", "drift-loss", *lost):
        assert f"`{name}`" in PAGE
