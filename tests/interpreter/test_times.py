"""M6: which times are understood, and as what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from support.interpreter.interpreter import NOW, interpret
from support.interpreter.plans import TIME, as_list, plan_for, request_for, track
from support.interpreter.times import iso_text, read_time


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1657855059, TIME),
        ("1657855059", TIME),
        (" 1657855059\n", TIME),
        (1657855059123, "2022-07-15T03:17:39.123Z"),
        ("1657855059123", "2022-07-15T03:17:39.123Z"),
        (1657855059123.9, "2022-07-15T03:17:39.123Z"),
        ("1657855059.5", "2022-07-15T03:17:39.500Z"),
        ("2022-07-15T03:17:39Z", TIME),
        ("2022-07-15 03:17:39", TIME),
        ("2022-07-15t03:17:39z", TIME),
        ("2022-07-15 03:17:39 +00:00", TIME),
        ("2022-07-15T05:17:39+02:00", TIME),
        ("2022-07-15T05:17:39+02", TIME),
        ("2022-07-14T21:47:39 -0530", TIME),
        ("2022-07-15T03:17:39.5Z", "2022-07-15T03:17:39.500Z"),
        ("2022-07-15T03:17:39.1239999Z", "2022-07-15T03:17:39.123Z"),
        ("+1657855059", TIME),
        ("1.657855059e9", TIME),
        ("0x62D0DC53", TIME),
        ("2022-07-15 +0000", "2022-07-15T00:00:00.000Z"),
        ("2022-07-15+02:00", "2022-07-14T22:00:00.000Z"),
        ("2022-07-15z", "2022-07-15T00:00:00.000Z"),
        ("2022-07-15 03:17", "2022-07-15T03:17:00.000Z"),
        ("2022-07-15T05:17+0200", "2022-07-15T03:17:00.000Z"),
        ("2022-12-31T23:59:59Z", "2022-12-31T23:59:59.000Z"),
        ("2022-07-15", "2022-07-15T00:00:00.000Z"),
        ("2024-02-29", "2024-02-29T00:00:00.000Z"),
        (946684800, "2000-01-01T00:00:00.000Z"),
        ("1999-12-31T23:59:59-00:01", "2000-01-01T00:00:59.000Z"),
        (4102444800, "2100-01-01T00:00:00.000Z"),
        (4102444800000, "2100-01-01T00:00:00.000Z"),
    ],
)
def test_usable_times(value: object, expected: str) -> None:
    milliseconds = read_time(value)
    assert milliseconds is not None
    assert iso_text(milliseconds) == expected


@pytest.mark.parametrize(
    "value",
    [
        None, "", " ", 0, "0", -1, "-1657855059", True, [1657855059], {}, "yesterday", "1e8",
        "Infinity", "0x10", "20220715", float("inf"), "9" * 400, 946684799, 946684799999, 4102444801, 4102444800001,
        "2100-01-01T00:00:00.001Z", "1999-12-31T23:59:59Z", "2000-01-01T00:30:00+01:00", "2101-01-01",
        "2023-02-32", "2022-13-01T00:00:00Z", "0000-01-01", "2022-07-15T24:00:01Z", "2022-07-15T03:60:00Z",
        "2022-07-15T03", "2022-07-15T03:17.5", "2022-7-15", "2022-07-15T03:17:39,5Z",
        "2022-07-15T03:17:39+2", "2022-07-15T24:00:00Z", "2022-02-30", "2023-02-29", "2022-07-16T03:16:39+23:59",
        "2022-07-15T03:17+02:60",
        "١٦٥٧٨٥٥٠٥٩",
    ],
)  # fmt: skip
def test_unusable_times(value: object) -> None:
    assert read_time(value) is None


def _time(payload: dict[str, object]) -> object:
    [event] = as_list(request_for(plan_for(track()), {"userId": "1", **payload})["events"])
    assert isinstance(event, dict)
    return event["time"]


def test_the_first_usable_source_counts() -> None:
    assert _time({"originalTimestamp": "", "original_timestamp": None, "created_at": 1657855059}) == TIME
    assert _time({"originalTimestamp": "1657855059", "created_at": 1700000000}) == TIME


def test_without_a_usable_source_it_is_the_time_of_the_call() -> None:
    assert _time({"originalTimestamp": "soon"}) == NOW
    moment = datetime(2025, 1, 1, 2, 0, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    request = interpret(plan_for(track()), {"userId": "1"}, now=moment)
    assert isinstance(request, dict)
    [event] = as_list(request["events"])
    assert isinstance(event, dict)
    assert event["time"] == "2025-01-01T00:00:00.123Z" == _time({"created_at": moment.astimezone(UTC).isoformat()})
