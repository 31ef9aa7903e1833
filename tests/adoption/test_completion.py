"""Shell completion by the protocol that the installed scripts of bash, zsh and fish speak."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from adoption.repositories import workspace
from hostile.workspaces import schema, write
from support.command import plain_environment

pytestmark = pytest.mark.slow


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
    return re.findall(r'(?m)^(?:_arguments.*\(\()?"([^"]+)"', said)


def fish(line: str, cwd: Path) -> list[str]:
    action = {"_TYPER_COMPLETE_FISH_ACTION": "get-args", "_TYPER_COMPLETE_ARGS": line}
    said = asked(line, cwd, _REGAL_BRAZE_COMPLETE="complete_fish", **action)
    return [each.partition("\t")[0] for each in said.splitlines() if each]


Shell = Callable[[str, Path], list[str]]
SHELLS = pytest.mark.parametrize("shell", [bash, zsh, fish])


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    """A workspace with an event and a bundle of its own, in the current folder's folder `acme`."""
    folder = workspace(tmp_path / "acme")
    write(folder, {"schemas/events/call.tested.json": schema(event="call.tested")})
    (folder / "schemas" / "events" / ".#call.locked.json").symlink_to("nowhere")
    (folder / "regal-braze.toml").write_text('[bundles.calls-of-ours]\nevents = ["call.*"]\n', encoding="utf-8")
    return folder


@SHELLS
@pytest.mark.parametrize("command", ["run", "show", "explain", "new"])
def test_events_and_bundles_of_the_current_folder(acme: Path, shell: Shell, command: str) -> None:
    assert shell(f"regal-braze {command} call.t", acme) == ["call.tested", "call.transcript.available"]
    assert shell(f"regal-braze {command} calls", acme) == ["calls-of-ours"], "declared, not yet generated"
    assert shell(f"regal-braze {command} contacts", acme) == ["contacts"], "generated, as nothing was declared"
    assert shell(f"regal-braze {command} zzz", acme) == []


@SHELLS
def test_those_of_the_folder_that_an_option_names(acme: Path, shell: Shell) -> None:
    """Before the command as well as behind it."""
    for line in ("regal-braze -C acme show call.te", "regal-braze show -C acme call.te"):
        assert shell(line, acme.parent) == ["call.tested"]
    assert shell("regal-braze show call.te", acme.parent) == []


@SHELLS
def test_webhooks(acme: Path, shell: Shell) -> None:
    names = ["new-contact", "new-contact.phones"]
    assert shell("regal-braze render new", acme) == names
    assert shell("regal-braze show new", acme) == names, "show prints them too"
    assert shell("regal-braze run new", acme) == [], "run does not"


@SHELLS
def test_commands_dialects_and_forms(acme: Path, shell: Shell) -> None:
    assert shell("regal-braze ver", acme) == ["verify"]
    assert shell("regal-braze schema w", acme) == ["webhook", "workspace"]
    assert shell("regal-braze check --format g", acme) == ["github"]
    assert shell("regal-braze init x --ci n", acme) == ["none"]


@pytest.mark.parametrize("broken", ["regal-braze.toml", "output/manifest.json", "schemas/events/call.tested.json"])
def test_what_is_broken_completes_all_the_same(acme: Path, broken: str) -> None:
    (acme / broken).write_bytes(b'{"files": [1, {"kind": "bundle"}], \xff')
    assert bash("regal-braze show call.te", acme) == ["call.tested"]
    (acme / broken).write_text('{"files": [1, {"kind": "bundle"}]}')
    assert bash("regal-braze show call.te", acme) == ["call.tested"]


def test_nothing_is_planned(acme: Path) -> None:
    """A shell asks at every press of a key: what plans, renders or runs is not even imported."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "regal_braze"],
        cwd=acme,
        env=plain_environment()
        | {"_REGAL_BRAZE_COMPLETE": "complete_bash", "COMP_WORDS": "regal-braze show call.te", "COMP_CWORD": "2"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.split() == ["call.tested"]
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "regal_braze.cli.completion" in imported
    assert not imported & {
        "regal_braze.pipeline",
        "regal_braze.plan.transformations",
        "jinja2",
        "jsonschema",
        "py_mini_racer",
    }


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_the_script_asks_by_that_protocol(tmp_path: Path, name: str) -> None:
    said = asked("", tmp_path, _REGAL_BRAZE_COMPLETE=f"source_{name}")
    assert f"_REGAL_BRAZE_COMPLETE=complete_{name}" in said
    assert "regal-braze" in said
