"""M3: every envelope that Regal documents works, and new data never identifies a contact."""

from __future__ import annotations

from typing import Any

import pytest

from depth import some
from regal_braze.workspace.settings import IDENTITY_PATHS, Settings
from support.shipped import plans
from support.three_engines import error, request

WITH_CONTACT = some([event for event, plan in plans().items() if plan.identity is not None], 6)
NEW_ADDRESS = ("contact.phone.created", "contact.email.created")
PHONE = "+17625551796"
ALIAS = {"user_alias": {"alias_name": PHONE, "alias_label": "regal_phone"}}
EMAIL = {"email": "jane@example.com"}


def identifiers(request_: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the identifier of each object; an address beside an id is an attribute."""
    found = []
    for updated in [updated for objects in request_.values() for updated in objects]:
        primary = {key: updated[key] for key in ("external_id", "user_alias") if key in updated}
        found.append(primary or {"email": updated["email"]})
    return found


@pytest.mark.parametrize(
    ("members", "properties", "expected"),
    [
        ({"userId": "u"}, {}, {"external_id": "u"}),
        ({"external_id": "x"}, {}, {"external_id": "x"}),
        ({"userId": "u", "external_id": "x"}, {}, {"external_id": "u"}),
        ({"userId": None, "external_id": "x"}, {}, {"external_id": "x"}),
        ({"externalId": "e"}, {}, {"external_id": "e"}),
        ({"userId": " ", "externalId": "e", "external_id": "x"}, {}, {"external_id": "e"}),
        ({"traits": EMAIL}, {}, EMAIL),
        ({"contact_email": "jane@example.com"}, {}, EMAIL),
        ({}, {"contact_email": "jane@example.com"}, EMAIL),
        ({"traits": EMAIL, "contact_email": "other@example.com"}, {}, EMAIL),
        ({"traits": {"email": "no address"}, "contact_email": "jane@example.com"}, {}, EMAIL),
        ({"contact_email": "jane@example.com"}, {"contact_email": "other@example.com"}, EMAIL),
        ({"traits": {"phone": PHONE}}, {}, ALIAS),
        ({"contact_phone": PHONE}, {}, ALIAS),
        ({}, {"contact_phone": PHONE}, ALIAS),
        ({}, {"contactPhone": PHONE}, ALIAS),
        ({}, {"contact_number": PHONE}, ALIAS),
        ({"traits": {"phone": PHONE}, "contact_phone": "+15550001111"}, {}, ALIAS),
        ({"traits": {"phone": "none"}}, {"contact_phone": PHONE}, ALIAS),
        ({"traits": None, "contact_phone": PHONE}, {}, ALIAS),
        ({"traits": "x", "contact_phone": PHONE}, {}, ALIAS),
        ({"traits": [EMAIL], "contact_phone": PHONE}, {}, ALIAS),
    ],
    ids=repr,
)
def test_the_contact_is_found_in_every_place(members: Any, properties: Any, expected: Any) -> None:
    data = {**properties, "channel": "sms", "changes": {"custom_properties": {"plan": {"new_value": "gold"}}}}
    for event in WITH_CONTACT:
        if event not in NEW_ADDRESS:
            found = identifiers(request(event, {"name": event, "properties": data, **members}))
            assert found
            assert all(each == expected for each in found), event


@pytest.mark.parametrize(
    ("event", "properties"),
    [
        ("contact.phone.created", {"contactPhone": "+13332311433", "isPrimary": True}),
        ("contact.phone.created", {"contactPhone": "+13332311433", "contact_phone": "+13332311433"}),
        ("contact.email.created", {"new_email_properties": {"email": "new@example.com", "isPrimary": True}}),
        ("contact.email.created", {"contact_email": "new@example.com", "contact_phone": "+13332311433"}),
    ],
)
def test_a_new_address_is_data_and_never_the_identity(event: str, properties: Any) -> None:
    outside = {"contact_phone": "+13332311433", "contact_email": "new@example.com"}
    assert error(event, {"name": event, "properties": properties, **outside}).startswith("No usable identity")
    known = request(event, {"name": event, "properties": properties, "traits": {"email": "old@example.com"}})
    assert {each["email"] for objects in known.values() for each in objects} == {"old@example.com"}


@pytest.mark.parametrize("event", NEW_ADDRESS)
def test_a_workspace_without_paths_in_traits_identifies_no_new_address_by_it(event: str) -> None:
    paths = {**IDENTITY_PATHS, "email": (("contact_email",),), "phone": (("properties", "contact_phone"),)}
    settings = Settings(identity_paths=paths)
    payload = {"name": event, "contact_email": "new@example.com", "properties": {"contact_phone": PHONE}}
    assert error(event, payload, settings) == "No usable identity: looked for external_id"
    known = request(event, {**payload, "userId": "7"}, settings)
    assert identifiers(known) == [{"external_id": "7"}] * len(identifiers(known))
    (by_email,) = identifiers(request("call.completed", {**payload, "name": "call.completed"}, settings))
    assert by_email == EMAIL | {"email": "new@example.com"}


@pytest.mark.parametrize("properties", [{}, {"properties": None}, {"properties": []}, {"properties": "{}"}], ids=repr)
@pytest.mark.parametrize(
    "members",
    [
        *({"userId": "7"}, {"externalId": "7"}, {"external_id": "7"}, {"traits": EMAIL}, {"traits": {"phone": PHONE}}),
        {"contact_phone": PHONE, "contact_email": "jane@example.com", "contactPhone": PHONE},
    ],
    ids=repr,
)
def test_without_an_object_of_properties_nothing_identifies(members: Any, properties: Any) -> None:
    for event in WITH_CONTACT:
        assert error(event, {**members, **properties}).startswith("No usable identity")
