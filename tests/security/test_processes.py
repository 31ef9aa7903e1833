"""Child processes end with their parent, and one that is killed costs a command no more than time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from depth import some
from regal_braze.engines.v8.process import Worker
from regal_braze.engines.v8.sandbox import Sandbox
from regal_braze.findings.finding import FindingsError
from security.test_template_limits import ENDLESS
from support.command import CALL, plain_environment, run
from support.processes import children_of, is_running
from support.schemas import write
from support.seconds import wait_until

SECONDS = 10.0  # on a busy machine; an idle one needs one
TRACK = "templates/transformation/track.js.jinja"
BUSY = {
    "JavaScript": "{% block request %}for (;;);{% endblock %}",
    "a built-in that nothing interrupts": "{% block request %}new Array(2 ** 31).fill(0);{% endblock %}",
    "a template": f"{{% block request %}}{ENDLESS['loops']}{{% endblock %}}",
}


@pytest.fixture
def payloads(few: Path) -> Path:
    """A workspace with many payloads, which is the current folder."""
    write(few, {"payloads.ndjson": f"{json.dumps(CALL)}\n" * 400_000})
    return few


SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@pytest.mark.slow
@pytest.mark.parametrize(("command", "number"), some(product(["drift", "verify --payloads"], SIGNALS), 1))
def test_no_process_outlives_a_command(payloads: Path, command: str, number: signal.Signals) -> None:
    _end_while_busy([*command.split(), "payloads.ndjson"], number)


@pytest.mark.slow
@pytest.mark.parametrize("kind", some(BUSY, 1))
def test_a_busy_process_ends_with_its_parent(few: Path, kind: str) -> None:
    write(few, {TRACK: BUSY[kind]})
    _end_while_busy(["verify"], signal.SIGKILL)


def _end_while_busy(arguments: list[str], number: signal.Signals) -> None:
    """Start a command, end it by a signal when it has a child, and fail if the child goes on."""
    command = [sys.executable, "-m", "regal_braze", *arguments]
    with subprocess.Popen(
        command, env=plain_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as parent:
        wait_until(lambda: children_of(parent.pid) or parent.poll() is not None, 6 * SECONDS)
        time.sleep(0.5)
        children = children_of(parent.pid)
        parent.send_signal(number)
        parent.wait(SECONDS)
    assert children, "the command has ended too early"
    wait_until(lambda: not any(map(is_running, children)), SECONDS)
    assert not [child for child in children if is_running(child)]


# --- A child that another program kills


@pytest.fixture
def kills(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How many of the next commands end with the child killed, as the system does when memory is short."""
    left = [0]
    send = Worker.send

    def kill_after(self: Worker, command: dict[str, object], data: bytes) -> None:
        is_run = command["do"] in ("run", "compare")
        if is_run and left[0] > 0:
            left[0] -= 1
            os.kill(self.identifier, signal.SIGKILL)
        send(self, command, data)

    monkeypatch.setattr(Worker, "send", kill_after)
    yield left
    if Worker.current is not None:
        Worker.current.kill()


def test_a_chunk_is_run_again_once(kills: list[int]) -> None:
    with Sandbox("return payload;") as sandbox:
        kills[0] = 1
        assert [outcome.request for outcome in sandbox.run_many(["1", "2"])] == ["1", "2"]
        kills[0] = 2
        with pytest.raises(FindingsError, match="has killed the process") as caught:
            sandbox.run_many(["1", "2"])
        assert [finding.code for finding in caught.value.findings] == ["memory-limit"]
        assert sandbox.run("3").request == "3", "the next chunk gets a new process"


@pytest.mark.parametrize("killed", [1, 2])
@pytest.mark.parametrize("command", some(["drift", "verify --payloads", "run call.completed", "explain"], 1))
def test_a_killed_process_is_a_finding(few: Path, kills: list[int], command: str, killed: int) -> None:
    write(few, {"payloads.ndjson": f"{json.dumps(CALL)}\n" * 3})
    arguments = [*command.split(), "call.completed" if command == "explain" else "payloads.ndjson"]
    expected = run(*arguments).code
    kills[0] = killed
    ended = run(*arguments)
    assert kills[0] == 0
    assert ended.code == (1 if killed == 2 else expected)
    assert ("error[memory-limit]: Another program, or the system, has killed" in ended.err) == (killed == 2)


def test_a_process_that_cannot_start_is_a_finding(few: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if Worker.current is not None:
        Worker.current.kill()
    monkeypatch.setattr(sys, "executable", "/bin/false")
    ended = run("verify")
    assert ended.code == 1
    assert "error[memory-limit]: Another program, or the system, has killed" in ended.err
