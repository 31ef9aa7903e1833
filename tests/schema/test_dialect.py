"""The dialects of schemas refuse each mistake where it is, say how to fix it, and let editors explain every key.

tests/schema/dialect has the mistakes (section 4; M13 to M15: an event has one destination, with all that it needs).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

import pytest

from regal_braze.documents.validators import json_schema
from schema.changes import FOLDER, base, said
from support.examples import Example, each, read

Json: TypeAlias = dict[str, Any]

DESTINATIONS: Final = {
    "changes": '"answers"',
    "subscription": '{"channel": "channel", "state": "subscribed"}',
    "catalog": '{"name": "regal_agents", "id": "agent_email", "time": "updated_at"}',
}


@each(FOLDER, 64)
def test_a_mistake_is_refused_where_it_is_and_says_how_to_fix_it(example: Example) -> None:
    """`make golden` writes the findings anew."""
    assert said(example) == example.text != ""


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("event", "/x-braze removed"),
        ("event", '/x-braze = {"undeclared": "drop"}'),
        *(("event", f'/x-braze = {{"{key}": {value}}}') for key, value in DESTINATIONS.items()),
        ("event", f'/title = "call.{"x" * 95}"'),
        ("common", '/title = "Another"'),
        ("webhook", '/title = "y"'),
    ],
)
def test_everything_else_is_accepted(kind: str, change: str) -> None:
    """Every key of x-braze is in the document that is changed, or here."""
    assert said(Example(FOLDER / f"{kind}.txt", change, "")) == ""


def test_both_dialects_define_a_property_alike() -> None:
    shared = json_schema("dialect/common")["$defs"]
    assert {"property", "definition"} <= set(shared)
    assert {name: json_schema("dialect/event")["$defs"][name] for name in shared} == shared


def test_every_keyword_is_tried_with_a_value_that_json_schema_refuses() -> None:
    changes = (example.title for example in read(FOLDER) if example.path.stem == "common")
    tried = {change.split("/")[3].split()[0] for change in changes if change.startswith("/$defs/a/")}
    free = {"title", "description", "const"}
    assert set(json_schema("dialect/common")["$defs"]["definition"]["properties"]) - free == tried


def keys_without_help(definition: Json, path: str) -> Iterator[str]:
    for key, inner in definition.get("properties", {}).items():
        if "description" not in inner:
            yield f"{path}/{key}"
        for nested in (inner, inner.get("items", {}), inner.get("additionalProperties", {})):
            if isinstance(nested, dict):
                yield from keys_without_help(nested, f"{path}/{key}")


def test_an_editor_can_explain_every_key_of_x_braze() -> None:
    vocabulary = json_schema("dialect/event")["$defs"]["x-braze"]
    assert set(vocabulary["properties"]) == {*base("event")["x-braze"], *DESTINATIONS}
    assert list(keys_without_help(vocabulary, "x-braze")) == []
