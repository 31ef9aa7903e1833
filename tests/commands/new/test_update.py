"""For a known event, `new` shows changes, writes them with --update, and then finds nothing more to change."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from commands.new.inference import DEFINITIONS, observed
from depth import some
from regal_braze.commands.new import command as commands
from regal_braze.commands.new.update import propose
from support import shipped
from support.command import CALL, Ended, run, tree
from support.schemas import write


@pytest.fixture(autouse=True)
def _few_events(built_in: Callable[..., Path]) -> None:
    built_in("call.completed", "custom.task.completed", "sms.sent", webhooks=True)


Json: TypeAlias = Any

FILE = "schemas/events/call.completed.json"
SHIPPED = shipped.ROOT / FILE


def new(payloads: list[Json], *options: str, event: str = "call.completed") -> Ended:
    text = "\n".join(json.dumps(payload) for payload in payloads)
    return run("new", event, "--from", "-", *options, stdin=text.encode())


def call(**properties: Json) -> Json:
    return CALL | {"properties": properties}


def declared() -> Json:
    return json.loads(Path(FILE).read_text())["properties"]["properties"]["properties"]


CHANGED = [
    call(direction="OUTBOUND", mood="sunny", talk_time=7.5, contact_phone=None),
    call(direction="OUTBOUND", disposition=["Interested"], objections=[{"tag": 1}]),
]


def test_a_payload_that_fits_the_schema_changes_nothing(workspace: Path) -> None:
    ended = new([CALL])
    assert (ended.code, ended.out) == (0, "")
    assert "already declares everything" in ended.err
    assert tree(workspace) == {}


def test_changes_are_shown_and_not_written(workspace: Path) -> None:
    ended = new(CHANGED)
    assert ended.code == 1
    assert "error[event-known]" in ended.err
    assert "--update" in ended.err
    assert "1 new property and 4 wider types" in ended.err
    assert tree(workspace) == {}
    added = [line.removeprefix("+").strip() for line in ended.out.splitlines() if line.startswith("+")]
    reference = '{"$ref": "../common/properties.json#/$defs/'
    assert added == [
        f"++ b/{FILE}",
        f'"contact_phone": {reference}contact_phone", "type": ["string", "null"]}},',
        f'"disposition": {reference}disposition", "type": ["string", "array"]}},',
        '"objections": {',
        '"type": ["array", "null"],',
        '"description": "Tags that the agent picked; null when there are none.",',
        '"items": {"type": ["string", "object"]}',
        "},",
        '"mood": {',
        '"type": "string",',
        '"description": "The mood; not always sent."',
        "},",
        f'"talk_time": {reference}talk_time", "type": "number"}},',
    ]


def test_update_writes_the_changes_that_were_shown(workspace: Path, tmp_path: Path) -> None:
    """The file replaces the built-in one, the difference is a patch, and a second run changes nothing."""
    shown = new(CHANGED)
    ended = new(CHANGED, "--update")
    assert (ended.code, ended.out) == (0, shown.out)
    assert [*tree(workspace)] == [FILE]
    assert declared()["mood"] == {"type": "string", "description": "The mood; not always sent."}
    written = Path(FILE).read_bytes()
    again = new(CHANGED, "--update")
    assert (again.code, again.out) == (0, "")
    assert Path(FILE).read_bytes() == written
    patched = tmp_path / "patched"
    write(patched, {FILE: SHIPPED.read_bytes()})
    subprocess.run(["git", "apply", "-"], input=ended.out, text=True, check=True, cwd=patched)
    assert (patched / FILE).read_bytes() == written
    assert run("verify", "--quiet").code == 0


@pytest.mark.parametrize("event", some(sorted(shipped.schemas()), 8))
def test_the_documented_samples_need_no_changes(event: str) -> None:
    schema = shipped.schemas()[event]
    proposal = propose(schema, observed(event, shipped.samples(event)), DEFINITIONS)
    assert (proposal.added, proposal.widened) == ([], [])
    assert proposal.document == schema.file.document


def test_the_style_of_the_file_is_kept(workspace: Path) -> None:
    assert new([call(a=1) | {"name": "survey.answered"}], event="survey.answered").code == 0
    path = Path("schemas/events/survey.answered.json")
    path.write_text(json.dumps(json.loads(path.read_text()), indent=4) + "\n")
    ended = new([call(a=1, b="x") | {"name": "survey.answered"}], "--update", event="survey.answered")
    assert ended.code == 0
    changed = [line[1:].strip() for line in ended.out.splitlines()[2:] if line.startswith(("+", "-"))]
    assert changed == ["},", '"b": {', '"type": "string",', '"description": "The b."']
    assert json.loads(path.read_text())["properties"]["properties"]["properties"]["b"]["type"] == "string"


def test_converted_values_are_a_warning_and_change_nothing(workspace: Path) -> None:
    """M8: a number sent as text becomes the declared number; Braze keeps a property's type."""
    ended = new([call(talk_time="7", campaign_friendly_id=445, conversation_happened="true")], "--update")
    assert (ended.code, ended.out) == (0, "")
    assert ended.err.count("warning[mixed-types]") == 3


def test_a_property_that_gets_another_type_is_a_warning(workspace: Path) -> None:
    """M8: values of a property with several types are not converted any more."""
    ended = new([call(disposition=["Interested"], objections=[{"a": 1}, "a"])], "--update")
    assert ended.code == 0
    for path, types in (("disposition", "string, array"), ("objections/*", "string, object")):
        assert f"warning[mixed-types]: {path} has values of several types: {types}\n" in ended.err, ended.err


def test_items_of_several_types_are_a_warning_in_a_new_schema(workspace: Path) -> None:
    payload = call(scores=[1, "a", None]) | {"name": "survey.answered"}
    ended = new([payload], event="survey.answered")
    assert ended.code == 0
    assert "warning[mixed-types]: scores/* has values of several types: string, integer\n" in ended.err, ended.err


def test_keys_that_are_sent_undeclared_stay_undeclared(workspace: Path) -> None:
    payload = shipped.samples("contact.created")[0]
    payload["properties"]["favourite_colour"] = "red"
    ended = new([payload], "--update", event="contact.created")
    assert (ended.code, ended.out) == (0, "")


def test_a_property_that_cannot_be_sent_is_left_out(workspace: Path) -> None:
    ended = new([call(constructor=1, mood="x")], "--update")
    assert ended.code == 0
    assert "warning[left-out]" in ended.err
    assert "mood" in declared()
    assert "constructor" not in declared()


def test_a_payload_under_another_name_of_the_event_is_used(workspace: Path) -> None:
    """custom.task.completed may arrive as call.completed."""
    ended = new([call(type="Custom Task", custom_task_name="x", extra=1)], event="custom.task.completed")
    assert "+++ b/schemas/events/custom.task.completed.json" in ended.out


def test_a_file_is_never_replaced_without_update(workspace: Path) -> None:
    path = workspace / "schemas/events/survey.answered.json"
    write(workspace, {"schemas/events/survey.answered.json": "{"})
    for options in ((), ("--update",)):
        ended = new([CALL | {"name": "survey.answered"}], *options, event="survey.answered")
        assert ended.code == 1
        assert path.read_text() == "{"


def test_a_change_by_another_program_is_not_overwritten(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert new(CHANGED, "--update").code == 0
    difference = commands._difference

    def edited(*arguments: str) -> str:
        Path(FILE).write_text("{}")
        return difference(*arguments)

    monkeypatch.setattr(commands, "_difference", edited)
    ended = new([call(another=1)], "--update")
    assert ended.code == 1
    assert "error[unwritable]" in ended.err
    assert Path(FILE).read_text() == "{}"


def test_in_a_checkout_the_built_in_file_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import regal_braze.workspace.workspace

    shutil.copytree(shipped.ROOT / "schemas", tmp_path / "schemas", dirs_exist_ok=True)
    monkeypatch.setattr(regal_braze.workspace.workspace, "schemas_root", lambda: tmp_path / "schemas")
    assert new(CHANGED, "--update", "-C", str(tmp_path)).code == 0
    assert '"mood"' in (tmp_path / FILE).read_text()


def test_changes_are_printed_as_json_and_for_github(workspace: Path) -> None:
    found = json.loads(new(CHANGED, "--format", "json").out)
    assert (found["event"], found["file"], found["payloads"], found["written"]) == ("call.completed", FILE, 2, False)
    assert '+        "mood": {' in found["difference"]
    assert [each["code"] for each in found["findings"]] == ["mixed-types", "mixed-types", "event-known"]
    lines = new(CHANGED, "--format", "github").out.splitlines()
    assert [line.partition("%3A")[0] for line in lines] == [
        *["::warning file=schemas/events/call.completed.json,title=mixed-types"] * 2,
        "::error file=schemas/events/call.completed.json,title=event-known",
    ]
