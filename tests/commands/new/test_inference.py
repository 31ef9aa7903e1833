"""Types, formats, open maps, order, samples and descriptions are inferred from several payloads."""

from __future__ import annotations

from typing import Any, TypeAlias

import pytest

from regal_braze.commands.new.observe import merged_order, observe
from regal_braze.commands.new.samples import choose
from regal_braze.commands.new.schema import schema_document
from regal_braze.commands.new.words import describe_event

Json: TypeAlias = Any


def inferred(*values: Json, name: str = "x") -> Json:
    """Return the schema of a property with these values, without its description; MISSING stands for no value."""
    seen = observe([{} if value is MISSING else {name: value} for value in values])
    schema = schema_document("a.b", seen, {}, [])["properties"]["properties"]["properties"][name]
    return {key: value for key, value in schema.items() if key != "description"}


def described(name: str, *values: Json) -> str:
    seen = observe([{} if value is MISSING else {name: value} for value in values])
    text: str = schema_document("a.b", seen, {}, [])["properties"]["properties"]["properties"][name]["description"]
    return text


MISSING = object()
TEXT = {"type": "string"}
ROW = {"type": "array", "prefixItems": [TEXT, {"type": "integer"}]}


@pytest.mark.parametrize(
    ("values", "schema"),
    [
        (["a", "b"], TEXT),
        (["445", "446"], TEXT),
        ([1, 2.0], {"type": "integer"}),
        ([1, 2.5], {"type": "number"}),
        ([2**53], {"type": "number"}),
        ([True, False], {"type": "boolean"}),
        (["a", None], {"type": ["string", "null"]}),
        ([None, MISSING], {"type": "null"}),
        (["a", 1, True, None, 2.5], {"type": ["string", "number", "boolean", "null"]}),
        ([[]], {"type": "array"}),
        ([["a"], ["b", None]], {"type": "array", "items": {"type": ["string", "null"]}}),
        ([["a@b.example.org"]], {"type": "array", "items": {"type": "string", "format": "email"}}),
        ([[["a", 1], ["b", 2]]], {"type": "array", "items": ROW}),
        ([[["a"], ["b", "c"]]], {"type": "array", "items": {"type": "array", "items": TEXT}}),
        ([{}], {"type": "object"}),
        ([{"Call-ID": "a", "Via": "b"}], {"type": "object", "additionalProperties": TEXT}),
        ([{"2024-01-01": 1}], {"type": "object", "additionalProperties": {"type": "integer"}}),
        ([{"a": 1}, {"b": 1}, {"c": 1}], {"type": "object", "additionalProperties": {"type": "integer"}}),
        (
            [{"a": True, "b": False, "c": True, "d": "no", "e": None}],
            {"type": "object", "additionalProperties": {"type": ["string", "boolean", "null"]}},
        ),
        ([{"a": [1], "b b": {}}], {"type": "object"}),
    ],
)  # fmt: skip
def test_types_of_values_become_types_of_the_schema(values: list[Json], schema: Json) -> None:
    assert inferred(*values) == schema


def test_members_of_an_object_are_declared() -> None:
    (members,) = (inferred({"a": 1, "b": {"c": "x"}}, {"a": None, "b": {"c": "y"}})["properties"],)
    assert members["a"]["type"] == ["integer", "null"]
    assert members["b"]["properties"]["c"] == {"type": "string", "description": "The c."}


def test_pairs_of_old_and_new_values_are_an_open_map() -> None:
    found = inferred({"income": {"old_value": "1", "new_value": None}})
    assert found["additionalProperties"]["properties"]["new_value"]["type"] == "null"


def test_unix_seconds_need_the_name_of_a_time() -> None:
    assert inferred(1657855059, name="ended_at") == {"type": "integer", "format": "unix-seconds"}
    assert inferred("1657855059", name="lastTimestamp") == {"type": "string", "format": "unix-seconds"}
    assert inferred(1657855059, name="ticket") == {"type": "integer"}
    assert inferred(1657855059, 7, name="talk_time") == {"type": "integer"}


@pytest.mark.parametrize(
    ("keys", "order"),
    [
        (["abc", "abc"], "abc"),
        (["ac", "abc"], "abc"),
        (["bc", "abc"], "abc"),
        (["ab", "abc"], "abc"),
        (["ab", "cd"], "abcd"),
        (["ab", "ba"], "ab"),
        (["ad", "abcd", "aed"], "aebcd"),
    ],
)
def test_a_new_key_follows_the_key_before_it(keys: list[str], order: str) -> None:
    assert "".join(merged_order(keys)) == order


@pytest.mark.parametrize(
    ("event", "text"),
    [
        ("survey.answered", "A survey was answered."),
        ("sms.sent", "An SMS was sent."),
        ("call.recording.available", "A call recording is available."),
        ("account_plan.changed", "An account plan was changed."),
        ("agent.login", "Something happened: agent login."),
        ("_._", "Something happened."),
    ],
)
def test_an_event_is_described_by_its_name(event: str, text: str) -> None:
    assert describe_event(event) == text


@pytest.mark.parametrize(
    ("name", "values", "text"),
    [
        ("survey_id", ["x"], "Identifies the survey."),
        ("survey_id", ["x", None, MISSING], "Identifies the survey; null when there is none; not always sent."),
        ("is_final", [True], "True if it is final."),
        ("wouldRecommend", [True], "True or false: would recommend."),
        ("answered_at", [1657855059], "When it was answered."),
        ("contactEmail", ["a@b.example.org"], "E-mail address of the contact."),
        ("pageURL", ["https://example.org"], "Address of the page."),
        ("tags", [["a"]], "List of tags."),
        ("answers", [{"Q 1": 1}], "Details of the answers, by name."),
        ("next_step", [None], "The next step; no payload so far had one."),
        ("*/", ["x"], "A property whose name has no words."),
    ],
)
def test_a_property_is_described_by_its_name(name: str, values: list[Json], text: str) -> None:
    assert described(name, *values) == text


def test_samples_together_show_every_type() -> None:
    """The first payload, then those that add most, at most three, in their order."""
    assert choose([{"a": 1}] * 5) == [{"a": 1}]
    assert choose([{"a": 1}, {"b": 1}, {"a": None, "b": 2, "c": 1}]) == [{"a": 1}, {"a": None, "b": 2, "c": 1}]
    assert len(choose([{str(number): 1} for number in range(9)])) == 3
