"""Output is written all or nothing, whatever interrupts it and whenever."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from depth import WRITE_STEP
from proof.interrupted_writes import artifacts, contents
from regal_braze.findings.finding import FindingsError
from regal_braze.output.manifest import STAGING
from regal_braze.output.write import write_output
from support.command import plain_environment, run

SCRIPT = Path(__file__).with_name("interrupted_writes.py")


def interruptions(folder: Path, mode: str) -> list[dict[str, Any]]:
    """Run the script. Returns one record per interruption; the last is of a write that nothing interrupted."""
    command = [sys.executable, str(SCRIPT), str(folder), mode, str(WRITE_STEP)]
    done = subprocess.run(command, env=plain_environment(), stdout=subprocess.PIPE, check=True, timeout=100)
    records: list[dict[str, Any]] = json.loads(done.stdout)
    return records


@pytest.mark.slow
def test_a_kill_at_any_step_leaves_what_the_next_command_puts_right(tmp_path: Path) -> None:
    *killed, complete = interruptions(tmp_path, "step:SIGKILL")
    after = contents(complete["found"])
    assert {record["ended"] for record in killed} == {"SIGKILL"}
    for record in killed:
        assert record["recovered"] == record["before"] or contents(record["recovered"]) == after
        assert record["next"] == after
        assert record["found"]["notes.txt"] == record["before"]["notes.txt"]
    # The test proves something only if there were kills before, between and after the changes.
    between = [r for r in killed if contents(r["found"]) not in (contents(r["before"]), after)]
    undone = [r for r in killed if r["recovered"] == r["before"]]
    assert len(between) > 20 // WRITE_STEP
    assert 20 // WRITE_STEP < len(undone) < len(killed) - 5 // WRITE_STEP


@pytest.mark.slow
def test_a_recovery_may_be_killed_at_any_step_too(tmp_path: Path) -> None:
    records = interruptions(tmp_path, "twice")
    after = contents(records[-1]["recovered"])
    assert len([record for record in records if record["ended"] == "SIGKILL"]) > 100 // WRITE_STEP**2
    for record in records:
        assert record["recovered"] == record["before"] or contents(record["recovered"]) == after
        assert record["next"] == after


@pytest.mark.slow
@pytest.mark.parametrize(
    ("mode", "name", "ends"),
    [
        ("step", "SIGINT", "KeyboardInterrupt"),
        ("line", "SIGINT", "KeyboardInterrupt"),
        ("step", "SIGTERM", "SIGTERM"),
        ("line", "SIGTERM", "SIGTERM"),
        ("step", "SIGHUP", "SIGHUP"),
    ],
)
def test_a_signal_at_any_moment_ends_the_process_with_output_whole(
    tmp_path: Path, mode: str, name: str, ends: str
) -> None:
    """No next command is needed: there is nothing to put right."""
    *interrupted, complete = interruptions(tmp_path, f"{mode}:{name}")
    after = contents(complete["found"])
    assert len(interrupted) > 40 // WRITE_STEP
    assert {record["ended"] for record in interrupted} == {ends}
    for record in interrupted:
        assert record["found"] == record["before"] or contents(record["found"]) == after
        assert STAGING not in record["found"]


HOLD = """
import os, sys
from pathlib import Path
from regal_braze.output.manifest import Artifact
from regal_braze.output.write import write_output

rename = os.rename
def wait(*arguments):
    os.rename = rename
    print("at work", flush=True)
    sys.stdin.readline()
    rename(*arguments)
os.rename = wait
write_output(Path(sys.argv[1]), [Artifact("a.js", "transformation", "a", "schemas/a.json", "theirs\\n")])
"""


@pytest.fixture
def other(output: Path) -> Any:
    """Another process, in the middle of a write to output/."""
    command, pipe = [sys.executable, "-c", HOLD, str(output)], subprocess.PIPE
    with subprocess.Popen(command, env=plain_environment(), stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "at work\n"
        yield process
        process.kill()


def test_of_two_at_once_the_second_is_told_and_the_first_completes(output: Path, other: Any) -> None:
    ours = artifacts({"a.js": "ours\n"})
    with pytest.raises(FindingsError) as raised:
        write_output(output, ours)
    assert [finding.code for finding in raised.value.findings] == ["busy"]
    other.communicate("go on\n", timeout=20)
    assert other.returncode == 0
    assert (output / "a.js").read_text() == "theirs\n"
    write_output(output, ours)
    assert (output / "a.js").read_text() == "ours\n"


def test_a_killed_process_locks_nobody_out(output: Path, other: Any) -> None:
    other.send_signal(signal.SIGKILL)
    other.wait(timeout=20)
    write_output(output, artifacts({"a.js": "ours\n"}))
    assert sorted(path.name for path in output.iterdir()) == ["a.js", "manifest.json"]


RACE = """
import sys
from pathlib import Path
from regal_braze.findings.finding import FindingsError
from regal_braze.output.manifest import Artifact
from regal_braze.output.write import write_output

own = sys.argv[2]
files = [Artifact(f"{name}.js", "transformation", name, "s", own) for name in (own, "shared")]
for _ in range(60):
    try:
        write_output(Path(sys.argv[1]), files)
    except FindingsError as error:
        assert {finding.code for finding in error.findings} == {"busy"}, error
"""


@pytest.mark.slow
def test_many_writes_of_two_processes_leave_the_files_of_one(output: Path) -> None:
    output.mkdir()
    commands = ([sys.executable, "-c", RACE, str(output), own] for own in ("left", "right"))
    racing = [subprocess.Popen(command, env=plain_environment()) for command in commands]
    assert [process.wait(timeout=60) for process in racing] == [0, 0]
    winner = (output / "shared.js").read_text()
    assert {path.name for path in output.iterdir()} == {f"{winner}.js", "shared.js", "manifest.json"}


@pytest.mark.proof
def test_of_four_commands_at_once_one_writes_and_the_others_write_the_same_or_are_refused(workspace: Path) -> None:
    command = [sys.executable, "-m", "regal_braze", "generate", "--format", "json"]
    pipe, env = subprocess.PIPE, plain_environment()
    processes = [subprocess.Popen(command, env=env, stdout=pipe, stderr=pipe) for _ in range(4)]
    ended = [(process, *process.communicate(timeout=60)) for process in processes]
    assert 0 in [process.returncode for process, _, _ in ended]
    for process, out, err in ended:
        assert err == b""
        codes = [finding["code"] for finding in json.loads(out)["findings"] if finding["severity"] == "error"]
        assert (process.returncode, codes) in [(0, []), (1, ["busy"])]
    assert run("check").code == 0
