"""`check`: compare `output/` with what `generate` would write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from regal_braze.documents.json_text import display
from regal_braze.findings.finding import Finding
from regal_braze.findings.report import Report
from regal_braze.immutable import replace
from regal_braze.output.compare import Difference, compare, unified_diff
from regal_braze.pipeline import build
from regal_braze.plan.groups import about_groups
from regal_braze.workspace.workspace import Workspace

_MESSAGES = {
    "missing": ("It is missing", "Run `regal-braze generate`, and commit what it writes."),
    "changed": ("It is not up to date", "Change the schema, not the file, and run `regal-braze generate`."),
    "orphan": ("No schema generates it", "Run `regal-braze generate` if it was generated; otherwise move it away."),
}


def check(workspace: Workspace, report: Report, *, show_difference: bool, strict: bool = False) -> int:
    """Report every difference between `output/` and what `generate` would write.

    If it is strict, subscription groups that are missing or cannot be right are errors. Raises FindingsError if a
    finding in the workspace is an error.
    """
    plans, files = build(workspace)
    differences = compare(workspace.output, files)
    if show_difference and report.format == "text":
        for difference in differences:
            report.print(unified_diff(difference))
    if not differences:
        message = f"output/: {len(files)} files, all up to date"
        report.message(message)
        report.summarize("check", message)
    groups = [replace(finding, severity="error") for finding in about_groups(plans.findings) if strict]
    return report.finish([*groups, *_findings(differences, workspace)])


def _findings(differences: Iterable[Difference], workspace: Workspace) -> Iterator[Finding]:
    """Yield a finding for each difference, and one for all files in which only the ends of lines differ."""
    ends_of_lines = 0
    for difference in differences:
        if difference.expected == (difference.actual or "").replace("\r\n", "\n"):
            ends_of_lines += 1
        else:
            file = display(workspace.output / difference.path)
            yield Finding(difference.kind, *_MESSAGES[difference.kind], file=file)
    if ends_of_lines:
        message = f"Git has changed the ends of lines to CRLF in {ends_of_lines} files, which are up to date otherwise"
        help_text = "Add the line `output/** -text` to .gitattributes, and run `regal-braze generate`."
        yield Finding("changed", message, help_text, file=display(workspace.output))
