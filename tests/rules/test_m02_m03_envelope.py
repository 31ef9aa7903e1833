"""M2, M3: which payloads a transformation takes for its event, and where it finds what is around the properties."""

from __future__ import annotations

from typing import Any

import pytest

from support.shipped import envelope, error, plans, request, run, samples

EVENTS = sorted(plans())
WITH_CONTACT = [event for event in EVENTS if plans()[event].identity is not None]
NEW_ADDRESS = ("contact.phone.created", "contact.email.created")
ALIAS = {"user_alias": {"alias_name": "+17625551796", "alias_label": "regal_phone"}}
EMAIL = {"email": "jane@example.com"}
PRIMARY = ("external_id", "user_alias")


@pytest.mark.parametrize("name", ["another.event", "", " ", "Call.Completed", None, 5, True, ["x"], {}], ids=repr)
def test_m02_another_name_is_an_error_that_names_both(name: Any) -> None:
    got = name if isinstance(name, str) else "5" if name == 5 else "undefined"
    for event in EVENTS:
        *_, sample = samples(event)
        assert error(event, {**sample, "name": name}) == f"Expected the event {event}, got {got}"


@pytest.mark.parametrize("event", EVENTS)
def test_m02_without_a_name_it_is_let_through(event: str) -> None:
    *_, sample = samples(event)
    named = request(event, sample)
    assert request(event, {key: value for key, value in sample.items() if key != "name"}) == named


def test_m02_the_name_is_checked_before_the_identity() -> None:
    assert error("call.completed", {"name": "sms.sent"}).startswith("Expected the event call.completed, got sms.sent")


@pytest.mark.parametrize(
    ("event", "name", "properties", "is_accepted"),
    [
        ("custom.task.completed", "custom.task.completed", {}, True),
        ("custom.task.completed", "custom.task.completed", {"type": "Custom Task"}, True),
        ("custom.task.completed", "call.completed", {"type": "Custom Task"}, True),
        ("custom.task.completed", "call.completed", {"type": "custom task"}, False),
        ("custom.task.completed", "call.completed", {"type": None}, False),
        ("custom.task.completed", "call.completed", {}, False),
        ("call.completed", "call.completed", {"type": "Custom Task"}, False),
        ("call.completed", "call.completed", {"type": "Outbound Call"}, True),
        ("call.completed", "call.completed", {"type": ["Custom Task"]}, True),
        ("call.completed", "custom.task.completed", {"type": "Custom Task"}, False),
        ("voicemail.completed", "email.conversation.completed", {"type": "Voicemail"}, True),
        ("voicemail.completed", "email.conversation.completed", {"type": "Inbound Email"}, False),
        ("email.conversation.completed", "email.conversation.completed", {"type": "Voicemail"}, False),
        ("email.conversation.completed", "email.conversation.completed", {"type": "Inbound Email"}, True),
    ],
)
def test_m02_two_events_of_one_name_are_told_apart_by_a_property(
    event: str, name: str, properties: dict[str, Any], is_accepted: bool
) -> None:
    outcome = run(event, envelope(name, properties))
    assert (outcome.request is not None) is is_accepted
    assert is_accepted or str(outcome.error).startswith(f"Expected the event {event}, got ")


@pytest.mark.parametrize(
    ("envelope_keys", "properties", "expected"),
    [
        ({"userId": "u"}, {}, {"external_id": "u"}),
        ({"external_id": "x"}, {}, {"external_id": "x"}),
        ({"userId": "u", "external_id": "x"}, {}, {"external_id": "u"}),
        ({"userId": None, "external_id": "x"}, {}, {"external_id": "x"}),
        ({"traits": {"email": "jane@example.com"}}, {}, EMAIL),
        ({"contact_email": "jane@example.com"}, {}, EMAIL),
        ({}, {"contact_email": "jane@example.com"}, EMAIL),
        ({"traits": {"email": "jane@example.com"}, "contact_email": "other@example.com"}, {}, EMAIL),
        ({"traits": {"email": "no address"}, "contact_email": "jane@example.com"}, {}, EMAIL),
        ({"contact_email": "jane@example.com"}, {"contact_email": "other@example.com"}, EMAIL),
        ({"traits": {"phone": "+17625551796"}}, {}, ALIAS),
        ({"contact_phone": "+17625551796"}, {}, ALIAS),
        ({}, {"contact_phone": "+17625551796"}, ALIAS),
        ({}, {"contactPhone": "+17625551796"}, ALIAS),
        ({}, {"contact_number": "+17625551796"}, ALIAS),
        ({"traits": {"phone": "+17625551796"}, "contact_phone": "+15550001111"}, {}, ALIAS),
        ({"traits": {"phone": "none"}}, {"contact_phone": "+17625551796"}, ALIAS),
        ({"traits": None, "contact_phone": "+17625551796"}, {}, ALIAS),
        ({"traits": [{"email": "jane@example.com"}], "contact_phone": "+17625551796"}, {}, ALIAS),
    ],
)
def test_m03_the_contact_is_found_wherever_an_envelope_has_it(
    envelope_keys: dict[str, Any], properties: dict[str, Any], expected: dict[str, Any]
) -> None:
    data = {**properties, "channel": "sms", "changes": {"custom_properties": {"plan": {"new_value": "gold"}}}}
    for event in WITH_CONTACT:
        if event in NEW_ADDRESS:
            continue
        sent = request(event, {"name": event, "properties": data, **envelope_keys})
        assert sent.get("events") or sent.get("attributes")
        for updated in [each for objects in sent.values() for each in objects]:
            primary = {key: updated[key] for key in PRIMARY if key in updated}
            assert (primary or {"email": updated["email"]}) == expected, event


@pytest.mark.parametrize(
    ("event", "properties"),
    [
        ("contact.phone.created", {"contactPhone": "+13332311433", "isPrimary": True}),
        ("contact.phone.created", {"contactPhone": "+13332311433", "contact_phone": "+13332311433"}),
        ("contact.email.created", {"new_email_properties": {"email": "new@example.com", "isPrimary": True}}),
        ("contact.email.created", {"contact_email": "new@example.com", "contact_phone": "+13332311433"}),
    ],
)
def test_m03_a_new_address_is_data_and_never_the_identity(event: str, properties: dict[str, Any]) -> None:
    outside = {"contact_phone": "+13332311433", "contact_email": "new@example.com"}
    assert error(event, {"name": event, "properties": properties, **outside}).startswith("No usable identity")
    identified = request(event, {"name": event, "properties": properties, "traits": {"email": "old@example.com"}})
    assert identified["events"][0]["email"] == "old@example.com"
    assert all(each["email"] == "old@example.com" for each in identified.get("attributes", []))


@pytest.mark.parametrize("event", WITH_CONTACT)
def test_m03_properties_without_an_envelope_identify_nobody(event: str) -> None:
    bare = {"contact_phone": "+17625551796", "contact_email": "jane@example.com", "contactPhone": "+17625551796"}
    assert error(event, bare).startswith("No usable identity")


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"eventId": "a", "event_id": "b"}, "a"),
        ({"event_id": "b"}, "b"),
        ({"eventId": None, "event_id": "b"}, "b"),
        ({"eventId": 5}, "5"),
        ({"eventId": {}}, None),
        ({}, None),
    ],
    ids=repr,
)
def test_m03_m07_the_event_id_travels_as_regal_event_id(keys: dict[str, Any], expected: str | None) -> None:
    payload = envelope("call.completed", {"regal_event_id": "forged"}, **keys)
    assert request("call.completed", payload)["events"][0]["properties"].get("regal_event_id") == expected
