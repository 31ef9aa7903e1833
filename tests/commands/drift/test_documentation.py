"""docs/drift.md shows what the command does."""

from __future__ import annotations

import gzip
import re
import shlex
from pathlib import Path

import pytest

from regal_braze.losses.losses import WORDING
from support.command import run
from support.shipped import ROOT

PAGE = Path(ROOT, "docs", "drift.md").read_text(encoding="utf-8")


def _blocks(language: str) -> list[str]:
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    return [block for marked, block in fenced if marked == language]


COMMANDS = [line for block in _blocks("") for line in block.splitlines()]


@pytest.fixture(autouse=True)
def recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The payloads of the page, under every name that its commands use."""
    [payloads] = _blocks("json")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "recorded").mkdir()
    for name in ("calls.ndjson", "recorded/calls.json", "single.json"):
        (tmp_path / name).write_text(payloads)
    (tmp_path / "more.ndjson.gz").write_bytes(gzip.compress(payloads.encode()))
    return payloads


def test_the_command_prints_what_is_shown() -> None:
    [shown] = _blocks("text")
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
