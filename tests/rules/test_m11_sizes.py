"""M11: lists, open maps and the 100 KB that all properties may take."""

from __future__ import annotations

import json
from typing import Any

import pytest

from regal_braze.plan.conversions import ListOf, Open
from regal_braze.plan.model import Track
from support.shipped import Json, envelope, plans, properties_of, request

TRACKED = [event for event, plan in sorted(plans().items()) if isinstance(plan.destination, Track)]
DATES = [
    *("2022-07-15", "2022-07-15T03:17:39Z", "2022-07-15T03:17", "2022-07-15 03:17:39 +00:00"),
    *("2022-07-15t03:17:39.000z", "0000-00-00"),
]
NO_DATES = ["2022-07", "22-07-15", "on 2022-07-15", "2022-07-15 to come", "2022-07-15T3", "July 15", "1657855059"]


def nested(depth: int, value: Json) -> Json:
    for _ in range(depth):
        value = {"in": value}
    return value


@pytest.mark.parametrize(
    ("event", "name"),
    [
        ("call.completed", "objections"),
        ("email.sent", "to_emails"),
        ("email.sent", "attachments"),
        ("object.created", "Tags"),
    ],
)
@pytest.mark.parametrize(("items", "kept"), [(499, 499), (500, 500), (501, 500), (600, 500)])
def test_m11_a_list_keeps_its_first_500_items(event: str, name: str, items: int, kept: int) -> None:
    values = [f"item {index}" for index in range(items)]
    assert properties_of(event, {name: values}) == {name: values[:kept]}


def test_m11_what_a_list_leaves_out_does_not_count() -> None:
    values = [None, "2022-07-15"] * 500 + ["kept"]
    assert properties_of("call.completed", {"objections": values}) == {"objections": ["kept"]}


@pytest.mark.parametrize(
    ("event", "name", "wrap"),
    [
        ("call.completed", "objections", lambda text: text),
        ("object.created", "Visits", lambda text: text),
        ("object.created", "Visits", lambda text: [text]),
        ("email.sent", "attachments", lambda text: text),
    ],
)
def test_m11_a_list_holds_no_dates(event: str, name: str, wrap: Any) -> None:
    texts = [each for pair in zip(DATES, DATES, strict=True) for each in pair]
    sent = properties_of(event, {name: [wrap(text) for text in [*texts, *NO_DATES]]})[name]
    assert [each for each in sent if each != []] == [wrap(text) for text in NO_DATES]


def test_m11_nor_does_an_object_in_a_list_while_an_object_outside_may() -> None:
    date = "2022-07-15T03:17:39Z"
    open_ = {"Created": date, "Owner": {"Since": date}, "Visits": [{"At": date, "By": "Jane"}]}
    assert properties_of("object.created", open_) == {**open_, "Visits": [{"By": "Jane"}]}


@pytest.mark.parametrize("value", ["x", 1, True, None, [], {}], ids=repr)
def test_m11_open_values_are_kept_to_five_levels(value: Json) -> None:
    is_leaf = not isinstance(value, list | dict)
    for depth in range(1, 8):
        sent = properties_of("object.created", {"Open": nested(depth, value)})["Open"]
        assert sent == (nested(depth, value) if depth + (not is_leaf) <= 5 else nested(4, {})), depth


@pytest.mark.parametrize(
    ("map_", "expected"),
    [
        ({"objection": "price", "score": 4.5, "follow_up": True, "none": None}, "unchanged"),
        ({"n": {"a": [1, {"b": "c"}]}}, "unchanged"),
        ({"task_id": "other"}, {"call_analysis_task_id": "other"}),
        ({" task_id": "other"}, {"call_analysis_task_id": "other"}),
        ({"task_id": "a", "call_analysis_task_id": "b"}, {"call_analysis_task_id": "b"}),
        ({"agent_email": None}, {"call_analysis_agent_email": None}),
        ({"call_analysis": "of itself"}, "unchanged"),
        ({}, {}),
        (None, {}),
        ([], {}),
        (["a"], {}),
        ("text", {}),
        (5, {}),
    ],
    ids=repr,
)
def test_m11_an_open_map_is_flattened_and_gives_way_to_declared_properties(map_: Json, expected: Json) -> None:
    sent = properties_of("call.analysis.available", {"task_id": "WT1", "call_analysis": map_})
    assert sent == {"task_id": "WT1", **(map_ if expected == "unchanged" else expected)}


def test_m11_a_name_is_taken_even_where_the_declared_property_is_absent() -> None:
    assert properties_of("call.analysis.available", {"call_analysis": {"task_id": "x"}}) == {
        "call_analysis_task_id": "x"
    }


def test_m11_a_prefixed_name_over_255_characters_is_dropped() -> None:
    assert properties_of("call.analysis.available", {"call_analysis": {"k" * 255: 1}}) == {"k" * 255: 1}
    sent = properties_of("object.created", {"time": 1, "regal_time": 2})
    assert sent == {"regal_time": 2}


def growing_of(event: str) -> list[str]:
    destination = plans()[event].destination
    assert isinstance(destination, Track)
    return [each.sources[0] for each in destination.event.fields if isinstance(each.conversion, ListOf | Open)]


@pytest.mark.parametrize("letter", ["x", "€", "😀", "\x00"], ids=ascii)
@pytest.mark.parametrize("event", TRACKED)
def test_m11_all_properties_together_stay_within_100_kb(event: str, letter: str) -> None:
    texts = [letter * 120 + str(index) for index in range(500)]
    many = {f"{letter}{index}": text for index, text in enumerate(texts)}
    destination = plans()[event].destination
    assert isinstance(destination, Track)
    fields = destination.event.fields
    scalars = {source: letter * 255 for field in fields for source in field.sources}
    growing: dict[str, Json] = dict.fromkeys(growing_of(event), texts)
    special: dict[str, dict[str, Json]] = {
        "call.analysis.available": {"call_analysis": many},
        "object.attribute.edited": {"changes": {"properties": many}},
        "object.created": many,
        "sms.conversation.completed": {"content": [[0, *texts[:3]]] * 500},
    }
    payload = envelope(event, {**scalars, **growing, **special.get(event, {})}, eventId=letter * 255)
    sent = request(event, payload)["events"][0]["properties"]
    assert len(json.dumps(sent, ensure_ascii=False, separators=(",", ":")).encode()) <= 100_000


@pytest.mark.parametrize(("event", "least"), [("call.analysis.available", 90_000), ("object.created", 75_000)])
def test_m11_an_open_map_is_cut_by_its_sorted_names_whatever_their_order(event: str, least: int) -> None:
    """What the declared properties may need at most is kept free."""
    map_ = {f"key {index:03}": "x" * 250 for index in range(600)}
    sents = [
        properties_of(event, {"call_analysis": entries} if event == "call.analysis.available" else entries)
        for entries in (map_, dict(reversed(map_.items())))
    ]
    assert sents[0] == sents[1]
    assert sorted(sents[0]) == sorted(map_)[: len(sents[0])]
    assert least < len(json.dumps(sents[0])) < 100_000


def test_m11_a_long_list_in_a_property_is_cut_at_an_item() -> None:
    texts = ["€" * 200 + str(index) for index in range(500)]
    sent = properties_of("call.completed", {"objections": texts})["objections"]
    assert 0 < len(sent) < 500
    assert sent == texts[: len(sent)]
