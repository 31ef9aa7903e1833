"""The faults of the partner page's own code, each with a proof that ours does not have it.

The page's last fault, one transformation for each event, is answered by bundles (M18).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from regal_braze.workspace.settings import Settings
from support.shipped import envelope, request

VOICE = "00000000-0000-4000-8000-000000000001"
SMS = "00000000-0000-4000-8000-000000000002"
GROUPS = Settings(subscription_groups={"voice": VOICE, "sms": SMS})
MISSING = "(missing)"


def time_of(payload: dict[str, Any]) -> str:
    time: str = request("call.completed", payload)["events"][0]["time"]
    return time


@pytest.mark.parametrize("timestamp", [MISSING, "soon", {}, [], True, None, "", " ", 0], ids=repr)
def test_an_unusable_timestamp_neither_loses_the_event_nor_dates_it_1970(timestamp: Any) -> None:
    payload = envelope("call.completed", {}, originalTimestamp=timestamp)
    if timestamp == MISSING:
        del payload["originalTimestamp"]
    age = datetime.now(UTC) - datetime.fromisoformat(time_of(payload))
    assert timedelta(minutes=-1) < age < timedelta(minutes=1)


@pytest.mark.parametrize("timestamp", [1657855059000, "1657855059000"], ids=repr)
def test_milliseconds_are_not_taken_for_seconds(timestamp: Any) -> None:
    assert time_of(envelope("call.completed", {}, originalTimestamp=timestamp)) == "2022-07-15T03:17:39.000Z"


@pytest.mark.parametrize("user", [MISSING, None, "", {}], ids=repr)
def test_without_a_user_id_there_is_still_an_identifier(user: Any) -> None:
    payload = envelope("call.completed", {}, userId=user)
    if user == MISSING:
        del payload["userId"]
    assert request("call.completed", payload)["events"][0]["email"] == "xxx@example.com"


@pytest.mark.parametrize(("key", "forged"), [("external_id", "999"), ("_update_existing_only", True)])
def test_a_contact_property_cannot_overwrite_who_and_how(key: str, forged: Any) -> None:
    changes = {"custom_properties": {key: {"old_value": None, "new_value": forged}}}
    (updated,) = request("contact.attribute.edited", envelope("contact.attribute.edited", {"changes": changes}))[
        "attributes"
    ]
    assert updated["external_id"] == "123"
    assert updated["_update_existing_only"] is False


@pytest.mark.parametrize("properties", [{}, {"changes": None}, {"changes": {"custom_properties": None}}], ids=repr)
def test_an_edit_without_changes_is_skipped_and_does_not_throw(properties: Any) -> None:
    payload = envelope("contact.attribute.edited", properties)
    assert request("contact.attribute.edited", payload) == {"attributes": []}


@pytest.mark.parametrize(
    ("section", "value"),
    [("phone", "+12312259768"), ("phones", ["+12312259768"]), ("email", "janet@example.com")],
)
def test_an_edit_of_phone_or_email_alone_is_no_empty_update(section: str, value: Any) -> None:
    payload = envelope("contact.attribute.edited", {"changes": {section: {"old_value": None, "new_value": value}}})
    (updated,) = request("contact.attribute.edited", payload)["attributes"]
    assert updated == {"external_id": "123", "_update_existing_only": False, section: value}


@pytest.mark.parametrize(("channel", "group"), [("voice", VOICE), ("sms", SMS)])
def test_a_voice_opt_out_does_not_unsubscribe_from_sms(channel: str, group: str) -> None:
    payload = envelope("contact.unsubscribed", {"channel": channel})
    (updated,) = request("contact.unsubscribed", payload, GROUPS)["attributes"]
    assert [each["subscription_group_id"] for each in updated["subscription_groups"]] == [group]
