"""Section 7: 0 fine, 1 findings or drift, 2 usage or configuration, 70 a bug of regal-braze and never a stack trace."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from regal_braze.cli import app
from regal_braze.commands import generate
from regal_braze.findings.finding import Finding
from regal_braze.workspace.workspace import Workspace
from support.command import run
from support.schemas import FILE, write


def test_0_where_all_is_fine(few_and_webhooks: Path, payload: Path) -> None:
    lines = ("generate", "check", "verify", "run call.completed payload.json", "list", "show sms.sent", "-h")
    for line in (*lines, "check --help"):
        ended = run(*line.split())
        assert ended.code == 0, (line, ended)


def test_1_for_a_schema_with_an_error(workspace: Path) -> None:
    write(workspace, {FILE: "{"})
    for command in (["generate"], ["check"], ["verify"], ["list"], ["show", "sms.sent"], ["run", "sms.sent"]):
        ended = run(*command)
        assert ended.code == 1, command
        assert "broken-json" in ended.err
        assert ended.out == ""


@pytest.mark.parametrize(
    "line",
    [
        *("", "nonsense", "check --nonsense", "check --format xml", "show", "run", "show sms.sent another"),
        *("show no.such.event", "run no.such.event", "list -C no-such-folder", f"list -C {'x' * 5000}"),
        *("verify --payloads no-such-folder", f"verify --payloads {'x' * 5000}", "drift no-such-file"),
        *("run sms.sent no-such-file", f"run sms.sent {'x' * 5000}", "render new-contact no-such-file"),
        *("new my.event --from no-such-file", "run sms.sent ''", "run sms.sent regal-braze.toml/"),
    ],
)
def test_2_for_usage(workspace: Path, line: str) -> None:
    ended = run(*line.split())
    assert ended.code == 2
    assert ended.out == "" or not line, "without a command the help is what was asked for"
    assert not any(workspace.iterdir())


def test_2_for_configuration(workspace: Path) -> None:
    (workspace / "regal-braze.toml").write_text("nonsense = 1\n")
    for command in (["generate"], ["check"], ["verify"], ["list"], ["show", "sms.sent"], ["run", "sms.sent"]):
        assert run(*command).code == 2, command
    assert [path.name for path in workspace.iterdir()] == ["regal-braze.toml"]


def fail(workspace: Workspace, report: object) -> int:
    raise KeyError("who\nknows")


def fail_too_deep(workspace: Workspace, report: object) -> int:
    return fail_too_deep(workspace, report)


@pytest.fixture(params=[fail, fail_too_deep])
def bug(request: pytest.FixtureRequest, settings_file: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the name of the exception that `generate` ends with."""
    monkeypatch.setattr(generate, "generate", request.param)
    monkeypatch.setattr(sys, "argv", ["regal-braze", "generate"])
    return "KeyError" if request.param == fail else "RecursionError"


def test_70_for_a_bug(bug: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        app.main()
    captured = capsys.readouterr()
    assert left.value.code == 70
    assert captured.out == ""
    assert captured.err.startswith(f"regal-braze has a bug: {bug}: ")
    assert "Please report it." in captured.err
    assert "Traceback" not in captured.err
    assert "regal_braze/" not in captured.err


def test_a_bug_can_be_traced(bug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGAL_BRAZE_TRACE", "1")
    with pytest.raises((KeyError, RecursionError)):
        app.main()


def test_a_finding_that_nobody_registered_is_a_bug() -> None:
    with pytest.raises(ValueError, match="unregistered"):
        Finding("no-such-code", "message", "help")


def test_help_names_every_command(workspace: Path) -> None:
    help_text = run("-h").out
    for command in ("init", "generate", "check", "verify", "run", "list", "show"):
        assert f" {command} " in help_text
        assert "-C" in run(command, "-h").out
