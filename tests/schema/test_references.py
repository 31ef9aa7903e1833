"""A $ref that names nothing, a file outside the schemas folder, or itself is a finding at its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.schemas import DECLARED, EVENT, FILE, MAP, TEXT, Json, errors_in, line_of, places, schema, write

REFERENCES = {
    "nowhere.json#/$defs/a": "names no file",
    "../common/nowhere.json#/$defs/a": "names no file",
    "../common/properties.json#/$defs/no_such_property": "names nothing in properties.json",
    "../common/properties.json": "names no definition",
    "../common/properties.json#": "names no definition",
    "../common/properties.json#/$defs": "names no definition",
    "../common/properties.json#agent_email": "names no definition",
    "../common/properties.json#/title": "names no definition",
    "../../../../../../../../etc/passwd#/$defs/a": "names no file",
    "../../../outside.json#/$defs/a": "names no file",
    "/etc/passwd#/$defs/a": "names no file",
    "https://example.com/a.json#/$defs/a": "names no file",
    "file:///etc/passwd#/$defs/a": "names no file",
    "../braze/users-track.json#/$defs/key": "names no file",
    "../events/../../schemas/common/../common#/$defs/a": "names no file",
    "#/properties/properties": "names no definition",
    "#/examples/0": "names no definition",
    "#": "names no definition",
    "": "names no definition",
    "#/$defs/no_such_definition": "names nothing in my.event.json",
    "x" * 300 + ".json#/$defs/a": "names no file",
    "x" * 5000 + ".json#/$defs/a": "names no file",
    "a\0b.json#/$defs/a": "names no file",
    "a\nb\x1b[31m#/$defs/a": "names no file",
}


@pytest.mark.parametrize("reference", REFERENCES)
def test_a_reference_that_names_nothing(small: Path, tmp_path: Path, reference: str) -> None:
    write(tmp_path, {"outside.json": {"$defs": {"a": TEXT}}})
    write(small, {FILE: schema({"a": TEXT, "b": {"$ref": reference}})})
    errors = errors_in(small)
    line = line_of(small, FILE, f'"$ref": {json.dumps(reference)}')
    assert places(errors) == [("unknown-ref", FILE, f"{DECLARED}/b/$ref", line)]
    assert errors[0].message.startswith(f"{reference} {REFERENCES[reference]}")


@pytest.mark.parametrize(
    "definitions",
    [
        {"a": {"$ref": "#/$defs/a"}},
        {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}},
        {"a": MAP | {"properties": {"deeper": {"$ref": f"{EVENT}.json#/$defs/a"}}}},
        {"a": {"description": "A list.", "type": "array", "items": {"$ref": "#/$defs/a"}}},
    ],
)
def test_a_reference_to_itself(small: Path, definitions: dict[str, Json]) -> None:
    more: dict[str, Json] = {"$defs": definitions}
    write(small, {FILE: schema({"a": {"$ref": "#/$defs/a"}}, **more)})
    errors = errors_in(small)
    assert {place[:2] for place in places(errors)} == {("unknown-ref", FILE)}
    assert errors[0].message.endswith("/$defs/a refers to itself")


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"allOf": [{"$ref": "../common/nowhere.json#/$defs/envelope"}]}, "/allOf/0/$ref"),
        ({"$defs": {"unused": {"$ref": "nowhere.json#/$defs/x"}}}, "/$defs/unused/$ref"),
    ],
)
def test_a_reference_anywhere_in_a_schema_is_followed(small: Path, more: dict[str, Json], pointer: str) -> None:
    write(small, {FILE: schema(**more)})
    assert places(errors_in(small)) == [("unknown-ref", FILE, pointer, line_of(small, FILE, "nowhere.json"))]


def test_shared_definitions_of_the_workspace_are_checked_even_if_nothing_uses_them(small: Path) -> None:
    write(
        small,
        {
            "schemas/common/broken.json": "{",
            "schemas/common/lost.json": {
                "title": "Lost",
                "description": "Lost.",
                "$defs": {"x": {"$ref": "nowhere.json#/$defs/x"}},
            },
            "schemas/common/odd.json": {"title": "Odd", "description": "Odd.", "$defs": {"x": {"type": "text"}}},
            "schemas/common/list.json": [],
        },
    )
    found = {(code, file) for code, file, _, _ in places(errors_in(small))}
    assert found == {
        ("broken-json", "schemas/common/broken.json"),
        ("unknown-ref", "schemas/common/lost.json"),
        ("schema-invalid", "schemas/common/odd.json"),
        ("schema-invalid", "schemas/common/list.json"),
    }


def test_a_reference_in_data_is_data(small: Path) -> None:
    odd = TEXT | {"examples": [{"$ref": "nowhere.json#/$defs/x"}], "enum": [{"$ref": "nowhere.json#/$defs/y"}]}
    examples = [{"userId": "1", "name": EVENT, "properties": {"$ref": "nowhere.json#/$defs/z"}}]
    write(small, {FILE: schema({"a": odd, "examples": TEXT, "enum": TEXT}, examples=examples)})
    assert errors_in(small) == []
