"""Errors of JSON Schema in plain words, in the notation of JSON. tests/workspace has those in the notation of TOML."""

from __future__ import annotations

import json
from typing import Any, TypeAlias

import pytest

from regal_braze.findings.finding import Finding
from regal_braze.schema.dialect import check_dialect

Json: TypeAlias = Any

EVENT: Json = {
    "title": "call.tested",
    "description": "A call was tested.",
    "type": "object",
    "properties": {
        "name": {"const": "call.tested"},
        "properties": {
            "type": "object",
            "properties": {"a": {"description": "A text.", "type": "string"}},
            "additionalProperties": True,
        },
    },
    "x-braze": {"omit": ["b"]},
}
DECLARED = "/properties/properties/properties"

CASES: dict[str, tuple[str, Json, str, str, str]] = {
    "an unknown key": (
        f"{DECLARED}/a/typ", "string", f"{DECLARED}/a/typ", "There is no key typ", "Did you mean type?"),
    "an unknown value": (f"{DECLARED}/a/type", "int", f"{DECLARED}/a/type", 'type cannot be "int"',
        "Did you mean integer?"),
    "an unknown item": (f"{DECLARED}/a/type", ["text"], f"{DECLARED}/a/type/0", 'type cannot contain "text"',
        "Choose from: array, boolean, integer, null, number, object, string."),
    "a value of no type": (f"{DECLARED}/a/type", 5, f"{DECLARED}/a/type",
        "type cannot be 5: it must be a string or an array",
        'What Regal sends. Add null where the value can be empty: ["string", "null"].'),
    "a value of two wrong types": (f"{DECLARED}/a", 5, f"{DECLARED}/a", "a must be an object",
        "A property says what it is: by $ref, or with a description and a type, properties or const."),
    "neither of two keys": (f"{DECLARED}/a", {"description": "A."}, f"{DECLARED}/a",
        "a must have type, properties or const",
        "A property says what it is: by $ref, or with a description and a type, properties or const."),
    "a missing key": ("/x-braze/subscription", {"state": "subscribed"}, "/x-braze/subscription",
        "subscription must have the key channel",
        "Property that names the channel; the workspace maps each to a group."),
    "blank text": (f"{DECLARED}/a/description", " ", f"{DECLARED}/a/description", "description must not be blank",
        "What the value tells, in words that a marketing person understands."),
    "a number in the place of text": (f"{DECLARED}/a/$comment", 5, f"{DECLARED}/a/$comment",
        "$comment must be a string",
        "Write it in quotes. A note for whoever maintains the schema."),
    "text in the place of a flag": (f"{DECLARED}/a/deprecated", "yes", f"{DECLARED}/a/deprecated",
        "deprecated must be true or false", "Write it without quotes."),
    "a value that is not the only one": ("/type", "array", "/type", 'type must be "object"', "A payload is an object."),
    "a name in capitals": ("/title", "Call", "/title",
        "title must be lower-case words joined by dots, such as call.completed",
        "Name of the event, as Regal writes it; also the file's name."),
    "a name that is too long": ("/title", f"a.{'b' * 100}", "/title", "title must have at most 100 characters",
        "Name of the event, as Regal writes it; also the file's name."),
    "an empty list": ("/x-braze/omit", [], "/x-braze/omit", "omit must not be empty",
        "Properties that Braze does not get."),
    "an item twice": ("/x-braze/omit", ["b", "b"], "/x-braze/omit", 'omit contains "b" twice',
        "Properties that Braze does not get."),
    "a number that is too high": ("/x-braze/limits", {"a": 501}, "/x-braze/limits/a", "a must be at most 500",
        "How much of a property Braze gets: characters of a text (at most 255), items of a list (at most 500)."),
    "two of which one is allowed": (
        "/x-braze/recipes", {"r": {"attributes": {"a": "b"}, "keys_of": "a", "prefix": "p"}}, "/x-braze/recipes/r",
        "r can only have one of attributes and keys_of", "Keep one of them."),
    "two keys that exclude each other": ("/x-braze", {"changes": "a", "event": "E"}, "/x-braze/event",
        "x-braze can only have one of changes and event", "Keep one of them."),
}  # fmt: skip
"""Where a value is put, the value, and the pointer, message and help of the only finding."""


def findings(document: Json) -> list[Finding]:
    return check_dialect(
        "event", document, lambda code, pointer, message, help_text: Finding(code, message, help_text, None, pointer)
    )


def changed(place: str, value: Json) -> Json:
    document = json.loads(json.dumps(EVENT))
    node = document
    *above, key = place.split("/")[1:]
    for step in above:
        node = node[step]
    node[key] = value
    return document


def test_a_valid_schema_has_no_findings() -> None:
    assert findings(EVENT) == []


@pytest.mark.parametrize("case", CASES)
def test_an_error_has_a_place_a_message_and_a_fix(case: str) -> None:
    place, value, pointer, message, help_text = CASES[case]
    (finding,) = findings(changed(place, value))
    assert (finding.pointer, finding.message, finding.help) == (pointer, message, help_text)
    assert finding.code == ("contradiction" if "exclude" in case else "schema-invalid")


@pytest.mark.parametrize("document", [None, [], 5, "text", True])
def test_a_document_that_is_not_an_object(document: Json) -> None:
    (finding,) = findings(document)
    assert (finding.pointer, finding.message) == ("", "The file must be an object")


def test_all_errors_are_reported_at_once() -> None:
    document = changed("/x-braze", {"omit": [], "typo": 1, "limits": {"a": 0}})
    assert {finding.pointer for finding in findings(document)} == {
        "/x-braze/omit",
        "/x-braze/typo",
        "/x-braze/limits/a",
    }


def test_a_long_value_is_shortened() -> None:
    (finding,) = findings(changed(f"{DECLARED}/a/type", "x" * 1000))
    assert finding.message == f'type cannot be "{"x" * 59}…'
