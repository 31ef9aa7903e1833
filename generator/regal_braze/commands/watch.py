"""`generate --watch`: generate and verify whenever a schema, a template or `regal-braze.toml` changes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, TypeAlias

from regal_braze.findings.finding import Finding
from regal_braze.findings.report import FINE, Report
from regal_braze.output.exclusive import signals_deferred
from regal_braze.resources import CONFIG_NAME, schemas_root, templates_root
from regal_braze.workspace.workspace import require_folder

INTERVAL = 0.3
"""Seconds between two checks. Polling modification times works on every file system, also in containers."""

PATIENCE = 3.0
"""Seconds to wait for files that keep changing before they are used as they are."""

GRACE = 10.0
"""Seconds in which an interrupted command must end."""

State: TypeAlias = frozenset[tuple[str, int, int]]
"""Path, modification time in nanoseconds and size in bytes of each input."""


def watch(folder: Path, report: Report) -> int:
    """Generate and verify now, and after each change, until interrupted or asked to end (SIGTERM).

    Findings don't end it, not even those in regal-braze.toml. Raises ConfigurationError if the folder is missing. Each
    round runs in separate processes, so that it starts without state. With `--format json` it prints what `generate`
    and `verify` print, one object after the other.
    """
    require_folder(folder)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        for _ in changes(folder):
            if _generate(folder, report) == FINE:
                _verify(folder, report)
            report.message("Watching for changes; Ctrl-C ends it.")
    except KeyboardInterrupt:
        report.message("")
    return FINE


def changes(folder: Path) -> Iterator[None]:
    """Yield once, and then each time the inputs of a workspace have changed and no longer change."""
    seen = _state(folder)
    yield
    while True:
        time.sleep(INTERVAL)
        if _state(folder) == seen:
            continue
        state = _at_rest(folder)
        if state != seen:
            seen = state
            yield


def _at_rest(folder: Path) -> State:
    """Wait while an editor or a checkout is still writing, for PATIENCE seconds at most."""
    end = time.monotonic() + PATIENCE
    state = _state(folder)
    while time.monotonic() < end:
        time.sleep(INTERVAL)
        before, state = state, _state(folder)
        if state == before:
            break
    return state


def _generate(folder: Path, report: Report) -> int:
    return _run(folder, report, "generate", "--format", report.format)[0]


def _verify(folder: Path, report: Report) -> None:
    """Verify, and print only what failed: a table of all results would hide it."""
    _, out, err = _run(folder, report, "verify", "--format", "json", streams=subprocess.PIPE)
    try:
        printed = json.loads(out)
    except ValueError:  # an internal error, which the command has explained
        sys.stderr.write(err)
        return
    if report.format == "json":
        report.print(out)
        return
    results = printed.get("results", [])
    if report.finish([Finding(**finding) for finding in printed["findings"]]) == FINE:
        report.message(f"Verified: {len(results)} bodies on {sum(each['payloads'] for each in results)} payloads")


def _run(folder: Path, report: Report, *arguments: str, streams: int | IO[str] | None = None) -> tuple[int, str, str]:
    """Run a command in a process; return its exit code and what it printed to the streams."""
    # -P: modules in the current folder must not hide others. Ctrl-C in a terminal goes to every process of the session.
    # In a separate session the command gets no signal, is ended by `_end`, and prints no stack trace.
    command = [sys.executable, "-P", "-m", "regal_braze", "-C", str(folder), *arguments, *["--quiet"] * report.quiet]
    process = None
    try:
        with signals_deferred():  # a signal that arrives now would leave the new process behind
            process = subprocess.Popen(
                command,
                stdout=streams,
                stderr=streams,
                stdin=subprocess.DEVNULL,
                encoding="utf-8",
                start_new_session=True,
            )
        out, err = process.communicate()
    except BaseException:
        if process is not None:
            _end(process)
        raise
    return process.returncode, out or "", err or ""


def _end(process: subprocess.Popen[str]) -> None:
    """End a command and its child processes. It completes or undoes a write first."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(GRACE)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        process.kill()
        process.wait()


def _state(folder: Path) -> State:
    paths = [folder / CONFIG_NAME]
    for root in (schemas_root(), templates_root(), folder / "schemas", folder / "templates"):
        for parent, _, names in os.walk(root):
            paths += (Path(parent, name) for name in names if not _is_of_an_editor(name))
    found = set()
    for path in paths:
        try:
            status = path.stat()
        except OSError:  # missing, or gone a moment ago
            continue
        found.add((str(path), status.st_mtime_ns, status.st_size))
    return frozenset(found)


def _is_of_an_editor(name: str) -> bool:
    """Return whether a file is a copy, lock or journal, which editors write before the user saves."""
    return name.startswith((".", "#")) or name.endswith("~")
