"""Hostile text in regal-braze.toml is a finding at its line, or reaches Braze as it is, from code that runs."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import NamedTuple, TypeAlias

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
TIME = "2022-07-15T03:17:39.000Z"
CUT = {"x" * 300: "x" * 254 + "…", "😀" * 128: "😀" * 127 + "…"}
"""What Braze gets of the texts with more than 255 UTF-16 units (M9)."""


class Case(NamedTuple):
    """Settings, and a value that must be at a path of the request for a payload."""

    settings: Json
    value: Json
    path: tuple[str | int, ...]
    payload: Json = CALL


def call(**table: Json) -> Json:
    return {"events": {"call.completed": table}}


def catalog(name: str = "things", **table: Json) -> Json:
    return {"catalogs": {name: {"object_type": "t", "fields": ["a"], **table}}}


def thing(**properties: Json) -> Json:
    kept = {"related_object_type": "t", "related_object_id": "1", "a": "1", **properties}
    return {"name": "object.created", "properties": kept} | STAMP


def purchase(product: str, **when: Json) -> Json:
    return call(purchases=[{"when": {"notes": "n", **when}, "product": product, "price": 1, "currency": "USD"}])


def order(text: str) -> Json:
    product = dict.fromkeys(("product_id", "product_name", "variant_id"), text) | {"quantity": 1, "price": 1}
    texts = dict.fromkeys(("order_id", "source", "cancel_reason"), text)
    return texts | {"total_value": 1, "currency": "USD", "products": [product]}


BOUGHT: Json = {"product_id": "p", "price": 1, "currency": "USD", "quantity": 1, "time": TIME, "external_id": "u"}
PLACES: dict[str, Callable[[str], Case]] = {
    "alias_label": lambda text: Case(
        {"identity": {"order": ["user_alias"], "alias_label": text}}, text, ("events", 0, "user_alias", "alias_label")),
    "braze_id_trait": lambda text: Case(
        {"identity": {"order": ["braze_id"], "braze_id_trait": text}}, "b", ("events", 0, "braze_id"),
        CALL | {"traits": {text: "b"}}),
    "prefix": lambda text: Case({"names": {"prefix": text}}, f"{text}Call Completed", ("events", 0, "name")),
    "name": lambda text: Case(call(name=text), text, ("events", 0, "name")),
    "rename": lambda text: Case(call(rename={"notes": text}), "n", ("events", 0, "properties", text)),
    "attribute": lambda text: Case(call(attributes={"notes": text}), "n", ("attributes", 0, text)),
    "recipe": lambda text: Case(
        {"recipes": {"call_analysis": [text]}}, "yes", ("attributes", 0, f"regal_{text}"),
        {"name": "call.analysis.available", "properties": {"call_analysis": {text: "yes"}}} | STAMP),
    "product": lambda text: Case(purchase(text), CUT.get(text, text), ("purchases", 0, "product_id")),
    "order": lambda text: Case(
        call(orders=[{"event": "ecommerce.order_cancelled", **order(text)}]), order(text), ("events", 1, "properties")),
    # A payload's text over 255 characters is cut before it is compared (M9).
    "condition": lambda text: Case(
        purchase("p", notes=[text, "z"]), [] if text in CUT else [BOUGHT | {"_update_existing_only": False}],
        ("purchases",), CALL | {"properties": {"notes": text}}),
    "object_type": lambda text: Case(
        catalog(object_type=text), {"catalog_name": "things", "items": [{"a": "1", "id": "1"}]}, (),
        thing(related_object_type=text)),
    "catalog": lambda text: Case(catalog(text), text, ("catalog_name",), thing()),
    "field": lambda text: Case(catalog(fields=[text]), "1", ("items", 0, text), thing(**{text: "1"})),
    "time": lambda text: Case(catalog(time=text), TIME, ("items", 0, text), thing()),
    "bundle": lambda text: Case({"bundles": {text: {"events": ["call.*"]}}}, "Call Completed", ("events", 0, "name")),
}  # fmt: skip
BLANK = ("", " ", " outer ", "\ufeffa", "\x1fa")


@pytest.mark.parametrize("place", some(PLACES, 3))
def test_hostile_text_is_refused_or_sent_as_it_is(place: str) -> None:
    accepted = set()
    for text in TEXTS:
        case = PLACES[place](text)
        bodies, findings = generated("\n" + toml.document(case.settings), case.payload["name"], place)
        if findings:
            assert {(finding.file, finding.line) for finding in findings} == {(toml.CONFIG, 2)}, text
            codes = {finding.code for finding in findings}
            assert codes <= {"config-invalid", "reserved-name", "too-large", "name-collision"}, findings
            continue
        accepted.add(text)
        for body in bodies:
            assert "\u2028" not in body
            with Sandbox(body) as sandbox:
                outcome = sandbox.run(json.dumps(case.payload), strict=True)
            assert outcome.request is not None, (text, outcome.error)
            assert check_requests([outcome.request]) == [()], text
            assert reduce(lambda value, step: value[step], case.path, json.loads(outcome.request)) == case.value, text
    assert not accepted & {*BLANK} or place in ("condition", "prefix")
    if place not in ("bundle", "catalog", "field", "time"):
        assert {'a"b', "*/", "</script>", "{{ x }}", "a\u2028b", "`${x}`", "日本"} <= accepted


def generated(text: str, event: str, place: str) -> tuple[list[str], list[Finding]]:
    """Return the code for an event, in a bundle or alone, or the errors in the settings."""
    try:
        if place == "bundle":
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
