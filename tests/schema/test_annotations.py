"""x-braze that names a missing property, or contradicts itself, is a finding at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.schemas import DECLARED, EVENT, FILE, MAP, TEXT, Json, errors_in, line_of, places, schema, write

MISSING: dict[str, tuple[Json, str]] = {
    "omit": ({"omit": ["a", "A"]}, "/x-braze/omit/1"),
    "rename": ({"rename": {"A": "b"}}, "/x-braze/rename/A"),
    "convert": ({"convert": {"A": "iso8601"}}, "/x-braze/convert/A"),
    "flatten": ({"flatten": ["A"]}, "/x-braze/flatten/0"),
    "rows": ({"rows": {"A": ["x"]}}, "/x-braze/rows/A"),
    "attributes": ({"attributes": {"A": "b"}}, "/x-braze/attributes/A"),
    "a nested attribute": ({"attributes": {"a/b": "b"}}, "/x-braze/attributes/a~1b"),
    "an attribute's condition": ({"attributes": {"a": {"name": "b", "when": "A"}}}, "/x-braze/attributes/a/when"),
    "names": ({"names": [{"name": "b.c", "property": "A", "value": "v"}]}, "/x-braze/names/0/property"),
    "changes": ({"changes": "A"}, "/x-braze/changes"),
    "subscription": ({"subscription": {"channel": "A", "state": "subscribed"}}, "/x-braze/subscription/channel"),
    "catalog": ({"catalog": {"name": "c", "id": "A", "time": "t"}}, "/x-braze/catalog/id"),
    "an odd name": ({"omit": ["*/\u202e~/\n"]}, "/x-braze/omit/0"),
}


@pytest.mark.parametrize("case", MISSING)
def test_x_braze_that_names_a_missing_property(small: Path, case: str) -> None:
    annotation, pointer = MISSING[case]
    write(small, {FILE: schema(annotation=annotation)})
    errors = errors_in(small)
    ((code, file, found, line),) = places(errors)
    assert (code, file, found) == ("unknown-property", FILE, pointer)
    assert line is not None
    assert line > line_of(small, FILE, '"x-braze"')
    assert errors[0].help in ("Did you mean a?", "Declared: a.", "Declared: nothing.")


def test_two_properties_renamed_to_one(small: Path) -> None:
    properties = {"a": TEXT, "b": TEXT, "c": TEXT, "d ": TEXT, "d": TEXT}
    write(small, {FILE: schema(properties, {"rename": {"a": "x", "b": "x", "c": "a"}})})
    errors = errors_in(small)
    assert places(errors) == [
        ("name-collision", FILE, "/x-braze/rename/b", line_of(small, FILE, '"b": "x"')),
        ("name-collision", FILE, f"{DECLARED}/d", line_of(small, FILE, '"d": {')),
    ]
    assert errors[0].message == "'a' and 'b' would both reach Braze as 'x'"


def test_two_attributes_of_one_name(small: Path) -> None:
    write(small, {FILE: schema({"a": TEXT, "b": TEXT}, {"attributes": {"a": "x", "b": "x"}})})
    line = line_of(small, FILE, '"b": "x"')
    assert places(errors_in(small)) == [("name-collision", FILE, "/x-braze/attributes/b", line)]


CONTRADICTIONS: dict[str, tuple[Json, str]] = {
    "two destinations": ({"changes": "m", "catalog": {"name": "c", "id": "a", "time": "t"}}, "/x-braze/catalog"),
    "a destination and an event": (
        {"subscription": {"channel": "a", "state": "subscribed"}, "event": "E"},
        "/x-braze/event",
    ),
    "omit and rename": ({"omit": ["a"], "rename": {"a": "b"}}, "/x-braze/rename/a"),
    "omit and flatten": ({"omit": ["m"], "flatten": ["m"]}, "/x-braze/flatten/0"),
    "flatten and rename": ({"flatten": ["m"], "rename": {"m": "n"}}, "/x-braze/flatten/0"),
    "a text flattened": ({"flatten": ["a"]}, "/x-braze/flatten/0"),
    "rows of a text": ({"rows": {"a": ["x"]}}, "/x-braze/rows/a"),
    "the time of a map": ({"convert": {"m": "iso8601"}}, "/x-braze/convert/m"),
    "too many cells": ({"rows": {"r": ["x", "y", "z"]}}, "/x-braze/rows/r"),
    "cells of an array that says nothing of them": ({"rows": {"s": ["x"]}}, "/x-braze/rows/s"),
}


@pytest.mark.parametrize("case", CONTRADICTIONS)
def test_x_braze_that_contradicts_itself(small: Path, case: str) -> None:
    annotation, pointer = CONTRADICTIONS[case]
    rows = {"description": "Rows.", "type": "array", "items": {"type": "array", "prefixItems": [TEXT, True]}}
    anything = {"description": "Anything.", "type": "array", "items": True}
    write(small, {FILE: schema({"a": TEXT, "m": MAP, "r": rows, "s": anything}, annotation)})
    found = places(errors_in(small))
    assert ("contradiction", FILE, pointer) in [place[:3] for place in found]
    assert all(code == "contradiction" and line for code, _, _, line in found)


def test_a_keyword_that_is_a_typing_error(small: Path) -> None:
    write(small, {FILE: schema({"a": TEXT, "b": {"description": "B.", "typ": "string", "type": "string"}})})
    write(small, {"schemas/events/your.event.json": schema(annotation={"ommit": ["a"]}, event="your.event")})
    errors = errors_in(small)
    assert places(errors) == [
        ("schema-invalid", FILE, f"{DECLARED}/b/typ", line_of(small, FILE, '"typ"')),
        (
            "schema-invalid",
            "schemas/events/your.event.json",
            "/x-braze/ommit",
            line_of(small, "schemas/events/your.event.json", '"ommit"'),
        ),
    ]
    assert [finding.help for finding in errors] == ["Did you mean type?", "Did you mean omit?"]


def test_two_events_that_cannot_be_told_apart(small: Path) -> None:
    for event in (EVENT, "your.event"):
        names = [{"name": "call.completed", "property": "a", "value": "v"}]
        write(small, {f"schemas/events/{event}.json": schema(annotation={"names": names}, event=event)})
    ((code, file, pointer, line),) = places(errors_in(small))
    assert (code, file, pointer) == ("ambiguous-event", "schemas/events/your.event.json", "/x-braze/names")
    assert line == line_of(small, "schemas/events/your.event.json", '"names"')
