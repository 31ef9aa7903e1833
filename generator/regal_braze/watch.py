"""Generate and verify anew whenever a schema, a template or `regal-braze.toml` changes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

from regal_braze.decisions import CONFIG_NAME
from regal_braze.findings import Finding
from regal_braze.report import FINE, USAGE, Report
from regal_braze.resources import schemas_root, templates_root

INTERVAL = 0.3
"""Seconds between two looks. Looking at modification times works on every file system, in containers too."""

State: TypeAlias = frozenset[tuple[str, int, int]]
"""Path, modification time in nanoseconds and size in bytes of each input."""


def watch(folder: Path, report: Report) -> int:
    """Generate and verify now, and after each change, until interrupted. Findings never end it.

    Each time is a process of its own, so that nothing is left over from the time before.
    """
    try:
        for _ in changes(folder):
            if _generate(folder, report) == FINE:
                _verify(folder, report)
            report.talk("Watching for changes; Ctrl-C ends it.")
    except KeyboardInterrupt:
        report.talk("")
    return FINE


def changes(folder: Path) -> Iterator[None]:
    """Yield once, and then whenever the inputs of a workspace have changed and rest for an interval."""
    seen: State | None = None
    while True:
        state = _state(folder)
        if seen is not None and state != seen:
            time.sleep(INTERVAL)
            if _state(folder) != state:  # an editor or a checkout is still writing
                continue
        if state != seen:
            seen = state
            yield
        time.sleep(INTERVAL)


def _generate(folder: Path, report: Report) -> int:
    options = ["--format", report.form, *["--quiet"] * report.quiet]
    return subprocess.run([*_command(folder), "generate", *options], check=False).returncode


def _verify(folder: Path, report: Report) -> None:
    """Verify, and tell what failed; a table of all that went well would hide it."""
    ended = subprocess.run(
        [*_command(folder), "verify", "--format", "json"], check=False, capture_output=True, encoding="utf-8"
    )
    if ended.returncode >= USAGE:
        sys.stderr.write(ended.stderr)
        return
    said = json.loads(ended.stdout)
    results = said.get("results", [])
    if report.outcome([Finding(**each) for each in said["findings"]]) == FINE:
        report.talk(f"Verified: {len(results)} bodies on {sum(each['payloads'] for each in results)} payloads")


def _command(folder: Path) -> list[str]:
    return [sys.executable, "-m", "regal_braze", "-C", str(folder)]


def _state(folder: Path) -> State:
    paths = [folder / CONFIG_NAME]
    for root in (schemas_root(), templates_root(), folder / "schemas", folder / "templates"):
        for parent, _, names in os.walk(root):
            paths += (Path(parent, name) for name in names)
    found = set()
    for path in paths:
        try:
            status = path.stat()
        except OSError:  # missing, or gone a moment ago
            continue
        found.add((str(path), status.st_mtime_ns, status.st_size))
    return frozenset(found)
