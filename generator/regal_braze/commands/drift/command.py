"""What the command does."""

from __future__ import annotations

import gc
from collections.abc import Sequence

from regal_braze.findings.report import FINDINGS, FINE, Report
from regal_braze.pipeline import plan_workspace
from regal_braze.workspace.workspace import Workspace


def drift(workspace: Workspace, report: Report, names: Sequence[str]) -> int:
    """Compare recorded payloads with the schemas: what is new in them, and what of them Braze does not get.

    `names` are files and folders, or "-" for standard input.
    """
    from regal_braze.commands.drift.expected import known_events
    from regal_braze.commands.drift.progress import Progress
    from regal_braze.commands.drift.report import MOST_NAMED, Outcome
    from regal_braze.commands.drift.tally import Tally
    from regal_braze.commands.drift.work import count_all
    from regal_braze.payloads.files import require_files, total_size
    from regal_braze.payloads.sources import Sources
    from regal_braze.schema.files import SchemaFiles
    from regal_braze.schema.references import References

    gc.enable()  # other commands are too short to need it
    require_files(names)
    sources = Sources(names)
    plans = plan_workspace(workspace).required()
    known = known_events(plans.schemas, plans.transformations, References(SchemaFiles(workspace.schema_roots)))
    progress = Progress(report.format == "text" and not report.quiet, total_size(names))
    tally = Tally()
    try:
        for tally in count_all(sources.batches(), known):
            progress.show(sources.read_bytes, tally.payloads)
    finally:
        progress.clear()
    outcome = Outcome(tally, {schema.event: schema.file.label for schema in plans.schemas})
    if report.format != "text":
        return report.finish(outcome.findings(None if report.format == "json" else MOST_NAMED), outcome.data())
    tables = outcome.tables()
    if tables:
        report.print(tables)
    report.finish(outcome.problems(MOST_NAMED))
    report.message(outcome.sentence())
    return FINDINGS if outcome.has_drift else FINE
