"""`verify` runs every transformation in V8 on its samples and on recorded payloads."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from regal_braze import plans
from regal_braze.engines.v8 import sandbox as v8
from regal_braze.plan.model import Transformation
from regal_braze.render.templates import Templates
from regal_braze.render.transformation import render_transformation
from support.command import CALL, run
from support.schemas import write


def test_a_row_per_event_and_a_sentence_with_the_totals(few_and_webhooks: Path) -> None:
    ended = run("verify")
    header, *rows = [line.split() for line in ended.out.splitlines()]
    assert header == ["event", "payloads", "valid", "refused", "ms"]
    assert {row[0] for row in rows} >= {"call.completed", "call.placed", "sms.received", "sms.sent", "new-contact"}
    payloads, valid, refused = (sum(int(row[column]) for row in rows) for column in (1, 2, 3))
    assert all(int(row[1]) == int(row[2]) + int(row[3]) >= 1 for row in rows)
    sentence = f"{valid} of {payloads} payloads give a valid request. The other {refused} are refused as expected."
    assert ended.err.splitlines() == ["This folder has no regal-braze.toml: the default settings apply.", sentence]
    assert not any(few_and_webhooks.iterdir())


@pytest.fixture
def recorded(workspace: Path) -> Path:
    """A folder of recorded payloads: good, bad, of no known event, refused."""
    payloads = {
        "good.json": CALL,
        "deep/good.json": CALL | {"userId": None, "traits": {"email": "a@example.com"}},
        "custom.json": CALL | {"properties": {"type": "Custom Task"}},
        "refused.json": CALL | {"userId": None},
        "unknown.json": CALL | {"name": "call.complete"},
        "nameless.json": {"userId": "1"},
        "list.json": [CALL, CALL | {"userId": None}],
        "entry.ndjson": {"payload": CALL},
    }
    texts = {name: json.dumps(payload) for name, payload in payloads.items()}
    write(workspace / "recorded", texts | {"broken.json": '{\n"a": 1,\n}', "twice.json": '{"a": 1, "a": 2}'})
    return workspace / "recorded"


def test_recorded_payloads(recorded: Path) -> None:
    ended = run("verify", "--payloads", "recorded", "--format", "json")
    assert ended.code == 1
    found = {finding["file"]: (finding["code"], finding["severity"], finding["line"]) for finding in ended.findings}
    assert found == {
        "recorded/broken.json": ("payload-invalid", "error", 2),
        "recorded/list.json": ("deliberate-error", "warning", 1),
        "recorded/nameless.json": ("payload-invalid", "error", 1),
        "recorded/refused.json": ("deliberate-error", "warning", 1),
        "recorded/twice.json": ("duplicate-key", "error", 1),
        "recorded/unknown.json": ("payload-invalid", "error", 1),
    }
    counts = {result["event"]: result for result in json.loads(ended.out)["results"]}
    call, custom = counts["call.completed"], counts["custom.task.completed"]
    assert (call["payloads"], call["valid"], call["refused"]) == (7, 5, 2)
    assert (custom["payloads"], custom["valid"]) == (2, 2), "an event is known by its properties too"


def test_a_file_of_recorded_payloads(few: Path) -> None:
    (few / "call.json").write_text(json.dumps(CALL))
    assert run("verify", "--payloads", few / "call.json").code == 0
    (few / "calls.ndjson").write_text(f"{json.dumps(CALL)}\n{json.dumps(CALL | {'name': 'no.such.event'})}\n")
    ended = run("verify", "--payloads", "calls.ndjson")
    assert ended.code == 1
    assert "calls.ndjson:2: error[payload-invalid]: The event of the payload is unknown: no.such.event" in ended.err


def test_files_that_drift_reads_are_verified(few: Path) -> None:
    """Endings in capital letters and compressed files were ignored by some commands."""
    write(few / "recorded", {"a.JSON": {"payload": CALL}, "b.ndjson.gz": gzip.compress(json.dumps(CALL).encode())})
    ended = run("verify", "--payloads", "recorded", "--format", "json")
    assert ended.code == 0
    assert json.loads(ended.out)["results"][0]["payloads"] == 3, "one sample and two recorded payloads"
    assert "\n2 payloads of 1 known event" in run("drift", "recorded").err


def test_refused_payloads_are_reported_once_and_counted_in_the_sentence(built_in: Callable[..., Path]) -> None:
    """The bundle `contacts` runs the payload again. Its refusal is not expected, because the payload has properties."""
    workspace = built_in("contact.created", "contact.subscribed", "object.created")
    (workspace / "contact.json").write_text('{"name": "contact.created", "properties": {}}')
    ended = run("verify", "--payloads", "contact.json")
    assert ended.code == 0
    _, finding, _, sentence = ended.err.splitlines()
    assert finding == "contact.json:1: warning[deliberate-error]: No usable identity: the payload is rejected"
    assert re.search(r"\. \d+ are refused as expected, and 2 are refused for the reasons above\.$", sentence)
    assert run("verify", "--payloads", "contact.json", "--quiet").err == ""


def test_a_folder_without_payloads_is_an_error(few: Path) -> None:
    ended = run("verify", "--payloads", ".")
    assert ended.code == 1
    assert "The folder has no .json, .jsonl or .ndjson file" in ended.err


def body_of(monkeypatch: pytest.MonkeyPatch, event: str, body: str) -> None:
    """Make `body` the transformation of an event, as a mistake in a template would."""

    def render(plan: Transformation, templates: Templates) -> str:
        return body if plan.event == event else render_transformation(plan, templates)

    monkeypatch.setattr(plans, "render_transformation", render)


def verified(monkeypatch: pytest.MonkeyPatch, body: str) -> tuple[dict[str, Any], ...]:
    body_of(monkeypatch, "call.completed", body)
    ended = run("verify", "--format", "json")
    assert ended.code == 1
    results = {result["event"]: result for result in json.loads(ended.out)["results"]}
    assert results.pop("call.completed")["valid"] == 0
    assert all(result["payloads"] == result["valid"] + result["refused"] for result in results.values())
    return tuple(ended.findings)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("body", "code", "seconds"),
    [("for (;;) {}", "time-limit", 0.2), ("const a = []; for (;;) a.push([a.length, 'x']);", "memory-limit", 60.0)],
)
def test_a_transformation_that_never_ends_or_eats_memory(
    few: Path, monkeypatch: pytest.MonkeyPatch, body: str, code: str, seconds: float
) -> None:
    monkeypatch.setattr(v8, "Sandbox", partial(v8.Sandbox, time_limit=seconds))
    (finding,) = verified(monkeypatch, body)
    assert finding["code"] == code
    assert finding["file"] == "output/transformations/call.completed.js"


@pytest.mark.proof
def test_a_loop_ends_within_seconds_in_run_too(few: Path, settings_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body_of(monkeypatch, "call.completed", "for (;;) {}")
    ended = run("run", "call.completed", stdin=b"{}")
    assert ended.code == 1
    assert ended.err.startswith("error[time-limit]: The transformation ran for more than 5 s\n")


def test_a_transformation_that_is_no_javascript(few: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (finding,) = verified(monkeypatch, "const a = 1;\nconst a = 2;")
    assert (finding["code"], finding["line"]) == ("transformation-error", 2)
    assert finding["file"] == "output/transformations/call.completed.js"


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        ('throw new TypeError("no");', "transformation-error", "TypeError: no"),
        ('throw new Error("no");', "transformation-error", "Error: no"),
        ('throw new Error("No usable identity");', "deliberate-error", "No usable identity"),
        ("return undefined;", "transformation-error", "NoRequest"),
        ("return { events: [NaN] };", "transformation-error", "NotJson"),
        ("return { events: 1 };", "request-invalid", "in the request at /events"),
        (
            'return { attributes: [{ braze_id: "1", _update_existing_only: true, ["k".repeat(300)]: 1 }] };',
            "request-invalid",
            'kkk…" is longer than 255 characters (in the request at /attributes/0)',
        ),
        ("payload.userId = 1; return { attributes: [] };", "transformation-error", "The payload was changed"),
    ],
)
def test_a_transformation_that_fails_on_its_sample(
    few: Path, monkeypatch: pytest.MonkeyPatch, body: str, code: str, message: str
) -> None:
    """A sample that is refused is an error; M16, M17."""
    (finding,) = verified(monkeypatch, body)
    assert (finding["code"], finding["severity"], finding["pointer"]) == (code, "error", "/examples/0")
    assert message in finding["message"]
    lines = Path(finding["file"]).read_text().splitlines()
    assert lines[finding["line"] - 1].strip() == "{", "the line is where the sample begins"
    assert '"examples": [' in lines[finding["line"] - 2]


def test_m15_a_sample_of_a_type_without_a_catalog_is_a_warning(built_in: Callable[..., Path]) -> None:
    """Which types have a catalog the workspace decides; the documented samples are of one type alone."""
    workspace = built_in("object.created", "object.attribute.edited")
    table = '[catalogs.cases]\nobject_type = "salesforce_case"\nfields = ["Name"]\n'
    (workspace / "regal-braze.toml").write_text(table, encoding="utf-8")
    ended = run("verify", "--format", "json")
    assert ended.code == 0
    found = [each for each in ended.findings if each["code"] == "deliberate-error"]
    assert {each["severity"] for each in found} == {"warning"}
    files = {"object.created.json", "object.attribute.edited.json"}
    assert {each["file"].rpartition("/")[2] for each in found} == files


def test_losses_are_warnings_counted_by_place(few: Path) -> None:
    properties = ({"notes": "a" * 256}, {"notes": "a" * 300, "queue": 5}, {"notes": "short", "queue": 5})
    write(few / "recorded", {f"{number}.json": CALL | {"properties": each} for number, each in enumerate(properties)})
    ended = run("verify", "--payloads", "recorded", "--format", "json")
    assert ended.code == 0
    cut, undeclared = "is cut at the end", "is not declared, and Braze does not get it"
    assert [(each["file"], each["message"]) for each in ended.findings] == [
        ("recorded/0.json", f"/properties/notes {cut} (2 payloads)"),
        ("recorded/1.json", f"/properties/queue {undeclared} (2 payloads)"),
    ]
    assert {(each["code"], each["severity"]) for each in ended.findings} == {("drift-loss", "warning")}
