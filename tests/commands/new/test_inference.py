"""Types, formats, open maps, order, samples and descriptions are inferred from several payloads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from regal_braze.commands.new.observe import merged_order, observe
from regal_braze.commands.new.samples import choose
from regal_braze.commands.new.schema import schema_document
from regal_braze.commands.new.words import describe_event
from support.examples import Example, each

FOLDER = Path(__file__).with_name("inferred")


def said(example: Example) -> str:
    """Return the schema that is inferred for a property, from `name: [value in each payload]`."""
    name, _, values = example.title.partition(": ")
    seen = observe([{} if value == "<missing>" else {name: value} for value in json.loads(values)])
    schema = schema_document("a.b", seen, {})["properties"]["properties"]["properties"][name]
    return f"{json.dumps(schema, ensure_ascii=False)}\n"


@each(FOLDER)
def test_values_and_a_name_become_a_schema_and_a_description(example: Example) -> None:
    """Unix seconds need the name of a time; pairs of old and new values are an open map."""
    assert said(example) == example.text


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


def test_samples_together_show_every_type() -> None:
    """The first payload, then those that add most, at most three, in their order."""
    assert choose([{"a": 1}] * 5) == [{"a": 1}]
    assert choose([{"a": 1}, {"b": 1}, {"a": None, "b": 2, "c": 1}]) == [{"a": 1}, {"a": None, "b": 2, "c": 1}]
    assert len(choose([{str(number): 1} for number in range(9)])) == 3
