"""A finding for broken JSON says what is wrong and how to fix it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regal_braze.documents.json_errors import describe_json_error

MISTAKES = [
    # text, part of the message, part of the help
    ("", "empty", "{}"),
    (" \n\t", "empty", "{}"),
    ("\ufeff{}", "byte order mark", "UTF-8 without BOM"),
    ('{"a": 1,}', "comma before the closing }", "Delete the comma"),
    ('{"a": 1,\n\n}', "comma before the closing }", "Delete the comma"),
    ("[1, ]", "comma before the closing ]", "Delete the comma"),
    ('{"a": 1,, "b": 2}', "comma has no entry before it", "Delete the comma"),
    ("[,1]", "comma has no entry before it", "Delete the comma"),
    ("{,}", "comma has no entry before it", "Delete the comma"),
    ("// x\n{}", "no comments", "Delete it"),
    ('{"a": 1 // x\n}', "no comments", "Delete it"),
    ('{"a": 1, # x\n "b": 2}', "no comments", "Delete it"),
    ('{"a": /* x */ 1}', "no comments", "Delete it"),
    ("{}\n# x", "no comments", "Delete it"),
    ("{'a': 1}", "single quotes", "double quotes"),
    ("{\"a\": 'x'}", "single quotes", "double quotes"),
    ("{“a”: 1}", "typographic quotes", "plain double quotes"),
    ('{"a": „x“}', "typographic quotes", "plain double quotes"),
    ('{"a": 1 "b": 2}', "comma is missing", "Put a comma"),
    ('{"a": {}\n "b": 2}', "comma is missing", "Put a comma"),
    ("[{} {}]", "comma is missing", "Put a comma"),
    ("[1 2]", "comma is missing", "Put a comma"),
    ('{"a": "say "hi""}', "comma is missing, or", 'Write a " inside a text as \\"'),
    ("[01]", "number is not valid JSON", "without a leading zero"),
    ("[+1]", "A + cannot begin", "Write 1"),
    ("[.5]", "A . cannot begin", "0.5"),
    ('{"a" 1}', "no colon", "Put a colon"),
    ('{"a" = 1}', "There is a =", "Put a colon between"),
    ('{"a": 1; "b": 2}', "There is a ;", "a comma between entries"),
    ('["a": 1]', "list has no keys", "{ }"),
    ("{} {}", "text after the end", "delete what follows"),
    ('{"a": 1} x', "text after the end", "delete what follows"),
    ('{"a": 1}}', "one closing } too many", "Delete it"),
    ("[1]]", "one closing ] too many", "Delete it"),
    ("[nan]", "JSON has no nan", "null"),
    ('{"a": -Inf}', "JSON has no -Inf", "null"),
    ('{"a": True}', "does not know True", "lower case"),
    ("[None]", "does not know None", "lower case"),
    ("[undefined]", "does not know undefined", "null"),
    ("{a: 1}", "key is not in double quotes: a", 'Write "a"'),
    ("{1: 2}", "key is not in double quotes: 1", 'Write "1"'),
    ("[hello]", "text is not in double quotes: hello", 'Write "hello"'),
    ('{"a": 1', "the { of line 1 is not closed", "missing }"),
    ('{\n"b": [1,\n2', "the [ of line 2 is not closed", "missing ]"),
    ('{"a": {"b": "}"},', "the { of line 1 is not closed", "missing }"),
    ("{", "the { of line 1 is not closed", "missing }"),
    ('{"a"', "the { of line 1 is not closed", "missing }"),
    ('{\n"a": [1}', "a }, but the [ of line 2 is not closed", "Put a ]"),
    ('{"a": 1]', "a ], but the { of line 1 is not closed", "Put a }"),
    ('{"a": }', "key has no value", "after the colon"),
    ('{"a"}', "key has no value", "after the colon"),
    ('{"a":', "key has no value", "after the colon"),
    ("]", "does not contain a JSON value", "Write the value"),
    ('{"a": "x', "string is not closed", 'Put a "'),
    ('{"a": "x\n"}', "contains a line break", "\\n"),
    ('{"a": "x\ty"}', "tab", "\\t"),
    ('{"a": "C:\\x"}', "backslash", "\\\\"),
    ('"\\u12"', "backslash", "four hexadecimal digits"),
    ('{"a": 1,\n<<<<<<< HEAD\n"b": 2}', "merge conflict", "Keep one"),
    ('{"a": 1\n=======\n}', "merge conflict", "Keep one"),
]


def error_of(text: str) -> json.JSONDecodeError:
    with pytest.raises(json.JSONDecodeError) as raised:
        json.loads(text)
    return raised.value


@pytest.mark.parametrize(("text", "message", "help_"), MISTAKES)
def test_usual_mistake_is_explained(text: str, message: str, help_: str) -> None:
    described = describe_json_error(text, error_of(text))
    assert message in described[0]
    assert help_ in described[1]


@pytest.mark.parametrize(("name", "found"), [("NaN", "NaN"), ("-Infinity", "-Infinity"), ("Infinity", "Infinity")])
def test_number_that_only_python_accepts_is_named(name: str, found: str) -> None:
    """`parse_json` raises this error itself, at the constant."""
    text = f'{{"a": {name}}}'
    assert describe_json_error(text, json.JSONDecodeError("Expecting value", text, 6))[0] == f"JSON has no {found}"


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
