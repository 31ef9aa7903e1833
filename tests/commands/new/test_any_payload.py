"""Any payload gives a schema that loads, plans and accepts its sample, or a finding (slow: hypothesis, V8)."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from depth import EXAMPLES_OF_COMMANDS
from regal_braze.engines.v8.sandbox import Sandbox
from regal_braze.pipeline import plan_workspace
from regal_braze.workspace.workspace import open_workspace
from support.command import Ended, run
from support.names import NAMES
from support.payloads.strategies import any_json

Json: TypeAlias = Any

EVENT = "survey.answered"
FILE = f"schemas/events/{EVENT}.json"
many = settings(max_examples=EXAMPLES_OF_COMMANDS, phases=[Phase.generate], suppress_health_check=list(HealthCheck))


def new(payload: Json, folder: Path, *options: str) -> Ended:
    stdin = json.dumps(payload).encode()
    return run("new", EVENT, "--from", "-", "-C", folder, "--format", "json", *options, stdin=stdin)


def check(payload: Json, folder: Path, *options: str) -> None:
    """Run `new` and check that its findings and its schema agree."""
    ended = new(payload, folder, *options)
    errors = [each for each in ended.findings if each["severity"] == "error"]
    assert all(each["help"] for each in ended.findings)
    assert ended.err == ""
    assert ended.code == (1 if errors else 0)
    if not Path(folder, FILE).exists():
        assert errors
        return
    plans = plan_workspace(open_workspace(folder))
    assert [each for each in plans.findings if each.severity == "error"] == []
    codes = {each["code"] for each in errors}
    assert codes <= {"deliberate-error", "payload-invalid", "event-mismatch"}
    with Sandbox(plans.body(EVENT)) as sandbox:
        found = sandbox.run_many([json.dumps(sample) for sample in plans.schemas[0].samples], strict=True)
    assert found or "left-out" in {each["code"] for each in ended.findings}
    refused = any(each.request is None for each in found)
    assert refused == ("deliberate-error" in codes)
    assert run("verify", "-C", folder).code == refused


def envelope(properties: Json) -> dict[str, Json]:
    return {"userId": "u-1", "name": EVENT, "properties": properties, "originalTimestamp": 1731000001}


@pytest.mark.slow
@pytest.mark.usefixtures("small")
@given(properties=st.dictionaries(st.text() | st.sampled_from(NAMES), any_json(), max_size=8))
@many
def test_any_properties_give_a_schema_or_a_finding(properties: Json) -> None:
    with tempfile.TemporaryDirectory() as folder:
        check(envelope(properties), Path(folder))


@pytest.mark.slow
@pytest.mark.usefixtures("small")
@given(payload=any_json())
@many
def test_any_payload_gives_a_schema_or_a_finding(payload: Json) -> None:
    with tempfile.TemporaryDirectory() as folder:
        check(payload, Path(folder), "--keep", "properties", "--keep", "traits")


@pytest.mark.parametrize("nested", [False, True])
def test_all_hostile_names_at_once_are_declared_or_left_out(small: Path, nested: bool) -> None:
    properties = {name: {"a": {name: 1}} if nested else "x" for name in NAMES if not nested or name.isidentifier()}
    check(envelope(properties), small)
    assert (small / FILE).exists()


def test_texts_beyond_100_kb_are_undeclared(small: Path) -> None:
    ended = new(envelope({f"field_{number}": "x" for number in range(300)}), small)
    assert ended.code == 0
    assert [each["code"] for each in ended.findings] == ["left-out"]
    document = json.loads((small / FILE).read_text())
    assert document["x-braze"] == {"undeclared": "properties"}
    assert [*document][-1] == "x-braze"
    assert 40 < len(document["properties"]["properties"]["properties"]) < 300


@pytest.mark.parametrize("levels", [5, 50, 150, 190])
def test_deeply_nested_values_are_accepted(small: Path, levels: int) -> None:
    value: Json = 1
    for _ in range(levels):
        value = {"a": [value]} if levels < 100 else {"a": value}
    check(envelope({"deep": value, "flat": 1}), small)
