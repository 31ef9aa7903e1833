"""What every command prints with `--format json` follows the schema that `schema findings` prints."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from typer.main import get_command

from regal_braze.cli.app import app
from support.command import CALL, Ended, run

SCHEMA: dict[str, Any] = json.loads(run("schema", "findings").out)
PLAIN = {"open", "run", "render", "show", "schema"}
"""Commands whose data is the same in every format."""
PAYLOAD = json.dumps(CALL).encode()
UNKNOWN = json.dumps({**CALL, "properties": {"wifi": True, "direction": 7}}).encode()
NAMELESS = b'{"userId": "1", "properties": {}}\n{"name": "demo.booked", "properties": {}}\n{'


def flaws(command: str, printed: str) -> list[str]:
    """What is wrong with the output of a command, by its part of the schema and by the whole."""
    part = {"$defs": SCHEMA["$defs"], "$ref": f"#/$defs/{'failure' if command in PLAIN else command}"}
    document = json.loads(printed)
    return [error.message for each in (part, SCHEMA) for error in Draft202012Validator(each).iter_errors(document)]


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with a payload, which is the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "payload.json").write_bytes(PAYLOAD)
    return tmp_path


def test_it_is_a_schema_that_takes_nothing_else() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    for wrong in ('{"findings": {}}', '{"findings": [{"code": "busy"}]}', "{}", '{"findings": [], "more": 1}', '"x"'):
        assert flaws("generate", wrong), wrong


def test_every_command_is_described() -> None:
    commands = {*getattr(get_command(app), "commands", {})}
    assert commands - PLAIN == SCHEMA["$defs"].keys() - {"finding", "findings", "failure"}
    assert {each["$ref"].rpartition("/")[2] for each in SCHEMA["anyOf"]} == commands - PLAIN


@pytest.mark.parametrize(
    ("arguments", "stdin", "code"),
    [
        (["generate"], None, 0),
        (["check"], None, 1),
        (["verify"], None, 0),
        (["drift", "-"], PAYLOAD, 1),
        (["drift", "-"], UNKNOWN, 1),
        (["drift", "-"], NAMELESS, 1),
        (["new", "demo.booked", "--from", "-"], b'{"seats": 3}', 0),
        (["new", "call.completed", "--from", "-"], UNKNOWN, 1),
        (["new", "call.completed", "--update", "--from", "-"], UNKNOWN, 0),
        (["init", "made"], None, 0),
        (["init", "made", "--dry-run"], None, 0),
        (["explain", "call.completed"], None, 0),
        (["explain", "agent.activity.updated"], None, 0),
        (["explain", "contact.subscribed"], None, 0),
        (["explain", "contacts"], None, 0),
        (["explain", "new-contact"], None, 0),
        (["compare", "-", "call.completed"], b"return payload;", 1),
        (["explain-finding", "busy"], None, 0),
        (["list"], None, 0),
    ],
)
def test_what_a_command_prints_follows_it(
    workspace: Path, arguments: list[str], stdin: bytes | None, code: int
) -> None:
    ended = run(*arguments, "--format", "json", stdin=stdin)
    assert ended.code == code, ended
    assert flaws(arguments[0], ended.out) == []
    keys = json.loads(ended.out)
    assert arguments[0] == "check" or len(keys) > 1, "it is not a failure that is described"


def broken_toml(folder: Path) -> None:
    (folder / "regal-braze.toml").write_text("x = 1\n")


def broken_schema(folder: Path) -> None:
    (folder / "schemas" / "events").mkdir(parents=True)
    (folder / "schemas" / "events" / "a.b.json").write_text('{"a": 1,}')


@pytest.mark.parametrize("spoil", [broken_toml, broken_schema])
@pytest.mark.parametrize(
    "arguments",
    [
        ["generate"],
        ["check"],
        ["verify"],
        ["drift", "payload.json"],
        ["new", "demo.booked", "--from", "payload.json"],
        ["init", "."],
        ["explain", "call.completed"],
        ["compare", "payload.json", "call.completed"],
        ["list"],
        ["run", "call.completed", "payload.json"],
        ["render", "new-contact", "payload.json"],
        ["show", "call.completed"],
    ],
)
def test_a_failure_follows_it(workspace: Path, spoil: Callable[[Path], None], arguments: list[str]) -> None:
    spoil(workspace)
    ended = run(*arguments, "--format", "json")
    assert ended.code in (1, 2)
    assert flaws(arguments[0], ended.out) == []
    assert ended.findings


@pytest.mark.parametrize("command", ["explain-finding", "schema"])
def test_a_failure_outside_a_workspace_follows_it(command: str) -> None:
    ended: Ended = run(command, "nonsense", "--format", "json")
    assert ended.code == 2
    assert flaws(command, ended.out) == []


# --- --format github


def test_annotations_of_toml_and_json_have_their_place(workspace: Path) -> None:
    (workspace / "regal-braze.toml").write_text('[identity]\norder = ["email",\n  "100%, or: so"]\n')
    (said,) = run("generate", "--format", "github").out.splitlines()
    place = "file=regal-braze.toml,line=3,col=3,title=config-invalid%3A regal-braze.toml is not valid"
    choices = '"external_id", "braze_id", "email", "phone" or "user_alias"'
    assert said.startswith(f"::error {place}::identity.order can only contain {choices}")
    (workspace / "regal-braze.toml").unlink()
    broken_schema(workspace)
    (said,) = run("generate", "--format", "github").out.splitlines()
    place = "file=schemas/events/a.b.json,line=1,col=8,title=broken-json%3A A file is not valid JSON"
    assert said.startswith(f"::error {place}::There is a comma before the closing }}")


def test_what_a_key_is_called_cannot_end_an_annotation(workspace: Path) -> None:
    (workspace / "regal-braze.toml").write_text('"50%, a: b\\n::warning::c" = 1\n')
    (said,) = run("generate", "--format", "github").out.splitlines()
    assert said.startswith("::error file=regal-braze.toml,line=1,col=1,title=config-invalid%3A ")
    assert "50%25, a: b" in said
    assert "\n" not in said
