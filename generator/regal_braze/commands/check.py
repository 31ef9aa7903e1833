"""`check`: compare `output/` with what `generate` would write."""

from __future__ import annotations

from regal_braze.build import build
from regal_braze.documents.json_text import display
from regal_braze.findings.finding import Finding, has_errors
from regal_braze.findings.report import Report
from regal_braze.output.compare import compare, unified_diff
from regal_braze.workspace.workspace import Workspace


def check(workspace: Workspace, report: Report, *, show_difference: bool) -> int:
    """Compare `output/` with what `generate` would write, and name each file that differs."""
    built = build(workspace)
    if has_errors(built.findings):
        return report.finish(built.findings)
    differences = compare(workspace.output, built.artifacts)
    messages = {
        "missing": ("It is missing", "Run `regal-braze generate`, and commit what it writes."),
        "changed": (
            "It is not what the schemas say",
            "Change the schema, not the file; run `regal-braze generate`.",
        ),
        "orphan": (
            "It belongs to no schema",
            "Run `regal-braze generate` if it was generated, else move it away.",
        ),
    }
    findings = [
        Finding(difference.kind, *messages[difference.kind], file=display(workspace.output / difference.path))
        for difference in differences
    ]
    if show_difference and report.format == "text":
        for difference in differences:
            report.print(unified_diff(difference))
    if not findings:
        current = f"output/: {len(built.artifacts)} files, as the schemas say"
        report.message(current)
        report.summarize("check", current)
    return report.finish(findings)
