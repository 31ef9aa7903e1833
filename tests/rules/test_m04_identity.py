"""M4: the first usable identifier in the workspace's order, and exactly one; without one, an error or nothing."""

from __future__ import annotations

from typing import Any

import pytest

from depth import some
from regal_braze.workspace.settings import IdentifierKind, Settings
from rules.test_m03_envelope import ALIAS, EMAIL, PHONE
from rules.test_m13_edits import pair
from support.shipped import DEFAULTS, plans
from support.three_engines import error, request, rows, short, unchanged

WITH_CONTACT = [event for event, plan in plans().items() if plan.identity is not None]
ALL: tuple[IdentifierKind, ...] = ("external_id", "email", "phone", "user_alias")
UNUSABLE = "(unusable)"


def identifiers(
    user: Any = None, email: Any = None, phone: Any = None, settings: Settings = DEFAULTS
) -> dict[str, Any]:
    """Return the identifiers of the event that `call.completed` sends for a contact."""
    payload = {"userId": user, "traits": {"email": email, "phone": phone}, "properties": {}}
    (event,) = request("call.completed", payload, settings)["events"]
    return {key: event[key] for key in ("external_id", "email", "phone", "user_alias", "braze_id") if key in event}


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        *unchanged("123", "two words", "%41+/", "NULL"),
        *unchanged("\x1ca\x85"),  # white space for Python, not for JavaScript
        *rows("123", "  123\t", "\u00a0123\ufeff"),
        ("\ufeff\u00a0\u2028 a \u3000\v", "a"),
        *rows("0", 0, -0.0),
        *((445, "445"), (-1, "-1"), (12.5, "12.5"), (2**53 - 1, "9007199254740991")),
        *unchanged("a" * 987, "é" * 493 + "a", "€" * 329, "😀" * 246 + "abc"),
        (" " + "a" * 987 + " ", "a" * 987),
        *rows(UNUSABLE, "null", "undefined", " undefined "),
        *rows(UNUSABLE, "", " ", "\u00a0\u2028", None, True, False, [], ["123"], {}, {"id": "123"}),
        *rows(UNUSABLE, "a" * 988, "é" * 494, "€" * 329 + "a", "😀" * 246 + "abcd"),
        *rows(UNUSABLE, 2**53, -(2**53), 1e300, 10**400, float("inf")),
        *rows(UNUSABLE, "\ud83d", "a\ude00", "\ude00\ud83d"),
    ],
    ids=short,
)
def test_an_external_id_is_a_string_or_number_that_is_not_blank(user: Any, expected: str) -> None:
    """At most 987 bytes. What is not usable gives way to the next path, then to the next identifier."""
    usable = expected != UNUSABLE
    assert identifiers(user, EMAIL["email"]) == ({"external_id": expected} if usable else EMAIL)
    payload = {"userId": user, "external_id": "7", "properties": {}}
    assert request("call.completed", payload)["events"][0]["external_id"] == (expected if usable else "7")


@pytest.mark.parametrize(
    ("email", "expected"),
    [
        *unchanged("jane@example.com", "Jane.Doe+x@Example.com", "a@b", "zoë@exämple.com", "a" * 253 + "@b"),
        (" jane@example.com\n", "jane@example.com"),
        *rows(UNUSABLE, "", "@", "a@", "@b", "a@b@c", "a@@b", "jane", "a b@c", "a@b c", "a@\u00a0b"),
        *rows(UNUSABLE, None, 5, True, ["a@b"], {}, "a" * 254 + "@b", "\ud800@b", "a@\udc00"),
    ],
    ids=short,
)
def test_an_address_has_one_at_sign_and_no_white_space(email: Any, expected: str) -> None:
    assert identifiers(email=email, phone=PHONE) == (ALIAS if expected == UNUSABLE else {"email": expected})


@pytest.mark.parametrize(
    ("phone", "expected"),
    [
        *unchanged("+17625551796", "+2345678", "+234567890123456"),
        *rows("+17625551796", "+1 (762) 555-1796", "+1.762.555.1796", " +1\u00a0762 555 1796 "),
        *rows("+17625551796", "+1\u2011762\u2013555\u20121796"),
        *rows("+17625551796", "\u202a+1\u200b762\u2212555\xad1796\u202c\u2066\u2069\ufeff"),
        *rows("+442079460958", "+44 (0)20 7946 0958", "(+44) (0)20 7946 0958", "(+44 (0)20 7946 0958)"),
        *rows("+442079460958", "(+44) 20 7946 0958", "((+44) (0)20 7946 0958"),
        ("+353(0)1 679 6000", "+35316796000"),
        ("+49 (30) 90 18 20", "+4930901820"),
        *rows(UNUSABLE, "", "+", "+1", "17625551796", "0017625551796", "+0762555179", "+1XXXXXXXXXX"),
        *rows(UNUSABLE, "+234567", "+2345678901234567", "+1762555/1796", "+1 762 555 1796 ext 5", "++17625551796"),
        *rows(UNUSABLE, "+1 608 271 9000 11", "+1608271900", "+1 062 555 1796", "+1 162 555 1796", "+1 (0)62 555 1796"),
        *rows(UNUSABLE, "+266696687", "+7378742833", "+256 2533", "+8656696", "+86 282 452 253"),
        *rows(UNUSABLE, "+\u0661\u0662\u0663", 17625551796, None, [], {}),
    ],
    ids=short,
)
def test_a_phone_number_is_e164_without_its_punctuation(phone: Any, expected: str) -> None:
    if expected == UNUSABLE:
        payload = {"userId": "", "traits": {"email": "none", "phone": phone}, "properties": {}}
        assert error("call.completed", payload) == "No usable identity: looked for external_id, email, user_alias"
    else:
        assert identifiers(phone=phone) == {"user_alias": {"alias_name": expected, "alias_label": "regal_phone"}}


@pytest.mark.parametrize(
    ("phone", "expected"),
    [
        *rows("+17625551796", "(762) 555-1796", "762.555.1796", "7625551796", " 762\u2011555\u00a01796\n"),
        *rows("+17625551796", "762 (555) 1796"),
        *rows("+17625551796", "1-762-555-1796", "17625551796", "(1) 762 555 1796", "1 (762) 555-1796", "1762-555-1796"),
        *rows("+17625551796", "+1 762 555 1796", "+1 (762) 555-1796"),
        ("+44 (0)20 7946 0958", "+442079460958"),
        *unchanged("+7625551796"),
        *rows(UNUSABLE, "762555179", "76255517961", "27625551796", "162555179600", "1625551796", "762-155-1796"),
        *rows(UNUSABLE, "062 555 1796", "(0)762 555 1796", "762 555 1796 x5", "x762 555 1796", "762/555/1796"),
        *rows(UNUSABLE, "762+5551796", "5551796", "020 7946 0958", "442079460958", "001 762 555 1796"),
        *rows(UNUSABLE, "737 874 2833", "266696687", "+7378742833"),
        *rows(UNUSABLE, "", "+", 7625551796, None, ["7625551796"], {"toString": "7625551796"}, "\u0667625551796"),
    ],
    ids=short,
)
def test_national_numbers_of_north_america_are_completed_with_region_us(phone: Any, expected: str) -> None:
    """The identifier, the attribute of an event, and the attribute from an edit. 737 874 2833 is a withheld number."""
    settings = Settings(identity_order=("user_alias", "email"), region="US")
    payload = {"traits": {"email": "a@b", "phone": phone}, "properties": {}}
    sent = request("call.completed", payload, settings)["events"][0]
    assert sent.get("user_alias", {}).get("alias_name", UNUSABLE) == expected
    for event, properties in (
        ("contact.created", {"contactPhone": phone, "contactEmail": "a@b"}),
        ("contact.attribute.edited", {"changes": {"phone": pair(phone), "custom_properties": {"a": pair(1)}}}),
    ):
        by_id = {"userId": "123", "properties": properties}
        assert (request(event, by_id, Settings(region="US"))["attributes"][0].get("phone") or UNUSABLE) == expected


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (("external_id", "email", "user_alias"), {"external_id": "123"}),
        (("email", "external_id"), EMAIL),
        (("phone", "email"), {"phone": PHONE}),
        (("user_alias", "email"), ALIAS),
        *(((kind,), ALIAS if kind == "user_alias" else None) for kind in ALL),
    ],
)
def test_the_workspace_chooses_which_identifiers_and_their_order(order: Any, expected: Any) -> None:
    settings = Settings(identity_order=order)
    found = identifiers("123", EMAIL["email"], PHONE, settings)
    assert found == expected if expected else list(found) == [order[0]]
    assert error("call.completed", {"properties": {}}, settings) == (
        f"No usable identity: looked for {', '.join(order)}"
    )


def test_the_workspace_chooses_the_label_of_the_alias() -> None:
    settings = Settings(identity_order=("user_alias",), alias_label='say "phone"')
    assert identifiers(phone=PHONE, settings=settings)["user_alias"]["alias_label"] == 'say "phone"'


def test_the_workspace_may_skip_a_payload_without_identity() -> None:
    settings = Settings(missing_identity="skip")
    for event in some(WITH_CONTACT, 8):
        assert request(event, {"name": event, "properties": {}}, settings) == {"attributes": []}
        assert error(event, {"name": "another.event"}, settings).startswith(f"Expected the event {event}")


@pytest.mark.parametrize("order", [ALL, ALL[::-1]], ids=lambda order: str(order[0]))
@pytest.mark.parametrize("event", some(WITH_CONTACT, 8))
def test_each_object_has_exactly_one_identifier(event: str, order: Any) -> None:
    other = "other@example.com"
    properties = {
        "channel": "email",
        "firstName": "Jane",
        "email": other,
        "contactPhone": "+13332311433",
        "isPrimary": True,
        "new_email_properties": {"email": other, "isPrimary": True},
        "changes": {"custom_properties": {"plan": {"new_value": "gold"}}, "email": {"new_value": other}},
        "transcript_url": "https://example.com/transcript",
    }
    payload = {"name": event, "traits": {**EMAIL, "phone": PHONE}, "properties": properties}
    for user, first in (("123", order[0]), (None, next(kind for kind in order if kind != "external_id"))):
        sent = request(event, {**payload, "userId": user}, Settings(identity_order=order))
        objects = [updated for updates in sent.values() for updated in updates]
        assert objects
        for updated in objects:
            primary = [key for key in ("external_id", "user_alias", "braze_id") if key in updated]
            assert primary == ([first] if first in ("external_id", "user_alias") else [])
            if first == "email":
                assert updated["email"] == EMAIL["email"]
                assert "phone" not in updated or "name" not in updated, "an event has one identifier"
