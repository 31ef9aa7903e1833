"""`generate`: write `output/`."""

from __future__ import annotations

from regal_braze.build import build
from regal_braze.findings.finding import has_errors
from regal_braze.findings.report import Report
from regal_braze.immutable import as_dict
from regal_braze.output.write import write_output
from regal_braze.plan.bundles import slots_sentence
from regal_braze.workspace.workspace import Workspace


def generate(workspace: Workspace, report: Report) -> int:
    """Write all of `output/`, or nothing if a finding is an error."""
    built = build(workspace)
    if has_errors(built.findings):
        return report.finish(built.findings)
    written = write_output(workspace.output, built.artifacts)
    counts = ((written.written, "written"), (written.removed, "removed"), (written.unchanged, "unchanged"))
    report.message(f"output/: {', '.join(f'{len(paths)} {what}' for paths, what in counts if paths)}")
    report.message(slots_sentence(built.active))
    return report.finish(built.findings, {**as_dict(written), "active_transformations": built.active})
