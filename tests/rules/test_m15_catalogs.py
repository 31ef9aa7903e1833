"""M15: an event without a contact becomes a catalog item, with an id that is valid and that no other item has."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest

from regal_braze.plan.model import Catalog
from regal_braze.workspace.settings import ObjectCatalog, Settings
from rules.test_m13_edits import pair
from support.shipped import Json, bodies, plans
from support.three_engines import NOW, error, request, result, results, rows, short, unchanged

EVENT = "agent.activity.updated"
VALID_ID = re.compile(r"[A-Za-z0-9_-]{1,250}")
UNUSABLE = "(unusable)"


def payload_of(agent: Json, **properties: Json) -> dict[str, Json]:
    return {"name": EVENT, "properties": {"agent_email": agent, **properties}, "originalTimestamp": "1657836812"}


def test_one_event_has_no_contact_and_goes_to_a_catalog() -> None:
    assert {event for event, plan in plans().items() if plan.identity is None} == {EVENT}
    assert {event for event, plan in plans().items() if isinstance(plan.destination, Catalog)} == {EVENT}
    assert "identity" not in bodies()[EVENT]


@pytest.mark.parametrize(
    ("agent", "item_id"),
    [
        *unchanged("rebecca", "Rebecca-7", "a_b", "POL_2024_001", "a_2e_b_", "a" * 250),
        ("rebecca.greene@example.com", "rebecca_2e_greene_40_example_2e_com"),
        *(("_2e_", "_5f_2e_5f_"), ("a_2e_b", "a_5f_2e_5f_b")),
        *(("zoë", "zo_eb_"), ("😀", "_ud83d__ude00_"), (" padded ", "padded"), ("two words", "two_20_words")),
        *((4711, "4711"), (12.5, "12_2e_5"), (-1.5, "-1_2e_5")),
        *(("." * 62, "_2e_" * 62), ("é" * 62, "_e9_" * 62)),
        *rows(UNUSABLE, "", " ", None, True, [], ["a"], {}, "a" * 251, "." * 63, "é" * 63),
        *rows(UNUSABLE, "\ud800", 2**53, 1e300),
    ],
    ids=short,
)
def test_ids_hold_the_characters_that_braze_takes(agent: Json, item_id: str) -> None:
    if item_id == UNUSABLE:
        for payload in (payload_of(agent), {"name": EVENT}):
            assert error(EVENT, payload) == "No usable item id: looked for properties.agent_email"
    else:
        assert request(EVENT, payload_of(agent))["items"][0]["id"] == item_id


def test_ids_are_valid_and_different_for_different_agents() -> None:
    chance = random.Random(20221107)
    alphabets = ["ab_-", "_2e.", "_5f-", "aZ09.@+'", "éß€😀\u2028 x", "".join(map(chr, range(0x21, 0x100)))]
    drawn = {"".join(chance.choices(alphabet, k=chance.randint(1, 12))).strip() for alphabet in alphabets * 400}
    agents = sorted(drawn - {""})
    assert len(agents) >= 1000
    found = results(plans()[EVENT], [payload_of(agent) for agent in agents])
    ids = {sent["items"][0]["id"] for sent in found if isinstance(sent, dict)}
    assert len(ids) == len(agents)
    assert all(VALID_ID.fullmatch(item_id) for item_id in ids)


def test_an_item_holds_the_declared_fields_and_the_time_and_no_null() -> None:
    fields: dict[str, Any] = {
        "agent_activity_name": "Offline",
        "agent_availability": "false",
        "agent_previous_activity_name": None,
        "agent_time_in_previous_activity": 3829,
        "undeclared": "is not sent",
        "id": "forged",
        "updated_at": "forged",
    }
    contact = {"userId": "123", "traits": {"email": "jane@example.com"}}
    assert request(EVENT, {**contact, **payload_of("rebecca", **fields)}) == {
        "catalog_name": "regal_agents",
        "items": [
            {
                "id": "rebecca",
                "agent_email": "rebecca",
                "agent_activity_name": "Offline",
                "agent_availability": False,
                "agent_time_in_previous_activity": "3829",
                "updated_at": "2022-07-14T22:13:32.000Z",
            }
        ],
    }


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a" * 5_000, "a" * 5_000),
        ("a" * 5_001, "a" * 4_999 + "…"),
        ("a" * 4_998 + "😀" + "b", "a" * 4_998 + "…"),
        (["a", 5, True, None, ["b"], "2022-07-15", "a"], ["a", "5", "2022-07-15", "a"]),
        ([str(number) for number in range(101)], [str(number) for number in range(100)]),
        ({"a b": {"c": None, "add": "x" * 256}, "$d": []}, {"a_b": {"regal_add": "x" * 256}, "d": []}),
        *rows(UNUSABLE, None, {}, {"a": None}),
    ],
    ids=short,
)
@pytest.mark.parametrize("event", ["object.created", "object.attribute.edited"])
def test_a_field_holds_5000_characters_or_100_texts_and_no_null(event: str, value: Json, expected: Json) -> None:
    """A field that an agent cleared keeps its value: Braze documents no way to clear it."""
    data = {"status": value} if event == "object.created" else {"changes": {"properties": {"status": pair(value)}}}
    properties = {"related_object_id": "7", "related_object_type": "Policy", **data}
    (item,) = request(event, {"name": event, "properties": properties}, OBJECTS)["items"]
    assert item.get("status", UNUSABLE) == expected


def test_a_declared_text_holds_5000_characters() -> None:
    sent = request(EVENT, payload_of("rebecca", agent_activity_name="a" * 5_001))["items"][0]
    assert sent["agent_activity_name"] == "a" * 4_999 + "…"


OBJECTS = Settings(
    catalogs=(
        ObjectCatalog("policies", "Policy", ("premium", "status"), "updated_at"),
        ObjectCatalog("visits", "Visit", ("doctor",)),
    )
)


@pytest.mark.parametrize(
    ("event", "object_type", "data", "expected"),
    [
        ("object.created", "Policy", {"premium": 9.5, "status": None, "other": 1},
         {"catalog_name": "policies", "items": [{"premium": 9.5, "updated_at": NOW, "id": "7"}]}),
        ("object.created", "Visit", {"doctor": "Who"},
         {"catalog_name": "visits", "items": [{"doctor": "Who", "id": "7"}]}),
        ("object.attribute.edited", "Policy", {"changes": {"properties": {"status": pair("sold")}}},
         {"catalog_name": "policies", "items": [{"status": "sold", "updated_at": NOW, "id": "7"}]}),
        ("object.created", "Policy", {"related_object_id": " "},
         "No usable item id: looked for properties.related_object_id"),
        ("object.created", "policy", {}, "Expected the event object.created of a type that has a catalog, got policy"),
        ("object.created", None, {}, "Expected the event object.created of a type that has a catalog, got undefined"),
    ],
)  # fmt: skip
def test_custom_objects_go_to_the_catalog_of_their_type(
    event: str, object_type: Json, data: Json, expected: Any
) -> None:
    properties = {"related_object_type": object_type, "related_object_id": "7", **data}
    assert result(event, {"name": event, "userId": "1", "properties": properties}, OBJECTS) == expected
