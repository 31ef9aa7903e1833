"""`generate`: write `output/`."""

from __future__ import annotations

from regal_braze.findings.report import Report
from regal_braze.immutable import as_dict
from regal_braze.output.write import write_output
from regal_braze.pipeline import build
from regal_braze.plan.active import slots_sentence, unbundled, unbundled_sentence
from regal_braze.workspace.workspace import Workspace


def generate(workspace: Workspace, report: Report) -> int:
    """Write all of `output/`. Raises FindingsError and writes nothing if a finding is an error."""
    plans, files = build(workspace)
    written = write_output(workspace.output, files)
    alone = unbundled(plans.transformations, plans.bundles)
    active = len(plans.bundles) + len(alone)
    counts = ((written.written, "written"), (written.removed, "removed"), (written.unchanged, "unchanged"))
    report.message(f"output/: {', '.join(f'{len(paths)} {what}' for paths, what in counts if paths)}")
    report.message(slots_sentence(active, workspace.settings.active_transformations))
    if alone and plans.bundles:
        report.message(unbundled_sentence(alone))
    return report.finish(plans.findings, {**as_dict(written), "active_transformations": active})
