"""docs/five-minutes.md is followed to the letter: every command, every change of the configuration, in their order."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from support.command import plain_environment
from support.shipped import ROOT

PAGE = (ROOT / "docs" / "five-minutes.md").read_text(encoding="utf-8")
VOICE, SMS = "4d5d2e5c-6c0b-4ed5-9f7e-2f1a5a2a9d01", "8b0e7b2e-31a7-4d8a-9c39-5b8f5a0b7c02"

Shell = Callable[[str], "subprocess.CompletedProcess[str]"]


@pytest.fixture
def shell(here: Path, tmp_path: Path) -> Shell:
    """What a shell makes of a line, with nobody at its keyboard."""
    tools = tmp_path / "bin"
    tools.mkdir()
    command = tools / "regal-braze"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m regal_braze "$@"\n')
    command.chmod(0o755)
    environment = plain_environment()
    environment["PATH"] = f"{tools}:{environment['PATH']}"

    def run(line: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-c", line],
            env=environment,
            cwd=here,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


def take_over(config: Path, block: str) -> None:
    """Do to the configuration what the page says: take away the # before each key, put in the value."""
    header, *keys = block.splitlines()
    text = config.read_text(encoding="utf-8")
    for line in keys:
        name = line.partition(" = ")[0]
        (found,) = re.finditer(rf"^{re.escape(header)}\n(?:(?!\[).*\n)*?(# {name} = .*)\n", text, re.MULTILINE)
        text = text[: found.start(1)] + line + text[found.end(1) :]
    config.write_text(text, encoding="utf-8")


@pytest.mark.slow
def test_the_walk(here: Path, shell: Shell) -> None:
    done: dict[str, subprocess.CompletedProcess[str]] = {}
    for language, block in re.findall(r"^```(.*)\n((?:.*\n)*?)```", PAGE, re.MULTILINE):
        if language == "toml":
            take_over(here / "acme" / "regal-braze.toml", block)
            continue
        for line in block.splitlines():
            done[line] = shell(line)
            assert done[line].returncode == 0, (line, done[line].stderr)
    assert "  bundle  " in done["regal-braze -C acme list"].stdout
    generated = done["regal-braze -C acme generate"].stderr
    assert "The email channel has no subscription group" in generated
    assert generated.count("warning") == 1, "the other two were set"
    shown = done["regal-braze -C acme show contacts"].stdout
    assert shown == (here / "acme" / "output" / "bundles" / "contacts.js").read_text(encoding="utf-8")
    assert VOICE in shown
    assert SMS in shown
    assert "destination POST: Track users." in shown.partition("\n\n")[0], "the destination that the page names"
    assert "2 active transformations" in done["regal-braze -C small generate"].stderr


def test_the_five_steps_are_there() -> None:
    steps = re.findall(r"^## \d · (.*)", PAGE, re.MULTILINE)
    assert steps == ["Make a workspace", "Set two group ids", "Choose a bundle", "Generate", "Paste"]
    assert "regal-braze -C acme show contacts" in PAGE.partition("## 5")[2]


@pytest.mark.proof
def test_what_init_suggests_works(here: Path, shell: Shell) -> None:
    """What stands on standard error after `init` can be copied and run, whatever the folder is called."""
    made = shell("regal-braze init 'a folder; exit 9'")
    steps = [line.strip() for line in made.stderr.splitlines() if line.startswith("  regal-braze ")]
    assert [step.split("' ")[1].split()[0] for step in steps] == ["generate", "verify", "show"]
    for step in steps:
        assert shell(step).returncode == 0, step
