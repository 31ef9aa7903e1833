"""Values are described by their form, and names are shown unless they are addresses. tests/privacy/values has many."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest

from regal_braze.privacy.formats import format_of
from regal_braze.privacy.forms import choice, form_of, is_code, safe_name, safe_step, type_of
from support.examples import Example, each
from support.three_engines import short

FOLDER: Final = Path(__file__).with_name("values")


def said(example: Example) -> str:
    """Return the form of a value; of a text also its format, and what is shown of a name like that."""
    value = json.loads(example.title)
    if not isinstance(value, str):
        return f"  {form_of(value)}\n"
    return f"  {form_of(value)}; format {format_of(value) or '-'}; name {safe_name(value)!r}\n"


@each(FOLDER)
def test_values_have_a_form_and_names_are_shown_unless_they_are_addresses_or_ids(example: Example) -> None:
    """Formats are recognized by a whole text, strictly."""
    assert said(example) == example.text
    if isinstance(name := json.loads(example.title), str):
        assert safe_step(f"{name}/~") == safe_name(f"{name}/~").replace("~", "~0").replace("/", "~1")


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (10**400, "long number"), ("word " * 300, "long text"), ("word " * 1_000, "text of over 5,000 characters"),
        ([1] * 500, "array of over 100 items"),
    ],
    ids=short,
)  # fmt: skip
def test_long_values_have_a_form(value: object, form: str) -> None:
    assert form_of(value) == form


def test_types_are_those_of_json_schema() -> None:
    values = ["", 1, 1.0, 1.5, True, None, [], {}]
    assert [type_of(value) for value in values] == [
        "string", "integer", "integer", "number", "boolean", "null", "array", "object",
    ]  # fmt: skip


def test_a_value_that_an_enum_lacks_is_shown_if_it_is_a_few_words() -> None:
    assert choice("Converted During Convo") == "Converted During Convo"
    assert choice("Jane's number: 5551796") == "text of up to 50 characters"
    assert choice(7) == "7"


def test_codes_are_words_in_one_case() -> None:
    assert [text for text in ("OUTBOUND", "in_progress", "Jane", "a", "x" * 33) if is_code(text)] == [
        "OUTBOUND",
        "in_progress",
    ]
