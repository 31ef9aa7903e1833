"""M14: a change of subscription applies to the group of its channel, and to no other."""

from __future__ import annotations

from typing import Any

import pytest

from regal_braze.plan.model import Subscription
from regal_braze.workspace.settings import CHANNELS, Settings
from support.shipped import Json, bodies, envelope, plans
from support.three_engines import error, request

GROUPS = {channel: f"00000000-0000-4000-8000-00000000000{index}" for index, channel in enumerate(CHANNELS)}
CONFIGURED = Settings(subscription_groups=GROUPS)
EVENTS = ("contact.subscribed", "contact.unsubscribed")


def updates(event: str, properties: Json, settings: Settings = CONFIGURED, **members: Json) -> list[dict[str, Json]]:
    sent: list[dict[str, Json]] = request(event, envelope(event, properties, **members), settings)["attributes"]
    return sent


def written(event: str, channel: str, group: str) -> dict[str, Json]:
    """Return what is written to the profile."""
    state = event.removeprefix("contact.")
    update: dict[str, Any] = {
        "external_id": "123",
        "_update_existing_only": state == "unsubscribed",
        "subscription_groups": [{"subscription_group_id": group, "subscription_state": state}],
    }
    return update | ({"email_subscribe": state} if channel == "email" else {})


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize(
    ("given", "channel"),
    [*((channel, channel) for channel in CHANNELS), ("SMS", "sms"), (" Voice ", "voice"), ("eMail\n", "email")],
    ids=repr,
)
def test_each_channel_has_a_group(event: str, given: Json, channel: str) -> None:
    assert updates(event, {"channel": given}) == [written(event, channel, GROUPS[channel])]


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize(
    ("properties", "got"),
    [
        *(({"channel": name}, name) for name in ("fax", "smss", "", " ")),
        *(({"channel": name}, name) for name in ("constructor", "__proto__", "toString", "hasOwnProperty")),
        *(({"channel": value}, "undefined") for value in (None, True, ["sms"], {"sms": 1})),
        ({"new_subscription": True}, "undefined"),
    ],
    ids=repr,
)
def test_an_unknown_channel_is_an_error_that_names_the_known_ones(event: str, properties: Json, got: str) -> None:
    message = f"No known channel: looked for voice, sms, email, got {got.strip().lower()}"
    assert error(event, envelope(event, properties)) == message


@pytest.mark.parametrize("event", EVENTS)
def test_m4_a_contact_known_by_phone_alone_can_be_messaged(event: str) -> None:
    (update,) = updates(event, {"channel": "sms"}, userId=None, traits={"phone": "+17625551796"})
    assert update["phone"] == update["user_alias"]["alias_name"] == "+17625551796"


@pytest.mark.parametrize("event", EVENTS)
def test_the_workspace_may_have_more_channels_and_other_names_for_them(event: str) -> None:
    groups = {**GROUPS, "whatsapp": "00000000-0000-4000-8000-000000000009"}
    settings = Settings(subscription_groups=groups, channels={"text": "sms", "mail": "email", "constructor": "sms"})
    for given, channel in (("WhatsApp", "whatsapp"), ("text", "sms"), (" MAIL", "email"), ("constructor", "sms")):
        assert updates(event, {"channel": given}, settings) == [written(event, channel, groups[channel])]
    assert error(event, envelope(event, {"channel": "toString"}), settings) == (
        "No known channel: looked for voice, sms, email, whatsapp, got tostring"
    )


@pytest.mark.parametrize("event", EVENTS)
def test_groups_and_states_in_the_payload_are_ignored(event: str) -> None:
    forged: dict[str, Json] = {
        "channel": "sms",
        "subscription_group_id": "forged",
        "state": "forged",
        "subscription_groups": [{"subscription_group_id": "forged", "subscription_state": "subscribed"}],
    }
    assert updates(event, forged, **forged) == [written(event, "sms", GROUPS["sms"])]


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("channel", CHANNELS)
def test_a_channel_without_a_group_is_a_placeholder_that_cannot_be_an_id(event: str, channel: str) -> None:
    placeholder = f"REPLACE_WITH_YOUR_{channel.upper()}_SUBSCRIPTION_GROUP_ID"
    assert updates(event, {"channel": channel}, Settings()) == [written(event, channel, placeholder)]
    one_missing = Settings(subscription_groups={key: GROUPS[key] for key in GROUPS if key != channel})
    assert bodies(one_missing)[event].count("REPLACE_WITH_YOUR_") == 1
    assert "REPLACE_WITH_YOUR_" not in bodies(CONFIGURED)[event]


def test_these_two_events_and_no_other_change_subscriptions() -> None:
    assert {event for event, plan in plans().items() if isinstance(plan.destination, Subscription)} == set(EVENTS)
