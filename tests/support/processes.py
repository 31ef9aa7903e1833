"""Start processes with these sources, and look at processes of the system."""

from __future__ import annotations

import subprocess
import sys

from support.command import plain_environment


def run_script(script: str, *options: str) -> str:
    """Return what a Python script prints in a separate process. Fails if it fails or prints an error."""
    done = subprocess.run(
        [sys.executable, *options, "-c", script],
        env=plain_environment(),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stderr == ""
    return done.stdout


def children_of(process: int) -> list[int]:
    """Return the processes that a process has started and that run."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,stat="], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in listed.splitlines()]
    return [int(pid) for pid, parent, state in rows if int(parent) == process and not state.startswith("Z")]


def is_running(process: int) -> bool:
    """Return whether a process runs. One that has ended may wait to be collected, in a container forever."""
    listed = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip()) and not listed.stdout.startswith("Z")
