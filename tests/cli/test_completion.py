"""Shell completion, by the protocol of the installed scripts of bash, zsh and fish."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from depth import some
from support.command import importing, run, run_apart
from support.schemas import schema, write


def environment(shell: str, line: str) -> dict[str, str]:
    """Return the variables with which the script of a shell asks the command to complete a line."""
    variables = {
        "bash": {"COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))},
        "zsh": {"_TYPER_COMPLETE_ARGS": line},
        "fish": {"_TYPER_COMPLETE_FISH_ACTION": "get-args", "_TYPER_COMPLETE_ARGS": line},
    }
    return {"_REGAL_BRAZE_COMPLETE": f"complete_{shell}", **variables[shell]}


def names_in(shell: str, answer: str) -> list[str]:
    """Return the names that a shell reads from an answer."""
    if shell == "zsh":
        return re.findall(r'(?m)^(?:_arguments.*\(\()?"([^"]+)"', answer)
    lines = answer.split() if shell == "bash" else answer.splitlines()
    return [line.partition("\t")[0] for line in lines if line]


def complete(shell: str, line: str, folder: Path) -> list[str]:
    """Return the names that the command offers in a folder for a line."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for name, value in environment(shell, line).items():
            patch.setenv(name, value)
        ended = run()
    assert (ended.code, ended.err) == (0, "")
    return names_in(shell, ended.out)


SHELLS = pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])


@pytest.fixture
def acme(generated: Path) -> Path:
    """Return a workspace with an event and a bundle, in the folder `acme` of another folder."""
    folder = generated.rename(generated.with_name("acme"))
    write(folder, {"schemas/events/call.tested.json": schema(event="call.tested")})
    (folder / "schemas" / "events" / ".#call.locked.json").symlink_to("nowhere")
    (folder / "regal-braze.toml").write_text('[bundles.my-calls]\nevents = ["call.*"]\n', encoding="utf-8")
    return folder


@SHELLS
@pytest.mark.parametrize("command", some(["run", "show", "explain", "new", "compare old.js"], 2))
def test_events_and_bundles_of_the_current_folder(acme: Path, shell: str, command: str) -> None:
    assert complete(shell, f"regal-braze {command} call.t", acme) == ["call.tested", "call.transcript.available"]
    assert complete(shell, f"regal-braze {command} my", acme) == ["my-calls"], "declared, not yet generated"
    assert complete(shell, f"regal-braze {command} contacts", acme) == ["contacts"], (
        "generated, as nothing was declared"
    )
    assert complete(shell, f"regal-braze {command} zzz", acme) == []


@SHELLS
def test_the_folder_can_be_named_before_and_after_the_command(acme: Path, shell: str) -> None:
    for line in ("regal-braze -C acme show call.te", "regal-braze show -C acme call.te"):
        assert complete(shell, line, acme.parent) == ["call.tested"]
    assert complete(shell, "regal-braze show call.te", acme.parent) == []


@SHELLS
def test_webhooks(acme: Path, shell: str) -> None:
    names = ["new-contact", "new-contact.phones"]
    assert complete(shell, "regal-braze render new", acme) == names
    assert complete(shell, "regal-braze show new", acme) == names, "show prints them too"
    assert complete(shell, "regal-braze run new", acme) == [], "run does not"


@SHELLS
def test_commands_dialects_forms_and_codes(acme: Path, shell: str) -> None:
    assert complete(shell, "regal-braze ver", acme) == ["verify"]
    assert complete(shell, "regal-braze schema w", acme) == ["webhook", "workspace"]
    assert complete(shell, "regal-braze check --format g", acme) == ["github"]
    assert complete(shell, "regal-braze init x --ci n", acme) == ["none"]
    codes = ["drift-event", "drift-loss", "drift-property", "drift-type", "drift-value"]
    assert complete(shell, "regal-braze explain-finding drift-", acme) == codes


@pytest.mark.parametrize("broken", ["regal-braze.toml", "output/manifest.json", "schemas/events/call.tested.json"])
def test_a_broken_file_does_not_stop_completion(acme: Path, broken: str) -> None:
    (acme / broken).write_bytes(b'{"files": [1, {"kind": "bundle"}], \xff')
    assert complete("bash", "regal-braze show call.te", acme) == ["call.tested"]
    (acme / broken).write_text('{"files": [1, {"kind": "bundle"}]}')
    assert complete("bash", "regal-braze show call.te", acme) == ["call.tested"]


def test_nothing_is_planned(acme: Path) -> None:
    """A shell asks at every press of a key, so what plans, renders or runs isn't even imported."""
    printed, imported = importing(cwd=acme, env=environment("bash", "regal-braze show call.te"))
    assert printed.split() == ["call.tested"]
    assert "regal_braze.cli.completion" in imported
    planning = {"regal_braze.pipeline", "regal_braze.plan.transformations", "jinja2", "jsonschema", "py_mini_racer"}
    assert not imported & planning


@pytest.mark.proof
@SHELLS
def test_a_separate_process_offers_the_same(acme: Path, shell: str) -> None:
    line = "regal-braze show c"
    ended = run_apart(cwd=acme, env=environment(shell, line))
    assert (ended.code, ended.err) == (0, "")
    assert names_in(shell, ended.out) == complete(shell, line, acme)
    assert len(names_in(shell, ended.out)) > 10


@SHELLS
def test_the_installed_script_uses_that_protocol(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shell: str) -> None:
    monkeypatch.setenv("_REGAL_BRAZE_COMPLETE", f"source_{shell}")
    script = run().out
    assert f"_REGAL_BRAZE_COMPLETE=complete_{shell}" in script
    assert "regal-braze" in script
