"""Values and keys are written so that any TOML reader reads them back."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regal_braze.documents.toml_text import Toml, dotted, toml_key, toml_value

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    TEXT | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
)


@given(TEXT, VALUES)
def test_any_key_and_value_are_read_back(key: str, value: Toml) -> None:
    assert tomllib.loads(f"{toml_key(key)} = {toml_value(value)}") == {key: value}


@pytest.mark.parametrize("text", ["\x7f", "\x00", '"""', "\\", "\r\n", "\u2028", "# no comment", "$voice", "😀"])
def test_hostile_text_is_quoted_on_one_line(text: str) -> None:
    assert tomllib.loads(f"x = {toml_value(text)}") == {"x": text}
    assert "\n" not in toml_value(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", '"a"'),
        (True, "true"),
        (1.5, "1.5"),
        (["a", 1], '["a", 1]'),
        (("a",), '["a"]'),
        ({}, "{}"),
        ({"a": 1, "b c": {"d": []}}, '{ a = 1, "b c" = { d = [] } }'),
    ],
)
def test_values(value: Toml, text: str) -> None:
    assert toml_value(value) == text


def test_a_dotted_key_has_quotes_where_needed_and_no_indexes() -> None:
    assert dotted(("events", "call.completed", "purchases", 0, "größe")) == 'events."call.completed".purchases."größe"'


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(ValueError, match="lone surrogate"):
        toml_value("\ud800")
