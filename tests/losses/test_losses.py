"""What losses.js reports: the values that arrived compared with the values that were sent."""

from __future__ import annotations

import json
from typing import Any, TypeAlias

import pytest

from explain.cases import plan_and_schema, planned
from regal_braze.engines.v8.sandbox import Comparison, Outcome, Sandbox
from regal_braze.losses.loss_map import loss_map
from regal_braze.losses.losses import Loss, is_deliberate, losses_of
from support.payloads import pieces, to_json
from support.quickjs import QuickJs
from support.shipped import envelope

Json: TypeAlias = Any

LONG = "a" * 256
EMPTY_MAP: dict[str, Any] = {"objects": [], "values": [], "time": [], "changes": None}
EMAIL_ONLY: dict[str, Any] = {"userId": None, "traits": {"email": "jane@example.com"}}


def losses_in(event: str, payload: Json, *, every_setting: bool = False) -> tuple[Loss, ...]:
    """Return the losses of a payload, which are the same in both engines."""
    workspace = "everything" if every_setting else "defaults"
    body, losses = planned(workspace).body(event), loss_map(*plan_and_schema((workspace, event)))
    text = to_json(payload)
    with Sandbox(body, losses) as sandbox:
        found = sandbox.run(text, strict=True)
    (in_quickjs,) = QuickJs(body, losses).run_many([text], strict=True)
    assert found.losses == in_quickjs.losses
    return losses_of(found)


def losses(event: str, properties: Json, /, every_setting: Json = False, **members: Json) -> list[str]:
    """Return the losses of a payload: kind, pointer, then the detail and the count if there are any."""
    payload = envelope(event, properties, **{"brazeId": "b1", **members})
    payload["traits"] = {"brazeId": "b1", **payload["traits"]}
    return [
        " ".join(filter(None, (loss.kind, loss.pointer, loss.detail, str(loss.count) if loss.count > 1 else "")))
        for loss in losses_in(event, payload, every_setting=every_setting)
    ]


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"talk_time": 7, "notes": "short", "direction": None}, []),
        *(({"notes": text}, ["cut /properties/notes"]) for text in (LONG, "\ud800" + LONG)),
        ({"notes": "🤡" * 128}, ["cut /properties/notes"]),
        ({"notes": "a\ud800"}, ["converted /properties/notes string"]),
        ({"notes": "already cut…"}, []),
        ({"notes": 12}, ["converted /properties/notes string"]),
        ({"notes": ["a"]}, ["left-out /properties/notes"]),
        ({"talk_time": "12.0"}, ["converted /properties/talk_time number"]),
        ({"talk_time": "soon"}, ["left-out /properties/talk_time"]),
        *(({"talk_time": number}, ["inexact /properties/talk_time"]) for number in (2**53, -(2**53), 1e300)),
        ({"talk_time": True}, ["left-out /properties/talk_time"]),
        ({"conversation_happened": "true"}, ["converted /properties/conversation_happened boolean"]),
        ({"conversation_happened": 1}, ["left-out /properties/conversation_happened"]),
        ({"queue": "VIP", "constructor": 1}, ["dropped /properties/queue", "dropped /properties/constructor"]),
        ({"queue": None}, []),
        ({"objections": ["a", 5, None, "b"]}, ["converted /properties/objections/1 string"]),
        ({"objections": ["a", True, "b"]}, ["shortened /properties/objections"]),
        ({"objections": ["2022-07-15", "b", LONG, LONG]}, [
            "cut /properties/objections/2 2", "shortened /properties/objections",
        ]),
        ({"objections": ["a"] * 501}, ["shortened /properties/objections"]),
        *(([], ["no-identity"]), ('{"notes": "short"}', ["no-identity"])),
    ],
)  # fmt: skip
def test_declared_properties(properties: Json, expected: list[str]) -> None:
    assert losses("call.completed", properties) == expected


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ({"sentiment": "good", "score": {"total": 5, "parts": [1, None, 2]}}, []),
        ({" a": 1, "$b": {"$c": [{"d ": 1}]}}, [
            "renamed /properties/call_analysis/ a a",
            "renamed /properties/call_analysis/$b/$c/0/d  d",
            "renamed /properties/call_analysis/$b/$c c",
            "renamed /properties/call_analysis/$b b",
        ]),
        ({"task_id": "x", "time": 1}, [
            "renamed /properties/call_analysis/task_id call_analysis_task_id",
            "renamed /properties/call_analysis/time call_analysis_time",
        ]),
        ({"a": 1, "$a": 2, "$": 3, "b" * 256: 4}, [
            "left-out /properties/call_analysis/$a",
            "left-out /properties/call_analysis/$",
            f"left-out /properties/call_analysis/{'b' * 256}",
        ]),
        ({"a": 1, "$a": 1}, ["renamed /properties/call_analysis/$a a"]),
        ({"deep": pieces.nested(6)}, ["shortened /properties/call_analysis/deep/0/0/0/0"]),
        ({"deep": pieces.nested(6, in_objects=True)}, ["left-out /properties/call_analysis/deep/a/a/a/a/a"]),
        ({f"key{index}": "a" * 255 for index in range(500)}, ["shortened /properties/call_analysis"]),
        ({"times": ["2022-07-15T03:17:39Z"], "huge": float("inf")}, [
            "shortened /properties/call_analysis/times", "inexact /properties/call_analysis/huge",
        ]),
        ("text", ["left-out /properties/call_analysis"]),
        (None, []),
    ],
)  # fmt: skip
def test_open_maps(entries: Json, expected: list[str]) -> None:
    assert losses("call.analysis.available", {"task_id": "t", "call_analysis": entries}) == expected


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"shoe_size": 44, "tags": ["a", "a", {"b": None}], "empty": {}}, []),
        ({"dob": "1970-01-01", "a.b": {"c.d": 1}}, [
            "renamed /properties/dob regal_dob",
            "renamed /properties/a.b/c.d c_d",
        ]),
        ({"lists": [[1], "a"]}, ["shortened /properties/lists"]),
        ({"firstName": LONG, "email": " Jane@example.com"}, [
            "cut /properties/firstName", "converted /properties/email string",
        ]),
        ({"email": "jane"}, ["left-out /properties/email"]),
    ],
)  # fmt: skip
def test_profile_attributes(properties: Json, expected: list[str]) -> None:
    assert losses("contact.created", properties) == expected


def test_an_address_that_identifies_is_not_lost_and_another_one_is() -> None:
    assert losses("contact.created", {"email": "jane@example.com"}, **EMAIL_ONLY) == []
    assert losses("contact.created", {"email": "other@example.com"}, **EMAIL_ONLY) == ["left-out /properties/email"]
    assert losses("contact.created", {"contactPhone": "+17625551796"}, **EMAIL_ONLY) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"custom_properties": {"a": {"new_value": 1}}, "phone": {"new_value": "+1 762 555-1796"}}, [
            "converted /properties/changes/phone/new_value string",
        ]),
        ({"firstName": {"new_value": "Jane"}, "first_name": {"new_value": "X"}}, [
            "renamed /properties/changes/firstName/new_value first_name",
            "renamed /properties/changes/first_name/new_value regal_first_name",
        ]),
        ({"a": {"new_value": None}}, []),
        ({"a": {"b": {"new_value": 1}}, "b": {"new_value": 2}}, ["left-out /properties/changes/a/b/new_value"]),
        ({"email": {"new_value": "jane"}}, ["no-change /properties/changes"]),
        ("text", ["no-change /properties/changes"]),
    ],
)  # fmt: skip
def test_edits(changes: Json, expected: list[str]) -> None:
    assert losses("contact.attribute.edited", {"changes": changes}) == expected


def test_subscriptions_and_catalog_items() -> None:
    assert losses("contact.subscribed", {"channel": "Voice", "text": LONG}) == []
    assert losses("contact.subscribed", {"channel": "fax"}) == ["unknown-channel"]
    agent = {"agent_email": "a@example.com", "queue": 1, "agent_status": LONG}
    assert losses("agent.activity.updated", agent) == ["dropped /properties/queue", "dropped /properties/agent_status"]
    assert losses("agent.activity.updated", {"agent_email": " "}) == ["no-item-id"]


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"disposition": "Sold", "conversation_happened": True, "talk_time": "9", "handle_time": 2}, [
            "converted /properties/talk_time number",
        ]),
        ({"disposition": "Sold", "conversation_happened": "true", "talk_time": None}, [
            "no-purchase", "converted /properties/conversation_happened boolean",
        ]),
        ({"disposition": "Sold twice", "campaign_name": "P", "type": "usd"}, [
            "renamed /properties/type call_type", "converted /properties/type string",
        ]),
        ({"disposition": LONG}, ["left-out /properties/disposition"]),
        ({"disposition": "a" * 61}, ["left-out /properties/disposition"]),
        ({"objections": ["a"] * 21}, ["shortened /properties/objections"]),
    ],
)  # fmt: skip
def test_limits_long_texts_and_purchases_of_a_workspace(properties: Json, expected: list[str]) -> None:
    assert losses("call.completed", properties, every_setting=True) == expected


def test_catalogs_of_custom_objects() -> None:
    account = {"related_object_id": "1", "related_object_type": "Account"}
    thing = {**account, "Name": LONG * 20, "tags": [["a"], "b"], "new": 1}
    assert losses("object.created", thing, every_setting=True) == ["cut /properties/Name", "shortened /properties/tags"]
    assert losses("object.created", {**thing, "related_object_type": "Contact"}, every_setting=True) == ["no-catalog"]
    assert losses("object.created", {**thing, "related_object_id": None}, every_setting=True) == ["no-item-id"]
    changes = {"Name": {"new_value": "5"}, "tags": {"new_value": {"$": 1}}, "new": {"new_value": 1}}
    found = losses("object.attribute.edited", {**thing, "changes": changes}, every_setting=True)
    assert found == ["left-out /properties/changes/tags/new_value"]


def test_a_payload_is_refused_or_skipped_as_a_whole() -> None:
    nobody: dict[str, Any] = {"userId": None, "traits": {}}
    assert losses("call.completed", {"notes": LONG}, **nobody) == ["no-identity"]
    assert losses("call.completed", {}, name="call.placed") == ["other-event"]
    assert losses("call.completed", {"type": "Custom Task"}) == ["other-event"]
    for event in ("call.completed", "contact.subscribed", "contact.attribute.edited"):
        payload = envelope(event, {"channel": "fax"}, **nobody)
        assert [loss.kind for loss in losses_in(event, payload, every_setting=True)] == ["unidentified"]
    for changes in ({}, "text", {"email": {"new_value": "jane"}}):  # the contact is known
        edit = envelope("contact.attribute.edited", {"changes": changes})
        assert [loss.kind for loss in losses_in(edit["name"], edit, every_setting=True)] == ["no-change"]


def test_the_time_of_the_call_is_reported() -> None:
    assert losses("call.completed", {}, originalTimestamp="soon") == ["no-time"]
    assert losses("call.completed", {}, originalTimestamp="2099-12-31T00:00:00Z") == []
    assert losses("agent.activity.updated", {"agent_email": "a"}, originalTimestamp=None) == ["no-time"]
    assert losses("contact.subscribed", {"channel": "sms"}, originalTimestamp=None) == []


def test_a_time_in_another_form_and_an_attribute_that_is_not_meant_are_no_losses() -> None:
    row = ["2022-07-15 03:17:50", "Agent", "sent", "Hi"]
    assert losses("sms.conversation.completed", {"content": [row, [*row, "more"]]}) == [
        "dropped /properties/content/1/4",
        "converted /properties/content/0/0 number 2",
    ]
    secondary = {"new_email_properties": {"email": "other@example.com", "isPrimary": False}}
    assert losses("contact.email.created", secondary) == []


def test_an_error_that_is_not_deliberate_is_a_failure() -> None:
    thrown = Outcome(None, "No usable identity", "TypeError", mutated=False)
    assert not is_deliberate(thrown)
    assert [loss.kind for loss in losses_of(thrown)] == ["failed"]


def test_losses_are_told_in_words() -> None:
    assert Loss("cut", ("properties", "a/b", 0), count=3).message == "/properties/a~1b/0 is cut at the end (3 items)"
    assert Loss("cut", ("properties", "a/b", 0)).pattern == "/properties/a~1b/*"
    assert Loss("renamed", ("properties", " a"), "a").message == "/properties/ a is renamed to a"
    assert Loss("no-time").message == "No usable time: Braze gets the time at which the code runs"


def test_payloads_of_many_events_are_compared_in_one_call() -> None:
    plans = planned("defaults")
    with Comparison() as comparison:
        for plan, schema in zip(plans.transformations, plans.schemas, strict=True):
            body = plans.body(plan.event)
            comparison.compile(plan.event, body, loss_map(plan, schema))
        payloads = [
            envelope("call.completed", {"queue": 1, "talk_time": "12"}),
            envelope("sms.sent", {}),
            envelope("sms.sent", {}, userId=None, traits={}),
        ]
        for _ in range(2):
            texts = [json.dumps(payload, indent=2) for payload in payloads]
            comparison.start([payload["name"] for payload in payloads], texts)
            assert comparison.finish() == [
                [["dropped", ["properties", "queue"], "", 1]],
                None,
                {"error": "No usable identity: looked for external_id, email, user_alias", "name": "Error"},
            ]
        with pytest.raises(RuntimeError):
            comparison.finish()


def test_a_body_that_leaves_a_global_behind_gives_what_it_gives_alone() -> None:
    body = "const is_first = typeof left === 'undefined'; left = 1; return { events: is_first ? [1] : [] };"
    with Comparison() as comparison:
        comparison.compile("a", body, EMPTY_MAP)
        comparison.start(["a", "a"], ["{}", "{}"])
        assert comparison.finish() == [None, None]


def test_a_body_that_fails_is_an_error_of_its_payload() -> None:
    with Comparison() as comparison:
        comparison.compile("a", "return payload.a.b;", EMPTY_MAP)
        comparison.start(["a", "a", "a"], ["{}", '{"a": {"b": {"events": [1]}}}', '{"a": {"b": 5}}'])
        failed, fine, other = comparison.finish()
        assert failed["name"] == "TypeError"
        assert fine is None
        assert other["name"] == "NoRequest"
