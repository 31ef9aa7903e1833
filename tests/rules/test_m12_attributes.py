"""M12: attributes hold no null, except where an agent cleared the value; four names go to Braze's own fields."""

from __future__ import annotations

import json
from typing import Any

import pytest

from regal_braze.braze.limits import PROFILE_FIELDS
from regal_braze.plan.conversions import EmailAddress, Number
from regal_braze.plan.model import Attribute, Attributes
from regal_braze.workspace.settings import Settings
from rules.test_m13_edits import EDITED, WHO, pair
from support.plans import plan_of_properties
from support.shipped import Json, envelope
from support.three_engines import request, short, unchanged

CREATED = "contact.created"
NEW_EMAIL = {"email": "new@example.com", "isPrimary": True}
URL = "https://example.com/t"
OWN_FIELDS = {"firstName": "first_name", "lastName": "last_name", "email": "email", "phone": "phone"}
AGE = Attribute("age", ("age",), Number())


def attributes(event: Any, properties: Json, **members: Json) -> list[dict[str, Json]]:
    """Return the attributes that Braze gets, without the identifier and the control key."""
    name = event if isinstance(event, str) else event.event
    sent = request(event, envelope(name, properties, **members))["attributes"]
    return [{key: value for key, value in updated.items() if key not in WHO} for updated in sent]


def edited(changes: Json) -> list[dict[str, Json]]:
    return attributes(EDITED, {"changes": changes})


@pytest.mark.parametrize(
    ("event", "properties", "expected"),
    [
        (CREATED, {"firstName": "Jane", "lastName": "Doe"}, {"first_name": "Jane", "last_name": "Doe"}),
        (CREATED, {"email": " jane@example.com "}, {"email": "jane@example.com"}),
        (CREATED, {"contactPhone": "+1 (762) 555-1796"}, {"phone": "+17625551796"}),
        (CREATED, {"plan": "gold", "score": 7, "vip": True}, {"plan": "gold", "score": 7, "vip": True}),
        ("contact.email.created", {"phone": "+17625551796"}, {"phone": "+17625551796"}),
        ("contact.phone.created", {"firstName": "Jane", "made_up": 1}, {"first_name": "Jane"}),
        ("contact.phone.created", {"contactPhone": "+13332311433", "isPrimary": True}, {"phone": "+13332311433"}),
        ("contact.phone.created", {"contactPhone": "+13332311433", "isPrimary": "true"}, {"phone": "+13332311433"}),
        ("contact.email.created", {"leadStatus": "New", "plan": "gold"}, {"leadStatus": "New", "plan": "gold"}),
        ("contact.email.created", {"new_email_properties": NEW_EMAIL}, {"email": "new@example.com"}),
        ("call.transcript.available", {"transcript_url": URL, "transcript": "a"}, {"regal_last_transcript_url": URL}),
        # Nulls and unusable values are left out; without any attribute there is no update
        (CREATED, {}, {}),
        (CREATED, {"firstName": None, "email": None, "contactPhone": None, "plan": None}, {}),
        (CREATED, {"email": "no address", "contactPhone": "no phone"}, {}),
        (CREATED, {"plan": {}, "tags": {"a": None}, "deep": {"a": {"b": {}}}, "score": 1e999}, {}),
        ("contact.phone.created", {"contactPhone": "+13332311433"}, {}),
        ("contact.phone.created", {"contactPhone": "+13332311433", "isPrimary": None, "label": "Mobile"}, {}),
        ("contact.phone.created", {"contactPhone": "+13332311433", "isPrimary": False}, {}),
        ("contact.phone.created", {"contactPhone": "+13332311433", "isPrimary": 1}, {}),
        ("contact.phone.created", {"contactPhone": "soon", "isPrimary": True}, {}),
        ("contact.email.created", {"new_email_properties": {**NEW_EMAIL, "isPrimary": False}}, {}),
        ("contact.email.created", {"new_email_properties": None}, {}),
        ("contact.email.created", {"new_email_properties": [NEW_EMAIL]}, {}),
        ("call.transcript.available", {"transcript_url": None}, {}),
        ("call.transcript.available", {}, {}),
    ],
)
def test_the_events_that_also_update_the_profile(event: str, properties: Json, expected: Json) -> None:
    assert attributes(event, properties) == ([expected] if expected else [])
    assert len(request(event, envelope(event, properties))["events"]) == 1


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        *unchanged([], 0, False, "", "2022-07-15T03:17:39Z"),
        ({"street": "Main", "unit": None}, {"street": "Main"}),
        ({"a": {"b": None}, "c": 1}, {"c": 1}),
        # Items are unique; lists, nulls and date-times are not items
        (["a", None, "a", 1, 1, 1.0, "1", True], ["a", 1, "1", True]),
        ([["a"], "b"], ["b"]),
        ([{"a": 1}, {"a": 1}, {" a": 1}, {"a": None}, {}], [{"a": 1}]),
        (["2022-07-15", "2022-07-15T03:17:39Z", "later"], ["later"]),
        *unchanged([{"at": "2022-07-15T03:17:39Z", "by": "Jane"}]),
        ({"inc": 5}, {"regal_inc": 5}),
        (
            {"$add": ["a"], " remove ": ["b"], "$update": [{"$identifier_key": "id"}]},
            {"regal_add": ["a"], "regal_remove": ["b"], "regal_update": [{"identifier_key": "id"}]},
        ),
        ([{"add": [{"update": 1}]}], [{"regal_add": [{"regal_update": 1}]}]),
        ([f"item {index}" for index in range(501)], [f"item {index}" for index in range(500)]),
        ([index // 2 for index in range(1100)], list(range(500))),
        # Keys hold no spaces, dots and dollars
        ({"zip.code": "1", "model year": 2}, {"zip_code": "1", "model_year": 2}),
        ({"in$ide": 3, "$first": 4, "a. $b": 5}, {"in_ide": 3, "first": 4, "a_b": 5}),
        ({"a b.c$d": 1, "$x..y": 2}, {"a_b_c_d": 1, "x_y": 2}),
        ({"a b": 1, "a_b": 2}, {"a_b": 2}),
        # Five levels
        *unchanged({"a": {"b": {"c": {"d": {"e": 1}}}}}),
        ({"a": {"b": {"c": {"d": {"e": {"f": 1}}}}}, "kept": 1}, {"kept": 1}),
        ({"a": {"b": {"c": {"d": {"e": {"f": 1}, "g": 1}}}}}, {"a": {"b": {"c": {"d": {"g": 1}}}}}),
    ],
    ids=short,
)
def test_custom_attributes(value: Json, expected: Json) -> None:
    for sent in (attributes(CREATED, {"plan": value}), edited({"custom_properties": {"plan": pair(value)}})):
        assert json.dumps(sent, sort_keys=True) == json.dumps([{"plan": expected}], sort_keys=True)


def test_no_depth_of_an_attribute_holds_a_null() -> None:
    value: Json = None
    for _ in range(6):
        value = {"none": value, "kept": 1}
        assert "null" not in json.dumps(attributes(CREATED, {"plan": value}))


def test_a_nested_attribute_stays_within_100_kb() -> None:
    value = {f"key{index:03}": "€" * 255 for index in range(150)}
    for (sent,) in (attributes(CREATED, {"plan": value}), edited({"custom_properties": {"plan": pair(value)}})):
        assert 0 < len(sent["plan"]) < len(value)
        assert len(json.dumps(sent["plan"], ensure_ascii=False).encode()) <= 100_000
        assert sorted(sent["plan"]) == sorted(value)[: len(sent["plan"])]


@pytest.mark.parametrize("name", [name for name in PROFILE_FIELDS if name not in ("email", "phone")])
def test_a_name_that_braze_reserves_as_a_profile_field_gets_a_prefix(name: str) -> None:
    assert attributes(CREATED, {name: "value"}) == [{f"regal_{name}": "value"}]
    assert edited({"custom_properties": {name: pair("value")}}) == [{f"regal_{name}": "value"}]


@pytest.mark.parametrize(("name", "field"), OWN_FIELDS.items())
def test_four_names_go_to_own_fields_of_braze_with_their_types(name: str, field: str) -> None:
    event = "contact.email.created" if name == "phone" else CREATED  # where the schema itself does not set the field
    good = {"email": "jane@example.com", "phone": "+17625551796"}.get(name, "Jane")
    for sent in (attributes(event, {name: good}), edited({name: pair(good)})):
        assert sent == [{field: good}]
    for bad in ({"a": 1}, ["a"], True, *(["no address, no phone"] if name in ("email", "phone") else [])):
        assert attributes(event, {name: bad}) == []
        assert edited({name: pair(bad), "custom_properties": {name: pair(bad)}}) == []


@pytest.mark.parametrize(("regal", "braze"), [("firstName", "first_name"), ("lastName", "last_name")])
def test_an_own_field_is_set_by_the_name_of_regal_alone(regal: str, braze: str) -> None:
    changes = {"custom_properties": {braze: pair("a"), regal: pair("b")}}
    assert edited(changes) == [{braze: "b", f"regal_{braze}": "a"}]


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"age": "5", " age": 6}, [{"age": 5}]),
        ({" age": 6}, [{"age": 6}]),
        ({"age": None, " age": 6}, [{"age": 6}]),
        ({"age": "old", " age": 6}, [{"age": 6}]),
        ({"omitted": 1, " b ": 2, "c": None}, [{"b": 2}]),
    ],
    ids=repr,
)
def test_an_undeclared_property_counts_where_the_declared_one_gives_nothing(properties: Json, expected: Json) -> None:
    plan = plan_of_properties({}, attributes=Attributes((AGE,), ("age", "omitted"), False))
    assert attributes(plan, properties) == expected
    phones = {"phone": "+13332311433", "contactPhone": "+17625551796"}
    assert attributes(CREATED, phones) == [{"phone": "+17625551796"}]
    assert attributes(CREATED, {**phones, "contactPhone": None}) == [{"phone": "+13332311433"}]
    assert attributes(CREATED, {"phone": "+13332311433"}) == [{"phone": "+13332311433"}]


@pytest.mark.parametrize(
    ("event", "properties"),
    [
        (CREATED, {"email": "new@example.com", "contactPhone": "+13332311433", "plan": "gold"}),
        ("contact.email.created", {"new_email_properties": NEW_EMAIL, "plan": "gold"}),
        (EDITED, {"changes": {"email": pair("new@example.com"), "phone": pair("+13332311433"), "plan": pair("gold")}}),
        (EDITED, {"changes": {"email": pair("new@example.com"), "phone": pair(None), "plan": pair("gold")}}),
    ],
)
def test_an_address_that_identifies_is_not_replaced_by_a_new_one(event: str, properties: Json) -> None:
    """Braze would take another email for the identity; a phone beside the email is an attribute (M4)."""
    payload = envelope(event, properties, userId=None, traits={"email": "old@example.com", "phone": "+17625551796"})
    (by_email,) = request(event, payload)["attributes"]
    assert by_email.pop("phone", None) in (None, "+13332311433")
    assert by_email == {"email": "old@example.com", "_update_existing_only": False, "plan": "gold"}
    (by_phone,) = request(event, payload, Settings(identity_order=("phone",)))["attributes"]
    assert by_phone == {"phone": "+17625551796", "_update_existing_only": False, "plan": "gold"}


@pytest.mark.parametrize(
    ("event", "properties", "phone"),
    [
        (CREATED, {"plan": "gold"}, "+17625551796"),
        (CREATED, {"contactPhone": "+13332311433"}, "+13332311433"),
        (EDITED, {"changes": {"plan": pair("gold")}}, "+17625551796"),
        (EDITED, {"changes": {"phone": pair("+13332311433")}}, "+13332311433"),
        (EDITED, {"changes": {"phone": pair(None)}}, None),
    ],
)
def test_m4_a_contact_known_by_phone_alone_can_be_messaged(event: str, properties: Json, phone: str | None) -> None:
    payload = envelope(event, properties, userId=None, traits={"phone": "+17625551796"})
    (updated,) = request(event, payload)["attributes"]
    assert updated["user_alias"] == {"alias_name": "+17625551796", "alias_label": "regal_phone"}
    assert updated["phone"] == phone


def test_an_address_that_identifies_leaves_no_update_of_the_address_alone() -> None:
    plan = plan_of_properties({}, attributes=Attributes((Attribute("email", ("new",), EmailAddress()),), None, False))
    payload = envelope("call.completed", {"new": "new@example.com"}, userId=None)
    assert request(plan, payload)["attributes"] == []
