"""Data points of requests that Braze's pages count, and ranges compared with what V8 returns."""

from __future__ import annotations

import json
from typing import Any

import pytest

from depth import PAYLOADS_PER_EVENT, some
from explain.cases import Case, all_cases, explained, outcomes, plan_and_schema
from regal_braze.explain.data_points import count_points, data_points
from regal_braze.immutable import replace
from regal_braze.plan.conversions import Text
from regal_braze.plan.model import Changes, Condition, CustomEvent, Path, Purchase, Track
from support.payloads import generate_payloads, to_json

Json = Any
SONG = {
    "song_name": "Solea", "artist_name": "Miles Davis", "album_name": "Sketches of Spain", "year_released": 1960,
    "genre": "Jazz", "play_analytics": {"count": 1000, "top_10_listeners": True},
}  # fmt: skip
PETS = [
    {"id": 1, "type": "dog", "breed": "beagle", "name": "Gus"},
    {"id": 2, "type": "cat", "breed": "calico", "name": "Gerald"},
]


@pytest.mark.parametrize(
    ("request_body", "points"),
    [
        ({"attributes": []}, 0),
        ({"events": [{"name": "Call Completed", "properties": {"a": 1, "b": {"c": 2}}}]}, 1),
        ({"purchases": [{"product_id": "p", "quantity": 3}, {"product_id": "q"}]}, 4),
        ({"attributes": [{"external_id": "1", "_update_existing_only": False, "a": 1, "b": None}]}, 2),
        ({"attributes": [{"user_alias": {"alias_name": "1", "alias_label": "l"}, "email": "ada@example.com"}]}, 1),
        ({"attributes": [{"email": "ada@example.com", "a": 1}]}, 1),
        ({"attributes": [{"phone": "+17625555555", "a": 1}]}, 1),
        ({"attributes": [{"external_id": "1", "email_subscribe": "opted_in", "subscription_groups": [{}]}]}, 0),
        ({"attributes": [{"external_id": "1", "most_played_song": SONG}]}, 7),
        ({"attributes": [{"external_id": "1", "pets": PETS}]}, 8),
        ({"attributes": [{"external_id": "1", "tags": ["a", "b", "c"], "none": []}]}, 2),
        ({"catalog_name": "regal_agents", "items": [{"id": "1", "a": 1}]}, 0),
    ],
)
def test_request_has_the_data_points_of_brazes_pages(request_body: dict[str, Json], points: int) -> None:
    assert count_points(request_body) == points


@pytest.mark.parametrize("case", some(all_cases(), 6), ids=".".join)
def test_every_request_is_within_the_range(case: Case) -> None:
    plan, schema = plan_and_schema(case)
    points = explained(case).data_points
    generated = generate_payloads(plan, schema.samples, PAYLOADS_PER_EVENT, seed=11)
    returned = outcomes(case, [*map(json.dumps, schema.samples), *map(to_json, generated)])
    requests = [json.loads(each.request) for each in returned if each.request is not None]
    changing = [request for request in requests if request != {"attributes": []}]
    assert len(changing) > PAYLOADS_PER_EVENT // 8, "too few payloads were accepted"
    assert isinstance(plan.destination, Changes) or all(count_points(each) >= points.least for each in changing)
    assert points.most is None or all(count_points(each) <= points.most for each in changing)


def test_range_is_as_narrow_as_possible() -> None:
    """One payload reaches the top of the range, and one without optional properties the bottom."""
    case = ("everything", "call.completed")
    full = {
        "disposition": "Sold", "conversation_happened": True, "talk_time": 5, "handle_time": 500,
        "completed_at": 1657855059, "call_id": "c", "wrapup_time": 1, "campaign_name": "P",
    }  # fmt: skip
    payloads = [
        json.dumps({"traits": {"phone": "+17625551796"}, "eventId": "e", "properties": full}),
        json.dumps({"userId": "1", "properties": {}}),
    ]
    counts = [count_points(json.loads(each.request or "{}")) for each in outcomes(case, payloads)]
    points = explained(case).data_points
    assert counts == [points.most, points.least] == [107, 1]


def test_sample_with_an_object_counts_each_value_in_it() -> None:
    case = ("everything", "my.event")
    (outcome,) = outcomes(case, [json.dumps(each) for each in plan_and_schema(case)[1].samples])
    request = json.loads(outcome.request or "{}")
    (attributes,) = request["attributes"]
    assert set(attributes) == {"external_id", "_update_existing_only", "phone", "email", "picture"}
    assert count_points(request) == 1 + 2 + 3, "an event, two addresses, three values in the picture"


def _purchase(quantity: int | Path, **when: str) -> Purchase:
    conditions = tuple(Condition((name,), Text(), (value,)) for name, value in when.items())
    return Purchase(conditions, "p", 1.0, "USD", quantity, False)


@pytest.mark.parametrize(
    ("purchases", "most"),
    [
        ((_purchase(1, a="x"),), 2),
        ((_purchase(1, a="x"), _purchase(1, a="y")), 2),
        ((_purchase(1, a="x"), _purchase(1, b="y")), 3),
        ((_purchase(2, a="x"), _purchase(5, a="y"), _purchase(4, b="z")), 10),
        ((_purchase(5, a="x"), _purchase(3, a="y", b="1"), _purchase(3, a="y", b="1")), 7),
        ((_purchase(("n",), a="x"),), 101),
    ],
)
def test_purchases_that_exclude_each_other_are_not_added_up(purchases: tuple[Purchase, ...], most: int) -> None:
    event = CustomEvent("E", (), (), (), False)
    plan = replace(plan_and_schema(("everything", "call.completed"))[0], destination=Track(event, None, purchases))
    points = data_points(plan)
    assert (points.least, points.most) == (1, most)
