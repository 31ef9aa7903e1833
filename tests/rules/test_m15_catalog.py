"""M15: what concerns no contact goes to a catalog, under ids that are legal and never meet."""

from __future__ import annotations

import json
import random
import re

import pytest

from regal_braze.braze.request import check_request
from regal_braze.plan.model import Catalog
from support.shipped import Json, bodies, error, plans, request, sandbox

EVENT = "agent.activity.updated"
LEGAL_ID = re.compile(r"[A-Za-z0-9_-]{1,250}")


def payload_of(agent: Json, **properties: Json) -> dict[str, Json]:
    return {"name": EVENT, "properties": {"agent_email": agent, **properties}, "originalTimestamp": "1657836812"}


def item_of(agent: Json, **properties: Json) -> dict[str, Json]:
    sent = request(EVENT, payload_of(agent, **properties))
    assert sent["catalog_name"] == "regal_agents"
    (item,) = sent["items"]
    return dict(item)


def test_m15_the_event_without_a_contact_is_the_one_that_goes_to_a_catalog() -> None:
    assert {event for event, plan in plans().items() if plan.identity is None} == {EVENT}
    assert {event for event, plan in plans().items() if isinstance(plan.destination, Catalog)} == {EVENT}


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        ("rebecca", "rebecca"),
        ("Rebecca-7", "Rebecca-7"),
        ("rebecca.greene@example.com", "rebecca_2e_greene_40_example_2e_com"),
        ("a_b", "a_5f_b"),
        ("_2e_", "_5f_2e_5f_"),
        ("zoë", "zo_eb_"),
        ("😀", "_d83d__de00_"),
        (" padded ", "padded"),
        ("two words", "two_20_words"),
        (4711, "4711"),
        (-1.5, "-1_2e_5"),
        ("a" * 250, "a" * 250),
        ("." * 62, "_2e_" * 62),
    ],
    ids=lambda value: ascii(value)[:24],
)
def test_m15_an_id_is_spelled_with_what_braze_takes(agent: Json, expected: str) -> None:
    assert item_of(agent)["id"] == expected


@pytest.mark.parametrize(
    "agent",
    ["", " ", None, True, [], ["a"], {}, "a" * 251, "." * 63, "\ud800", 1e300],
    ids=lambda value: ascii(value)[:24],
)
def test_m15_without_a_usable_id_it_throws_and_says_what_it_looked_for(agent: Json) -> None:
    assert error(EVENT, payload_of(agent)) == "No usable item id: looked for properties.agent_email"
    assert error(EVENT, {"name": EVENT}) == "No usable item id: looked for properties.agent_email"


def test_m15_ids_are_legal_and_different_for_different_agents() -> None:
    chance = random.Random(20221107)
    alphabets = ["ab_-", "_2e.", "_5f-", "aZ09.@+'", "éß€😀\u2028 x", "".join(map(chr, range(0x21, 0x100)))]
    agents = {"".join(chance.choices(alphabet, k=chance.randint(1, 12))).strip() for alphabet in alphabets * 2000} - {
        ""
    }
    assert len(agents) >= 5000
    ids: dict[str, str] = {}
    for agent, outcome in zip(
        agents, sandbox(EVENT).run_many([json.dumps(payload_of(agent)) for agent in agents], strict=True), strict=True
    ):
        sent = json.loads(str(outcome.request))
        (item,) = sent["items"]
        assert LEGAL_ID.fullmatch(item["id"])
        assert ids.setdefault(item["id"], agent) == agent
        assert check_request(sent) == ()


def test_m15_an_item_holds_the_declared_fields_the_time_and_no_null() -> None:
    fields = {
        "agent_activity_name": "Offline",
        "agent_availability": "false",
        "agent_previous_activity_name": None,
        "agent_time_in_previous_activity": 3829,
        "undeclared": "is not sent",
        "id": "forged",
        "updated_at": "forged",
    }
    assert item_of("rebecca", **fields) == {
        "id": "rebecca",
        "agent_email": "rebecca",
        "agent_activity_name": "Offline",
        "agent_availability": False,
        "agent_time_in_previous_activity": "3829",
        "updated_at": "2022-07-14T22:13:32.000Z",
    }


def test_m15_a_contact_in_the_envelope_changes_nothing() -> None:
    contact = {"userId": "123", "traits": {"email": "jane@example.com"}}
    assert request(EVENT, {**payload_of("a"), **contact}) == request(EVENT, payload_of("a"))
    assert "identity" not in bodies()[EVENT]
