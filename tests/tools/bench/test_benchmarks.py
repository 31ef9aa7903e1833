"""What `make bench` compares is comparable: same requests on both sides, valid workspaces of any size."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from bench.bodies import EVENTS, generated_bodies, generated_bundle, page_payload, plain_body
from bench.measure import Comparison, table
from bench.processes import Workbench
from bench.traffic import write_traffic
from bench.workspaces import make_workspace
from depth import some
from regal_braze.commands.check import check
from regal_braze.commands.generate import generate
from regal_braze.engines.v8.sandbox import Sandbox
from regal_braze.findings.report import FINE, Report
from regal_braze.pipeline import plan_workspace
from regal_braze.plan.transformations import placeholder
from regal_braze.workspace.workspace import open_workspace
from support.command import run

PAGE_PLACEHOLDER = "YOUR SUBSCRIPTION GROUP ID"


@pytest.mark.parametrize("event", EVENTS)
def test_plain_and_generated_body_return_the_same_request_for_the_page_s_payload(event: str) -> None:
    """M8: the page's four samples give what the page's own code gives; only the group's placeholder differs."""
    payload = json.dumps(page_payload(event))
    requests = []
    for body in (generated_bodies()[event], plain_body(event), generated_bundle()):
        with Sandbox(body) as sandbox:
            outcome = sandbox.run(payload, strict=False)
        assert outcome.request is not None, outcome.error
        requests.append(outcome.request)
    ours, plain, bundled = requests
    assert bundled == ours, "M18"
    assert json.loads(ours) == json.loads(plain.replace(PAGE_PLACEHOLDER, placeholder("voice")))


@pytest.mark.parametrize("count", some([45, 40, 125], 1))
def test_a_multiplied_workspace_generates_a_transformation_for_every_schema(tmp_path: Path, count: int) -> None:
    workspace = open_workspace(make_workspace(tmp_path, count))
    assert generate(workspace, Report(quiet=True)) == FINE
    assert len(list((tmp_path / "output" / "transformations").glob("*.js"))) == count
    assert check(workspace, Report(quiet=True), show_difference=False) == FINE


def test_a_copy_takes_its_own_samples_and_none_of_the_original_s(tmp_path: Path) -> None:
    plans = plan_workspace(open_workspace(make_workspace(tmp_path, 80)))
    bodies = {plan.event: plans.body(plan.event) for plan in plans.transformations}
    samples = {schema.event: schema.samples for schema in plans.schemas}
    with Sandbox(bodies["custom.task.completed.copy_1"]) as sandbox:
        [own] = sandbox.run_many([json.dumps(samples["custom.task.completed.copy_1"][0])])
        [foreign] = sandbox.run_many([json.dumps(samples["custom.task.completed"][0])])
    assert own.request is not None
    assert foreign.error is not None
    assert "custom.task.completed" in foreign.error


def test_fewer_schemas_than_are_built_in_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="40 schemas are built in; 39 are fewer"):
        make_workspace(tmp_path, 39)


def test_the_bare_loop_writes_a_text_for_every_schema(tmp_path: Path) -> None:
    bench = Workbench(make_workspace(tmp_path, 45), 45)
    subprocess.run(bench.loop(), check=True)
    texts = [file.read_text(encoding="utf-8") for file in (tmp_path / "loop").iterdir()]
    assert len(texts) == 45
    assert all("payload.properties." in text for text in texts)


def test_recorded_traffic_is_of_known_events_and_drifts_by_one_property(tmp_path: Path) -> None:
    write_traffic(tmp_path / "traffic.ndjson", 1_000)
    ended = run("-C", tmp_path, "drift", "--format", "json", tmp_path / "traffic.ndjson")
    printed = json.loads(ended.out)
    assert printed["summary"]["payloads"] == 1_000
    assert printed["summary"]["unknown_events"] == 0
    assert {each["pointer"] for each in ended.findings if each["code"] == "drift-property"} == {"/properties/sentiment"}


def test_a_ratio_is_the_median_of_the_rounds_not_of_the_sides() -> None:
    comparison = Comparison("x", ours=[1, 20, 3], plain=[1, 10, 1], target=2)
    assert comparison.ratio == 2
    assert not comparison.is_over
    assert Comparison("x", ours=[2.1], plain=[1], target=2).is_over
    assert not Comparison("x", ours=[99], plain=[1]).is_over


def test_the_table_names_verdicts_and_units() -> None:
    rows = table(
        [
            Comparison("a", ours=[0.3, 0.4, 0.5], plain=[0.1, 0.1, 0.1], target=3.3),
            Comparison("b", ours=[2e-6], plain=[1e-6], target=2.5),
            Comparison("c", ours=[2.5], plain=[0.5]),
        ]
    ).splitlines()
    assert [row.split() for row in rows] == [
        ["what", "ours", "plain", "ratio", "min-max", "target", "verdict"],
        ["a", "400", "ms", "100", "ms", "4.00", "3.00-5.00", "≤", "3.3", "over"],
        ["b", "2", "µs", "1", "µs", "2.00", "2.00-2.00", "≤", "2.5", "ok"],
        ["c", "2.5", "s", "500", "ms", "5.00", "5.00-5.00"],
    ]
