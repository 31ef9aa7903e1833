"""`verify`: run all generated code on samples and recorded payloads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from regal_braze.findings.finding import Finding
from regal_braze.findings.github import escaped
from regal_braze.findings.report import Report
from regal_braze.findings.tables import aligned_table, markdown_table
from regal_braze.payloads.files import require_files
from regal_braze.pipeline import plan_workspace
from regal_braze.verify.transformations import Payload, Result, read_payloads
from regal_braze.verify.webhooks import verify_webhooks
from regal_braze.verify.workspace import verify_all
from regal_braze.workspace.workspace import Workspace

_NUMBERS = (1, 2, 3, 4)
"""The columns of `_results_rows` that hold numbers."""


def verify(workspace: Workspace, report: Report, recorded: str | None) -> int:
    """Run every transformation on its samples and on the payloads in a file or folder, and render every webhook."""
    results, findings = verified(workspace, recorded)
    if report.format == "text":
        report.print(aligned_table(_results_rows(results), _NUMBERS), "table")
    if report.format == "github":
        table = markdown_table(_results_rows(results), escaped, _NUMBERS)
        report.summarize("verify", f"{table}\n\n{sentence(results)}")
    code = report.finish(findings, results_as_data(results))
    report.message(sentence(results))
    return code


def verified(workspace: Workspace, recorded: str | None = None) -> tuple[list[Result], list[Finding]]:
    """Return the results of all generated code, and what failed."""
    plans = plan_workspace(workspace).required()
    payloads: list[Payload] = []
    findings: list[Finding] = []
    if recorded is not None:
        require_files([recorded])
        payloads, findings = read_payloads([recorded], plans.transformations, workspace.folder)
    results = verify_all(plans, payloads, workspace.output)
    results += verify_webhooks(plans.webhooks, plans.templates)
    found = (plans.templates.with_hint(finding) for result in results for finding in result.findings)
    return results, [*findings, *dict.fromkeys(found)]  # a bundle has the findings of its events again


def sentence(results: Iterable[Result]) -> str:
    """Return how many payloads give a valid request, and what happens to the others, in words."""
    total = valid = refused = reported = 0
    for result in results:
        total, valid, refused = total + result.payloads, valid + result.valid, refused + result.refused
        reported += sum(finding.code == "deliberate-error" for finding in result.findings)
    counts = (
        (refused - reported, "refused as expected"),
        (reported, "refused for the reasons above"),
        (total - valid - refused, "not valid"),
    )
    others = [f"{count:,} {'is' if count == 1 else 'are'} {what}" for count, what in counts if count]
    words = f"The other {others[0]}" if len(others) == 1 else ", and ".join(others)
    return f"{valid:,} of {total:,} payloads give a valid request.{f' {words}.' if others else ''}"


def results_as_data(results: Iterable[Result]) -> dict[str, object]:
    """Return the results as the JSON output has them."""
    return {
        "results": [
            {
                "event": result.event,
                "payloads": result.payloads,
                "valid": result.valid,
                "refused": result.refused,
                "milliseconds": round(result.seconds * 1000, 1),
            }
            for result in results
        ]
    }


def _results_rows(results: Sequence[Result]) -> list[tuple[str, ...]]:
    rows = (
        (each.event, str(each.payloads), str(each.valid), str(each.refused), f"{1000 * each.seconds:.1f}")
        for each in results
    )
    return [("event", "payloads", "valid", "refused", "ms"), *rows]
