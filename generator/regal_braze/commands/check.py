"""`check`: compare `output/` with what `generate` would write."""

from __future__ import annotations

from regal_braze.build import build
from regal_braze.documents.json_text import display
from regal_braze.findings.finding import Finding, has_errors
from regal_braze.findings.report import Report
from regal_braze.output.compare import compare, unified_diff
from regal_braze.workspace.workspace import Workspace

_MESSAGES = {
    "missing": ("It is missing", "Run `regal-braze generate`, and commit what it writes."),
    "changed": ("It is not up to date", "Change the schema, not the file, and run `regal-braze generate`."),
    "orphan": ("No schema generates it", "Run `regal-braze generate` if it was generated; otherwise move it away."),
}


def check(workspace: Workspace, report: Report, *, show_difference: bool) -> int:
    """Compare `output/` with what `generate` would write, and name each file that differs."""
    built = build(workspace)
    if has_errors(built.findings):
        return report.finish(built.findings)
    differences = compare(workspace.output, built.artifacts)
    findings = [
        Finding(difference.kind, *_MESSAGES[difference.kind], file=display(workspace.output / difference.path))
        for difference in differences
    ]
    if show_difference and report.format == "text":
        for difference in differences:
            report.print(unified_diff(difference))
    if not findings:
        message = f"output/: {len(built.artifacts)} files, all up to date"
        report.message(message)
        report.summarize("check", message)
    return report.finish(findings)
