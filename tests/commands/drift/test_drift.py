"""`regal-braze drift`: what recorded traffic holds that the schemas do not, and what of it gets lost."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from commands.drift.traffic import call, drift_of, losses_of, outcome, write_lines
from support import shipped
from support.command import run
from support.schemas import MAP, schema, write

EVENT = "call.completed"


PROPERTIES = {
    "mood": {"type": ["string", "null"], "enum": ["good", "bad", None], "description": "Mood."},
    "tags": {"type": "array", "maxItems": 3, "items": {"type": "string"}, "description": "Tags."},
    "score": MAP | {"properties": {"first": {"type": "integer", "description": "First."}}},
    "extra": MAP,
}


@pytest.fixture(autouse=True)
def workspace(workspace: Path) -> Path:
    """Return a workspace with an additional event that has an enum, a list and a record."""
    sample = {"userId": "1", "name": "survey.answered", "properties": {"mood": "good"}}
    document = schema(PROPERTIES, event="survey.answered", examples=[sample])
    write(workspace, {"schemas/events/survey.answered.json": document})
    return workspace


def _survey(**properties: object) -> dict[str, Any]:
    return {"userId": "1", "name": "survey.answered", "originalTimestamp": "1657855059", "properties": properties}


def test_the_documented_samples_do_not_drift(workspace: Path) -> None:
    payloads = [each for event in shipped.plans() for each in shipped.samples(event) if "name" in each]
    printed, ended = outcome(write_lines(workspace / "samples.ndjson", payloads))
    assert drift_of(printed) == []
    assert ended.code == 0
    assert printed["summary"]["payloads"] == len(payloads)


def test_new_properties_are_counted_with_types_share_and_place(workspace: Path) -> None:
    payloads = [call(), call(queue="VIP", score=1), call(queue="VIP"), call(queue=None)]
    printed, ended = outcome(write_lines(workspace / "calls.ndjson", payloads))
    assert ended.code == 1
    assert drift_of(printed) == [
        (EVENT, "drift-property", "/properties/queue", 3),
        (EVENT, "drift-property", "/properties/score", 1),
    ]
    [queue, score] = printed["events"][0]["drift"]
    assert queue["types"] == ["null", "string"]
    assert queue["share"] == 0.75
    assert queue["first"] == {"file": "calls.ndjson", "line": 2}
    assert score["examples"] == ["short number"]
    assert losses_of(printed) == [
        (EVENT, "dropped", "/properties/queue", 2),
        (EVENT, "dropped", "/properties/score", 1),
    ]
    assert {each["code"] for each in ended.findings} == {"drift-property", "drift-loss"}


def test_a_type_that_differs_is_drift_and_a_loss_only_where_it_cannot_be_converted(workspace: Path) -> None:
    payloads = [call(talk_time="12"), call(talk_time="soon"), call(conversation_happened=None)]
    printed, _ = outcome(write_lines(workspace / "calls.ndjson", payloads))
    assert drift_of(printed) == [
        (EVENT, "drift-type", "/properties/talk_time", 2),
        (EVENT, "drift-type", "/properties/conversation_happened", 1),
    ]
    assert losses_of(printed) == [(EVENT, "left-out", "/properties/talk_time", 1)]


def test_new_values_of_an_enum_are_shown_if_the_property_is_named(workspace: Path) -> None:
    payloads = [_survey(mood=mood) for mood in ("good", "so so", None, "so so", "jane@example.com")]
    file = write_lines(workspace / "surveys.ndjson", payloads)
    details = [
        [(row["code"], row["detail"], row["payloads"]) for row in outcome(*options, file)[0]["events"][0]["drift"]]
        for options in ((), ("--show", "mood"))
    ]
    assert details == [
        [("drift-value", "text of up to 20 characters", 2), ("drift-value", "e-mail address", 1)],
        [("drift-value", "so so", 2), ("drift-value", "jane@example.com", 1)],
    ]


def test_nested_properties_and_items_are_looked_at_and_open_maps_are_not(workspace: Path) -> None:
    payload = _survey(score={"first": 1, "second": 2}, tags=["a", 5], extra={"any": {"thing": 1}})
    printed, _ = outcome(write_lines(workspace / "surveys.ndjson", [payload]))
    assert sorted(drift_of(printed)) == [
        ("survey.answered", "drift-property", "/properties/score/second", 1),
        ("survey.answered", "drift-type", "/properties/tags/*", 1),
    ]
    assert losses_of(printed) == [("survey.answered", "dropped", "/properties/score/second", 1)]


def test_open_maps_and_undeclared_properties_that_are_meant_are_no_drift(workspace: Path) -> None:
    known = {
        each: shipped.samples(each)[0] for each in ("call.analysis.available", "contact.created", "object.created")
    }
    analysis = {**known["call.analysis.available"], "external_id": "1"}
    analysis["properties"]["call_analysis"]["a new question"] = True
    contact = {**known["contact.created"], "userId": "1", "name": "contact.created"}
    contact["properties"] = {**contact.get("properties", {}), "shoe_size": 44}
    thing = {"userId": "1", "name": "object.created", "originalTimestamp": 1657855059, "properties": {"any": "thing"}}
    printed, ended = outcome(write_lines(workspace / "all.ndjson", [analysis, contact, thing]))
    assert drift_of(printed) == []
    assert ended.code == 0


def test_unknown_keys_of_the_envelope_are_named(workspace: Path) -> None:
    payload = {**call(), "region": "EU", "traits": {"nickname": "J"}, "brand": 5}
    printed, _ = outcome(write_lines(workspace / "calls.ndjson", [payload]))
    assert drift_of(printed) == [
        (EVENT, "drift-property", "/region", 1),
        (EVENT, "drift-property", "/traits/nickname", 1),
        (EVENT, "drift-type", "/brand", 1),
    ]
    assert losses_of(printed) == []


def test_unknown_events_are_counted_and_the_nearest_known_is_named(workspace: Path) -> None:
    payloads = [{"name": "call.completd", "properties": {}}] * 2 + [{"properties": {}}]
    printed, ended = outcome(write_lines(workspace / "calls.ndjson", payloads))
    assert [(each["event"], each["payloads"]) for each in printed["events"]] == [("call.completd", 2), (None, 1)]
    assert ended.findings[0]["help"] == "Did you mean call.completed?"
    assert ended.code == 1


def test_m2_events_that_share_a_name_are_told_apart(workspace: Path) -> None:
    payloads = [call(type="Custom Task"), call(type="Outbound Call"), call()]
    printed, _ = outcome(write_lines(workspace / "calls.ndjson", payloads))
    assert [(each["event"], each["payloads"]) for each in printed["events"]] == [
        ("call.completed", 2),
        ("custom.task.completed", 1),
    ]


def test_losses_alone_are_warnings_and_leave_with_0(workspace: Path) -> None:
    long = "x" * 256
    payloads = [
        call(notes=long),
        {**call(), "userId": None},
        {**call(), "originalTimestamp": "soon"},
        _survey(tags=["a", "b", "c", "d"]),
    ]
    printed, ended = outcome(write_lines(workspace / "calls.ndjson", payloads))
    assert losses_of(printed) == [
        (EVENT, "no-identity", "", 1),
        (EVENT, "no-time", "", 1),
        (EVENT, "cut", "/properties/notes", 1),
        ("survey.answered", "shortened", "/properties/tags", 1),
    ]
    assert printed["summary"]["rejected"] == 1
    assert {each["severity"] for each in ended.findings} == {"warning"}
    assert ended.code == 0


def test_text_is_tables_on_standard_output_and_problems_on_standard_error(workspace: Path) -> None:
    file = write_lines(workspace / "calls.ndjson", [call(queue="VIP"), "{broken", call(notes="x" * 300)])
    ended = run("drift", file)
    assert [line.split()[:3] for line in ended.out.splitlines() if line.startswith(("call", "drift-", "cut"))] == [
        ["call.completed", "2", "0"],
        ["drift-property", "call.completed", "/properties/queue"],
        ["cut", "call.completed", "/properties/notes"],
    ]
    assert "calls.ndjson:2: error[payload-invalid]: " in ended.err
    assert ended.err.splitlines()[-1] == "2 payloads of 1 known event; 1 difference from the schemas; 2 kinds of loss"
    quiet = run("drift", "--quiet", file)
    assert quiet.out == ended.out
    assert quiet.err.splitlines() == ended.err.splitlines()[1:-1]


def test_github_gets_annotations(workspace: Path) -> None:
    file = write_lines(workspace / "calls.ndjson", [call(queue="VIP"), "{broken"])
    lines = run("drift", "--format", "github", file).out.splitlines()
    assert [line.partition(",title")[0] for line in lines] == [
        "::error file=calls.ndjson,line=1",
        "::warning file=calls.ndjson,line=1",
        "::error file=calls.ndjson,line=2",
    ]


def test_standard_input_files_and_folders_are_read(workspace: Path) -> None:
    (workspace / "folder").mkdir()
    (workspace / "folder" / "calls.ndjson.gz").write_bytes(gzip.compress(json.dumps(call(c=1)).encode()))
    stdin = json.dumps({"payload": call(piped=1)}).encode()
    printed, _ = outcome("-", "folder", stdin=stdin)
    firsts = {row["pointer"].rpartition("/")[2]: row["first"] for row in printed["events"][0]["drift"]}
    assert firsts == {
        "piped": {"file": "standard input", "line": 1},
        "c": {"file": "folder/calls.ndjson.gz", "line": 1},
    }
    assert printed["summary"]["payloads"] == 2
    assert outcome(stdin=stdin)[0] == outcome("-", stdin=stdin)[0]


def test_the_size_of_batches_changes_nothing(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    payloads: list[object] = [call(**{f"new_{number % 7}": number, "queue": "VIP"}) for number in range(5_000)]
    payloads[3_000] = "{broken"
    payloads += [_survey(mood=1), {**call(), "userId": None}]
    file = write_lines(workspace / "many.ndjson", payloads)
    ended = run("drift", "--format", "json", file)
    monkeypatch.setattr("regal_braze.commands.drift.observe.BATCH_CHARACTERS", 10_000)
    assert run("drift", "--format", "json", file) == ended
    assert json.loads(ended.out)["summary"]["payloads"] == 5_001
    assert [each["line"] for each in ended.findings if each["code"] == "payload-invalid"] == [3_001]


@pytest.mark.parametrize("name", ["absent.json", "absent/"])
def test_what_is_not_there_is_a_mistake_in_usage(name: str) -> None:
    ended = run("drift", name, stdin=b"")
    assert ended.code == 2
    assert f"The file {name} does not exist" in ended.err
