"""Shell completion by the protocol that the installed scripts of bash, zsh and fish speak."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from adoption.repositories import workspace
from cli.command import plain_environment, run
from hostile.workspaces import write_schema


def asked(line: str, cwd: Path, **variables: str) -> str:
    """Return what the command answers to a shell that completes a line."""
    done = subprocess.run(
        [sys.executable, "-m", "regal_braze"],
        cwd=cwd,
        env=plain_environment() | variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == "", done.stderr
    return done.stdout


def bash(line: str, cwd: Path) -> list[str]:
    words = {"COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
    return asked(line, cwd, _REGAL_BRAZE_COMPLETE="complete_bash", **words).split()


def zsh(line: str, cwd: Path) -> list[str]:
    said = asked(line, cwd, _REGAL_BRAZE_COMPLETE="complete_zsh", _TYPER_COMPLETE_ARGS=line)
    return re.findall(r'"([^":]+)"', said)


def fish(line: str, cwd: Path) -> list[str]:
    action = {"_TYPER_COMPLETE_FISH_ACTION": "get-args", "_TYPER_COMPLETE_ARGS": line}
    said = asked(line, cwd, _REGAL_BRAZE_COMPLETE="complete_fish", **action)
    return [each.partition("\t")[0] for each in said.splitlines()]


Shell = Callable[[str, Path], list[str]]
SHELLS = pytest.mark.parametrize("shell", [bash, zsh, fish])
WEBHOOKS = ["new-contact", "new-contact.phones"]
