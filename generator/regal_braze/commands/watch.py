"""`generate --watch`: generate and verify whenever a schema, a template or `regal-braze.toml` changes."""

from __future__ import annotations

import gc
import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

from regal_braze.commands.generate import generate
from regal_braze.commands.verify import results_as_data, sentence, verified
from regal_braze.documents.validators import json_schema, schema_text, validator
from regal_braze.findings.finding import FindingsError
from regal_braze.findings.report import FINE, Report
from regal_braze.render.templates import built_in_templates
from regal_braze.resources import CONFIG_NAME, schemas_root, templates_root
from regal_braze.workspace.workspace import open_workspace, require_folder, say_if_no_settings

INTERVAL = 0.3
"""Seconds between two checks. Polling modification times works on every file system, also in containers."""

PATIENCE = 3.0
"""Seconds to wait for files that keep changing before they are used as they are."""

State: TypeAlias = frozenset[tuple[str, int, int]]
"""Path, modification time in nanoseconds and size in bytes of each input."""


def watch(folder: Path, report: Report) -> int:
    """Generate and verify now, and after each change, until interrupted or asked to end (SIGTERM).

    Findings don't end it, not even those in regal-braze.toml. Raises ConfigurationError if the folder is missing. With
    `--format json` it prints what `generate` and `verify` print, one object after the other.
    """
    require_folder(folder)
    say_if_no_settings(folder, report)
    gc.enable()  # other commands are too short to need it
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        for _ in changes(folder):
            generate_and_verify(folder, report)
            report.message("Watching for changes; Ctrl-C ends it.")
    except KeyboardInterrupt:
        report.message("")
    return FINE


def generate_and_verify(folder: Path, report: Report) -> None:
    """Generate, and verify if there was no finding. Everything is read anew, also the files of the package."""
    for cached in (built_in_templates, schema_text, json_schema, validator):
        cached.cache_clear()
    try:
        workspace = open_workspace(folder)
        if generate(workspace, report) != FINE:
            return
        results, findings = verified(workspace)
        # In text, a table of all results would hide what failed.
        if report.finish(findings, results_as_data(results)) == FINE:
            report.message(f"Verified {len(results)} bodies: {sentence(results)}")
    except FindingsError as error:
        report.finish(error.findings)


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


def _state(folder: Path) -> State:
    paths = [folder / CONFIG_NAME]
    for root in (schemas_root(), templates_root(), folder / "schemas", folder / "templates"):
        for parent, _, names in os.walk(root):
            # Editors give such names to copies, locks and journals, which they write before the user saves.
            paths += (Path(parent, name) for name in names if not name.startswith((".", "#")) and name[-1] != "~")
    found = set()
    for path in paths:
        with suppress(OSError):  # missing, or gone a moment ago
            status = path.stat()
            found.add((str(path), status.st_mtime_ns, status.st_size))
    return frozenset(found)
