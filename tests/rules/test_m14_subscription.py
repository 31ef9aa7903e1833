"""M14: a change of subscription concerns the group of its own channel, and no other."""

from __future__ import annotations

from typing import Any

import pytest

from regal_braze.plan.model import Subscription
from regal_braze.workspace.settings import CHANNELS, Settings
from support.shipped import Json, bodies, envelope, plans, request

GROUPS = {channel: f"00000000-0000-4000-8000-00000000000{index}" for index, channel in enumerate(CHANNELS)}
CONFIGURED = Settings(subscription_groups=GROUPS)
EVENTS = ("contact.subscribed", "contact.unsubscribed")


def updates_of(event: str, channel: Json, decisions: Settings = CONFIGURED) -> list[dict[str, Json]]:
    updates: list[dict[str, Json]] = request(event, envelope(event, {"channel": channel}), decisions)["attributes"]
    return updates


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("channel", CHANNELS)
def test_m14_each_channel_has_its_own_group(event: str, channel: str) -> None:
    state = event.removeprefix("contact.")
    expected: dict[str, Any] = {
        "external_id": "123",
        "_update_existing_only": state == "unsubscribed",
        "subscription_groups": [{"subscription_group_id": GROUPS[channel], "subscription_state": state}],
    }
    if channel == "email":
        expected["email_subscribe"] = state
    assert updates_of(event, channel) == [expected]


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize(("written", "channel"), [("SMS", "sms"), (" Voice ", "voice"), ("eMail\n", "email")])
def test_m14_a_channel_is_recognised_however_it_is_written(event: str, written: str, channel: str) -> None:
    assert updates_of(event, written) == updates_of(event, channel)


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize(
    "channel",
    [
        *("", " ", "fax", "smss", "constructor", "__proto__", "toString", "hasOwnProperty"),
        *(None, 0, True, ["sms"], {"sms": 1}),
    ],
    ids=repr,
)
def test_m14_another_channel_changes_nothing(event: str, channel: Json) -> None:
    assert updates_of(event, channel) == []


@pytest.mark.parametrize("event", EVENTS)
def test_m14_without_a_channel_nothing_changes(event: str) -> None:
    assert request(event, envelope(event, {"new_subscription": True})) == {"attributes": []}


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("channel", CHANNELS)
def test_m14_a_group_that_is_not_configured_is_a_placeholder_beyond_mistake(event: str, channel: str) -> None:
    placeholder = f"REPLACE_WITH_YOUR_{channel.upper()}_SUBSCRIPTION_GROUP_ID"
    (updated,) = updates_of(event, channel, Settings())
    assert updated["subscription_groups"][0]["subscription_group_id"] == placeholder
    one_missing = Settings(subscription_groups={key: GROUPS[key] for key in GROUPS if key != channel})
    assert bodies(one_missing)[event].count("REPLACE_WITH_YOUR_") == 1
    assert "REPLACE_WITH_YOUR_" not in bodies(CONFIGURED)[event]


@pytest.mark.parametrize("event", EVENTS)
def test_m14_what_the_payload_says_of_groups_counts_for_nothing(event: str) -> None:
    forged = {
        "channel": "sms",
        "subscription_group_id": "forged",
        "state": "forged",
        "subscription_groups": [{"subscription_group_id": "forged", "subscription_state": "subscribed"}],
    }
    sent = request(event, envelope(event, forged, **forged), CONFIGURED)["attributes"]
    assert sent == updates_of(event, "sms")


def test_m14_these_two_events_and_no_other_change_subscriptions() -> None:
    assert {event for event, plan in plans().items() if isinstance(plan.destination, Subscription)} == set(EVENTS)
