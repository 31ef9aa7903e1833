"""M7: absent stays absent, null stays null, and Regal's event id is sent as `regal_event_id`."""

from __future__ import annotations

from typing import Any

import pytest

from depth import some
from regal_braze.plan.conversions import ListOf, Number, Text
from support.plans import plan_of_properties
from support.shipped import envelope, tracked
from support.three_engines import properties, request, rows, unchanged

PLAN = plan_of_properties({"a": Text(), "b": Number(), "c": ListOf(Text(in_list=True), 500)})


@pytest.mark.parametrize("event", some(tracked(), 8))
def test_in_every_event_absent_stays_absent_and_null_stays_null(event: str) -> None:
    assert properties(event, {}) == {}
    fields = tracked()[event].fields
    assert properties(event, {source: None for field in fields for source in field.sources[:1]}) == {
        field.name: None for field in fields
    }


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        *unchanged({"a": None, "b": None}, {"a": None, "c": None}, {}),
        ({"c": [None]}, {"c": []}),
    ],
    ids=repr,
)
def test_null(given: Any, expected: Any) -> None:
    assert properties(PLAN, given) == expected


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"eventId": "a", "event_id": "b"}, {"regal_event_id": "a"}),
        *rows({"regal_event_id": "b"}, {"event_id": "b"}, {"eventId": None, "event_id": "b"}),
        ({"eventId": None, "event_id": 12}, {"regal_event_id": "12"}),
        ({"eventId": 5}, {"regal_event_id": "5"}),
        ({"eventId": "", "event_id": "b"}, {"regal_event_id": ""}),
        *rows({}, {"eventId": [], "event_id": "b"}, {"eventId": {}}, {}),
    ],
    ids=repr,
)
def test_the_event_id_is_sent_as_regal_event_id(keys: Any, expected: Any) -> None:
    payload = envelope("call.completed", {"regal_event_id": "forged"}, **keys)
    assert request("call.completed", payload)["events"][0]["properties"] == expected
