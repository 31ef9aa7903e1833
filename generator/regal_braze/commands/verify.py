"""`verify`: run all generated code on samples and recorded payloads."""

from __future__ import annotations

from collections.abc import Sequence

from regal_braze.findings.finding import Finding
from regal_braze.findings.github import summary_table
from regal_braze.findings.report import Report
from regal_braze.findings.tables import aligned_table
from regal_braze.payloads.files import require_files
from regal_braze.pipeline import plan_workspace
from regal_braze.verify.transformations import Payload, Result, read_payloads, verify_all
from regal_braze.verify.webhooks import verify_webhooks
from regal_braze.workspace.workspace import Workspace

_NUMBERS = (1, 2, 3, 4)
"""The columns of `_results_rows` that hold numbers."""


def verify(workspace: Workspace, report: Report, recorded: str | None) -> int:
    """Run every transformation on its samples and on the payloads in a file or folder, and render every webhook."""
    results, findings = verified(workspace, recorded)
    if report.format == "text":
        report.print(aligned_table(_results_rows(results), _NUMBERS))
    if report.format == "github":
        report.summarize("verify", summary_table(_results_rows(results), _NUMBERS))
    return report.finish(findings, as_data(results))


def verified(workspace: Workspace, recorded: str | None = None) -> tuple[list[Result], list[Finding]]:
    """Return the result of each transformation, bundle and webhook, and the findings."""
    plans = plan_workspace(workspace).required()
    payloads: list[Payload] = []
    findings: list[Finding] = []
    if recorded is not None:
        require_files([recorded])
        payloads, findings = read_payloads([recorded], plans.transformations)
    results = verify_all(plans, payloads, workspace.output)
    results += verify_webhooks(plans.webhooks, plans.templates)
    return results, findings + [plans.templates.with_hint(found) for result in results for found in result.findings]


def as_data(results: Sequence[Result]) -> dict[str, object]:
    """Return the results as `--format json` prints them."""
    return {"results": [_result(result) for result in results]}


def _result(result: Result) -> dict[str, object]:
    return {
        "event": result.event,
        "payloads": result.payloads,
        "valid": result.valid,
        "refused": result.refused,
        "milliseconds": round(result.seconds * 1000, 1),
    }


def _results_rows(results: Sequence[Result]) -> list[tuple[str, ...]]:
    """Return the header, a row for each body, and the totals."""
    rows: list[tuple[str, ...]] = [("event", "payloads", "valid", "refused", "ms")]
    rows += [
        (result.event, str(result.payloads), str(result.valid), str(result.refused), f"{result.seconds * 1000:.1f}")
        for result in results
    ]
    totals = (
        str(sum(result.payloads for result in results)),
        str(sum(result.valid for result in results)),
        str(sum(result.refused for result in results)),
        f"{sum(result.seconds for result in results) * 1000:.1f}",
    )
    rows.append((f"total of {len(results)}", *totals))
    return rows
