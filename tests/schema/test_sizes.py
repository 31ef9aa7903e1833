"""Schemas that are very large, very deep, or expand to far more than what is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from regal_braze.engines.v8.sandbox import Sandbox
from regal_braze.pipeline import plan_workspace
from regal_braze.workspace.workspace import open_workspace
from support.schemas import DECLARED, EVENT, FILE, MAP, TEXT, Json, errors_in, line_of, places, schema, write
from support.seconds import within
from support.three_engines import placed

PROPERTIES = "/properties/properties"


def nested(levels: int, innermost: Json) -> Json:
    """Return properties in properties, on that many levels."""
    properties = {"a": innermost}
    for _ in range(levels):
        properties = {"n": MAP | {"properties": properties}}
    return properties


def test_2000_properties_could_pass_braze_s_limit(small: Path) -> None:
    """M11: all properties together stay within 100 KB."""
    write(small, {FILE: schema({f"p{number}": TEXT for number in range(2000)})})
    with within(20):
        errors = errors_in(small)
    line = (small / FILE).read_text().splitlines().index('   "properties": {') + 1
    assert places(errors) == [("too-large", FILE, DECLARED, line)]
    assert errors[0].message == "2000 properties could exceed Braze's 100 KB"


def test_2000_properties_of_which_few_are_sent_are_fine(small: Path) -> None:
    names = [f"p{number}" for number in range(2000)]
    write(small, {FILE: schema(dict.fromkeys(names, TEXT), {"omit": names[50:]})})
    with within(20):
        assert errors_in(small) == []
    assert list(properties_of(small, dict.fromkeys(names, "v"))) == names[:50]


def test_a_name_costs_room_too(small: Path) -> None:
    """100 keys of 255 units with numbers pass 100 KB of ASCII JSON, as each unit may take six bytes."""
    whole = {"description": "A number.", "type": "integer"}
    write(small, {FILE: schema({f"{number:03}".ljust(255, "é"): whole for number in range(100)})})
    assert [place[0] for place in places(errors_in(small))] == ["too-large"]


@pytest.mark.slow
def test_many_mistakes_are_all_found(small: Path) -> None:
    typo = {"description": "A text.", "typ": "string", "type": "string"}
    write(small, {FILE: schema({f"p{number}": typo for number in range(200)})})
    with within(20):
        found = places(errors_in(small))
    assert [pointer for _, _, pointer, _ in found] == [f"{DECLARED}/p{number}/typ" for number in range(200)]


@pytest.mark.parametrize("padding", ["$comment", "examples"])
def test_a_file_of_5_megabytes(small: Path, padding: str) -> None:
    large = "x" * 5_000_000
    more: dict[str, Json] = {"$comment": large, "examples": [{"userId": large}]}
    write(small, {FILE: schema() | {padding: more[padding]}})
    with within(20):
        assert errors_in(small) == []


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ('{"a": [' + "1,\n" * 300_000 + "]}", "broken-json", 300_000),
        ('{"a": [' + "1,\n" * 300_000 + "1", "broken-json", 300_001),
        ('{"a": [' + "1,\n" * 300_000 + '1], "a": 1}', "duplicate-key", 300_001),
        ('"' + "a" * 5_000_000, "broken-json", 1),
        ('{"a": "' + '\\"' * 300_000, "broken-json", 1),
    ],
)
def test_a_broken_file_of_megabytes(small: Path, text: str, code: str, line: int) -> None:
    write(small, {FILE: text})
    with within(20):
        assert places(errors_in(small)) == [(code, FILE, None, line)]


def properties_of(folder: Path, properties: Json) -> Json:
    """Return the properties that Braze gets from the transformation of the workspace's event."""
    body = plan_workspace(open_workspace(folder)).body(EVENT)
    with Sandbox(body) as sandbox:
        outcome = sandbox.run(json.dumps({"userId": "1", "properties": properties}), strict=True)
    return json.loads(str(outcome.request))["events"][0]["properties"]


# --- Depth


def test_40_levels_of_properties_are_fine(small: Path) -> None:
    write(small, {FILE: schema(nested(40, TEXT))})
    assert errors_in(small) == []
    payload = placed(["n"] * 40, {"a": "v"})
    assert properties_of(small, payload) == payload


@pytest.mark.parametrize("levels", [100, 240, 450, 5000])
def test_more_levels_than_anybody_needs(small: Path, levels: int) -> None:
    text = json.dumps(schema())
    deep = '{"description": "M.", "type": "object", "properties": {"n": ' * levels + json.dumps(TEXT) + "}}" * levels
    write(small, {FILE: text.replace(json.dumps(TEXT), deep)})
    errors = errors_in(small)
    assert places(errors) == [("broken-json", FILE, None, None)]
    assert errors[0].message == "It is nested too deeply"


def test_a_mistake_at_the_bottom_is_found(small: Path) -> None:
    write(small, {FILE: schema(nested(60, {"description": "T.", "typ": "string", "type": "string"}))})
    ((code, _, pointer, line),) = places(errors_in(small))
    assert (code, pointer) == ("schema-invalid", f"{DECLARED}{'/n/properties' * 60}/a/typ")
    assert line == line_of(small, FILE, '"typ"')


def test_lists_in_lists(small: Path) -> None:
    items: Json = {"type": "string"}
    for _ in range(100):
        items = {"type": "array", "items": items}
    write(small, {FILE: schema({"a": {"description": "A list.", "type": "array", "items": items}})})
    assert errors_in(small) == []


# --- References


def chain(length: int) -> Json:
    definitions: Json = {f"d{number}": {"$ref": f"#/$defs/d{number + 1}"} for number in range(length)}
    return definitions | {f"d{length}": TEXT}


def doubling(length: int) -> Json:
    """Definitions that each use the next one twice: 2 ** length texts in all."""
    definitions: Json = {
        f"d{number}": MAP | {"properties": {side: {"$ref": f"#/$defs/d{number + 1}"} for side in "ab"}}
        for number in range(length)
    }
    return definitions | {f"d{length}": TEXT}


def referring(definitions: Json, event: str = EVENT) -> Json:
    """Return a schema whose property refers to the first of some definitions."""
    return schema({"a": {"$ref": "#/$defs/d0"}}, event=event) | {"$defs": definitions}


def test_a_chain_of_references(small: Path) -> None:
    write(small, {FILE: referring(chain(50))})
    assert properties_of(small, {"a": 7}) == {"a": "7"}


@pytest.mark.parametrize("definitions", [chain(2000), doubling(40), doubling(25), doubling(150)])
def test_references_that_mean_too_much(small: Path, definitions: Json) -> None:
    write(small, {FILE: referring(definitions)})
    with within(20):
        errors = errors_in(small)
    ((code, file, pointer, line),) = places(errors)
    assert (code, file, pointer) == ("too-large", FILE, PROPERTIES)
    assert line is not None


@pytest.mark.parametrize("definitions", [chain(2000), doubling(40)])
def test_shared_definitions_that_mean_too_much(small: Path, definitions: Json) -> None:
    file = "schemas/common/mine.json"
    write(small, {file: {"title": "Mine", "description": "Mine.", "$defs": definitions}})
    with within(20):
        assert [place[:2] for place in places(errors_in(small))] == [("too-large", file)]


def test_a_finding_about_references_does_not_hide_the_next_file_s(small: Path) -> None:
    your = referring(chain(3), "your.event")
    write(small, {FILE: referring(chain(2000)), "schemas/events/your.event.json": your})
    assert [place[:2] for place in places(errors_in(small))] == [("too-large", FILE)]
