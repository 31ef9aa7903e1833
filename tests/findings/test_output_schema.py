"""What every command prints with `--format json` follows the schema that `schema findings` prints."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from typer.main import get_command

from regal_braze.cli.app import app
from support.command import CALL, Ended, run
from support.schemas import write

SCHEMA: dict[str, Any] = json.loads(run("schema", "findings").out)
PLAIN = {"open", "run", "render", "show", "schema"}
"""Commands whose data is the same in every format."""
PAYLOAD = json.dumps(CALL).encode()
UNKNOWN = json.dumps({**CALL, "properties": {"wifi": True, "direction": 7}}).encode()
NAMELESS = b'{"userId": "1", "properties": {}}\n{"name": "demo.booked", "properties": {}}\n{'


WITHOUT_INPUT = (
    *("generate", "verify", "init made", "init made --dry-run", "list", "explain-finding busy"),
    *("explain call.completed", "explain agent.activity.updated", "explain contact.subscribed"),
    *("explain contacts", "explain new-contact"),
)
"""Commands that find nothing in an empty workspace."""


def flaws(command: str, printed: str) -> list[str]:
    """What is wrong with the output of a command, by its part of the schema and by the whole."""
    part = {"$defs": SCHEMA["$defs"], "$ref": f"#/$defs/{'failure' if command in PLAIN else command}"}
    document = json.loads(printed)
    return [error.message for each in (part, SCHEMA) for error in Draft202012Validator(each).iter_errors(document)]


def test_it_is_a_schema_that_takes_nothing_else() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    for wrong in ('{"findings": {}}', '{"findings": [{"code": "busy"}]}', "{}", '{"findings": [], "more": 1}', '"x"'):
        assert flaws("generate", wrong), wrong


def test_every_command_is_described() -> None:
    commands = {*getattr(get_command(app), "commands", {})}
    assert commands - PLAIN == SCHEMA["$defs"].keys() - {"finding", "findings", "failure"}
    assert {each["$ref"].rpartition("/")[2] for each in SCHEMA["anyOf"]} == commands - PLAIN


@pytest.mark.parametrize(
    ("line", "stdin", "code"),
    [
        *((line, None, 0) for line in WITHOUT_INPUT),
        ("check", None, 1),
        *(("drift -", stdin, 1) for stdin in (PAYLOAD, UNKNOWN, NAMELESS)),
        ("new demo.booked --from -", b'{"seats": 3}', 0),
        ("new call.completed --from -", UNKNOWN, 1),
        ("new call.completed --update --from -", UNKNOWN, 0),
        ("compare - call.completed", b"return payload;", 1),
    ],
)
def test_what_a_command_prints_follows_it(workspace: Path, line: str, stdin: bytes | None, code: int) -> None:
    command, *arguments = line.split()
    ended = run(command, *arguments, "--format", "json", stdin=stdin)
    assert ended.code == code, ended
    assert flaws(command, ended.out) == []
    assert command == "check" or len(json.loads(ended.out)) > 1, "it is not a failure that is described"


BROKEN_SCHEMA = {"schemas/events/a.b.json": '{"a": 1,}'}


BROKEN = {"settings": ({"regal-braze.toml": "x = 1\ny = 2\n"}, [1, 2]), "a schema": (BROKEN_SCHEMA, [1])}
"""Files of a workspace, and the lines of their mistakes."""


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize(
    "line",
    [
        *("generate", "check", "verify", "list", "init .", "explain call.completed", "show call.completed"),
        *("drift payload.json", "new demo.booked --from payload.json", "compare payload.json call.completed"),
        *("run call.completed payload.json", "render new-contact payload.json"),
    ],
)
def test_a_failure_follows_it(workspace: Path, broken: str, line: str) -> None:
    files, lines = BROKEN[broken]
    write(workspace, {"payload.json": CALL} | files)
    command, *arguments = line.split()
    ended = run(command, *arguments, "--format", "json")
    assert (ended.code in (1, 2), ended.err) == (True, "")
    assert flaws(command, ended.out) == []
    found = [finding["line"] for finding in ended.findings]
    assert found == lines or (line, broken, found) == ("init .", "settings", [None]), "init overwrites no settings"


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
    write(workspace, BROKEN_SCHEMA)
    (said,) = run("generate", "--format", "github").out.splitlines()
    place = "file=schemas/events/a.b.json,line=1,col=8,title=broken-json%3A A file is not valid JSON"
    assert said.startswith(f"::error {place}::There is a comma before the closing }}")
