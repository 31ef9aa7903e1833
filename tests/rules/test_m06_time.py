"""M6: the time of an event, from whatever Regal sends; without one, the time of the call."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from support.quickjs import run_quickjs
from support.shipped import bodies, plans, request

THEN = "2022-07-15T03:17:39.000Z"
SOURCES = ("originalTimestamp", "original_timestamp", "created_at")


def time_of(**sources: Any) -> str:
    """Return the event's time; two engines must agree on it, for Braze does not say which one it runs."""
    payload = {"userId": "123", "properties": {}, **sources}
    time: str = request("call.completed", payload)["events"][0]["time"]
    (other,) = run_quickjs(bodies()["call.completed"], [json.dumps(payload)])
    other_time: str = json.loads(str(other.request))["events"][0]["time"]
    assert time == other_time or (is_now(time) and is_now(other_time)), other_time
    return time


def is_now(time: str) -> bool:
    return abs(datetime.now(UTC) - datetime.fromisoformat(time)) < timedelta(minutes=1)


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1657855059, THEN),
        ("1657855059", THEN),
        (" 1657855059 ", THEN),
        (1657855059.5, "2022-07-15T03:17:39.500Z"),
        ("1657855059.25", "2022-07-15T03:17:39.250Z"),
        (1657855059123, "2022-07-15T03:17:39.123Z"),
        ("1657855059123", "2022-07-15T03:17:39.123Z"),
        ("2022-07-15T03:17:39Z", THEN),
        ("2022-07-15T03:17:39.000Z", THEN),
        ("2022-07-15T03:17:39.5Z", "2022-07-15T03:17:39.500Z"),
        ("2022-07-15T03:17:39.123456Z", "2022-07-15T03:17:39.123Z"),
        ("2022-07-15T03:17:39", THEN),
        ("2022-07-15 03:17:39", THEN),
        ("2022-07-15T03:17", "2022-07-15T03:17:00.000Z"),
        ("2022-07-15T05:17:39+02:00", THEN),
        ("2022-07-15T05:17:39+0200", THEN),
        ("2022-07-14 20:17:39 -07:00", THEN),
        ("2022-07-15T08:47:39+05:30", THEN),
        ("2022-07-14T15:17:39-12:00", THEN),
        ("2022-07-15T03:17:39 +00:00", THEN),
        (" 2022-07-15T03:17:39Z ", THEN),
        ("2022-07-15", "2022-07-15T00:00:00.000Z"),
        ("2024-02-29", "2024-02-29T00:00:00.000Z"),
        (946684800, "2000-01-01T00:00:00.000Z"),
        (946684800000, "2000-01-01T00:00:00.000Z"),
        ("2000-01-01T00:00:00Z", "2000-01-01T00:00:00.000Z"),
        (4102444800, "2100-01-01T00:00:00.000Z"),
        (4102444800000, "2100-01-01T00:00:00.000Z"),
        ("2100-01-01", "2100-01-01T00:00:00.000Z"),
    ],
)
def test_m06_each_form_of_a_time_becomes_iso_8601_in_utc(source: str, value: Any, expected: str) -> None:
    assert time_of(**{source: value}) == expected


@pytest.mark.parametrize(
    "value",
    [
        *(None, "", " ", True, False, [], {}, [1657855059], {"seconds": 1657855059}),
        *(0, "0", -1657855059, "-1657855059"),
        *(946684799, "946684799", 946684799999, "1999-12-31T23:59:59Z", 4102444801, 4102444800001, 1e300),
        *("2100-01-01T00:00:01Z", "2000-01-01T00:00:00+00:01", 16578550590000000, "1657855059000000000"),
        *("now", "NaN", "Infinity", "Jul 15 2022", "15.07.2022", "2022/07/15", "20220715", "2022-07-15T", "T03:17:39Z"),
        *("2022-7-15", "2022-07-15T3:17", "2022-07-15T03:17:39 UTC", "2022-07-15T03:17:39Z and more", "+02022-07-15"),
    ],
    ids=repr,
)
def test_m06_what_is_no_time_gives_way_to_the_next_source_and_at_last_to_the_time_of_the_call(value: Any) -> None:
    assert time_of(originalTimestamp=value, created_at="1657855059") == THEN
    assert is_now(time_of(originalTimestamp=value, original_timestamp=value, created_at=value))


@pytest.mark.parametrize(
    "value",
    [
        *("2022-02-30", "2021-02-29T10:00:00Z", "2022-13-01", "2022-00-10", "2022-07-32", "2022-07-00"),
        *("2022-07-15T24:00:00Z", "2022-07-15T25:00:00Z", "2022-07-15T03:60:00Z", "2022-07-15T03:17:60Z"),
    ],
)
def test_m06_a_date_or_hour_that_does_not_exist_is_no_time_on_any_engine(value: str) -> None:
    assert time_of(originalTimestamp=value, created_at="1657855059") == THEN


@pytest.mark.parametrize("value", ["2022-07-15t03:17:39z", "2022-07-15T05:17:39+02"])
def test_m06_lower_case_letters_and_offsets_in_hours_are_understood(value: str) -> None:
    assert time_of(originalTimestamp=value) == THEN


def test_m06_digits_beyond_the_milliseconds_are_cut() -> None:
    assert time_of(originalTimestamp="2022-07-15T03:17:39.9999Z") == "2022-07-15T03:17:39.999Z"


def test_m06_the_first_source_counts() -> None:
    assert time_of(originalTimestamp="1657855059", original_timestamp=1, created_at="1657855062") == THEN
    assert time_of(original_timestamp="1657855059", created_at="1657855062") == THEN
    assert time_of(originalTimestamp=1657855059, original_timestamp=1657855000) == THEN


def test_m06_a_created_at_among_the_properties_is_no_time_of_the_event() -> None:
    assert is_now(time_of(properties={"created_at": "1657855059", "started_at": 1657855059}))


def test_m06_without_any_source_it_is_the_time_of_the_call() -> None:
    assert is_now(time_of())


@pytest.mark.parametrize("event", ["sms.sent", "call.analysis.available", "contact.phone.created"])
def test_m06_every_event_reads_its_time_alike(event: str) -> None:
    assert {plan.times for plan in plans().values()} == {tuple((source,) for source in SOURCES)}
    payload = {"userId": "123", "properties": {}, "original_timestamp": "1657855059"}
    assert request(event, payload)["events"][0]["time"] == THEN


def test_m06_the_catalog_item_carries_the_time_too() -> None:
    payload = {"properties": {"agent_email": "a@example.com"}, "created_at": "2022-07-15T05:17:39+02:00"}
    assert request("agent.activity.updated", payload)["items"][0]["updated_at"] == THEN
