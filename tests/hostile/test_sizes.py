"""Schemas that are very large, very deep, or mean far more than they say."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hostile.workspaces import DECLARED, EVENT, FILE, MAP, TEXT, Json, line_of, places, refused, schema, write
from support.command import run

PROPERTIES = "/properties/properties"


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Hold what is done to a time that a person would wait, on a busy machine too."""
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < seconds


def nested(levels: int, innermost: Json) -> Json:
    """Properties in properties, so many levels of them."""
    properties = {"a": innermost}
    for _ in range(levels):
        properties = {"n": MAP | {"properties": properties}}
    return properties


def test_2000_properties_could_pass_braze_s_limit(workspace: Path) -> None:
    """M11: all properties together stay within 100 KB."""
    write(workspace, {FILE: schema({f"p{number}": TEXT for number in range(2000)})})
    with within(20):
        ended = refused(workspace)
    line = next(
        number
        for number, text in enumerate((workspace / FILE).read_text().splitlines(), 1)
        if text == '   "properties": {'
    )
    assert places(ended) == [("too-large", FILE, DECLARED, line)]
    assert ended.findings[0]["message"] == "2000 properties could exceed Braze's 100 KB"


def test_2000_properties_of_which_few_are_sent_are_fine(workspace: Path) -> None:
    names = [f"p{number}" for number in range(2000)]
    write(workspace, {FILE: schema(dict.fromkeys(names, TEXT), {"omit": names[50:]})})
    with within(20):
        assert run("generate").code == 0
    ended = run(
        "run",
        EVENT,
        "--format",
        "json",
        stdin=json.dumps({"userId": "1", "properties": dict.fromkeys(names, "v")}).encode(),
    )
    assert list(json.loads(ended.out)["events"][0]["properties"]) == names[:50]


def test_a_name_costs_room_too(workspace: Path) -> None:
    """A key of 255 units and a number each: 100 of them pass 100 KB of ASCII JSON, as each unit may take six bytes."""
    whole = {"description": "A number.", "type": "integer"}
    write(workspace, {FILE: schema({f"{number:03}".ljust(255, "é"): whole for number in range(100)})})
    assert [place[0] for place in places(refused(workspace))] == ["too-large"]


@pytest.mark.slow
def test_many_mistakes_are_all_found(workspace: Path) -> None:
    typo = {"description": "A text.", "typ": "string", "type": "string"}
    write(workspace, {FILE: schema({f"p{number}": typo for number in range(200)})})
    with within(20):
        found = places(refused(workspace))
    assert [pointer for _, _, pointer, _ in found] == [f"{DECLARED}/p{number}" for number in range(200)]


@pytest.mark.parametrize("padding", ["description", "examples"])
def test_a_file_of_5_megabytes(workspace: Path, padding: str) -> None:
    large = "x" * 5_000_000
    more: dict[str, Json] = {"description": large} if padding == "description" else {"examples": [{"userId": large}]}
    write(workspace, {FILE: schema(**({"$comment": large} if padding == "description" else more))})
    with within(20):
        assert run("generate").code == 0


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ('{"a": [' + "1,\n" * 1_000_000 + "]}", "broken-json", 1_000_000),
        ('{"a": [' + "1,\n" * 1_000_000 + "1", "broken-json", 1_000_001),
        ('{"a": [' + "1,\n" * 1_000_000 + '1], "a": 1}', "duplicate-key", 1_000_001),
        ('"' + "a" * 5_000_000, "broken-json", 1),
        ('{"a": "' + '\\"' * 1_000_000, "broken-json", 1),
    ],
)
def test_a_broken_file_of_megabytes(workspace: Path, text: str, code: str, line: int) -> None:
    write(workspace, {FILE: text})
    with within(20):
        assert places(refused(workspace)) == [(code, FILE, None, line)]


# --- Depth


def test_40_levels_of_properties_are_fine(workspace: Path) -> None:
    write(workspace, {FILE: schema(nested(40, TEXT))})
    assert run("generate").code == 0
    payload: Json = {"a": "v"}
    for _ in range(40):
        payload = {"n": payload}
    ended = run("run", EVENT, stdin=json.dumps({"userId": "1", "properties": payload}).encode())
    assert json.loads(ended.out)["events"][0]["properties"] == payload


@pytest.mark.parametrize("levels", [100, 240, 450, 5000])
def test_more_levels_than_anybody_needs(workspace: Path, levels: int) -> None:
    text = json.dumps(schema())
    deep = '{"description": "M.", "type": "object", "properties": {"n": ' * levels + json.dumps(TEXT) + "}}" * levels
    write(workspace, {FILE: text.replace(json.dumps(TEXT), deep)})
    ended = refused(workspace)
    assert places(ended) == [("broken-json", FILE, None, None)]
    assert ended.findings[0]["message"] == "It is nested too deeply"


def test_a_mistake_at_the_bottom_is_found(workspace: Path) -> None:
    write(workspace, {FILE: schema(nested(60, {"description": "T.", "typ": "string", "type": "string"}))})
    ((code, _, pointer, line),) = places(refused(workspace))
    assert (code, pointer) == ("schema-invalid", f"{DECLARED}{'/n/properties' * 60}/a")
    assert line == line_of(workspace, FILE, '"typ"') - 2


def test_lists_in_lists(workspace: Path) -> None:
    items: Json = {"type": "string"}
    for _ in range(100):
        items = {"type": "array", "items": items}
    write(workspace, {FILE: schema({"a": {"description": "A list.", "type": "array", "items": items}})})
    assert run("generate").code == 0


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


def test_a_chain_of_references(workspace: Path) -> None:
    more: dict[str, Json] = {"$defs": chain(50)}
    write(workspace, {FILE: schema({"a": {"$ref": "#/$defs/d0"}}, **more)})
    assert "  a: text,\n" in run("show", EVENT).out


@pytest.mark.parametrize("definitions", [chain(2000), doubling(40), doubling(25), doubling(150)])
def test_references_that_mean_too_much(workspace: Path, definitions: Json) -> None:
    more: dict[str, Json] = {"$defs": definitions}
    write(workspace, {FILE: schema({"a": {"$ref": "#/$defs/d0"}}, **more)})
    with within(20):
        ended = refused(workspace)
    ((code, file, pointer, line),) = places(ended)
    assert (code, file, pointer) == ("too-large", FILE, PROPERTIES)
    assert line is not None


@pytest.mark.parametrize("definitions", [chain(2000), doubling(40)])
def test_shared_definitions_that_mean_too_much(workspace: Path, definitions: Json) -> None:
    file = "schemas/common/mine.json"
    write(workspace, {file: {"title": "Mine", "description": "Mine.", "$defs": definitions}})
    with within(20):
        assert [place[:2] for place in places(refused(workspace))] == [("too-large", file)]


def test_a_finding_about_references_does_not_hide_the_next_file_s(workspace: Path) -> None:
    more: dict[str, Json] = {"$defs": chain(2000)}
    write(workspace, {FILE: schema({"a": {"$ref": "#/$defs/d0"}}, **more)})
    your = schema({"a": {"$ref": "#/$defs/d0"}}, event="your.event") | {"$defs": chain(3)}
    write(workspace, {"schemas/events/your.event.json": your})
    assert [place[:2] for place in places(refused(workspace))] == [("too-large", FILE)]
