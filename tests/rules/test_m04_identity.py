"""M4: which identifiers are usable, which one is emitted, and what happens without any."""

from __future__ import annotations

from typing import Any

import pytest

from regal_braze.workspace.settings import IdentifierKind, Settings
from support.shipped import error, plans, request

IDENTIFIERS = ("external_id", "email", "phone", "user_alias", "braze_id")
WITH_CONTACT = [event for event, plan in sorted(plans().items()) if plan.identity is not None]
ALL: tuple[IdentifierKind, ...] = ("external_id", "email", "phone", "user_alias")
FALLBACK = {"email": "fallback@example.com"}


def identify(
    user: object = None, email: object = None, phone: object = None, decisions: Settings | None = None
) -> dict[str, Any]:
    """Return the identifiers that `call.completed` emits for a contact."""
    payload = {"userId": user, "traits": {"email": email, "phone": phone}, "properties": {}}
    (event,) = request("call.completed", payload, decisions or Settings())["events"]
    return {key: event[key] for key in IDENTIFIERS if key in event}


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        ("123", "123"),
        ("  123\t", "123"),
        ("\u00a0123\ufeff", "123"),
        ("two words", "two words"),
        (0, "0"),
        (445, "445"),
        (-1, "-1"),
        (12.5, "12.5"),
        (9007199254740991, "9007199254740991"),
        ("a" * 987, "a" * 987),
        ("é" * 493 + "a", "é" * 493 + "a"),
        ("€" * 329, "€" * 329),
        ("😀" * 246 + "abc", "😀" * 246 + "abc"),
        (" " + "a" * 987 + " ", "a" * 987),
        ("%41+/", "%41+/"),
        ("null", "null"),
    ],
    ids=lambda value: ascii(value)[:24],
)
def test_m04_an_external_id_is_a_text_or_a_number(user: object, expected: str) -> None:
    assert identify(user, "fallback@example.com") == {"external_id": expected}


@pytest.mark.parametrize(
    "user",
    [
        *("", " ", "\u00a0\u2028", None, True, False, [], ["123"], {}, {"id": "123"}),
        *("a" * 988, "é" * 494, "€" * 329 + "a", "😀" * 246 + "abcd", 9007199254740992, -9007199254740992, 1e300),
        *("\ud83d", "a\ude00", "\ude00\ud83d"),
    ],
    ids=lambda value: ascii(value)[:24],
)
def test_m04_what_is_no_external_id_gives_way_to_the_next_identifier(user: object) -> None:
    assert identify(user, "fallback@example.com") == FALLBACK


@pytest.mark.parametrize(
    ("email", "expected"),
    [
        ("jane@example.com", "jane@example.com"),
        (" jane@example.com\n", "jane@example.com"),
        ("Jane.Doe+x@Example.com", "Jane.Doe+x@Example.com"),
        ("a@b", "a@b"),
        ("zoë@exämple.com", "zoë@exämple.com"),
        ("a" * 253 + "@b", "a" * 253 + "@b"),
    ],
    ids=lambda value: ascii(value)[:24],
)
def test_m04_an_address_has_one_at_sign(email: str, expected: str) -> None:
    assert identify(email=email, phone="+17625551796") == {"email": expected}


@pytest.mark.parametrize(
    "email",
    [
        *("", "@", "a@", "@b", "a@b@c", "a@@b", "jane", "a b@c", "a@b c", "a@\u00a0b", None, 5, True, ["a@b"], {}),
        *("a" * 254 + "@b", "\ud800@b", "a@\udc00"),
    ],
    ids=lambda value: ascii(value)[:24],
)
def test_m04_what_is_no_address_gives_way_to_the_phone(email: object) -> None:
    alias = {"alias_name": "+17625551796", "alias_label": "regal_phone"}
    assert identify(email=email, phone="+17625551796") == {"user_alias": alias}


@pytest.mark.parametrize(
    ("phone", "expected"),
    [
        ("+17625551796", "+17625551796"),
        ("+1 (762) 555-1796", "+17625551796"),
        ("+1.762.555.1796", "+17625551796"),
        (" +1\u00a0762 555 1796 ", "+17625551796"),
        ("+12", "+12"),
        ("+123456789012345", "+123456789012345"),
    ],
)
def test_m04_a_phone_is_e164_once_its_punctuation_is_gone(phone: str, expected: str) -> None:
    assert identify(phone=phone) == {"user_alias": {"alias_name": expected, "alias_label": "regal_phone"}}


@pytest.mark.parametrize(
    "phone",
    [
        *("", "+", "+1", "17625551796", "0017625551796", "+0762555179", "+1234567890123456", "+1XXXXXXXXXX"),
        *("+1762555/1796", "+1 762 555 1796 ext 5", "++17625551796", "+\u0661\u0662\u0663", 17625551796, None, [], {}),
    ],
    ids=repr,
)
def test_m04_without_any_usable_identifier_it_throws_and_says_what_it_looked_for(phone: object) -> None:
    payload = {"userId": "", "traits": {"email": "none", "phone": phone}, "properties": {}}
    assert error("call.completed", payload) == "No usable identity: looked for external_id, email, user_alias"


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (("external_id", "email", "user_alias"), {"external_id": "123"}),
        (("email", "external_id"), {"email": "jane@example.com"}),
        (("phone", "email"), {"phone": "+17625551796"}),
        (("user_alias", "email"), {"user_alias": {"alias_name": "+17625551796", "alias_label": "regal_phone"}}),
    ],
)
def test_m04_the_workspace_decides_the_order(order: tuple[IdentifierKind, ...], expected: dict[str, Any]) -> None:
    assert identify("123", "jane@example.com", "+17625551796", Settings(identity_order=order)) == expected


@pytest.mark.parametrize("kind", ALL)
def test_m04_an_identifier_that_the_order_leaves_out_is_not_used(kind: IdentifierKind) -> None:
    decisions = Settings(identity_order=(kind,))
    assert list(identify("123", "jane@example.com", "+17625551796", decisions)) == [kind]
    assert error("call.completed", {"properties": {}}, decisions) == f"No usable identity: looked for {kind}"


def test_m04_the_workspace_decides_the_label_of_the_alias() -> None:
    decisions = Settings(identity_order=("user_alias",), alias_label='say "phone"')
    assert identify(phone="+17625551796", decisions=decisions) == {
        "user_alias": {"alias_name": "+17625551796", "alias_label": 'say "phone"'}
    }


@pytest.mark.parametrize("event", WITH_CONTACT)
def test_m04_the_workspace_may_skip_what_has_no_identity(event: str) -> None:
    decisions = Settings(missing_identity="skip")
    assert request(event, {"name": event, "properties": {}}, decisions) == {"attributes": []}
    assert error(event, {"name": "another.event"}, decisions).startswith(f"Expected the event {event}")


@pytest.mark.parametrize("event", WITH_CONTACT)
@pytest.mark.parametrize("order", [ALL, ALL[::-1]], ids=lambda order: str(order[0]))
def test_m04_each_object_has_exactly_one_identifier(event: str, order: tuple[IdentifierKind, ...]) -> None:
    properties = {
        "channel": "email",
        "firstName": "Jane",
        "email": "other@example.com",
        "contactPhone": "+13332311433",
        "isPrimary": True,
        "new_email_properties": {"email": "other@example.com", "isPrimary": True},
        "changes": {"custom_properties": {"plan": {"new_value": "gold"}}, "email": {"new_value": "other@example.com"}},
        "transcript_url": "https://example.com/transcript",
    }
    contact = {"email": "jane@example.com", "phone": "+17625551796"}
    payload = {"name": event, "userId": "123", "traits": contact, "properties": properties}
    for missing in ({}, {"userId": None}):
        sent = request(event, {**payload, **missing}, Settings(identity_order=order))
        objects = [each for list_ in sent.values() for each in list_]
        first = order[0] if order[0] != "external_id" or not missing else order[1]
        assert objects
        for each in objects:
            assert [key for key in ("external_id", "user_alias", "braze_id") if key in each] == (
                [first] if first in ("external_id", "user_alias") else []
            )
            if first == "email":
                assert each["email"] == "jane@example.com"
                assert "phone" not in each
