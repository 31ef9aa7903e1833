"""M12, M13: what reaches the profile beside an event, and what an agent's edit of a contact changes there."""

from __future__ import annotations

import json
from typing import Any

import pytest

from regal_braze.braze.limits import PROFILE_FIELDS
from regal_braze.workspace.settings import Settings
from support.shipped import Json, envelope, request

CREATED = "contact.created"
EDITED = "contact.attribute.edited"
WHO = {"external_id": "123", "_update_existing_only": False}
OWN_FIELDS = {"firstName": "first_name", "lastName": "last_name", "email": "email", "phone": "phone"}


def attributes_of(event: str, properties: Json, **members: Json) -> list[dict[str, Json]]:
    """Return the attributes that Braze gets, without who they are about."""
    sent = request(event, envelope(event, properties, **members))["attributes"]
    return [{key: value for key, value in each.items() if key not in WHO} for each in sent]


def edited(changes: Json, **members: Json) -> list[dict[str, Json]]:
    return attributes_of(EDITED, {"changes": changes}, **members)


def pair(new: Json) -> Json:
    return {"old_value": "before", "new_value": new}


# --- Beside an event


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
        (
            "contact.email.created",
            {"new_email_properties": {"email": "new@example.com", "isPrimary": True}},
            {"email": "new@example.com"},
        ),
        (
            "call.transcript.available",
            {"transcript_url": "https://example.com/t", "transcript": "word"},
            {"regal_last_transcript_url": "https://example.com/t"},
        ),
    ],
)
def test_m12_these_events_also_write_the_profile(event: str, properties: Json, expected: Json) -> None:
    assert attributes_of(event, properties) == [expected]


@pytest.mark.parametrize(
    ("event", "properties"),
    [
        (CREATED, {}),
        (CREATED, {"firstName": None, "email": None, "contactPhone": None, "plan": None}),
        (CREATED, {"email": "no address", "contactPhone": "no phone"}),
        (CREATED, {"plan": {}, "tags": {"a": None}}),
        ("contact.phone.created", {"contactPhone": "+13332311433"}),
        ("contact.phone.created", {"contactPhone": "+13332311433", "isPrimary": None, "label": "Mobile"}),
        ("contact.phone.created", {"contactPhone": "+13332311433", "isPrimary": False}),
        ("contact.phone.created", {"contactPhone": "+13332311433", "isPrimary": 1}),
        ("contact.phone.created", {"contactPhone": "soon", "isPrimary": True}),
        ("contact.email.created", {"new_email_properties": {"email": "new@example.com", "isPrimary": False}}),
        ("contact.email.created", {"new_email_properties": None}),
        ("contact.email.created", {"new_email_properties": [{"email": "new@example.com", "isPrimary": True}]}),
        ("call.transcript.available", {"transcript_url": None}),
        ("call.transcript.available", {}),
    ],
)
def test_m12_null_and_what_is_unusable_is_left_out_and_nothing_left_is_no_update(event: str, properties: Json) -> None:
    assert attributes_of(event, properties) == []
    assert len(request(event, envelope(event, properties))["events"]) == 1


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"street": "Main", "unit": None}, {"street": "Main"}),
        ({"a": {"b": None}, "c": 1}, {"c": 1}),
        (["a", None, "a", 1, 1, 1.0, True], ["a", 1, True]),
        ([["a"], "b"], ["b"]),
        ([{"a": 1}, {"a": 1}, {"a": None}, {}], [{"a": 1}]),
        (["2022-07-15", "2022-07-15T03:17:39Z", "later"], ["later"]),
        ([{"at": "2022-07-15T03:17:39Z", "by": "Jane"}], [{"by": "Jane"}]),
        ("2022-07-15T03:17:39Z", "2022-07-15T03:17:39Z"),
        ({"zip.code": "1", "model year": 2}, {"zip_code": "1", "model_year": 2}),
        ({"in$ide": 3, "$first": 4, "a. $b": 5}, {"in_ide": 3, "first": 4, "a_b": 5}),
        ({"a": {"b": {"c": {"d": {"e": 1}}}}}, {"a": {"b": {"c": {"d": {"e": 1}}}}}),
        ({"a": {"b": {"c": {"d": {"e": {"f": 1}}}}}, "kept": 1}, {"kept": 1}),
        ([f"item {index}" for index in range(501)], [f"item {index}" for index in range(500)]),
        ([], []),
        (0, 0),
        (False, False),
        ("", ""),
    ],
    ids=lambda value: ascii(value)[:40],
)  # fmt: skip
def test_m12_a_custom_attribute_has_no_null_below_its_top_and_keys_that_braze_takes(
    value: Json, expected: Json
) -> None:
    for sent in (attributes_of(CREATED, {"plan": value}), edited({"custom_properties": {"plan": pair(value)}})):
        assert json.dumps(sent, sort_keys=True) == json.dumps([{"plan": expected}], sort_keys=True)


@pytest.mark.parametrize("depth", range(1, 6))
def test_m12_no_depth_of_an_attribute_holds_a_null(depth: int) -> None:
    value: Json = None
    for _ in range(depth):
        value = {"none": value, "kept": 1}
    assert "null" not in json.dumps(attributes_of(CREATED, {"plan": value}))


def test_m12_a_nested_attribute_stays_within_100_kb() -> None:
    value = {f"key{index:03}": "€" * 255 for index in range(500)}
    for (sent,) in (attributes_of(CREATED, {"plan": value}), edited({"custom_properties": {"plan": pair(value)}})):
        assert 0 < len(json.dumps(sent["plan"], ensure_ascii=False).encode()) <= 100_000
        assert sorted(sent["plan"]) == sorted(value)[: len(sent["plan"])]


@pytest.mark.parametrize("name", [name for name in PROFILE_FIELDS if name not in ("email", "phone")])
def test_m12_what_braze_reserves_as_a_profile_field_gets_a_prefix(name: str) -> None:
    assert attributes_of(CREATED, {name: "value"}) == [{f"regal_{name}": "value"}]
    assert edited({"custom_properties": {name: pair("value")}}) == [{f"regal_{name}": "value"}]


@pytest.mark.parametrize("name", ["first_name", "last_name"])
def test_m12_an_own_field_is_filled_by_regals_name_alone(name: str) -> None:
    regal = {"first_name": "firstName", "last_name": "lastName"}[name]
    assert edited({"custom_properties": {name: pair("a"), regal: pair("b")}}) == [{name: "b", f"regal_{name}": "a"}]


@pytest.mark.parametrize(("name", "field"), OWN_FIELDS.items())
def test_m12_four_names_go_to_brazes_own_fields_with_their_types(name: str, field: str) -> None:
    event = "contact.email.created" if name == "phone" else CREATED  # where its own schema does not fill the field
    good = {"email": "jane@example.com", "phone": "+17625551796"}.get(name, "Jane")
    for sent in (attributes_of(event, {name: good}), edited({name: pair(good)})):
        assert sent == [{field: good}]
    for bad in ({"a": 1}, ["a"], True, *(["no address, no phone"] if name in ("email", "phone") else [])):
        assert attributes_of(event, {name: bad}) == []
        assert edited({name: pair(bad), "custom_properties": {name: pair(bad)}}) == []


def test_m12_a_field_that_the_schema_fills_is_not_filled_by_an_undeclared_property() -> None:
    assert attributes_of(CREATED, {"phone": "+13332311433", "contactPhone": "+17625551796"}) == [
        {"phone": "+17625551796"}
    ]
    assert attributes_of(CREATED, {"phone": "+13332311433", "contactPhone": None}) == []


@pytest.mark.parametrize(
    ("event", "properties"),
    [
        (CREATED, {"email": "new@example.com", "contactPhone": "+13332311433", "plan": "gold"}),
        (
            "contact.email.created",
            {"new_email_properties": {"email": "new@example.com", "isPrimary": True}, "plan": "gold"},
        ),
        (
            EDITED,
            {"changes": {"email": pair("new@example.com"), "phone": pair("+13332311433"), "plan": pair("gold")}},
        ),
    ],
)
def test_m12_an_address_that_identifies_is_not_replaced_by_a_new_one(event: str, properties: Json) -> None:
    """Without a primary identifier, an email beside another would be taken for the identity (M4)."""
    payload = envelope(event, properties, userId=None, traits={"email": "old@example.com", "phone": "+17625551796"})
    (by_email,) = request(event, payload)["attributes"]
    assert by_email == {"email": "old@example.com", "_update_existing_only": False, "plan": "gold"}
    (by_phone,) = request(event, payload, Settings(identity_order=("phone",)))["attributes"]
    assert by_phone == {"phone": "+17625551796", "_update_existing_only": False, "plan": "gold"}


# --- An agent's edit


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"custom_properties": {"plan": pair("gold")}}, {"plan": "gold"}),
        ({"custom_properties": {"plan": pair("gold"), "score": pair(7)}}, {"plan": "gold", "score": 7}),
        ({"custom_properties": {"plan": {"new_value": "gold"}}}, {"plan": "gold"}),
        ({"custom_properties": {"plan": pair(None)}}, {"plan": None}),
        ({"phone": pair("+12312259768")}, {"phone": "+12312259768"}),
        ({"phone": pair(None)}, {"phone": None}),
        ({"phones": pair(["+12312259768", "+14706466940"])}, {"phones": ["+12312259768", "+14706466940"]}),
        ({"email": pair("new@example.com")}, {"email": "new@example.com"}),
        ({"emails": pair(["new@example.com"])}, {"emails": ["new@example.com"]}),
        ({"firstName": pair("Janet"), "lastName": pair(None)}, {"first_name": "Janet", "last_name": None}),
        ({"another_section": {"plan": pair("gold")}}, {"plan": "gold"}),
        ({"plan": pair("gold"), "custom_properties": {"plan": pair("silver")}}, {"plan": "gold"}),
        ({"a": {"plan": pair("gold")}, "b": {"plan": pair("silver")}}, {"plan": "silver"}),
        ({"b": {"plan": pair("silver")}, "a": {"plan": pair("gold")}}, {"plan": "silver"}),
        ({"custom_properties": {"plan": "gold", "score": pair(7)}}, {"score": 7}),
        ({"custom_properties": {"plan": {"old_value": "silver"}, "score": pair(7)}}, {"score": 7}),
        ({"custom_properties": {" plan": pair("a"), "$score": pair(1)}}, {"plan": "a", "score": 1}),
        ({"custom_properties": {"new_value": "of the section"}}, {"custom_properties": "of the section"}),
        ({"tags": pair([])}, {"tags": []}),
        ({"vip": pair(False), "score": pair(0), "note": pair("")}, {"vip": False, "score": 0, "note": ""}),
        ({"constructor": pair("a"), "toString": pair("b")}, {"constructor": "a", "toString": "b"}),
    ],
    ids=lambda value: ascii(value)[:60],
)
def test_m13_every_changed_section_is_written_and_what_was_cleared_is_cleared(changes: Json, expected: Json) -> None:
    assert edited(changes) == [expected]


@pytest.mark.parametrize(
    "changes",
    [
        *(None, [], "changes", 5, {}, {"custom_properties": {}}, {"custom_properties": None}, {"phones": ["+1"]}),
        *({"phone": "+12312259768"}, {"phone": {"old_value": "+12312259768"}}, {"plan": {"plan": {"old_value": 1}}}),
        *({"phone": pair("soon")}, {"email": pair("no address")}, {"plan": pair({"a": None})}, {"plan": pair({})}),
        *({"$": pair(1)}, {"": pair(1)}, {"__proto__": pair(1)}, {"k" * 256: pair(1)}),
        {"deep": {"deeper": {"deepest": pair(1)}}},
    ],
    ids=lambda value: ascii(value)[:60],
)
def test_m13_an_edit_that_changes_nothing_braze_can_hold_skips(changes: Json) -> None:
    assert request(EDITED, envelope(EDITED, {"changes": changes})) == {"attributes": []}


def test_m13_an_edit_without_changes_skips() -> None:
    assert request(EDITED, envelope(EDITED, {})) == {"attributes": []}


def test_m13_only_the_new_value_counts() -> None:
    changes: Any = {"plan": {"old_value": {"a": 1}, "new_value": "gold", "changed_by": "an agent"}}
    assert edited(changes) == [{"plan": "gold"}]


@pytest.mark.parametrize("members", [{"userId": None, "traits": {"phone": "+17625551796"}}, {}], ids=["alias", "id"])
def test_m13_a_new_phone_or_email_is_written_beside_a_primary_identifier(members: Json) -> None:
    (sent,) = edited({"phone": pair("+12312259768"), "email": pair("new@example.com")}, **members)
    assert (sent["phone"], sent["email"]) == ("+12312259768", "new@example.com")


def test_m13_an_edit_is_no_custom_event() -> None:
    assert set(request(EDITED, envelope(EDITED, {"changes": {"plan": pair("gold")}}))) == {"attributes"}
