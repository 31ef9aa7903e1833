"""Track users: the identifiers of an object (M4, M5)."""

from __future__ import annotations

import pytest

from braze.rules import (
    ALIAS,
    E_MAIL,
    EMOJI,
    PHONE,
    Rule,
    assert_exact,
    attributes,
    each,
    event,
    identified,
    purchase,
)
from regal_braze.braze.request import check_request

IDENTITY = [
    Rule("an identifier", event(), event(**identified()), "/events/0"),
    Rule("one primary identifier", event(), event(user_alias=ALIAS), "/events/0"),
    Rule("one primary identifier", attributes(), attributes(user_alias=ALIAS), "/attributes/0"),
    Rule("one primary identifier", attributes(), attributes(braze_id="b1"), "/attributes/0"),
    Rule("an alias identifies", event(**identified(user_alias=ALIAS)), event(**identified(user_alias=None)),
         "/events/0/user_alias"),
    Rule("a braze_id identifies", event(**identified(braze_id="b1")), event(**identified(braze_id=" ")),
         "/events/0/braze_id"),
    Rule("an address identifies, not two", event(**identified(email=E_MAIL)),
         event(**identified(email=E_MAIL, phone=PHONE)), "/events/0"),
    Rule("an address identifies, and a phone may stand beside it", attributes(**identified(email=E_MAIL, phone=PHONE)),
         attributes(**identified(email=None, phone=PHONE)), "/attributes/0"),
    Rule("a phone identifies", attributes(**identified(phone=PHONE)),
         attributes(**identified(first_name="Ada")), "/attributes/0"),
    Rule("null is not an identifier", attributes(email=None), attributes(**identified(email=None)),
         "/attributes/0"),
    Rule("null is not an identifier", attributes(phone=None), attributes(**identified(phone=None)),
         "/attributes/0"),
    Rule("email is a profile field next to external_id, in attributes only", attributes(email=E_MAIL),
         event(email=E_MAIL), "/events/0"),
    Rule("phone is a profile field next to external_id, in attributes only", attributes(phone=PHONE),
         purchase(phone=PHONE), "/purchases/0"),
    Rule("external_id is text", event(external_id="0"), event(external_id=0), "/events/0/external_id"),
    Rule("external_id is not blank", event(external_id="a b"), event(external_id=""),
         "/events/0/external_id"),
    Rule("external_id has no outer white space", event(external_id="a b"), event(external_id="a\u00a0"),
         "/events/0/external_id"),
    Rule("external_id: 987 bytes", event(external_id="x" * 987), event(external_id="x" * 988),
         "/events/0/external_id"),
    Rule("external_id: 987 bytes, not characters", event(external_id="é" * 493 + "x"),
         event(external_id="é" * 494), "/events/0/external_id"),
    Rule("external_id: 987 bytes in attributes", attributes(external_id=EMOJI * 246 + "xxx"),
         attributes(external_id=EMOJI * 247), "/attributes/0/external_id"),
    Rule("user_alias has a label", event(**identified(user_alias=ALIAS)),
         event(**identified(user_alias={"alias_name": "a"})), "/events/0/user_alias"),
    Rule("user_alias has a name", event(**identified(user_alias=ALIAS)),
         event(**identified(user_alias={"alias_label": "a"})), "/events/0/user_alias"),
    Rule("user_alias has nothing else", event(**identified(user_alias=ALIAS)),
         event(**identified(user_alias={**ALIAS, "id": "a"})), "/events/0/user_alias"),
    Rule("alias_name is not blank", event(**identified(user_alias=ALIAS)),
         event(**identified(user_alias={**ALIAS, "alias_name": ""})), "/events/0/user_alias/alias_name"),
    Rule("alias_label is not blank", event(**identified(user_alias=ALIAS)),
         event(**identified(user_alias={**ALIAS, "alias_label": " "})), "/events/0/user_alias/alias_label"),
    Rule("a phone is text", event(**identified(phone=PHONE)), event(**identified(phone=17625555555)),
         "/events/0/phone"),
    Rule("an email is text", event(**identified(email=E_MAIL)), event(**identified(email=5)),
         "/events/0/email"),
    Rule("E.164: 15 digits", event(**identified(phone="+" + "1" * 15)),
         event(**identified(phone="+" + "1" * 16)),
         "/events/0/phone"),
    Rule("E.164: 2 digits", event(**identified(phone="+12")), event(**identified(phone="+1")),
         "/events/0/phone"),
    Rule("E.164: no leading zero", event(**identified(phone="+10")), event(**identified(phone="+01")),
         "/events/0/phone"),
    Rule("E.164: a plus", attributes(phone=PHONE), attributes(phone="17625555555"),
         "/attributes/0/phone"),
    Rule("email: one @", attributes(email="a@b"), attributes(email="a@b@c"), "/attributes/0/email"),
    Rule("email: an @", event(**identified(email="a@b")), event(**identified(email="ab")), "/events/0/email"),
    Rule("email: text around the @", event(**identified(email="a@b")), event(**identified(email="@b")),
         "/events/0/email"),
    Rule("email: no white space", event(**identified(email="a@b")), event(**identified(email="a@b\n")),
         "/events/0/email"),
    Rule("email: 255 characters as an attribute", attributes(email="x" * 253 + "@b"),
         attributes(email="x" * 254 + "@b"), "/attributes/0/email"),
    Rule("M5: _update_existing_only is explicit", event(), event(_update_existing_only=...), "/events/0"),
    Rule("M5: _update_existing_only is explicit", attributes(_update_existing_only=True),
         attributes(_update_existing_only=...), "/attributes/0"),
    Rule("M5: _update_existing_only is explicit", purchase(), purchase(_update_existing_only=...),
         "/purchases/0"),
    Rule("_update_existing_only is a boolean", event(), event(_update_existing_only="false"),
         "/events/0/_update_existing_only"),
]  # fmt: skip


KINDS = {"events": event, "attributes": attributes, "purchases": purchase}

IN_EVERY_KIND = [
    Rule(f"{kind}: {key}", make(**identified(**{key: good})), make(**identified(**{key: bad})),
         f"/{kind}/0/{key}")
    for kind, make in KINDS.items()
    for key, good, bad in [
        ("external_id", "123", 123),
        ("user_alias", ALIAS, PHONE),
        ("braze_id", "b1", ""),
        ("email", E_MAIL, "xxx.example.com"),
        ("phone", PHONE, "7625555555"),
    ]
] + [
    Rule(f"{kind}: _update_existing_only", make(_update_existing_only=True), make(_update_existing_only=1),
         f"/{kind}/0/_update_existing_only")
    for kind, make in KINDS.items()
]  # fmt: skip


@each(IN_EVERY_KIND)
def test_identifiers_have_their_form_in_every_kind_of_object(rule: Rule) -> None:
    assert_exact(rule)


@pytest.mark.parametrize("primary", [{"external_id": "123"}, {"user_alias": ALIAS}, {"braze_id": "b1"}])
def test_addresses_next_to_a_primary_identifier_are_profile_fields(primary: dict[str, object]) -> None:
    assert check_request(attributes(**identified(email=E_MAIL, phone=PHONE) | primary)) == ()


@each(IDENTITY)
def test_exactly_one_usable_identifier(rule: Rule) -> None:
    assert_exact(rule)
