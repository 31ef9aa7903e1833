"""Every rule of Braze for a request: tests/braze/rules has a request that keeps it and one that breaks it alone.

They are about identifiers (M4, M5), times (M6), strings (M9), keys (M10), sizes (M11), attributes (M12), subscriptions
(M14), catalog items (M15) and what JSON cannot hold (M16).
"""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from braze.requests import FOLDER, TIME, check_request, json_text, said, usual
from regal_braze.verify.requests import check_requests
from support.examples import Example, each


@each(FOLDER, 97)
def test_a_rule(example: Example) -> None:
    """`make golden` writes the problems anew."""
    assert said(example) == example.text
    assert all(len(line) < 300 for line in example.text.splitlines() if line.startswith("  ") and "😀" not in line)


@pytest.mark.parametrize("kind", ["attributes", "event", "purchase"])
def test_no_more_than_50_objects_of_a_kind(kind: str) -> None:
    [(key, objects)] = usual(kind).items()
    assert check_request({key: objects * 50}) == ()
    assert f"/{key}" in {problem.pointer for problem in check_request({key: objects * 51})}


@pytest.mark.parametrize("primary", [{}, {"user_alias": {"alias_name": "n", "alias_label": "l"}}, {"braze_id": "b1"}])
def test_addresses_next_to_a_primary_identifier_are_profile_fields(primary: dict[str, object]) -> None:
    identifiers = {"external_id": "<removed>", **primary} if primary else {}
    assert check_request(usual("attributes", **identifiers, email="a@example.com", phone="+17625555555")) == ()


@pytest.mark.parametrize("levels", [1_000, 100_000])
def test_endless_nesting_is_reported(levels: int) -> None:
    request = json.dumps(usual("properties", a="deep")).replace('"deep"', "[" * levels + "]" * levels)
    [problems] = check_requests([request])
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
    requests = [
        value,
        usual("properties", a=value),
        usual("event", time=value, user_alias=value),
        usual("attributes", a=value, dob=value),
        usual("item", id=value, a=value),
    ]
    for problems in check_requests([json_text(request) for request in requests]):
        for problem in problems:
            assert problem.message.encode()
            assert re.fullmatch(b"(/.*)?", problem.pointer.encode(), re.DOTALL)
