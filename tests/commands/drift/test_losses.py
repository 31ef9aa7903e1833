"""Losses depend on the settings of the workspace and on what its transformations do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from commands.drift.traffic import call, losses_of, outcome, write_lines
from regal_braze.plans import Plans
from support.command import run

EVENT = "call.completed"


def test_m4_every_identifier_of_the_workspace_counts(workspace: Path) -> None:
    order = 'order = ["braze_id", "external_id", "email", "phone"]'
    (workspace / "regal-braze.toml").write_text(f'[identity]\nbraze_id_trait = "brazeId"\n{order}\n')
    payloads = [
        {**call(), "userId": None, "traits": {"brazeId": "b1"}},
        {**call(), "userId": None, "traits": {"phone": "+17625551796"}},
        {**call(), "userId": None, "traits": {"brazeId": " "}},
    ]
    printed, ended = outcome(write_lines(workspace / "calls.ndjson", payloads))
    assert losses_of(printed) == [(EVENT, "no-identity", "", 1)]
    assert ended.code == 1  # brazeId is not declared


def test_m4_a_payload_without_identity_is_skipped_if_the_workspace_says_so(workspace: Path) -> None:
    (workspace / "regal-braze.toml").write_text('[identity]\nmissing = "skip"\n')
    printed, _ = outcome(write_lines(workspace / "calls.ndjson", [{**call(), "userId": None}, call()]))
    assert losses_of(printed) == [(EVENT, "unidentified", "", 1)]
    assert (printed["summary"]["rejected"], printed["summary"]["skipped"]) == (0, 1)


def test_m4_m13_an_empty_edit_says_which_of_the_two_reasons_it_has(workspace: Path) -> None:
    (workspace / "regal-braze.toml").write_text('[identity]\nmissing = "skip"\n')
    edit = {"name": "contact.attribute.edited", "properties": {"changes": {}}}
    printed, _ = outcome(write_lines(workspace / "edits.ndjson", [{**edit, "userId": "1"}, edit]))
    name = "contact.attribute.edited"
    assert losses_of(printed) == [(name, "unidentified", "", 1), (name, "no-change", "/properties/changes", 1)]
    for payload, message in (
        ({**edit, "userId": "1"}, "/properties/changes changes nothing that Braze can store: the payload is skipped"),
        (edit, "No usable identity: the payload is skipped"),
    ):
        (workspace / "edit.json").write_text(json.dumps(payload))
        ended = run("run", name, "edit.json")
        assert json.loads(ended.out) == {"attributes": []}
        assert f"warning[drift-loss]: {message}\n" in ended.err


def test_m9_limits_and_long_texts_of_the_workspace_count(workspace: Path) -> None:
    settings = '[properties]\nlong_texts = "omit"\n[events."call.completed"]\nlimits = { notes = 5, objections = 1 }\n'
    (workspace / "regal-braze.toml").write_text(settings)
    payloads = [call(notes="x" * 6), call(disposition="x" * 256), call(objections=["a", "b"]), call(notes="x" * 5)]
    printed, ended = outcome(write_lines(workspace / "calls.ndjson", payloads))
    assert losses_of(printed) == [
        (EVENT, "left-out", "/properties/disposition", 1),
        (EVENT, "left-out", "/properties/notes", 1),
        (EVENT, "shortened", "/properties/objections", 1),
    ]
    assert ended.code == 0


def test_an_order_without_a_usable_value_is_a_loss(workspace: Path) -> None:
    order = """[[events."call.completed".orders]]
event = "ecommerce.order_placed"
when = { disposition = "Sold" }
order_id = { property = "call_id" }
total_value = { property = "talk_time" }
currency = "USD"
source = "regal"
products = [{ product_id = "p", product_name = "P", variant_id = "p", quantity = 1, price = 5 }]
"""
    (workspace / "regal-braze.toml").write_text(order)
    sold = {"disposition": "Sold", "call_id": "1", "talk_time": 7}
    payloads = [call(**sold), call(**{**sold, "call_id": " "}), call(**{**sold, "talk_time": None}), call()]
    printed, _ = outcome(write_lines(workspace / "calls.ndjson", payloads))
    assert losses_of(printed) == [(EVENT, "no-order", "", 2)]
    assert printed["summary"]["rejected"] == 0
    ran = run("run", EVENT, "-", stdin=json.dumps(payloads[1]).encode())
    assert "A value is missing or not usable: there is no order" in ran.err
    explained = run("explain", EVENT).out
    assert 'ecommerce.order_placed, if disposition is "Sold"' in explained
    assert ["total_value", "talk_time"] in [line.split() for line in explained.splitlines()]


def test_m15_objects_without_a_catalog_are_rejected(workspace: Path) -> None:
    (workspace / "regal-braze.toml").write_text('[catalogs.accounts]\nobject_type = "Account"\nfields = ["Name"]\n')
    objects = [
        {"related_object_type": "Account", "related_object_id": "1", "Name": "x" * 5_001},
        {"related_object_type": "Contact", "related_object_id": "2"},
        {"related_object_type": "Account", "related_object_id": " "},
    ]
    payloads = [{**call(), "name": "object.created", "properties": each} for each in objects]
    printed, _ = outcome(write_lines(workspace / "objects.ndjson", payloads))
    assert losses_of(printed) == [
        ("object.created", "no-catalog", "", 1),
        ("object.created", "no-item-id", "", 1),
        ("object.created", "cut", "/properties/Name", 1),
    ]
    assert printed["summary"]["rejected"] == 2


def test_m2_an_event_that_is_not_enabled_is_rejected_under_the_name_of_another(workspace: Path) -> None:
    (workspace / "regal-braze.toml").write_text('[events."custom.task.completed"]\nenabled = false\n')
    printed, _ = outcome(write_lines(workspace / "calls.ndjson", [call(type="Custom Task")]))
    assert losses_of(printed) == [(EVENT, "other-event", "", 1)]
    assert printed["summary"]["rejected"] == 1


def test_a_transformation_that_fails_rejects_the_payload(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Plans, "body", lambda *_: "return payload.properties.missing.length;")
    printed, ended = outcome(write_lines(workspace / "calls.ndjson", [call()]))
    assert losses_of(printed) == [(EVENT, "failed", "", 1)]
    assert (printed["summary"]["rejected"], ended.code) == (1, 0)


@pytest.mark.proof
def test_payloads_that_take_too_long_count_as_failed(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = 'if (payload.properties.notes === "endless") for (;;) {}'
    body = f"{endless} return {{ events: [{{ properties: payload.properties }}] }};"
    monkeypatch.setattr(Plans, "body", lambda *_: body)
    monkeypatch.setattr("regal_braze.commands.drift.command.TIME_LIMIT", 0.5)
    payloads = [{**call(notes=note), "eventId": None} for note in ("a", "endless", "b")]
    printed, _ = outcome(write_lines(workspace / "calls.ndjson", payloads))
    assert losses_of(printed) == [(EVENT, "failed", "", 1)]
    assert (printed["summary"]["payloads"], printed["summary"]["rejected"]) == (3, 1)
    monkeypatch.setattr("regal_braze.commands.drift.observe.MOST_LIMITS_MET", 0)
    ended = run("drift", "--format", "json", workspace / "calls.ndjson")
    assert [finding["code"] for finding in ended.findings] == ["time-limit"]
    assert ended.code == 1
