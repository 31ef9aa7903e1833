"""docs/five-minutes.md is followed to the letter: every command, every change of the configuration, in their order."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from commands.init.files import SMS
from support.command import run
from support.shipped import ROOT
from support.typed import Typed, run_typed

PAGE = (ROOT / "docs" / "five-minutes.md").read_text(encoding="utf-8")


def take_over(config: Path, block: str) -> None:
    """Do to the configuration what the page says: remove the # in front of each key, and write the value."""
    header, *keys = block.splitlines()
    text = config.read_text(encoding="utf-8")
    for line in keys:
        name = line.partition(" = ")[0]
        (found,) = re.finditer(rf"^{re.escape(header)}\n(?:(?!\[).*\n)*?(# {name} = .*)\n", text, re.MULTILINE)
        text = text[: found.start(1)] + line + text[found.end(1) :]
    config.write_text(text, encoding="utf-8")


@pytest.mark.slow
def test_the_walk(workspace: Path) -> None:
    done: dict[str, Typed] = {}
    for language, block in re.findall(r"^```(.*)\n((?:.*\n)*?)```", PAGE, re.MULTILINE):
        if language == "toml":
            take_over(workspace / "acme" / "regal-braze.toml", block)
            continue
        for line in block.splitlines():
            if line.startswith("pipx "):  # another program; tests/documentation/test_install.py installs the wheel
                continue
            done[line] = run_typed(line, workspace)
            assert done[line].code == 0, (line, done[line].printed)
    assert "  bundle  " in done["regal-braze -C acme list"].printed
    generated = done["regal-braze -C acme generate"].printed
    assert "The email channel has no subscription group" in generated
    assert generated.count("warning") == 1, "the other two were set"
    shown = done["regal-braze -C acme show contacts"].printed
    body = (workspace / "acme" / "output" / "bundles" / "contacts.js").read_text(encoding="utf-8")
    assert shown.startswith(body)
    assert shown.removeprefix(body).startswith("warning[subscription-group]: The email channel has no")
    assert 'voice: "voice_opt_in"' in shown
    assert SMS in shown
    assert "destination POST: Track users." in shown.partition("\n\n")[0], "the destination that the page names"
    assert "2 active transformations" in done["regal-braze -C small generate"].printed


def test_the_five_steps_are_there() -> None:
    steps = re.findall(r"^## \d · (.*)", PAGE, re.MULTILINE)
    assert steps == ["Make a workspace", "Set where consent goes", "Generate and verify", "Try", "Paste"]
    assert "regal-braze -C acme show contacts" in PAGE.partition("## 5")[2]


@pytest.mark.proof
def test_what_init_suggests_works(workspace: Path) -> None:
    """What stands on standard error after `init` can be copied and run, whatever the folder is called."""
    made = run("init", "a folder; exit 9").err
    steps = [line.strip() for line in made.splitlines() if line.startswith("  regal-braze ")]
    assert [step.split("' ")[1].split()[0] for step in steps] == ["generate", "verify", "open", "show"]
    for step in steps:
        assert run_typed(step, workspace).code == 0, step
