"""M14 and M15: subscription groups and catalog items."""

from __future__ import annotations

import pytest

from regal_braze.plan.conversions import Boolean, Text
from regal_braze.plan.model import Catalog, Subscription
from support.interpreter.comparison import difference
from support.interpreter.interpreter import NOW, Refusal, interpret
from support.interpreter.plans import TIME, field, plan_for

GROUPS = (("email", "group-e"), ("sms", "group-s"))
UNSUBSCRIBED = plan_for(Subscription("channel", "unsubscribed", GROUPS, True))
AGENTS = plan_for(
    Catalog("regal_agents", "agent", (field(Text(), "status"), field(Boolean(), "free")), "updated_at"),
    identity=None,
)


def _unsubscribed(channel: object) -> object:
    return interpret(UNSUBSCRIBED, {"userId": "1", "properties": {"channel": channel}})


@pytest.mark.parametrize("channel", ["sms", "SMS", " Sms\n"])
def test_m14_the_group_of_that_channel(channel: str) -> None:
    groups = [{"subscription_group_id": "group-s", "subscription_state": "unsubscribed"}]
    expected = {"external_id": "1", "_update_existing_only": True, "subscription_groups": groups}
    assert _unsubscribed(channel) == {"attributes": [expected]}


def test_m14_the_email_channel_also_sets_the_global_state() -> None:
    groups = [{"subscription_group_id": "group-e", "subscription_state": "unsubscribed"}]
    expected = {
        "external_id": "1",
        "_update_existing_only": True,
        "email_subscribe": "unsubscribed",
        "subscription_groups": groups,
    }
    assert _unsubscribed("email") == {"attributes": [expected]}


@pytest.mark.parametrize("channel", ["voice", "", None, 5, ["sms"], "toString"])
def test_m14_an_unknown_channel_skips(channel: object) -> None:
    assert _unsubscribed(channel) == {"attributes": []}


def test_m15_an_item_has_the_id_and_the_time_of_the_event() -> None:
    properties = {
        "agent": " Jane.Doe@example.com ",
        "status": None,
        "free": "true",
        "id": "x",
        "updated_at": "y",
    }
    payload = {"originalTimestamp": "1657855059", "properties": properties}
    item = {"id": "Jane_2e_Doe_40_example_2e_com", "free": True, "updated_at": TIME}
    assert interpret(AGENTS, payload) == {"catalog_name": "regal_agents", "items": [item]}


@pytest.mark.parametrize(
    ("agent", "item_id"),
    [
        (12.5, "12_2e_5"), ("a_b", "a_5f_b"), ("é", "_e9_"), ("\U0001f921", "_d83e__dd21_"),
        ("a" * 250, "a" * 250), ("é" * 62, "_e9_" * 62),
    ],
)  # fmt: skip
def test_m15_item_ids_are_legal_and_free_of_collisions(agent: object, item_id: str) -> None:
    expected = {"catalog_name": "regal_agents", "items": [{"id": item_id, "updated_at": NOW}]}
    assert interpret(AGENTS, {"properties": {"agent": agent}}) == expected


@pytest.mark.parametrize("agent", [None, "", " ", True, [], 2**53, "\ud800", "a" * 251, "é" * 63])
def test_m15_without_a_usable_id_there_is_no_item(agent: object) -> None:
    assert interpret(AGENTS, {"properties": {"agent": agent}}) == Refusal("item_id", "No usable item id")


def test_the_comparison_is_javascripts() -> None:
    assert difference({"a": [1.0, None], "b": NOW}, {"b": TIME, "a": [1, None]}) is None
    assert difference(10**20 + 1, 1e20) is None
    for expected, actual in [
        (1, True),
        (0, False),
        ("1", 1),
        ([], {}),
        ([1], [1, 2]),
        (NOW, "now"),
        (None, 0),
    ]:
        assert difference({"a": expected}, {"a": actual}) is not None
    assert difference({"a": {"b": 1}}, {"a": {}}) == "/a/b: missing, expected 1"
    assert difference({"a": {}}, {"a": {"b": 1}}) == "/a/b: not expected, got 1"
