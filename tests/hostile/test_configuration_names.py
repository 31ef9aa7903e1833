"""Hostile texts in regal-braze.toml: each is a finding at its line, or reaches Braze as it is, from code that runs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from hostile import toml
from hostile.workspaces import places, refused
from regal_braze.braze.request import check_request
from regal_braze.engines.v8.sandbox import Sandbox
from regal_braze.findings.finding import ConfigurationError
from regal_braze.pipeline import plan_workspace
from regal_braze.schema.check_properties import OBJECT_MEMBERS
from regal_braze.workspace.workspace import open_workspace
from support.command import run
from support.schemas import write

Json = toml.Json
TEXTS = (
    *('a"b', "a'b", "a\\b", "*/", "//", "</script>", "{{ x }}", "{% x %}", "${x}", "`${x}`", "a\nb", "a\x1b[31mb"),
    *("a\u2028b", "\ufeffa", "\x1fa", "", " ", " outer ", "$x", "../", "a.b", "time", "__proto__", "constructor"),
    *("日本", "x" * 255, "x" * 300, "😀" * 128),
)
STAMP: Json = {"userId": "u", "traits": {"phone": "+17625555555"}, "originalTimestamp": 1657855059}
CALL: Json = {"name": "call.completed", "properties": {"notes": "n", "disposition": "d"}} | STAMP
OBJECT: Json = {"name": "object.created", "properties": {"related_object_type": "t", "related_object_id": "1"}} | STAMP
Case = tuple[Json, Json, Callable[[str, Json], bool]]
"""A configuration, a payload, and whether the request has what the text was for."""


def of_call(table: Json, found: Callable[[str, Json], bool]) -> Case:
    return {"events": {"call.completed": table}}, CALL, found


def purchase(text: str, **more: Json) -> Json:
    return {"purchases": [{"when": {"notes": "n"}, "product": text, "price": 1, "currency": "USD", **more}]}


PLACES: dict[str, Callable[[str], Case]] = {
    "alias_label": lambda text: (
        {"identity": {"order": ["user_alias"], "alias_label": text}},
        CALL,
        lambda name, request: request["events"][0]["user_alias"]["alias_label"] == name,
    ),
    "braze_id_trait": lambda text: (
        {"identity": {"order": ["braze_id"], "braze_id_trait": text}},
        CALL | {"traits": {text: "b"}},
        lambda _, request: request["events"][0]["braze_id"] == "b",
    ),
    "prefix": lambda text: (
        {"names": {"prefix": text}},
        CALL,
        lambda name, request: request["events"][0]["name"] == f"{name}Call Completed",
    ),
    "name": lambda text: of_call({"name": text}, lambda name, request: request["events"][0]["name"] == name),
    "rename": lambda text: of_call(
        {"rename": {"notes": text}}, lambda name, request: request["events"][0]["properties"][name] == "n"
    ),
    "attribute": lambda text: of_call(
        {"attributes": {"notes": text}}, lambda name, request: request["attributes"][0][name] == "n"
    ),
    "recipe": lambda text: (
        {"recipes": {"call_analysis": [text]}},
        {"name": "call.analysis.available", "properties": {"call_analysis": {text: "yes"}}} | STAMP,
        lambda name, request: request["attributes"][0][f"regal_{name}"] == "yes",
    ),
    "product": lambda text: of_call(
        purchase(text), lambda name, request: request["purchases"][0]["product_id"][:127] == name[:127]
    ),
    "condition": lambda text: (
        {"events": {"call.completed": purchase("p", when={"notes": [text, "z"]})}},
        CALL | {"properties": {"notes": text}},
        # A payload's text over 255 characters is cut before it is compared (M9).
        lambda name, request: len(name) > 127 or request["purchases"][0]["product_id"] == "p",
    ),
    "object_type": lambda text: (
        {"catalogs": {"things": {"object_type": text, "fields": ["a"]}}},
        OBJECT | {"properties": OBJECT["properties"] | {"related_object_type": text, "a": "1"}},
        lambda _, request: request["catalog_name"] == "things" and request["items"][0]["a"] == "1",
    ),
    "catalog": lambda text: (
        {"catalogs": {text: {"object_type": "t", "fields": ["a"]}}},
        OBJECT | {"properties": OBJECT["properties"] | {"a": "1"}},
        lambda name, request: request["catalog_name"] == name,
    ),
    "field": lambda text: (
        {"catalogs": {"things": {"object_type": "t", "fields": [text]}}},
        OBJECT | {"properties": OBJECT["properties"] | {text: "1"}},
        lambda name, request: request["items"][0][name] == "1",
    ),
    "time": lambda text: (
        {"catalogs": {"things": {"object_type": "t", "fields": ["a"], "time": text}}},
        OBJECT,
        lambda name, request: request["items"][0][name] == "2022-07-15T03:17:39.000Z",
    ),
    "bundle": lambda text: (
        {"bundles": {text: {"events": ["call.*"]}}},
        CALL,
        lambda _, request: request["events"][0]["name"] == "Call Completed",
    ),
}
BLANK = ("", " ", " outer ", "\ufeffa", "\x1fa")


@pytest.mark.parametrize("place", PLACES)
def test_a_hostile_text(workspace: Path, place: str) -> None:
    taken = []
    for text in TEXTS:
        config, payload, is_there = PLACES[place](text)
        write(workspace, {toml.CONFIG: "\n" + toml.document(config)})
        try:
            planned = plan_workspace(open_workspace(workspace))
        except ConfigurationError:
            planned = None
        if planned is None or not planned.transformations:
            found = places(refused(workspace, code=2))
            assert {(file, line) for _, file, _, line in found} == {(toml.CONFIG, 2)}, text
            assert {code for code, *_ in found} <= {"config-invalid", "reserved-name", "name-collision"}, found
            continue
        taken.append(text)
        plan = [plan for plan in planned.transformations if plan.event == payload["name"]]
        bundles = [each for each in planned.bundles if place == "bundle" and plan[0] in each.transformations]
        for body in map(planned.body, [payload["name"], *(bundle.name for bundle in bundles)]):
            assert "\u2028" not in body
            with Sandbox(body) as sandbox:
                outcome = sandbox.run(json.dumps(payload), strict=True)
            assert outcome.request is not None, (text, outcome.error)
            request = json.loads(outcome.request)
            assert check_request(request) == (), text
            assert is_there(text, request), (text, request)
    assert not {*taken} & {*BLANK} or place in ("condition", "prefix")
    if place not in ("bundle", "catalog", "field", "time"):
        assert {'a"b', "*/", "</script>", "{{ x }}", "a\u2028b", "`${x}`", "日本"} <= {*taken}


@pytest.mark.parametrize("member", OBJECT_MEMBERS)
def test_a_member_of_every_object_is_no_field(workspace: Path, member: str) -> None:
    config = f'[catalogs.x]\nobject_type = "t"\nfields = [\n  "a",\n  "{member}",\n]\n'
    write(workspace, {toml.CONFIG: config})
    ended = refused(workspace, code=2)
    assert places(ended) == [("config-invalid", toml.CONFIG, None, 5)]
    assert "such as constructor" in ended.findings[0]["help"]


def test_names_of_many_kinds_at_once_are_written_whole(workspace: Path) -> None:
    renames = {"notes": "*/\u2028x", "type": "</script>", "disposition": '"}; throw 1; //', "call_id": "{{ x }}"}
    write(workspace, {toml.CONFIG: toml.document({"events": {"call.completed": {"rename": renames}}})})
    assert run("generate", "--quiet").code == 0
    assert run("verify").code == 0
