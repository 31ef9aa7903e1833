"""`drift`: compare recorded payloads with the schemas."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Sequence
from typing import Final

from regal_braze.commands.drift.observe import Observer
from regal_braze.commands.drift.report import Summary
from regal_braze.commands.drift.tally import Tally
from regal_braze.engines.v8.sandbox import Comparison
from regal_braze.findings.finding import has_errors
from regal_braze.findings.report import FINDINGS, FINE, Report
from regal_braze.payloads.files import require_files, total_size
from regal_braze.payloads.problem import MOST_KEPT, Problem
from regal_braze.payloads.read import PayloadReader
from regal_braze.payloads.sources import Sources
from regal_braze.pipeline import plan_workspace
from regal_braze.schema.files import SchemaFiles
from regal_braze.schema.references import References
from regal_braze.workspace.workspace import Workspace

TIME_LIMIT: Final = 1.5
"""Seconds for a batch of payloads in V8, which takes 0.02."""
MOST_NAMED: Final = 10
"""Problems of one kind that text and annotations list one by one."""
_BAR_AFTER: Final = 1.0  # seconds
_BAR_EVERY: Final = 0.2
_BAR_WIDTH: Final = 30


def drift(workspace: Workspace, report: Report, names: Sequence[str], show: Sequence[str] = ()) -> int:
    """Compare recorded payloads with the schemas: what is new in them, and what of them Braze does not get.

    `names` are files and folders, or "-" for standard input. Values are shown for the properties in `show` only.
    """
    gc.enable()  # other commands are too short to need it
    require_files(names)
    plans = plan_workspace(workspace).required()
    progress = Progress(report.format == "text" and not report.quiet, total_size(names, workspace.folder))
    sources, reader, tally = Sources(names, workspace.folder), PayloadReader(), Tally(frozenset(show))
    try:
        with Comparison(time_limit=TIME_LIMIT) as comparison:
            observer = Observer(plans, References(SchemaFiles(workspace.schema_roots)), tally, comparison)
            gc.freeze()  # plans and schemas stay
            for batch in sources.batches():
                found = [batch] if isinstance(batch, Problem) else reader.read(batch)
                for payload in tally.problems.taken_from(found):
                    observer.add(payload)
                progress.show(sources.read_bytes, tally.payloads)
            observer.finish()
    finally:
        progress.clear()
    summary = Summary(tally, {schema.event: schema.file.label for schema in plans.schemas}, plans.off)
    problems = [*tally.problems.findings(MOST_KEPT if report.format == "json" else MOST_NAMED)]
    findings = [*summary.findings(), *problems]
    if report.format != "text":
        return report.finish(findings, summary.data())
    tables = summary.tables()
    if tables:
        report.print(tables)
    report.finish(problems)
    report.message(summary.sentence())
    return FINDINGS if has_errors(findings) else FINE


class Progress:
    """Draws a bar on standard error if that is a terminal and a bar is wanted. It has no colors."""

    def __init__(self, wanted: bool, total: int | None) -> None:
        self._total = total
        self._is_on = wanted and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._next = time.monotonic() + _BAR_AFTER
        self._drawn = 0

    def show(self, read: int, payloads: int) -> None:
        """Show how many bytes are read and how many payloads are counted, from time to time."""
        if not self._is_on or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _BAR_EVERY
        text = f"{payloads:,} payloads"
        if self._total:
            share = min(1.0, read / self._total)
            text = f"[{'#' * int(share * _BAR_WIDTH):<{_BAR_WIDTH}}] {share:4.0%}  {text}"
        self._write(text)

    def clear(self) -> None:
        """Remove the bar."""
        if self._drawn:
            self._write("")

    def _write(self, text: str) -> None:
        sys.stderr.write(f"\r{text.ljust(self._drawn)}" if text else f"\r{' ' * self._drawn}\r")
        sys.stderr.flush()
        self._drawn = len(text)
