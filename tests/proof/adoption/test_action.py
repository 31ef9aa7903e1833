"""The steps of action.yml annotate by paths that GitHub knows, fill the summary, and use inputs as data only."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from proof.adoption.action import ACTION, STEPS, Job
from proof.adoption.repositories import need_packages, plant, workspace
from support.command import CALL, run_apart

BODY = "output/transformations/call.completed.js"
HOSTILE = """a "b' $(touch hit) `touch hit`; touch hit"""


@pytest.fixture
def job(tmp_path: Path) -> Job:
    """Return a job with an empty checkout and an installed command."""
    (tmp_path / "checkout").mkdir()
    (tmp_path / "room").mkdir()
    job = Job(tmp_path / "checkout", tmp_path / "room")
    job.replace_the_installation()
    return job


def edit(folder: Path) -> None:
    with (folder / BODY).open("a") as file:
        file.write("// edited\n")


def rows(summary: str) -> list[list[str]]:
    """Return the rows of all tables of a summary. Fails for a row with more or fewer cells than its header."""
    tables = re.findall(r"(?:^\|.*\n)+", summary, re.MULTILINE)
    found = []
    for table in tables:
        cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
        assert {len(row) for row in cells} == {len(cells[0])}, table
        assert all(re.fullmatch("---:?", cell) for cell in cells[1])
        found += [row for index, row in enumerate(cells) if index != 1]
    return found


@pytest.mark.proof
def test_a_current_workspace(job: Job) -> None:
    workspace(job.checkout)
    job.run("Check", "Verify")
    assert job.codes == {"Check": 0, "Verify": 0}
    assert job.annotations == []
    found = rows(job.summary)
    assert found[0] == ["event", "payloads", "valid", "refused", "ms"]
    assert ["call.completed", "1", "1", "0"] in [row[:4] for row in found]
    assert "### regal-braze: check\n\noutput/: " in job.summary
    assert "all up to date" in job.summary


@pytest.mark.proof
@pytest.mark.parametrize("at", [".", "teams/acme", HOSTILE])
def test_drift_is_annotated_from_the_top_of_the_repository(job: Job, at: str) -> None:
    edit(workspace(job.checkout / at))
    job.run("Check", "Verify", workspace=at)
    assert job.codes == {"Check": 1, "Verify": 0}, "verify runs what the schemas say, not the files in output/"
    (check,) = job.annotations
    path = Path(at, BODY).as_posix()
    assert check.startswith(f"::error file={path},title=changed%3A ")
    assert (job.checkout / path).is_file()
    assert ["error", "changed: It is not up to date", path] in [row[:3] for row in rows(unescaped(job))]
    assert not list(job.checkout.rglob("hit")), "an input is data"


def unescaped(job: Job) -> str:
    return re.sub(r"&#(\d+);", lambda found: chr(int(found[1])), job.summary)


@pytest.mark.proof
def test_a_schema_is_annotated_in_its_line(job: Job) -> None:
    acme = workspace(job.checkout / "acme")
    (acme / "schemas" / "events").mkdir(parents=True)
    (acme / "schemas" / "events" / "my.event.json").write_text('{\n  "title": "x",\n}\n')
    job.run("Check", "Verify", workspace="acme")
    assert job.codes == {"Check": 1, "Verify": 1}
    assert all(line.startswith("::error file=acme/schemas/events/my.event.json,line=2,") for line in job.annotations)
    assert len(job.annotations) == 2


@pytest.mark.proof
def test_the_configuration_is_annotated_too(job: Job) -> None:
    workspace(job.checkout)
    (job.checkout / "regal-braze.toml").write_text("\n[naems]\n")
    job.run("Check", "Verify")
    assert job.codes == {"Check": 2, "Verify": 2}
    assert all(line.startswith("::error file=regal-braze.toml,line=2,") for line in job.annotations)
    assert "Did you mean names?" in job.summary


@pytest.mark.proof
def test_recorded_payloads(job: Job) -> None:
    workspace(job.checkout / "acme")
    recorded = job.checkout / "recorded | payloads"
    recorded.mkdir()
    (recorded / "one.json").write_text(json.dumps(CALL))
    job.run("Verify", workspace="acme", payloads=recorded.name)
    assert job.codes == {"Verify": 0}
    assert ["call.completed", "2", "2", "0"] in [row[:4] for row in rows(job.summary)]

    (recorded / "two.json").write_text("{")
    job.run("Verify", workspace="acme", payloads=recorded.name)
    assert job.codes == {"Verify": 1}
    (annotation,) = job.annotations
    assert annotation.startswith("::error file=recorded | payloads/two.json,line=1,")
    assert "recorded &#124; payloads/two.json" in job.summary, "a bar does not break the table"


@pytest.mark.proof
def test_a_summary_is_for_github_alone(tmp_path: Path) -> None:
    place = tmp_path / "summary.md"
    workspace(tmp_path)
    for form in ("text", "json"):
        env = {"GITHUB_STEP_SUMMARY": str(place)}
        assert run_apart("-C", str(tmp_path), "check", "--format", form, env=env).code == 0
    assert not place.exists()
    env = {"GITHUB_STEP_SUMMARY": str(tmp_path / "no" / "such" / "folder")}
    assert run_apart("-C", str(tmp_path), "check", "--format", "github", env=env).code == 0


def test_inputs_reach_scripts_as_variables_only() -> None:
    """The shell runs what `${{ }}` puts into a script, so the name of a folder could be a command."""
    assert set(STEPS) == {"Install", "Check", "Verify"}
    for step in STEPS.values():
        assert "${{" not in step["run"]
        assert step["shell"] == "bash", "composite actions need it"
        assert all(value.startswith("${{") for value in step["env"].values())
    used = set(re.findall(r"inputs\.([\w-]+)", json.dumps(ACTION["runs"])))
    assert used == set(ACTION["inputs"])
    assert all("default" in given and given["description"] for given in ACTION["inputs"].values())


def test_verify_runs_after_a_check_that_failed_but_not_where_nothing_is_installed() -> None:
    assert STEPS["Install"]["id"] == "install"
    assert STEPS["Verify"]["if"] == "${{ !cancelled() && steps.install.outcome == 'success' }}"
    assert "if" not in STEPS["Check"]


@pytest.mark.proof
def test_the_installation_brings_the_command(tmp_path: Path) -> None:
    """It is installed from the folder of the action into the folder that the other steps use."""
    need_packages()
    (tmp_path / "room").mkdir()
    job = Job(workspace(tmp_path / "checkout"), tmp_path / "room")
    hit = plant(job.checkout)
    job.run("Install", "Check", "Verify")
    assert job.codes == {"Install": 0, "Check": 0, "Verify": 0}, job.log
    assert ["call.completed", "1", "1", "0"] in [row[:4] for row in rows(job.summary)]
    assert not hit.exists(), "a file of the checkout was executed"


def test_other_actions_are_pinned_by_commit() -> None:
    used = [step["uses"] for step in ACTION["runs"]["steps"] if "uses" in step]
    assert used
    assert all(re.fullmatch("[^@]+@[0-9a-f]{40}", each) for each in used)
