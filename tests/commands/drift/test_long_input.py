"""Long input: constant memory, a bar on a terminal, and no process that stays behind."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from commands.drift.traffic import call, outcome
from depth import LONG_INPUT, some
from regal_braze.commands.drift.command import Progress
from regal_braze.payloads.splitting import LARGEST_PAYLOAD
from support.command import plain_environment, run

FILLINGS = {"escapes": b'\\"', "text": b"x", "brackets": b"[", "objects": b'{"a":1},'}
LINES = "".join(f"{json.dumps(call(queue='VIP', notes='n' * 200))}\n" for _ in range(1_000)).encode()
MEGABYTE = 1_000_000
MOST_MEMORY = 300 * MEGABYTE
"""Of this process and the one in which V8 runs. Each used about 150 MB for inputs of 20 MB and of 300 MB."""

_MEASURED = """
import re, resource, sys
from pathlib import Path
from regal_braze.cli.app import main
from regal_braze.engines.v8.process import Worker
def peak(process, who):
    status = Path(f"/proc/{process}/status")
    if status.exists():
        return int(re.search(r"VmHWM:\\s+(\\d+) kB", status.read_text())[1]) * 1024
    return resource.getrusage(who).ru_maxrss  # bytes on macOS
try:
    main()
finally:
    own = peak("self", resource.RUSAGE_SELF)
    print(own, peak(Worker.current.identifier, resource.RUSAGE_CHILDREN), file=sys.stderr)
"""


def _peaks(folder: Path, *arguments: str) -> tuple[int, int, str]:
    """Run drift in a separate process; return the peak memory of it and of V8 in bytes, and what it printed."""
    command = [sys.executable, "-c", _MEASURED, "-C", str(folder), "drift", "--quiet", "--format", "json", *arguments]
    done = subprocess.run(command, capture_output=True, env=plain_environment(), check=False)
    own, in_v8 = map(int, done.stderr.split()[-2:])
    return own, in_v8, done.stdout.decode()


@pytest.mark.slow
def test_memory_stays_the_same_however_long_the_input(tmp_path: Path) -> None:
    file = tmp_path / "traffic.ndjson"
    rounds = LONG_INPUT * MEGABYTE // len(LINES)
    with file.open("wb") as stream:
        for _ in range(rounds):
            stream.write(LINES)
    own, in_v8, printed = _peaks(tmp_path, str(file))
    assert json.loads(printed)["summary"]["payloads"] == rounds * 1_000
    assert own + in_v8 < MOST_MEMORY


@pytest.mark.slow
@pytest.mark.parametrize("kind", some(FILLINGS, 1))
def test_a_line_of_hundreds_of_megabytes_is_passed_over(tmp_path: Path, kind: str) -> None:
    filling = FILLINGS[kind]
    file = tmp_path / "traffic.ndjson"
    opening = {b"x": b'"', b'\\"': b'"'}.get(filling, b"[")
    size = max(LONG_INPUT // (5 if filling.startswith(b"{") else 1), 8) * MEGABYTE
    with file.open("wb") as stream:
        stream.write(json.dumps(call()).encode() + b'\n{"a": ' + opening)
        for _ in range(size // MEGABYTE):
            stream.write(filling * (MEGABYTE // len(filling)))
        stream.write(b"\n" + json.dumps(call()).encode() + b"\n")
    own, in_v8, printed = _peaks(tmp_path, str(file))
    outcome_there = json.loads(printed)
    assert outcome_there["summary"]["payloads"] == 2
    assert outcome_there["summary"]["problems"] == {"too-large": 1}
    [problem] = [each for each in outcome_there["findings"] if each["code"] == "payload-invalid"]
    assert problem["line"] == 2
    assert own + in_v8 < MOST_MEMORY


def test_an_array_in_one_line_is_no_payload_and_may_be_of_any_length(tmp_path: Path) -> None:
    file = tmp_path / "traffic.json"
    count = LARGEST_PAYLOAD // 500
    file.write_text(json.dumps([call(queue="VIP")] * count))
    assert file.stat().st_size > LARGEST_PAYLOAD / 4
    printed, _ = outcome("-C", tmp_path, file)
    assert printed["summary"]["payloads"] == count


@pytest.fixture
def endless(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Drift that reads from an open pipe, in a separate process group, like the commands of a terminal."""
    (tmp_path / "regal-braze.toml").touch()
    process = subprocess.Popen(
        [sys.executable, "-m", "regal_braze", "-C", str(tmp_path), "drift", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=plain_environment(),
        start_new_session=True,
    )
    yield process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream:
            stream.close()


def _write(process: subprocess.Popen[bytes], payloads: int) -> None:
    assert process.stdin is not None
    for _ in range(payloads // 1_000):
        process.stdin.write(LINES)
    process.stdin.flush()


def _members(group: int) -> list[str]:
    """Return the processes of a group that are running."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,pgid=,stat="], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in listed.splitlines()]
    return [pid for pid, pgid, state in rows if int(pgid) == group and not state.startswith("Z")]


@pytest.mark.proof
def test_an_interrupt_ends_it_without_a_trace(endless: subprocess.Popen[bytes]) -> None:
    assert endless.stdout is not None
    assert endless.stderr is not None
    _write(endless, 20_000)
    time.sleep(0.5)
    os.killpg(endless.pid, signal.SIGINT)
    assert endless.wait(timeout=20) == 130
    assert endless.stderr.read().strip() in {b"", b"Aborted!", b"Aborted."}
    assert endless.stdout.read() == b""


@pytest.mark.proof
@pytest.mark.parametrize("end", [signal.SIGKILL, "end of input", signal.SIGTERM])
def test_no_process_stays_behind(endless: subprocess.Popen[bytes], end: signal.Signals | str) -> None:
    _write(endless, 20_000)
    deadline = time.monotonic() + 20
    while len(_members(endless.pid)) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(_members(endless.pid)) == 2
    if isinstance(end, str):
        assert endless.stdin is not None
        endless.stdin.close()
    else:
        os.kill(endless.pid, end)
    endless.wait(timeout=20)
    while _members(endless.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert _members(endless.pid) == []


def test_a_bar_is_drawn_on_a_terminal_and_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as terminal:
        monkeypatch.setattr("sys.stderr", terminal)
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setattr("regal_braze.commands.drift.command._BAR_AFTER", 0)
        progress = Progress(wanted=True, total=200)
        progress.show(100, 1_234)
        progress.clear()
        drawn = ""
        while not drawn.endswith(" \r"):
            drawn += os.read(ours, 1_000).decode()
        Progress(wanted=False, total=200).show(100, 1)
    os.close(ours)
    assert f"[{'#' * 15}{' ' * 15}]  50%  1,234 payloads" in drawn
    assert "\x1b" not in drawn


def test_no_bar_is_drawn_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "regal-braze.toml").touch()
    ended = run("-C", tmp_path, "drift", "-", stdin=LINES * 5)
    assert ended.err == "5,000 payloads of 1 known event; 1 difference from the schemas; 1 kind of loss\n"
