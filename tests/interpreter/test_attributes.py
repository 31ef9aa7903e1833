"""M12 and M13: what is written to the profile."""

from __future__ import annotations

import pytest

from regal_braze.plan.conversions import EmailAddress, Integer, PhoneNumber, Text
from regal_braze.plan.model import Attribute, Attributes, Changes
from support.interpreter.plans import as_list, plan_for, request_for, track

USER = {"userId": "1"}
DECLARED = Attributes(
    (
        Attribute("email", ("email",), EmailAddress()),
        Attribute("phone", ("new", "phone"), PhoneNumber(), when=("new", "isPrimary")),
        Attribute("age", ("age",), Integer()),
    ),
    None,
    False,
)
UNDECLARED = Attributes((Attribute("age", ("age",), Integer()),), ("age", "omitted"), False)
CHANGES = plan_for(Changes("changes", True))


def _beside(attributes: Attributes, properties: object, user: dict[str, object] | None = None) -> object:
    payload = {**(USER if user is None else user), "properties": properties}
    written = as_list(request_for(plan_for(track(attributes=attributes)), payload)["attributes"])
    return _without_keys(written, "external_id", "_update_existing_only")


def _changed(changes: object, user: dict[str, object] | None = None) -> object:
    payload = {**(USER if user is None else user), "properties": {"changes": changes}}
    request = request_for(CHANGES, payload)
    assert list(request) == ["attributes"]
    return _without_keys(as_list(request["attributes"]), "external_id", "_update_existing_only")


def _without_keys(written: list[object], *keys: str) -> object:
    if not written:
        return []
    [attributes] = written
    assert isinstance(attributes, dict)
    return {key: value for key, value in attributes.items() if key not in keys}


def _pair(value: object) -> dict[str, object]:
    return {"old_value": "old", "new_value": value}


def test_m5_identifier_and_control_key_stand_beside_the_attributes() -> None:
    written = request_for(plan_for(track(attributes=DECLARED)), {**USER, "properties": {"age": 5}})["attributes"]
    assert written == [{"age": 5, "external_id": "1", "_update_existing_only": False}]


def test_m12_nulls_and_what_cannot_be_converted_are_left_out() -> None:
    assert _beside(DECLARED, {"age": None, "email": "nobody"}) == []
    assert _beside(DECLARED, {"age": "5", "email": " a@b "}) == {"age": 5, "email": "a@b"}


@pytest.mark.parametrize(
    ("primary", "written"), [(True, True), ("true", True), (False, False), (None, False), (1, False)]
)
def test_m12_an_attribute_may_depend_on_a_boolean(primary: object, written: bool) -> None:
    found = _beside(DECLARED, {"new": {"phone": "+1 2", "isPrimary": primary}})
    assert found == ({"phone": "+12"} if written else [])


def test_m12_an_address_that_identifies_is_no_attribute() -> None:
    user: dict[str, object] = {"traits": {"email": "jane@example.com"}}
    properties = {"age": 5, "email": "new@example.com", "new": {"phone": "+12", "isPrimary": True}}
    assert _beside(DECLARED, properties, user) == {"email": "jane@example.com", "age": 5}
    assert _beside(DECLARED, {"email": "new@example.com"}, user) == []
    alias: dict[str, object] = {"traits": {"phone": "+15"}}
    assert _beside(DECLARED, {"email": "a@b"}, alias) == {
        "email": "a@b",
        "user_alias": {"alias_name": "+15", "alias_label": "regal_phone"},
    }


def test_m12_undeclared_properties_become_attributes_under_legal_names() -> None:
    properties = {
        "omitted": 1,
        "a": "x",
        " b ": 2,
        "c": None,
        "firstName": "Jane",
        "email": "bad",
        "phone": "+1 2",
        "age": 7,
    }
    assert _beside(UNDECLARED, properties) == {
        "a": "x",
        "b": 2,
        "first_name": "Jane",
        "phone": "+12",
        "age": 7,
    }


def test_m5_no_key_of_the_payload_can_be_one_of_brazes() -> None:
    properties = {
        "external_id": "2", " _update_existing_only": True, "email_subscribe": "opted_in", "__proto__": {},
        "dob": "x", "first_name": "y",
    }  # fmt: skip
    assert _beside(UNDECLARED, properties) == {
        "regal_external_id": "2", "regal__update_existing_only": True, "regal_email_subscribe": "opted_in",
        "regal_dob": "x", "regal_first_name": "y",
    }  # fmt: skip


@pytest.mark.parametrize("age", [None, "old", []])
def test_m12_the_name_of_a_declared_attribute_is_never_filled_by_an_undeclared_one(age: object) -> None:
    assert _beside(UNDECLARED, {"age": 5, " age": 6}) == {"age": 5}
    assert _beside(UNDECLARED, {"age": age, " age": 6}) == []
    assert _beside(UNDECLARED, {" age": 6}) == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"a": None, "b": 1}, {"b": 1}),
        ({"a b.c$d": 1, "$x..y": 2}, {"a_b_c_d": 1, "x_y": 2}),
        ({"a b": 1, "a_b": 2}, {"a_b": 2}),
        ([1, 1.0, "1", True, None, [2], {"a": 1}, {" a": 1}, "2022-07-15"], [1, "1", True, {"a": 1}]),
        ([{"a": "2022-07-15T03:17", "b": 1}, {"a": None}], [{"b": 1}]),
        ({"a": {"b": {"c": {"d": {"e": 1}}}}}, {"a": {"b": {"c": {"d": {"e": 1}}}}}),
        ({"a": {"b": {"c": {"d": {"e": {"f": 1}, "g": 1}}}}}, {"a": {"b": {"c": {"d": {"g": 1}}}}}),
        ([], []),
    ],
)
def test_m12_nested_attributes(value: object, expected: object) -> None:
    assert _beside(UNDECLARED, {"x": value}) == {"x": expected}


@pytest.mark.parametrize("value", [{}, {"a": None}, {"a": {"b": {}}}, float("inf")])
def test_m12_attributes_with_nothing_left_are_left_out(value: object) -> None:
    assert _beside(UNDECLARED, {"x": value}) == []


def test_m12_at_most_500_unique_items() -> None:
    assert _beside(UNDECLARED, {"x": [index // 2 for index in range(1100)]}) == {"x": list(range(500))}


def test_m13_custom_properties_and_every_other_section() -> None:
    changes = {
        "custom_properties": {
            "income": _pair("300,000"),
            "gone": _pair(None),
            "kept": {"old_value": 1},
            "odd": 5,
        },
        "phone": _pair("+1 2"),
        "phones": _pair(["+12", "+13", "+12"]),
        "firstName": _pair("Jane"),
        "email": _pair(None),
        "tags": "no section",
    }
    assert _changed(changes) == {
        "income": "300,000", "gone": None, "phone": "+12", "phones": ["+12", "+13"], "first_name": "Jane",
        "email": None,
    }  # fmt: skip


def test_m13_sections_win_over_the_entries_of_maps() -> None:
    assert _changed({"x": {"phone": _pair("+13")}, "phone": _pair("+12")}) == {"phone": "+12"}
    assert _changed({"x": {"phone": _pair("+13")}, "phone": _pair("bad")}) == []
    assert _changed({"a": {" k": _pair(1)}, "b": {" k": _pair(2)}}) == {"k": 2}
    assert _changed({"a": {"k": _pair(1)}, "b": {"k": _pair(2)}, "c": {" k": _pair(3)}}) == {"k": 2}
    assert _changed({"a": {"k": _pair(1)}, " k": _pair(2)}) == {"k": 1}


@pytest.mark.parametrize("changes", [None, [], "x", {}, {"phone": {"old_value": "+12"}}, {"email": _pair("bad")}])
def test_m13_an_edit_of_nothing_that_braze_can_hold_skips(changes: object) -> None:
    assert _changed(changes) == []


def test_m13_an_address_that_identifies_is_not_changed() -> None:
    user: dict[str, object] = {"traits": {"email": "jane@example.com"}}
    assert _changed({"email": _pair("new@example.com"), "phone": _pair(None)}, user) == []


def test_m12_control_keys_of_changes() -> None:
    request = request_for(CHANGES, {**USER, "properties": {"changes": {"a": _pair(Text.__name__)}}})
    assert request == {"attributes": [{"a": "Text", "external_id": "1", "_update_existing_only": True}]}
