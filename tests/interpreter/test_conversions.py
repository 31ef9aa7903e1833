"""M7 to M11: what becomes of one property."""

from __future__ import annotations

import pytest

from regal_braze.plan.conversions import (
    Boolean,
    Conversion,
    EmailAddress,
    Field,
    Integer,
    IsoTime,
    ListOf,
    Number,
    Open,
    Record,
    Row,
    Text,
    UnixSeconds,
)
from support.interpreter.plans import as_list, field, plan_for, properties_of, request_for, track

INF = float("inf")
TEXTS = ListOf(Text(in_list=True), 500)
NOTHING: dict[str, object] = {}


def _converted(conversion: Conversion, value: object) -> object:
    """Return the properties that a single one leads to, without the name it has there."""
    found = properties_of(track(field(conversion)), {"value": value})
    return found["value"] if isinstance(found, dict) and found else NOTHING


@pytest.mark.parametrize(
    ("conversion", "value", "expected"),
    [
        (Text(), 445, "445"), (Text(), 1e-7, "1e-7"), (Text(), -0.0, "0"), (Text(), 12.0, "12"),
        (Text(), "", ""), (Text(), "2022-07-15", "2022-07-15"), (Text(), "a" * 256, "a" * 254 + "…"),
        (Number(), "12.5", 12.5), (Number(), " 10\u00a0", 10), (Number(), "-0", 0),
        (Number(), "0012", 12), (Number(), 1e300, 1e300), (Integer(), "12.0", 12), (Integer(), "-7.00", -7),
        (Integer(), 12.0, 12), (Integer(), 2**53 - 1, 2**53 - 1), (Boolean(), True, True),
        (Boolean(), "true", True), (Boolean(), "false", False),
        (IsoTime(), "1657855059", "2022-07-15T03:17:39.000Z"),
        (UnixSeconds(), "2022-07-15 03:17:39.9", 1657855059), (EmailAddress(), " a@b ", "a@b"),
    ],
)  # fmt: skip
def test_m8_values_are_coerced_to_the_declared_type(conversion: Conversion, value: object, expected: object) -> None:
    found = _converted(conversion, value)
    assert found == expected
    assert isinstance(found, bool) == isinstance(expected, bool)


@pytest.mark.parametrize(
    ("conversion", "value"),
    [
        (Text(), True), (Text(), []), (Text(), {}), (Text(), 2**53), (Text(), INF), (Number(), ""),
        (Number(), "12a"), (Number(), "+12"), (Number(), ".5"), (Number(), "1e3"), (Number(), "12."),
        (Number(), "9" * 400), (Number(), INF),
        (Number(), 10**400), (Number(), True), (Number(), "0x10"), (Number(), "١٢"), (Number(), [5]),
        (Integer(), 12.5), (Integer(), "12.5"), (Integer(), "1e3"),
        (Integer(), "0x10"), (Integer(), "+1"), (Integer(), 2**53), (Integer(), "9007199254740993"),
        (Integer(), True), (Boolean(), "True"), (Boolean(), " true"), (Boolean(), 1), (Boolean(), 0),
        (Boolean(), ""), (IsoTime(), ""), (UnixSeconds(), 0), (TEXTS, "a"), (Record(()), []), (Row(()), {}),
    ],
)  # fmt: skip
def test_m8_what_cannot_be_coerced_is_left_out(conversion: Conversion, value: object) -> None:
    assert _converted(conversion, value) is NOTHING


def test_m7_absent_stays_absent_and_null_stays_null() -> None:
    fields = (field(Text(), "a"), field(Number(), "b"), field(TEXTS, "c"))
    assert properties_of(track(*fields), {"a": None, "b": None}) == {"a": None, "b": None}
    assert properties_of(track(*fields), None) == {}


def test_m7_the_first_source_that_is_present_counts() -> None:
    renamed = Field("a", ("a", "b"), Text())
    assert properties_of(track(renamed), {"b": "x"}) == {"a": "x"}
    assert properties_of(track(renamed), {"b": "x", "a": None}) == {"a": None}
    assert properties_of(track(renamed), {"b": "x", "a": []}) == {}


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ({"eventId": "e1", "event_id": "e2"}, {"regal_event_id": "e1"}),
        ({"eventId": None, "event_id": 12}, {"regal_event_id": "12"}),
        ({"eventId": [], "event_id": "e2"}, {}),
        ({"eventId": "", "event_id": "e2"}, {"regal_event_id": ""}),
    ],
)
def test_m7_the_event_id_travels_as_regal_event_id(payload: dict[str, object], expected: object) -> None:
    [event] = as_list(request_for(plan_for(track()), {"userId": "1", **payload})["events"])
    assert isinstance(event, dict)
    assert event["properties"] == expected


def test_m11_lists_hold_no_nulls_no_date_times_and_nothing_that_cannot_be_converted() -> None:
    values = [
        "a",
        None,
        "2022-07-15",
        "2022-07-15 03:17",
        "2022-07-15t03:17:50Z",
        True,
        ["x"],
        5,
        "2022-07-15x",
        "2022-07-15\n",
    ]
    assert _converted(TEXTS, values) == ["a", "5", "2022-07-15x", "2022-07-15\n"]


@pytest.mark.parametrize(("count", "kept"), [(0, 0), (1, 1), (499, 499), (500, 500), (501, 500)])
def test_m11_lists_end_at_their_limit(count: int, kept: int) -> None:
    assert _converted(TEXTS, [None, *["a"] * count]) == ["a"] * kept


def test_m11_a_list_keeps_the_first_items_that_fit_its_room() -> None:
    # ["aa","é","aaaa"]: 1 + 5 + 9 + 7; each item with its comma takes 5, 9 and 7
    assert _converted(ListOf(Text(), 500, 22), ["aa", "é", "aaaa"]) == ["aa", "é", "aaaa"]
    assert _converted(ListOf(Text(), 500, 21), ["aa", "é", "aaaa"]) == ["aa", "é", "aaaa"]
    assert _converted(ListOf(Text(), 500, 20), ["aa", "é", "aaaa"]) == ["aa", "é"]
    assert _converted(ListOf(Text(), 500, 13), ["aa", "é", ""]) == ["aa"]
    assert _converted(ListOf(Text(), 500, 8), ["\x7f\n", "b"]) == ["\x7f\n"]


def test_m8_rows_become_objects_and_records_keep_their_declared_fields() -> None:
    row = Row((Field("sent_at", ("0",), UnixSeconds()), Field("speaker", ("1",), Text(in_list=True))))
    rows = [["2022-07-15 03:17:39", "Agent", "more"], [None, "x"], ["soon"], [], "no row", {"0": 1}]
    expected = [{"sent_at": 1657855059, "speaker": "Agent"}, {"sent_at": None, "speaker": "x"}, {}, {}]
    assert _converted(ListOf(row, 500), rows) == expected
    record = Record((field(Integer(), "a"),))
    assert _converted(record, {"a": "5", "b": 1}) == {"a": 5}
    assert _converted(record, {"a": None}) == {"a": None}
    assert _converted(record, {"a": "x"}) == {}


def test_m10_open_values_keep_leaves_as_they_are_and_five_levels() -> None:
    assert _converted(Open(), [1, "1", True, None, INF, "2022-07-15", -0.0, [["x"]]]) == [
        1,
        "1",
        True,
        0,
        [["x"]],
    ]
    assert _converted(Open(), {"a": {"b": {"c": {"d": {"e": {}, "f": 1}}}}}) == {"a": {"b": {"c": {"d": {"f": 1}}}}}
    assert _converted(Open(), {"a": None, "b": INF}) == {"a": None}
    assert _converted(Open(), [{"a": "2022-07-15", "b": None}]) == [{"b": None}]
    assert _converted(Open(), ["a"] * 501) == ["a"] * 500


def test_m10_keys_are_made_legal_and_an_exact_one_beats_a_changed_one() -> None:
    value = {
        " a": 1,
        "a": 2,
        "\u00a0a": 3,
        "$ $b": 4,
        " b": 5,
        "": 6,
        " $": 7,
        "__proto__": 8,
        "$__proto__": 9,
        "\ud800": 10,
    }
    assert _converted(Open(), value) == {"a": 2, "b": 5, "\ufffd": 10}
    value = {"k" * 255: 1, "l" * 256: 2, " " + "m" * 255: 3, "\U0001f921" * 128: 4}
    assert _converted(Open(), value) == {"k" * 255: 1, "m" * 255: 3}


def test_m11_an_open_object_keeps_the_first_keys_that_fit_its_room() -> None:
    # {"a":1,"b":22} takes 14; ["a",1] with its comma takes 8, ["b",22] takes 9
    assert _converted(Open(room=14), {"b": 22, "a": 1}) == {"a": 1, "b": 22}
    assert _converted(Open(room=13), {"b": 22, "a": 1}) == {"a": 1}
    assert _converted(Open(room=7), {"b": 22, "a": 1}) == {}
