"""`--version`: before a command, behind one, and the same wherever the version stands."""

from __future__ import annotations

import importlib.metadata
import tomllib
from pathlib import Path

import pytest

from regal_braze import __version__
from support.command import Ended, run, run_apart
from support.shipped import ROOT

SAID = Ended(0, f"regal-braze {__version__}\n", "")


@pytest.mark.parametrize(
    "line",
    [
        *("--version", "--quiet --version", "-C no-such-folder --version", "--version check", "check --version"),
        *("show --version", "run call.completed --version", "init acme --version", "generate --watch --version"),
        "-C no-such-folder verify --format json --version",
    ],
)
def test_before_and_behind(workspace: Path, line: str) -> None:
    assert run(*line.split()) == SAID
    assert not any(workspace.iterdir())


def test_a_value_of_another_option_is_no_question() -> None:
    assert run("-C", "--version", "list").code == 2


def test_it_is_the_version_of_the_project() -> None:
    assert run_apart("--version") == SAID
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__
    assert importlib.metadata.version("regal-braze") == __version__
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_help_names_it_once() -> None:
    assert "--version" in run("--help").out
    assert "--version" not in run("check", "--help").out
