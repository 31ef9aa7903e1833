"""Values that JSON cannot hold (M16)."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from braze.rules import (
    EMOJI,
    TIME,
    Rule,
    assert_exact,
    attributes,
    each,
    event,
    item,
    nested_array,
    properties,
)
from regal_braze.braze.request import check_request

JSON = [
    Rule("no lone surrogate", properties(a=EMOJI), properties(a="\ud83d"), "/events/0/properties/a"),
    Rule("no lone surrogate, in any text", event(external_id=EMOJI), event(external_id="a\ude00"),
         "/events/0/external_id"),
    Rule("no lone surrogate in a key", properties(**{EMOJI: 1}), properties(a={"\ud83d": 1}),
         "/events/0/properties/a/\\ud83d"),
    Rule("no lone surrogate in an item", item(a=EMOJI), item(a=["\ud83d"]), "/items/0/a/0"),
    Rule("no NaN", properties(a=1e308), properties(a=float("nan")), "/events/0/properties/a"),
    Rule("no Infinity", attributes(a=[-1e308]), attributes(a=[float("-inf")]), "/attributes/0/a/0"),
    Rule("100 levels", properties(a=nested_array(96)), properties(a=nested_array(97)),
         "/events/0/properties/a" + "/0" * 96),
]  # fmt: skip


@each(JSON)
def test_value_that_json_cannot_hold(rule: Rule) -> None:
    assert_exact(rule)


@pytest.mark.parametrize("levels", [1_000, 100_000])
def test_endless_nesting_is_reported(levels: int) -> None:
    problems = check_request(properties(a=nested_array(levels)))

    assert [problem.message for problem in problems] == ["is nested more than 100 levels deep"]


text = st.text(st.characters(categories=("L", "Z", "S", "Cs", "Cc")), max_size=4)
words = st.sampled_from(["events", "attributes", "items", "id", "external_id", "time", "properties", "dob", TIME])
json_values: st.SearchStrategy[object] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | text | words,
    lambda values: st.lists(values, max_size=3) | st.dictionaries(words | text, values, max_size=4),
    max_leaves=12,
)


@given(json_values)
def test_no_json_value_raises(value: object) -> None:
    for problem in check_request(value):
        assert problem.message.encode()
        assert re.fullmatch(b"(/.*)?", problem.pointer.encode(), re.DOTALL)


@given(json_values)
def test_no_json_value_raises_as_member_of_an_object(value: object) -> None:
    check_request(properties(a=value))
    check_request(event(time=value, user_alias=value))
    check_request(attributes(a=value, dob=value))
    check_request(item(id=value, a=value))
