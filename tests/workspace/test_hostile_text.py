"""Hostile text in regal-braze.toml is a finding at its line, or reaches Braze as it is, from code that runs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from depth import some
from regal_braze.engines.v8.sandbox import Sandbox
from regal_braze.findings.finding import ConfigurationError, Finding
from regal_braze.verify.requests import check_requests
from regal_braze.workspace.read import settings_of
from regal_braze.workspace.settings import ConfigFile
from support import shipped, toml
from support.command import run
from support.schemas import write
from support.settings.planning import plan_events
from workspace.planning import plans

Json: TypeAlias = toml.Json
TEXTS = (
    *('a"b', "a'b", "a\\b", "*/", "//", "</script>", "{{ x }}", "{% x %}", "${x}", "`${x}`", "a\nb", "a\x1b[31mb"),
    *("a\u2028b", "\ufeffa", "\x1fa", "", " ", " outer ", "$x", "../", "a.b", "time", "__proto__", "constructor"),
    *("日本", "x" * 255, "x" * 300, "😀" * 128),
)
STAMP: Json = {"userId": "u", "traits": {"phone": "+17625555555"}, "originalTimestamp": 1657855059}
CALL: Json = {"name": "call.completed", "properties": {"notes": "n", "disposition": "d"}} | STAMP
OBJECT: Json = {"name": "object.created", "properties": {"related_object_type": "t", "related_object_id": "1"}} | STAMP
Case: TypeAlias = tuple[Json, Json, Callable[[str, Json], bool]]
"""Settings, a payload, and whether the request has the text in its place."""


def of_call(table: Json, found: Callable[[str, Json], bool]) -> Case:
    return {"events": {"call.completed": table}}, CALL, found


def purchase(text: str, **more: Json) -> Json:
    return {"purchases": [{"when": {"notes": "n"}, "product": text, "price": 1, "currency": "USD", **more}]}


def texts_in(value: Json) -> list[str]:
    """Return the texts in an order, sorted; the currency comes first."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    found = [value] if isinstance(value, str) else [text for each in inner for text in texts_in(each)]
    return sorted(found, key=lambda text: text != "USD")


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
    "order": lambda text: of_call(
        {
            "orders": [
                {
                    "event": "ecommerce.order_cancelled",
                    **dict.fromkeys(("order_id", "source", "cancel_reason"), text),
                    "total_value": 1,
                    "currency": "USD",
                    "products": [
                        {**dict.fromkeys(("product_id", "product_name", "variant_id"), text), "quantity": 1, "price": 1}
                    ],
                }
            ]
        },
        lambda name, request: texts_in(request["events"][1]["properties"]) == ["USD", *[name] * 6],
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


@pytest.mark.parametrize("place", some(PLACES, 3))
def test_hostile_text_is_refused_or_sent_as_it_is(place: str) -> None:
    accepted = set()
    for text in TEXTS:
        document, payload, is_sent = PLACES[place](text)
        bodies, findings = generated("\n" + toml.document(document), payload["name"], bundle=place == "bundle")
        if findings:
            assert {(finding.file, finding.line) for finding in findings} == {(toml.CONFIG, 2)}, text
            codes = {finding.code for finding in findings}
            assert codes <= {"config-invalid", "reserved-name", "too-large", "name-collision"}, findings
            continue
        accepted.add(text)
        for body in bodies:
            assert "\u2028" not in body
            with Sandbox(body) as sandbox:
                outcome = sandbox.run(json.dumps(payload), strict=True)
            assert outcome.request is not None, (text, outcome.error)
            request = json.loads(outcome.request)
            assert check_requests([outcome.request]) == [()], text
            assert is_sent(text, request), (text, request)
    assert not accepted & {*BLANK} or place in ("condition", "prefix")
    if place not in ("bundle", "catalog", "field", "time"):
        assert {'a"b', "*/", "</script>", "{{ x }}", "a\u2028b", "`${x}`", "日本"} <= accepted


def generated(text: str, event: str, *, bundle: bool) -> tuple[list[str], list[Finding]]:
    """Return the code for an event, in a bundle or alone, or the errors in the settings."""
    try:
        if bundle:
            workspace = plans(text)
            findings = workspace.findings
            bodies = [workspace.body(bundle.name) for bundle in workspace.bundles]
        else:
            planned = plan_events(settings_of(ConfigFile(text=text)), [event])
            findings = planned.findings
            bodies = [shipped.body(plan) for plan in planned.plans.values()]
    except ConfigurationError as error:
        return [], [*error.findings]
    return bodies, [finding for finding in findings if finding.severity == "error"]


def test_names_of_many_kinds_at_once_are_written_whole(few: Path) -> None:
    renames = {"notes": "*/\u2028x", "type": "</script>", "disposition": '"}; throw 1; //', "call_id": "{{ x }}"}
    write(few, {toml.CONFIG: toml.document({"events": {"call.completed": {"rename": renames}}})})
    assert run("generate", "--quiet").code == 0
    assert run("verify").code == 0
