"""A finding for broken JSON says what is wrong and how to fix it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regal_braze.documents.json_errors import describe_json_error
from regal_braze.documents.json_text import parse_json
from regal_braze.findings.finding import Finding
from support.examples import Example, each

FOLDER: Final = Path(__file__).with_name("mistakes")


def said(example: Example) -> str:
    """Return what is wrong with a text, which the title has as a string of JSON, and how to fix it."""
    text = json.loads(example.title)
    return "".join(f"  {line}\n" for line in describe_json_error(text, error_of(text)))


def error_of(text: str) -> json.JSONDecodeError:
    with pytest.raises(json.JSONDecodeError) as raised:
        json.loads(text)
    return raised.value


@each(FOLDER)
def test_usual_mistake_is_explained(example: Example) -> None:
    assert said(example) == example.text


@pytest.mark.parametrize(("name", "found"), [("NaN", "NaN"), ("-Infinity", "-Infinity"), ("Infinity", "Infinity")])
def test_number_that_only_python_accepts_is_named(name: str, found: str) -> None:
    """`parse_json` raises this error itself, at the constant."""
    text = f'{{"a": {name}}}'
    assert describe_json_error(text, json.JSONDecodeError("Expecting value", text, 6))[0] == f"JSON has no {found}"


@pytest.mark.parametrize(
    ("text", "column"), [("[NaNa]", 2), ('["NaN", -Infinity1]', 9), ('{"Infinity": Infinity_}', 14)]
)
def test_word_that_begins_like_such_a_number_is_a_finding_at_its_place(text: str, column: int) -> None:
    found = parse_json(text, "file.json", "broken-json")
    assert isinstance(found, Finding)
    assert (found.code, found.line, found.column) == ("broken-json", 1, column)


@pytest.mark.parametrize(("text", "kind"), [('{"a": 1,\n}', "object"), ("[1, ]", "array")])
def test_trailing_comma_has_one_message_in_all_versions_of_python(text: str, kind: str) -> None:
    error = json.JSONDecodeError(f"Illegal trailing comma before end of {kind}", text, text.index(","))
    assert describe_json_error(text, error) == describe_json_error(text, error_of(text))


def test_unknown_mistake_keeps_the_message_of_python() -> None:
    assert describe_json_error("[@]", error_of("[@]"))[0] == "The file is not JSON: expecting value"


@given(st.text(st.sampled_from(list("{}[]:,\"\\/#'<=+-.01aNTn \n\t“\ufeff")), max_size=20))
def test_every_error_gets_a_message_and_a_fix(text: str) -> None:
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        message, help_ = describe_json_error(text, error)
        assert message
        assert not message.endswith(".")
        assert "{found}" not in message + help_
        assert help_.endswith((".", '"..."'))
