"""M7, M8: absent stays absent, null stays null, and what is there has the declared type or is left out."""

from __future__ import annotations

import json
from typing import Any

import pytest

from regal_braze.plan.conversions import Boolean, Conversion, Field, Integer, Number, Text
from regal_braze.plan.model import Track
from support.shipped import Json, plans, properties_of

TRACKED = [event for event, plan in sorted(plans().items()) if isinstance(plan.destination, Track)]
LEFT_OUT: Any = None
"""Stands for a value that does not reach Braze; null does, and is tested on its own."""


def fields_of(event: str) -> tuple[Field, ...]:
    destination = plans()[event].destination
    assert isinstance(destination, Track)
    return destination.event.fields


def example_of(conversion: Conversion, seed: str) -> Json:
    """Return a value that is of the declared type already."""
    match conversion:
        case Text():
            return f"text of {seed}"
        case Integer():
            return 1657855000 + len(seed)
        case Number():
            return len(seed) + 0.5
        case Boolean():
            return len(seed) % 2 == 0
        case _:
            return None


@pytest.mark.parametrize("event", TRACKED)
def test_m07_what_is_absent_stays_absent(event: str) -> None:
    assert properties_of(event, {}) == {}


@pytest.mark.parametrize("event", TRACKED)
def test_m07_null_stays_null(event: str) -> None:
    fields = fields_of(event)
    assert properties_of(event, {source: None for field in fields for source in field.sources[:1]}) == {
        field.name: None for field in fields
    }


@pytest.mark.parametrize("event", TRACKED)
def test_m08_what_has_its_declared_type_is_unchanged(event: str) -> None:
    fields = fields_of(event)
    sent = {field.sources[0]: example_of(field.conversion, field.name) for field in fields}
    assert properties_of(event, sent) == {field.name: example_of(field.conversion, field.name) for field in fields}


@pytest.mark.parametrize("event", TRACKED)
def test_m08_a_declared_number_comes_from_a_string_and_a_declared_string_from_a_number(event: str) -> None:
    texts = [field for field in fields_of(event) if field.conversion == Text()]
    integers = [field for field in fields_of(event) if field.conversion == Integer()]
    booleans = [field for field in fields_of(event) if field.conversion == Boolean()]
    # The event's kind may be told by its `type`, which is a text: any number will do.
    sent = {
        **{field.sources[0]: 445 for field in texts},
        **{field.sources[0]: "445" for field in integers},
        **{field.sources[0]: "false" for field in booleans},
    }
    assert properties_of(event, sent) == {
        **{field.name: "445" for field in texts},
        **{field.name: 445 for field in integers},
        **{field.name: False for field in booleans},
    }


@pytest.mark.parametrize(
    ("declared", "value", "expected"),
    [
        *(("text", value, expected) for value, expected in [
            ("", ""), (" kept as it is ", " kept as it is "), (445, "445"), (0, "0"), (-0.0, "0"), (12.5, "12.5"),
            (1e-7, "1e-7"), (9007199254740991, "9007199254740991"), (9007199254740992, LEFT_OUT),
            (True, LEFT_OUT), (False, LEFT_OUT), ([], LEFT_OUT), (["a"], LEFT_OUT), ({}, LEFT_OUT),
            ({"toString": "a"}, LEFT_OUT),
        ]),
        *(("integer", value, expected) for value, expected in [
            (7, 7), (0, 0), (-0.0, 0), (-7, -7), (7.0, 7), ("7", 7), (" 7 ", 7), ("-7", -7), ("007", 7), ("7.0", 7),
            (9007199254740991, 9007199254740991), (9007199254740992, LEFT_OUT), ("9007199254740993", LEFT_OUT),
            (7.5, LEFT_OUT), ("7.5", LEFT_OUT), ("", LEFT_OUT), (" ", LEFT_OUT), ("seven", LEFT_OUT), ("7s", LEFT_OUT),
            ("0x7", LEFT_OUT), ("7,000", LEFT_OUT), ("Infinity", LEFT_OUT), ("٧", LEFT_OUT), (True, LEFT_OUT),
            ([7], LEFT_OUT), ({}, LEFT_OUT), ([], LEFT_OUT),
        ]),
        *(("number", value, expected) for value, expected in [
            (78.75987, 78.75987), ("78.75987", 78.75987), (35, 35), ("35", 35), ("-0.5", -0.5), (-0.0, 0), ("-0", 0),
            (1e300, 1e300), ("1" + "0" * 400, LEFT_OUT), ("NaN", LEFT_OUT), ("", LEFT_OUT), ("35 s", LEFT_OUT),
            (".5", LEFT_OUT), ("5.", LEFT_OUT), (True, LEFT_OUT), (["35"], LEFT_OUT), ({}, LEFT_OUT),
        ]),
        *(("boolean", value, expected) for value, expected in [
            (True, True), (False, False), ("true", True), ("false", False), ("True", LEFT_OUT), (" true", LEFT_OUT),
            ("yes", LEFT_OUT), ("", LEFT_OUT), (0, LEFT_OUT), (1, LEFT_OUT), ([], LEFT_OUT), ([True], LEFT_OUT),
            ({}, LEFT_OUT),
        ]),
        *(("list", value, expected) for value, expected in [
            ([], []), (["a", "b"], ["a", "b"]), (["a", None, 7, True, ["b"], {}, "a"], ["a", "7", "a"]),
            ("a", LEFT_OUT), ({"0": "a", "length": 1}, LEFT_OUT), (7, LEFT_OUT), (True, LEFT_OUT),
        ]),
        *(("object", value, expected) for value, expected in [
            ({}, {}), ({"agent_sentiment": "75"}, {"agent_sentiment": 75}),
            ({"agent_sentiment": None, "undeclared": 1}, {"agent_sentiment": None}),
            ({"agent_sentiment": "good", "agent_sentiment_reason": 5}, {"agent_sentiment_reason": "5"}),
            ([], LEFT_OUT), ("{}", LEFT_OUT), (5, LEFT_OUT), (False, LEFT_OUT),
        ]),
    ],
    ids=lambda value: ascii(value)[:24],
)  # fmt: skip
def test_m08_each_type_takes_what_can_be_coerced_and_leaves_the_rest_out(
    declared: str, value: Json, expected: Json
) -> None:
    event, name = {
        "text": ("call.completed", "disposition"),
        "integer": ("call.completed", "talk_time"),
        "number": ("call.transcript.available", "recording_duration"),
        "boolean": ("call.completed", "conversation_happened"),
        "list": ("call.completed", "objections"),
        "object": ("call.transcript.available", "sentiments"),
    }[declared]
    sent = properties_of(event, {name: value, "agent_email": "a@example.com"})
    others = {"agent_email": "a@example.com"}
    wanted = others if expected is LEFT_OUT else {name: expected, **others}
    assert json.dumps(sent, sort_keys=True) == json.dumps(wanted, sort_keys=True)  # tells true from 1


@pytest.mark.parametrize("event", TRACKED)
def test_m08_undeclared_properties_are_not_sent_unless_the_schema_says_so(event: str) -> None:
    sent = properties_of(event, {"made_up": 1, "constructor": "x", "toString": "x", "hasOwnProperty": "x"})
    expected = {"made_up": 1, "constructor": "x", "toString": "x", "hasOwnProperty": "x"}
    assert sent == (expected if event == "object.created" else {})


@pytest.mark.parametrize(
    ("event", "name", "value"),
    [
        ("call.transcript.available", "transcript", "word for word"),
        ("call.analysis.available", "incoming_sip_headers", {"Via": "SIP/2.0"}),
        ("call.analysis.available", "outgoing_sip_headers", {"Via": "SIP/2.0"}),
    ],
)
def test_m09_what_is_declared_omitted_is_not_sent(event: str, name: str, value: Json) -> None:
    assert properties_of(event, {name: value, "task_id": "WT1"}) == {"task_id": "WT1"}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            [1657855070, "Agent", "OUTBOUND", "Hi"],
            {"sent_at": 1657855070, "speaker": "Agent", "direction": "OUTBOUND", "text": "Hi"},
        ),
        (["1657855070", "Agent"], {"sent_at": 1657855070, "speaker": "Agent"}),
        ([1657855070999], {"sent_at": 1657855070}),
        (["2022-07-15T03:17:50Z"], {"sent_at": 1657855070}),
        (["2022-07-15 05:17:50 +02:00", None, 5], {"sent_at": 1657855070, "speaker": None, "direction": "5"}),
        (["soon", "Agent", "OUTBOUND", "Hi", "more"], {"speaker": "Agent", "direction": "OUTBOUND", "text": "Hi"}),
        ([None, "Agent"], {"sent_at": None, "speaker": "Agent"}),
        ([], {}),
    ],
)
def test_m08_rows_become_objects_with_the_time_as_unix_seconds(row: Json, expected: Json) -> None:
    sent = properties_of("sms.conversation.completed", {"content": [row, "no row", {"0": "no row"}, None, row]})
    assert sent == {"content": [expected, expected]}
