"""Any payload gives a schema that loads, plans and accepts its sample, or a finding (slow: hypothesis, V8)."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import regal_braze.workspace.workspace
from depth import EXAMPLES_OF_COMMANDS
from regal_braze.engines.v8.sandbox import Sandbox
from regal_braze.pipeline import plan_workspace
from regal_braze.resources import schemas_root
from regal_braze.workspace.workspace import open_workspace
from support.command import Ended, run
from support.names import NAMES
from support.payloads.strategies import any_json

Json: TypeAlias = Any

EVENT = "survey.answered"
FILE = f"schemas/events/{EVENT}.json"
many = settings(
    max_examples=EXAMPLES_OF_COMMANDS,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def _without_events() -> Iterator[None]:
    """Built-in schemas with the shared definitions and without events."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        shutil.copytree(schemas_root() / "common", Path(folder, "common"))
        patch.setattr(regal_braze.workspace.workspace, "schemas_root", lambda: Path(folder))
        yield


def new(payload: Json, folder: Path, *options: str) -> Ended:
    return run(
        "new", EVENT, "--from", "-", "-C", folder, "--format", "json", *options, stdin=json.dumps(payload).encode()
    )


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
@pytest.mark.usefixtures("_without_events")
@given(properties=st.dictionaries(st.text() | st.sampled_from(NAMES), any_json(), max_size=8))
@many
def test_any_properties_give_a_schema_or_a_finding(properties: Json) -> None:
    with tempfile.TemporaryDirectory() as folder:
        check(envelope(properties), Path(folder))


@pytest.mark.slow
@pytest.mark.usefixtures("_without_events")
@given(payload=any_json())
@many
def test_any_payload_gives_a_schema_or_a_finding(payload: Json) -> None:
    with tempfile.TemporaryDirectory() as folder:
        check(payload, Path(folder), "--keep", "properties", "--keep", "traits")


@pytest.mark.usefixtures("_without_events")
@pytest.mark.parametrize("nested", [False, True])
def test_all_hostile_names_at_once_are_declared_or_left_out(tmp_path: Path, nested: bool) -> None:
    properties = {name: {"a": {name: 1}} if nested else "x" for name in NAMES if not nested or name.isidentifier()}
    check(envelope(properties), tmp_path)
    assert (tmp_path / FILE).exists()


@pytest.mark.usefixtures("_without_events")
def test_texts_beyond_100_kb_are_undeclared(tmp_path: Path) -> None:
    ended = new(envelope({f"field_{number}": "x" for number in range(300)}), tmp_path)
    assert ended.code == 0
    assert [each["code"] for each in ended.findings] == ["left-out"]
    document = json.loads((tmp_path / FILE).read_text())
    assert document["x-braze"] == {"undeclared": "properties"}
    assert [*document][-1] == "x-braze"
    assert 40 < len(document["properties"]["properties"]["properties"]) < 300


@pytest.mark.usefixtures("_without_events")
@pytest.mark.parametrize("levels", [5, 50, 150, 190])
def test_deeply_nested_values_are_accepted(tmp_path: Path, levels: int) -> None:
    value: Json = 1
    for _ in range(levels):
        value = {"a": [value]} if levels < 100 else {"a": value}
    check(envelope({"deep": value, "flat": 1}), tmp_path)
