"""M5: nothing in a payload chooses the profile or how Braze applies the update."""

from __future__ import annotations

from typing import Any

import pytest

from depth import some
from regal_braze.braze.limits import PROTECTED_ATTRIBUTES
from regal_braze.workspace.settings import Settings, UpdateExistingOnly
from support.shipped import DEFAULTS, envelope, plans, samples
from support.three_engines import request

FORGED: dict[str, Any] = {
    **dict.fromkeys(("external_id", "braze_id", "alias_name", "alias_label"), "forged"),
    **dict.fromkeys(("_update_existing_only", "_merge_objects", "push_token_import"), "forged"),
    "user_alias": {"alias_name": "forged", "alias_label": "forged"},
    "__proto__": {"external_id": "forged", "_update_existing_only": "forged"},
    "push_tokens": [{"app_id": "forged", "token": "forged"}],
    "push_subscribe": "opted_in",
    "email_subscribe": "opted_in",
    "subscription_groups": [{"subscription_group_id": "forged", "subscription_state": "subscribed"}],
    "subscription_group_id": "forged",
    "subscription_state": "subscribed",
}
SPELLINGS = ("{}", " {}", "{}\t", "${}", " $ ${}")
PLAN = {"plan": {"old_value": None, "new_value": "gold"}}


def control_of(sent: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the protected keys of each object of a request."""
    objects = [updated for kind in ("events", "attributes") for updated in sent.get(kind, [])]
    return [{key: updated[key] for key in PROTECTED_ATTRIBUTES if key in updated} for updated in objects]


def test_every_protected_key_is_forged_here() -> None:
    assert set(FORGED) == set(PROTECTED_ATTRIBUTES)


@pytest.mark.parametrize("event", some(plans(), 8))
@pytest.mark.parametrize("known", [{"userId": "123"}, {"traits": {"phone": "+17625551796"}}], ids=["id", "alias"])
def test_no_key_anywhere_in_a_payload_changes_profile_or_control(event: str, known: dict[str, Any]) -> None:
    properties = {"channel": "sms", "firstName": "Jane", "agent_email": "a@example.com"}
    honest = {"name": event, **known, "properties": {**properties, "changes": {"custom_properties": PLAN}}}
    expected = control_of(request(event, honest))
    assert expected or event == "agent.activity.updated"
    for spelling in SPELLINGS:
        keys = {spelling.replace("{}", key): value for key, value in FORGED.items()}
        pairs = {key: {"old_value": None, "new_value": value} for key, value in keys.items()}
        data = {**keys, "call_analysis": {**keys, "nested": keys}, "new_email_properties": keys, "plan": keys}
        outer = {key: value for key, value in keys.items() if key != "external_id"}  # there it is the identity (M3)
        forgery = {
            **outer,
            "name": event,
            **known,
            "traits": {**known.get("traits", {}), **keys},
            "properties": {**properties, **data, "changes": {"custom_properties": {**pairs, **PLAN}, **pairs}},
        }
        assert control_of(request(event, forgery)) == expected, spelling


@pytest.mark.parametrize("key", sorted(FORGED))
@pytest.mark.parametrize(
    ("event", "place"),
    [
        ("contact.attribute.edited", "custom_properties"),
        ("contact.attribute.edited", "section"),
        ("contact.created", "properties"),
        ("contact.email.created", "properties"),
    ],
)
def test_a_custom_attribute_with_a_protected_name_gets_a_prefix(event: str, place: str, key: str) -> None:
    pair = {key: {"old_value": None, "new_value": "mine"}}
    data = {
        "custom_properties": {"changes": {"custom_properties": pair}},
        "section": {"changes": pair},
        "properties": {key: "mine"},
    }[place]
    written = {"external_id": "123", "_update_existing_only": False, f"regal_{key}": "mine"}
    assert request(event, envelope(event, data))["attributes"] == ([] if key == "__proto__" else [written])


def test_the_identifier_and_the_control_key_come_last() -> None:
    for event in plans():
        sent = request(event, samples(event)[-1])
        for updated in [updated for kind in ("events", "attributes") for updated in sent.get(kind, [])]:
            *_, identifier, control = updated
            assert identifier in ("external_id", "user_alias", "email")
            assert control == "_update_existing_only"


def flags(event: str, settings: Settings = DEFAULTS) -> dict[str, bool]:
    """Return `_update_existing_only` of the event and of the attributes."""
    properties = {
        "channel": "sms",
        "firstName": "Jane",
        "changes": {"custom_properties": PLAN},
        "transcript_url": "https://example.com/transcript",
    }
    sent = request(event, envelope(event, properties), settings)
    return {kind: sent[kind][0]["_update_existing_only"] for kind in sent}


def test_update_existing_only_is_explicit_and_true_only_where_someone_unsubscribes() -> None:
    for event, plan in plans().items():
        if plan.identity is not None:
            assert set(flags(event).values()) == {event == "contact.unsubscribed"}


@pytest.mark.parametrize("value", [True, False])
@pytest.mark.parametrize(
    ("event", "kind", "key"),
    [
        ("call.completed", "events", "events"),
        ("contact.created", "events", "events"),
        ("contact.created", "attributes", "attributes"),
        ("contact.attribute.edited", "attributes", "attributes"),
        ("call.transcript.available", "attributes", "attributes"),
        ("contact.subscribed", "attributes", "subscribe"),
        ("contact.unsubscribed", "attributes", "unsubscribe"),
    ],
)
def test_the_workspace_can_change_it(event: str, kind: str, key: str, value: bool) -> None:
    others = dict.fromkeys(("events", "attributes", "subscribe", "unsubscribe"), not value)
    update = UpdateExistingOnly(**{**others, key: value})
    assert flags(event, Settings(update_existing_only=update))[kind] is value
