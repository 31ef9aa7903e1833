"""The dialect lets no keyword through with a value that JSON Schema 2020-12 would refuse."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator

from regal_braze.resources import schemas_root

WRONG: dict[str, list[Any]] = {
    "$ref": [1],
    "$comment": [1],
    "type": ["text", [], ["string", "string"], 1],
    "format": [1],
    "enum": ["a"],
    "examples": ["a"],
    "deprecated": ["yes"],
    "properties": [[], {"a": 1}],
    "required": ["a", [1], ["a", "a"]],
    "additionalProperties": ["no"],
    "items": ["a"],
    "prefixItems": [{}, []],
    "uniqueItems": ["yes"],
    "pattern": [1],
    "multipleOf": [0, "1"],
    **{key: [-1, 1.5, "1"] for key in ("minProperties", "maxProperties", "minItems", "maxItems")},
    **{key: [-1, 1.5, "1"] for key in ("minLength", "maxLength")},
    **{key: ["1"] for key in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")},
}


def dialect(kind: str) -> Any:
    return json.loads((schemas_root() / "dialect" / f"{kind}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", ["event", "common"])
def test_every_keyword_is_tried(kind: str) -> None:
    free = {"title", "description", "const"}
    assert set(dialect(kind)["$defs"]["definition"]["properties"]) - free == set(WRONG)


@pytest.mark.parametrize(("key", "value"), [(key, value) for key, values in WRONG.items() for value in values])
def test_a_wrong_value_is_refused(key: str, value: object) -> None:
    definition = {"type": "string", "description": "A text."} | {key: value}
    document = {"title": "Shared", "description": "Shared.", "$defs": {"a": definition}}
    right = {"title": "Shared", "description": "Shared.", "$defs": {"a": {"type": "string", "description": "A text."}}}
    for is_valid in (
        jsonschema_rs.validator_for(dialect("common")).is_valid,
        Draft202012Validator(dialect("common")).is_valid,
    ):
        assert is_valid(right)
        assert not is_valid(document)
