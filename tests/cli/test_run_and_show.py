"""`run EVENT [PAYLOAD|-]` prints the request for a payload, `show EVENT` what is pasted into Braze."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
import quickjs

from support.command import CALL, CALL_REQUEST, run, run_apart
from support.schemas import FILE, schema, write

pytestmark = pytest.mark.usefixtures("settings_file")


def test_the_payload_comes_from_a_file_or_from_standard_input(payload: Path) -> None:
    text = json.dumps(CALL).encode()
    for ended in (
        run("run", "call.completed", "payload.json"),
        run("run", "call.completed", payload),
        run("run", "call.completed", "-", stdin=text),
        run("run", "call.completed", stdin=text),
        run_apart("run", "call.completed", stdin=text, cwd=payload.parent),
        run("run", "call.completed", "payload.json", "--format", "json"),
        run("run", "contacts", "payload.json", "--quiet"),
    ):
        assert ended.code == 0
        assert json.loads(ended.out) == CALL_REQUEST


LOSSES = {
    "name": "call.completed",
    "userId": "1",
    "properties": {"notes": "a" * 256, "talk_time": "7", "call_id": {}, "queue": "VIP"},
}


@pytest.mark.parametrize("name", ["call.completed", "contacts"])
def test_losses_are_messages_on_standard_error(workspace: Path, name: str) -> None:
    (workspace / "loss.json").write_text(json.dumps(LOSSES, indent=1))
    ended = run("run", name, "loss.json")
    assert ended.code == 0
    lines = [line for line in ended.err.splitlines() if not line.startswith("  help:")]
    assert [line.removeprefix("loss.json:").replace(" warning[drift-loss]:", "") for line in lines] == [
        "1: No usable time: Braze gets the time at which the code runs",
        "5: /properties/notes is cut at the end",
        "7: /properties/call_id is left out: its type, its size or its name does not fit",
        "8: /properties/queue is not declared, and Braze does not get it",
        "1: /properties/talk_time is converted to number",
    ]
    for silent in (["--quiet"], ["--format", "json"], ["--format", "github"]):
        quiet = run("run", name, "loss.json", *silent)
        assert (quiet.code, quiet.err) == (0, "")
        assert json.loads(quiet.out)["events"][0]["properties"]["talk_time"] == 7


def test_what_is_omitted_on_purpose_is_named_with_its_setting(workspace: Path) -> None:
    settings = '[events."call.analysis.available"]\nomit = ["task_id"]\n'
    (workspace / "regal-braze.toml").write_text(settings)
    properties = {"task_id": "T1", "incoming_sip_headers": {"a": "b"}, "agent_email": None}
    payload = CALL | {"name": "call.analysis.available", "properties": properties}
    ended = run("run", "call.analysis.available", stdin=json.dumps(payload).encode())
    assert ended.code == 0
    assert ended.err.splitlines() == [
        "standard input:1: /properties/task_id is omitted by regal-braze.toml:2",
        "standard input:1: /properties/incoming_sip_headers is omitted by the schema",
    ]


def test_what_a_terminal_would_execute_is_escaped_in_the_name_of_a_renamed_property(workspace: Path) -> None:
    changes = {"custom_properties": {"\u00a0\u001b[31ma": {"new_value": "x"}}}
    payload = {"userId": "1", "name": "contact.attribute.edited", "properties": {"changes": changes}}
    ended = run("run", "contact.attribute.edited", stdin=json.dumps(payload).encode())
    assert "\\xa0\\x1b[31ma/new_value is renamed to \\x1b[31ma\n" in ended.err


def test_a_payload_may_come_through_a_pipe(workspace: Path) -> None:
    reading, writing = os.pipe()
    os.write(writing, json.dumps(CALL).encode())
    os.close(writing)
    try:
        assert json.loads(run("run", "call.completed", f"/dev/fd/{reading}").out) == CALL_REQUEST
    finally:
        os.close(reading)


def test_each_payload_gives_a_request(workspace: Path) -> None:
    """A folder, a list, a log entry: the requests follow one another, and what is refused is named."""
    refused = CALL | {"userId": None}
    Path("recorded").mkdir()
    Path("recorded", "a.json").write_text(json.dumps([CALL, refused, CALL], indent=1))
    Path("recorded", "b.ndjson").write_text(json.dumps({"payload": CALL}) + '\n{"a": 1\n')
    ended = run("run", "call.completed", "recorded", "--quiet")
    assert ended.code == 1
    assert ended.out == f"{json.dumps(CALL_REQUEST, indent=2)}\n" * 3
    assert [line.partition(": No ")[0] for line in ended.err.splitlines()[::2]] == [
        "recorded/b.ndjson:2:8: error[payload-invalid]: The payload ends too early: the { of line 2 is not closed",
        f"recorded/a.json:{2 + json.dumps(CALL, indent=1).count(chr(10)) + 1}: error[deliberate-error]",
    ]


@pytest.mark.parametrize(
    ("content", "message", "place"),
    [
        (b"", "The file has no payload", (None, None)),
        (b"[]", "The file has no payload", (None, None)),
        (b"null", "This text is not a JSON object", (1, None)),
        (b'{"userId": "Andr\xe9"}', "The payload is not UTF-8", (1, None)),
        (b'{"userId": "1", "properties": {\n"talk_time": NaN}}', "JSON has no NaN", (2, 14)),
    ],
)
def test_a_payload_that_is_no_json(
    workspace: Path, content: bytes, message: str, place: tuple[int | None, int | None]
) -> None:
    (workspace / "payload.json").write_bytes(content)
    (from_file,) = run("run", "call.completed", "payload.json", "--format", "json").findings
    (from_input,) = run("run", "call.completed", "--format", "json", stdin=content).findings
    assert (from_file["code"], from_file["message"]) == ("payload-invalid", message)
    assert (from_file["line"], from_file["column"]) == place
    assert from_file["file"] == "payload.json"
    assert from_input == from_file | {"file": "standard input"}


def test_the_finding_of_a_documented_payload_is_a_link(workspace: Path) -> None:
    (workspace / "call.json").write_text(
        '{\n  "userId": "123",\n  "traits": {\n    "phone": "+17625551796", // mobile\n  }\n}'
    )
    ended = run("run", "call.completed", "call.json")
    assert ended.code == 1
    assert ended.out == ""
    assert ended.err.startswith("call.json:4:30: error[payload-invalid]: JSON has no comments\n  help: Delete it")


def test_a_key_that_occurs_twice(workspace: Path) -> None:
    content = b'{"a": {"type": 1,\n "\\u0074ype": 2},\n "b": {"type": 3}}'
    (finding,) = run("run", "call.completed", "--format", "json", stdin=content).findings
    assert (finding["code"], finding["line"]) == ("duplicate-key", 2)
    assert '"type"' in finding["message"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [("dangling", "No such file or directory"), ("loop/payload.json", "Too many levels of symbolic links")],
)
def test_a_payload_that_cannot_be_read(workspace: Path, name: str, reason: str) -> None:
    (workspace / "dangling").symlink_to("nowhere")
    (workspace / "loop").symlink_to("loop")
    (finding,) = run("run", "call.completed", name, "--format", "json").findings
    assert finding["code"] == "payload-invalid"
    assert finding["message"] == f"It cannot be read: {reason}"
    assert finding["file"] == name


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{}", "No usable identity: looked for external_id, email, user_alias"),
        (b'{"userId": "1", "name": "sms.sent"}', "Expected the event call.completed, got sms.sent"),
        (
            b'{"userId": "1", "name": "call.completed", "properties": {"type": "Custom Task"}}',
            "Expected the event call.completed, got custom.task.completed",
        ),
    ],
)
def test_a_payload_that_a_transformation_refuses(workspace: Path, content: bytes, message: str) -> None:
    """M2, M4."""
    ended = run("run", "call.completed", "--format", "json", stdin=content)
    (finding,) = ended.findings
    assert ended.code == 1
    assert (finding["code"], finding["message"]) == ("deliberate-error", message)
    assert (finding["file"], finding["line"]) == ("standard input", 1)


def test_text_in_any_language_comes_out_as_it_went_in(workspace: Path) -> None:
    notes = 'né "à" \\ 😀\u2028\u202e</script>\x00\x7f'
    sent = CALL | {"properties": {"notes": notes}}
    ended = run_apart("run", "call.completed", stdin=json.dumps(sent, ensure_ascii=False).encode(), cwd=workspace)
    assert json.loads(ended.out)["events"][0]["properties"]["notes"] == notes
    assert "né" in ended.out


def test_half_an_emoji_is_replaced(workspace: Path) -> None:
    """M9: lone surrogates are replaced; JSON may carry them, UTF-8 cannot."""
    ended = run("run", "call.completed", stdin=b'{"userId": "1", "properties": {"notes": "a\\ud83d"}}')
    assert json.loads(ended.out)["events"][0]["properties"]["notes"] == "a\ufffd"


# --- show


@pytest.mark.parametrize("event", ["call.completed", "contact.attribute.edited", "agent.activity.updated"])
def test_what_show_prints_is_the_file_in_output(generated: Path, event: str) -> None:
    shown = run_apart("show", event, cwd=generated).out
    assert shown.encode() == (generated / "output" / "transformations" / f"{event}.js").read_bytes()


def test_what_show_prints_works_between_the_braces_of_a_function(payload: Path) -> None:
    """M1: pasted into any engine it returns what `run` prints."""
    shown = run("show", "call.completed").out
    pasted = f"JSON.stringify((function (payload) {{\n{shown}\n}})({payload.read_text()}))"
    assert json.loads(str(quickjs.Context().eval(pasted))) == CALL_REQUEST


# --- list


def test_list_is_a_table_of_all_events(workspace: Path) -> None:
    lines = run("list").out.splitlines()
    assert lines[0].split() == ["event", "destination", "in", "Braze", "meaning"]
    assert len(lines) == 49
    names = [line.split()[0] for line in lines[1:]]
    assert names == sorted(names[:40]) + sorted(names[40:]), "events, then webhooks"
    sent = ["sms.sent", "event", "SMS", "Sent", *["Regal", "sent", "a", "text", "message", "to", "a", "contact."]]
    assert any(line.split() == sent for line in lines)
    assert {line[31] for line in lines} == {line[50] for line in lines} == {" "}, "columns are aligned"


def test_an_event_of_the_workspace_is_listed(workspace: Path) -> None:
    write(workspace, {FILE: schema(annotation={"event": "Mine \x1b[31m\u202e"})})
    ended = run("list")
    (line,) = (line for line in ended.out.splitlines() if line.startswith("my.event "))
    assert re.split("  +", line) == ["my.event", "event", r"Mine \x1b[31m\u202e", "It happened."]
    listed = json.loads(run("list", "--format", "json").out)
    name, meaning = "Mine \x1b[31m\u202e", "It happened."
    assert {"event": "my.event", "destination": "event", "name": name, "meaning": meaning} in listed
