"""Values are described by their form. tests/privacy/values has many."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest

from regal_braze.privacy.formats import format_of
from regal_braze.privacy.forms import form_of, shown, type_of
from support.examples import Example, each
from support.three_engines import short

FOLDER: Final = Path(__file__).with_name("values")


def said(example: Example) -> str:
    """Return the form of a value; of a text also its format."""
    value = json.loads(example.title)
    if not isinstance(value, str):
        return f"  {form_of(value)}\n"
    return f"  {form_of(value)}; format {format_of(value) or '-'}\n"


@each(FOLDER)
def test_values_have_a_form(example: Example) -> None:
    """Formats are recognized by a whole text, strictly."""
    assert said(example) == example.text


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


def test_a_value_is_shown_if_it_is_short() -> None:
    assert [shown(value) for value in ("Converted During Convo", 7, None, "", [1], "x" * 61)] == [
        "Converted During Convo", "7", "null", '""', "[1]", "text of up to 255 characters",
    ]  # fmt: skip
