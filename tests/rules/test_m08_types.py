"""M8: Braze gets the declared type; a value that can only be guessed is left out."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest

from regal_braze.plan.conversions import (
    Boolean,
    Conversion,
    EmailAddress,
    Field,
    IsoTime,
    ListOf,
    MapOf,
    Number,
    Record,
    Row,
    Text,
    UnixSeconds,
)
from support.plans import plan_of_properties
from support.shipped import Json, tracked
from support.three_engines import properties, rows, short

LEFT_OUT: Final = "(left out)"
ROW: Final = Row((Field("sent_at", ("0",), UnixSeconds()), Field("speaker", ("1",), Text(in_list=True))))
TYPES: Final[dict[str, Conversion]] = {
    "string": Text(),
    "integer": Number(),
    "number": Number(),
    "boolean": Boolean(),
    "iso time": IsoTime(),
    "unix seconds": UnixSeconds(),
    "email": EmailAddress(),
    "list of strings": ListOf(Text(in_list=True), 500),
    "object": Record((Field("score", ("score",), Number()), Field("reason", ("reason",), Text()))),
    "rows": ListOf(ROW, 500),
    "map of numbers": MapOf(Number(), (Field("note", ("note",), Text()),)),
}
PLAN: Final = plan_of_properties(TYPES)


@pytest.mark.parametrize(
    ("declared", "value", "expected"),
    [
        *(("string", value, expected) for value, expected in [
            ("", ""), (" kept as it is ", " kept as it is "), ("2022-07-15", "2022-07-15"),
            (445, "445"), (0, "0"), (-0.0, "0"), (12.0, "12"), (12.5, "12.5"), (-3.75, "-3.75"), (0.1, "0.1"),
            (123456.789, "123456.789"), (1e-6, "0.000001"), (1.5e-6, "0.0000015"), (1e-7, "1e-7"), (-1e-7, "-1e-7"),
            (1.25e-7, "1.25e-7"), (5e-324, "5e-324"), (2**53 - 1, "9007199254740991"),
            *rows(LEFT_OUT, 2**53, 1e300, float("inf"), True, False, [], ["a"], {}),
            ({"toString": "a"}, LEFT_OUT),
        ]),
        *(("integer", value, expected) for value, expected in [
            (7, 7), (0, 0), (-0.0, 0), (-7, -7), (7.0, 7), (7.5, 7.5), (2**53 - 1, 2**53 - 1),
            ("7", 7), (" 7 ", 7), ("-7", -7), ("007", 7), ("7.0", 7), ("-7.00", -7), ("7.5", 7.5),
            *rows(LEFT_OUT, 2**53, True, [7], {}, [], "", " ", "seven", "7s"),
            *rows(LEFT_OUT, "0x7", "1e3", "+1", "7,000", "Infinity", "٧", "9007199254740993"),
        ]),
        *(("number", value, expected) for value, expected in [
            (78.75987, 78.75987), (35, 35), (-0.0, 0), (2**53 - 1, 2**53 - 1), (1e-300, 1e-300),
            ("78.75987", 78.75987), ("35", 35), (" 10\u00a0", 10), ("0012", 12), ("-0.5", -0.5), ("-0", 0),
            *rows(LEFT_OUT, 2**53, -(2**53), 12345678901234567890, 1e300, "9007199254740992", "9" * 17),
            *rows(LEFT_OUT, True, ["35"], {}, float("inf"), 10**400, "9" * 400, "NaN", ""),
            *rows(LEFT_OUT, "35 s", "12a", ".5", "5.", "+12", "1e3", "0x10", "١٢"),
        ]),
        *(("boolean", value, expected) for value, expected in [
            (True, True), (False, False), ("true", True), ("false", False),
            ("True", True), ("FALSE", False), ("tRUE", True),
            *rows(LEFT_OUT, " true", "truE!", "yes", "", 0, 1, [], [True], {}),
        ]),
        *(("iso time", value, expected) for value, expected in [
            ("1657855059", "2022-07-15T03:17:39.000Z"), ("2022-07-15 05:17 +02:00", "2022-07-15T03:17:00.000Z"),
            *rows(LEFT_OUT, "", "soon", 0, True, [1657855059]),
        ]),
        *(("unix seconds", value, expected) for value, expected in [
            (1657855059, 1657855059), (1657855059999, 1657855059), ("2022-07-15 03:17:39.9", 1657855059),
            *rows(LEFT_OUT, "", "soon", 0, True),
        ]),
        *(("email", value, expected) for value, expected in [(" a@b ", "a@b"), ("noone", LEFT_OUT), (5, LEFT_OUT)]),
        *(("list of strings", value, expected) for value, expected in [
            ([], []), (["a", "b"], ["a", "b"]), (["a", None, 7, True, ["b"], {}, "a"], ["a", "7", "a"]),
            *rows(LEFT_OUT, "a", {"0": "a", "length": 1}, 7, True),
        ]),
        *(("object", value, expected) for value, expected in [
            ({}, {}), ({"score": "75"}, {"score": 75}), ({"score": None, "undeclared": 1}, {"score": None}),
            ({"score": "good", "reason": 5}, {"reason": "5"}),
            *rows(LEFT_OUT, [], "{}", 5, False),
        ]),
        *(("rows", value, expected) for value, expected in [
            ([[1657855070, "Agent"]], [{"sent_at": 1657855070, "speaker": "Agent"}]),
            ([["1657855070", "Agent", "more"]], [{"sent_at": 1657855070, "speaker": "Agent"}]),
            ([["2022-07-15 05:17:50 +02:00", 5]], [{"sent_at": 1657855070, "speaker": "5"}]),
            ([[1657855070999], [None, "x"]], [{"sent_at": 1657855070}, {"sent_at": None, "speaker": "x"}]),
            ([["soon", "x"]], [{"speaker": "x"}]),
            ([[], "no row", {"0": "no row"}, None, []], [{}, {}]), ({}, LEFT_OUT),
        ]),
        *(("map of numbers", value, expected) for value, expected in [
            ({"a": "5", " b ": 6, "c": "x", "d": None, "note": 7, " note": 8},
             {"b": 6, "a": 5, "d": None, "note": "7"}),
            ({}, {}), *rows(LEFT_OUT, [], "text", 5),
        ]),
    ],
    ids=short,
)  # fmt: skip
def test_conversions(declared: str, value: Json, expected: Json) -> None:
    sent = properties(PLAN, {declared: value})
    wanted = {} if expected == LEFT_OUT else {declared: expected}
    assert json.dumps(sent) == json.dumps(wanted)  # 1 is not true


@pytest.mark.parametrize(
    ("event", "name", "value", "expected"),
    [
        ("call.completed", "campaign_friendly_id", 445, "445"),
        ("call.completed", "talk_time", "7", 7),
        ("call.transcript.available", "recording_duration", "78.75987", 78.75987),
        ("call.completed", "conversation_happened", "true", True),
        ("call.completed", "objections", ["a", None, 7], ["a", "7"]),
        ("call.transcript.available", "sentiments", {"agent_sentiment": "75", "more": 1}, {"agent_sentiment": 75}),
        (
            "sms.conversation.completed",
            "content",
            [["1657855070", "Agent", "OUTBOUND", "Hi", "more"], "no row"],
            [{"sent_at": 1657855070, "speaker": "Agent", "direction": "OUTBOUND", "text": "Hi"}],
        ),
    ],
)
def test_types_follow_the_documented_samples(event: str, name: str, value: Json, expected: Json) -> None:
    assert properties(event, {name: value}) == {name: expected}


@pytest.mark.parametrize(
    ("given", "expected"),
    [({"b": "x"}, {"a": "x"}), ({"b": "x", "a": None}, {"a": None}), ({"b": "x", "a": []}, {})],
    ids=repr,
)
def test_the_first_source_that_is_present_counts(given: Any, expected: Any) -> None:
    assert properties(plan_of_properties({"a": Field("a", ("a", "b"), Text())}), given) == expected


def test_undeclared_properties_are_not_sent_unless_the_schema_says_so() -> None:
    undeclared = {"made_up": 1, "constructor": "x", "toString": "x", "hasOwnProperty": "x"}
    for event in tracked():
        assert properties(event, undeclared) == (undeclared if event == "object.created" else {})


@pytest.mark.parametrize(
    ("event", "name", "value"),
    [
        ("call.transcript.available", "transcript", "word for word"),
        ("call.analysis.available", "incoming_sip_headers", {"Via": "SIP/2.0"}),
        ("call.analysis.available", "outgoing_sip_headers", {"Via": "SIP/2.0"}),
    ],
)
def test_what_the_schema_omits_is_not_sent(event: str, name: str, value: Json) -> None:
    assert properties(event, {name: value, "task_id": "WT1"}) == {"task_id": "WT1"}
