"""Commands say which workspace they read: without settings, and in the commands that they suggest."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from support.command import CALL, run
from support.schemas import write


def suggested(text: str) -> list[list[str]]:
    """Return the arguments of the commands that a text suggests, which end at a backtick or a line."""
    return [shlex.split(command) for command in re.findall(r"regal-braze (-C [^`\n]*)", text)]


@pytest.fixture
def acme(few: Path) -> Path:
    """Return a workspace in a folder whose name needs quotes."""
    write(few, {"call.json": CALL | {"properties": {"queue": "VIP"}}})
    (few / "acme & co").mkdir()
    return few / "acme & co"


def test_commands_say_that_there_are_no_settings(acme: Path) -> None:
    for command in (["list"], ["show", "sms.sent"], ["explain", "sms.sent"], ["generate"], ["check"], ["drift", acme]):
        message = "acme & co has no regal-braze.toml: the default settings apply."
        assert run("-C", "acme & co", *command).err.splitlines()[0] == message
        assert "has no regal-braze.toml" not in run("-C", acme, *command, "--quiet").err
    assert run("list").err == "This folder has no regal-braze.toml: the default settings apply.\n"
    assert run("schema").err == "", "it reads no workspace"
    (acme / "regal-braze.toml").touch()
    assert run("-C", acme, "list").err == ""


def test_findings_repeat_the_folder(acme: Path) -> None:
    ended = run("-C", "acme & co", "check", "--format", "json")
    assert ended.code == 1
    assert {finding["help"] for finding in ended.findings} == {
        "Run `regal-braze -C 'acme & co' generate`, and commit what it writes."
    }
    ((*options, command),) = suggested(ended.findings[0]["help"])
    assert run(*options, command).code == 0
    assert run("check", *options).code == 0


def test_messages_and_the_command_that_writes_changes_repeat_the_folder(acme: Path) -> None:
    ended = run("new", "call.completed", "-C", "acme & co", "--from", "call.json", "--keep", "queue")
    (command,) = suggested(ended.err)
    assert command == ["-C", "acme & co", "new", "call.completed", "--update", "--from", "call.json", "--keep", "queue"]
    written = run(*command)
    assert written.code == 0
    (generate,) = suggested(written.err)
    assert run(*generate).code == 0


def test_without_the_option_commands_are_as_short_as_possible(few: Path) -> None:
    assert "Run `regal-braze generate`, and commit what it writes." in run("check").err


def test_a_suggested_event_has_the_file_of_its_payloads(acme: Path) -> None:
    ended = run("-C", acme, "new", "my.event", "--from", "call.json")
    assert ended.code == 1
    assert f"`regal-braze -C {shlex.quote(str(acme))} new call.completed --from call.json`" in ended.err
