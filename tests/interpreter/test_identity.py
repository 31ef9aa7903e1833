"""M2 to M5: which event it is, and whom it is about."""

from __future__ import annotations

import pytest

from regal_braze.plan.model import Accepted, Identity, Rejected
from support.interpreter.interpreter import Refusal, interpret
from support.interpreter.plans import IDENTITY, as_list, plan_for, request_for, track

PLAN = plan_for(track())
NOBODY = Refusal("identity", "No usable identity")
OTHER_EVENT = Refusal("event", "Expected the event call.completed, got ")


def _identifiers(payload: object) -> object:
    [event] = as_list(request_for(PLAN, payload)["events"])
    assert isinstance(event, dict)
    fixed = ("name", "time", "properties", "_update_existing_only")
    assert event["_update_existing_only"] is False
    return {key: value for key, value in event.items() if key not in fixed}


def _alias(phone: str) -> object:
    return {"user_alias": {"alias_name": phone, "alias_label": "regal_phone"}}


def test_m2_the_name_must_be_the_events_or_absent() -> None:
    assert isinstance(interpret(PLAN, {"userId": "1", "name": "call.completed"}), dict)
    assert isinstance(interpret(PLAN, {"userId": "1"}), dict)
    for name in ("other", "call.completed ", "", None, 5, ["call.completed"]):
        assert interpret(PLAN, {"userId": "1", "name": name}) == OTHER_EVENT


def test_m2_a_name_of_another_event_is_accepted_under_its_condition_only() -> None:
    accepted = (Accepted("custom.task.completed"), Accepted("call.completed", "type", "Custom Task"))
    plan = plan_for(track(), accepted=accepted)
    assert isinstance(
        interpret(plan, {"userId": "1", "name": "call.completed", "properties": {"type": "Custom Task"}}),
        dict,
    )
    assert interpret(plan, {"userId": "1", "name": "call.completed", "properties": {"type": "x"}}) == OTHER_EVENT
    assert interpret(plan, {"userId": "1", "name": "call.completed", "properties": None}) == OTHER_EVENT


def test_m2_what_tells_another_event_apart_is_rejected_unless_there_is_no_name() -> None:
    plan = plan_for(track(), rejected=(Rejected("type", "Custom Task", "custom.task.completed"),))
    payload = {"userId": "1", "properties": {"type": "Custom Task"}}
    assert interpret(plan, {**payload, "name": "call.completed"}) == OTHER_EVENT
    assert isinstance(interpret(plan, payload), dict)


def test_m2_comes_before_m4() -> None:
    assert interpret(PLAN, {"name": "other"}) == OTHER_EVENT


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("123", "123"), (" 123\ufeff", "123"), (123, "123"), (0, "0"), (12.5, "12.5"), (-0.0, "0"),
        (2**53 - 1, "9007199254740991"), ("a" * 987, "a" * 987), ("é" * 493 + "a", "é" * 493 + "a"),
        ("字" * 329, "字" * 329), (" " + "a" * 987, "a" * 987),
    ],
)  # fmt: skip
def test_m4_usable_external_ids(value: object, expected: str) -> None:
    assert _identifiers({"userId": value}) == {"external_id": expected}


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        " \t\u2028",
        True,
        [],
        {},
        "a" * 988,
        "é" * 494,
        "字" * 329 + "a",
        "\ud800",
        2**53,
        10**400,
        float("inf"),
    ],
)
def test_m4_unusable_external_ids_lead_to_the_next_path(value: object) -> None:
    assert _identifiers({"userId": value, "external_id": "7"}) == {"external_id": "7"}
    assert interpret(PLAN, {"userId": value}) == NOBODY


def test_m4_the_first_usable_identifier_of_the_order_counts_and_no_other() -> None:
    traits = {"email": " jane@example.com", "phone": "+1 (762) 555-17.96"}
    assert _identifiers({"userId": "1", "traits": traits}) == {"external_id": "1"}
    assert _identifiers({"userId": "", "traits": traits}) == {"email": "jane@example.com"}
    assert _identifiers({"traits": {**traits, "email": "jane@x@y"}}) == _alias("+17625551796")


@pytest.mark.parametrize(
    "email", ["", "@", "a@", "@b", "a b@c", "a@b@c", "a" * 244 + "@example.com", "\ud800@b", 5, None]
)
def test_m4_unusable_addresses(email: object) -> None:
    assert interpret(PLAN, {"traits": {"email": email}}) == NOBODY


@pytest.mark.parametrize(
    ("phone", "expected"),
    [
        ("+17625551796", "+17625551796"),
        ("+12", "+12"),
        ("+123456789012345", "+123456789012345"),
        ("\u00a0+1 2", "+12"),
    ],
)
def test_m4_usable_phones(phone: str, expected: str) -> None:
    assert _identifiers({"traits": {"phone": phone}}) == _alias(expected)


@pytest.mark.parametrize(
    "phone", ["+1", "+1234567890123456", "+07625551796", "17625551796", "+1XXXXXXXXXX", "+١٢٣٤", 17625551796]
)
def test_m4_unusable_phones(phone: object) -> None:
    assert interpret(PLAN, {"traits": {"phone": phone}}) == NOBODY


def test_m3_addresses_at_the_top_level_count_only_beside_properties() -> None:
    assert _identifiers({"contact_phone": "+17625551796", "properties": {}}) == _alias("+17625551796")
    assert interpret(PLAN, {"contact_phone": "+17625551796"}) == NOBODY
    assert interpret(PLAN, {"contact_phone": "+17625551796", "properties": []}) == NOBODY
    assert _identifiers({"external_id": "7"}) == {"external_id": "7"}


def test_m4_a_workspace_may_skip_who_cannot_be_identified() -> None:
    plan = plan_for(track(), identity=Identity(IDENTITY.identifiers, "skip"))
    assert interpret(plan, {}) == {"attributes": []}


@pytest.mark.parametrize("payload", [None, True, 5, "text", [], [{}], {}, {"properties": None}, {"traits": "x"}])
def test_m17_any_payload_is_answered(payload: object) -> None:
    assert interpret(PLAN, payload) == NOBODY
