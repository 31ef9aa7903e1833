"""M6: the first usable time as ISO 8601 in UTC, from whatever Regal sends; without one, the time of the run."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest

from support.quickjs import run_quickjs
from support.shipped import bodies, plans, run
from support.three_engines import NOW, request, rows

THEN: Final = "2022-07-15T03:17:39.000Z"
LATER: Final = "2022-07-15T03:17:42.000Z"
SOURCES: Final = ("originalTimestamp", "original_timestamp", "created_at")
UNUSABLE: Final = [
    *(None, "", " ", True, False, [], {}, [1657855059], {"seconds": 1657855059}),
    *(0, "0", -1, -1657855059, "-1657855059", float("inf"), "9" * 400, 1e300, 16578550590000000, "1657855059000000000"),
    *(946684799, "946684799", 946684799999, 4102444801, 4102444801000, 4102444800001),  # before 2000, after 2100
    *("1999-12-31T23:59:59Z", "2000-01-01T00:00:00+00:01", "2000-01-01T00:30:00+01:00", "2101-01-01"),
    *("2100-01-01T00:00:00.001Z", "2100-01-01T00:00:01Z"),
    *("now", "NaN", "Infinity", "1e8", "0x10", "٢٠٢٢-٠٧-١٥", "١٦٥٧٨٥٥٠٥٩", "Jul 15 2022", "15.07.2022", "2022/07/15"),
    *("20220715", "2022-7-15", "2022-07-15T", "T03:17:39Z", "2022-07-15T3:17", "2022-07-15T03", "2022-07-15T03:17.5"),
    *("2022-07-15T03:17:39,5Z", "2022-07-15T03:17:39 CET", "2022-07-15T03:17:39Z and more", "+02022-07-15"),
    *("2022-07-15T03:17:39+2", "2022-07-15T03:17+02:60", "2022-07-16T03:16:39+23:59"),
    *("2022-02-30", "2021-02-29T10:00:00Z", "2023-02-29", "2023-02-32", "2022-13-01", "2022-00-10", "2022-07-32"),
    *("2022-07-00", "0000-01-01", "2022-07-15T24:00:00Z", "2022-07-15T24:00:01Z", "2022-07-15T25:00:00Z"),
    *("2022-07-15T03:60:00Z", "2022-07-15T03:17:60Z"),
]


def time_of(**members: Any) -> str:
    payload = {"userId": "123", "properties": {}, **members}
    time: str = request("call.completed", payload)["events"][0]["time"]
    return time


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        # Unix seconds and milliseconds, as number and string
        *rows(THEN, 1657855059, "1657855059", " 1657855059\n", "+1657855059", "1.657855059e9", "0x62D0DC53"),
        (1657855059.5, "2022-07-15T03:17:39.500Z"),
        ("1657855059.25", "2022-07-15T03:17:39.250Z"),
        *rows("2022-07-15T03:17:39.123Z", 1657855059123, "1657855059123", 1657855059123.9),
        # Date-times with and without a zone
        *rows(THEN, "2022-07-15T03:17:39Z", "2022-07-15t03:17:39z", " 2022-07-15T03:17:39.000Z "),
        ("2022-07-15T03:17:39.5Z", "2022-07-15T03:17:39.500Z"),
        ("2022-07-15T03:17:39.123456Z", "2022-07-15T03:17:39.123Z"),
        ("2022-07-15T03:17:39.9999Z", "2022-07-15T03:17:39.999Z"),
        *rows(THEN, "2022-07-15T03:17:39", "2022-07-15 03:17:39", "2022-07-15T03:17:39 +00:00"),
        *rows(THEN, "2022-07-15 03:17:39 UTC", "2022-07-15T05:17:39+02:00", "2022-07-15T05:17:39+0200"),
        *rows(THEN, "2022-07-15T05:17:39+02", "2022-07-14 20:17:39 -07:00", "2022-07-14T21:47:39 -0530"),
        *rows(THEN, "2022-07-15T08:47:39+05:30", "2022-07-14T15:17:39-12:00"),
        *rows("2022-07-15T03:17:00.000Z", "2022-07-15T03:17", "2022-07-15 03:17", "2022-07-15T03:17utc"),
        ("2022-07-15T05:17+0200", "2022-07-15T03:17:00.000Z"),
        ("2022-12-31T23:59:59Z", "2022-12-31T23:59:59.000Z"),
        # Dates
        *rows("2022-07-15T00:00:00.000Z", "2022-07-15", "2022-07-15z", "2022-07-15 +0000"),
        ("2022-07-15+02:00", "2022-07-14T22:00:00.000Z"),
        ("2024-02-29", "2024-02-29T00:00:00.000Z"),
        # From 2000 to 2100
        *rows("2000-01-01T00:00:00.000Z", 946684800, 946684800000, "2000-01-01T00:00:00Z"),
        ("1999-12-31T23:59:59-00:01", "2000-01-01T00:00:59.000Z"),
        *rows("2100-01-01T00:00:00.000Z", 4102444800, 4102444800000, "2100-01-01"),
        *rows(None, *UNUSABLE),
    ],
    ids=repr,
)
def test_each_form_of_a_time_and_what_is_not_usable(value: Any, expected: str | None) -> None:
    assert {time_of(**{source: value}) for source in SOURCES} == {expected or NOW}
    assert time_of(originalTimestamp=value, created_at="1657855062") == (expected or LATER)


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"originalTimestamp": "1657855059", "original_timestamp": 1, "created_at": "1657855062"}, THEN),
        ({"originalTimestamp": 1657855059, "original_timestamp": 1657855062}, THEN),
        ({"original_timestamp": "1657855059", "created_at": "1657855062"}, THEN),
        ({"originalTimestamp": "", "original_timestamp": None, "created_at": 1657855059}, THEN),
        ({"properties": {"created_at": "1657855059", "started_at": 1657855059}}, NOW),
        ({}, NOW),
    ],
    ids=repr,
)
def test_the_first_usable_source_counts(members: Any, expected: str) -> None:
    assert time_of(**members) == expected


def test_without_a_usable_time_it_is_the_time_of_the_run() -> None:
    payload = {"userId": "123", "properties": {}, "originalTimestamp": "soon"}
    (other,) = run_quickjs(bodies()["call.completed"], [json.dumps(payload)])
    for outcome in (run("call.completed", payload), other):
        time = json.loads(str(outcome.request))["events"][0]["time"]
        assert abs(datetime.now(UTC) - datetime.fromisoformat(time)) < timedelta(minutes=1)


def test_every_event_reads_its_time_alike() -> None:
    assert {plan.times for plan in plans().values()} == {tuple((source,) for source in SOURCES)}
    payload = {"properties": {"agent_email": "a@example.com"}, "created_at": "2022-07-15T05:17:39+02:00"}
    assert request("agent.activity.updated", payload)["items"][0]["updated_at"] == THEN
