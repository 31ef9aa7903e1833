"""What each command does, once its options are read. Each returns its exit code."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from regal_braze import model
from regal_braze.build import build
from regal_braze.bundles import slots
from regal_braze.documents import display, is_folder
from regal_braze.findings import ConfigurationError, Finding, FindingsError, has_errors, suggestion
from regal_braze.pipeline import Plans, plan_workspace, render_artifacts, render_bundles
from regal_braze.report import FINE, Report, table
from regal_braze.templates import templates_of
from regal_braze.workspace import Workspace

if TYPE_CHECKING:
    from regal_braze.verify import Payload, Result


def generate(workspace: Workspace, report: Report) -> int:
    """Write `output/`: all of it, or nothing after a finding."""
    from regal_braze.write import write_output

    built = build(workspace)
    if has_errors(built.findings):
        return report.outcome(built.findings)
    written = write_output(workspace.output, built.artifacts)
    counts = ((written.written, "written"), (written.removed, "removed"), (written.unchanged, "unchanged"))
    report.talk(f"output/: {', '.join(f'{len(paths)} {what}' for paths, what in counts if paths)}")
    report.talk(slots(built.active))
    return report.outcome(built.findings, {**dataclasses.asdict(written), "active_transformations": built.active})


def check(workspace: Workspace, report: Report, *, show_difference: bool) -> int:
    """Compare `output/` with what `generate` would write, and name each file that differs."""
    from regal_braze.compare import compare, unified_diff

    built = build(workspace)
    if has_errors(built.findings):
        return report.outcome(built.findings)
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
    if show_difference and report.form == "text":
        for difference in differences:
            report.data(unified_diff(difference))
    if not findings:
        current = f"output/: {len(built.artifacts)} files, as the schemas say"
        report.talk(current)
        report.summarise("check", current)
    return report.outcome(findings)


def verify(workspace: Workspace, report: Report, folder: Path | None) -> int:
    """Run every transformation in V8 on its samples and those in `folder`, render every webhook; print a table."""
    from regal_braze.verify import read_payloads, verify_all
    from regal_braze.webhooks.prove import prove_all

    plans = plan_workspace(workspace)
    if has_errors(plans.findings):
        return report.outcome(plans.findings)
    recorded: list[Payload] = []
    findings: list[Finding] = []
    if folder is not None:
        if not is_folder(folder):
            help_text = "Name a folder of JSON files, one payload each."
            raise ConfigurationError(Finding("payload-invalid", f"There is no folder {folder}", help_text))
        recorded, findings = read_payloads(folder, plans.transformations)
    results = verify_all(plans, recorded, workspace.output)
    proved = prove_all(plans.webhooks, plans.templates)
    results += proved
    findings += [(plans.templates or templates_of()).blamed(finding) for each in results for finding in each.findings]
    if report.form == "text":
        report.data(table(_results_rows(results), _NUMBERS))
    if report.form == "github":
        from regal_braze.summary import markdown_table

        report.summarise("verify", markdown_table(_results_rows(results), _NUMBERS))
    return report.outcome(findings, {"results": [_result(each) for each in results]})


def run(workspace: Workspace, report: Report, event: str, source: str) -> int:
    """Print the request that an event's transformation returns for one payload."""
    from regal_braze.v8 import Sandbox
    from regal_braze.verify import is_deliberate, parse_payload, read_payload

    plans = _plans(workspace)
    body = find_body(plans, event)
    from_stdin = source == "-"
    payload = parse_payload(sys.stdin.buffer.read(), "standard input") if from_stdin else read_payload(Path(source))
    if isinstance(payload, Finding):
        return report.outcome([payload])
    with Sandbox(body) as sandbox:
        outcome = sandbox.run(payload[0], strict=True)
    if outcome.request is None:
        message = outcome.error or ""
        deliberate = is_deliberate(outcome)
        code = "deliberate-error" if deliberate else "transformation-error"
        help_text = (
            "Braze's log will show this error, and nobody's profile changes."
            if deliberate
            else f"{event} throws nothing else: please report it, with the payload."
        )
        finding = Finding(code, message, help_text, None if from_stdin else display(Path(source)))
        return report.outcome([(plans.templates or templates_of()).blamed(finding)])
    report.data(json.dumps(json.loads(outcome.request), indent=2, ensure_ascii=False))
    return FINE


def show(workspace: Workspace, report: Report, name: str) -> int:
    """Print a transformation or the body of a webhook, ready to paste."""
    from regal_braze.webhooks.commands import find_webhook
    from regal_braze.webhooks.render import render_webhook

    plans = _plans(workspace)
    webhook = find_webhook(plans.webhooks, name)
    report.data(render_webhook(webhook, plans.templates) if webhook else find_body(plans, name))
    return FINE


def list_events(workspace: Workspace, report: Report) -> int:
    """Print every event with what Braze gets of it, every bundle, and every webhook with what Regal gets."""
    from regal_braze.webhooks.commands import rows as webhook_rows

    plans = _plans(workspace)
    rows = [(plan.event, *_described(plan.destination)) for plan in plans.transformations]
    rows += [
        (each.name, "bundle", f"{len(each.transformations)} of these events ({each.endpoint})")
        for each in plans.bundles
    ]
    rows += webhook_rows(plans.webhooks)
    if report.form == "json":
        keys = ("event", "destination", "name")
        report.data(json.dumps([dict(zip(keys, row, strict=True)) for row in rows], indent=2))
    else:
        report.data(table([("event", "destination", "in Braze"), *rows]))
    return FINE


def _described(destination: model.Destination) -> tuple[str, str]:
    match destination:
        case model.Track(event, attributes, purchases):
            kinds = ["event", *["attributes"] * bool(attributes), *["purchases"] * bool(purchases)]
            return ", ".join(kinds), event.name
        case model.Changes():
            return "attributes", "what the agent changed"
        case model.Subscription(state=state):
            return "subscription", f"the channel's group: {state}"
        case model.Catalog(name=name):
            return "catalog", name
        case model.ObjectCatalogs(types=types):
            return "catalog", ", ".join(each.catalog for each in types)


def find_body(plans: Plans, name: str) -> str:
    """Return the body of an event's transformation or of a bundle.

    Raises ConfigurationError, which names the nearest one, where there is neither.
    """
    for plan in plans.transformations:
        if plan.event == name:
            return render_artifacts([plan], plans.templates)[0].content
    for bundle in plans.bundles:
        if bundle.name == name:
            return render_bundles([bundle], plans.templates)[0].content
    known = [
        *(plan.event for plan in plans.transformations),
        *(bundle.name for bundle in plans.bundles),
        *(webhook.template for webhook in plans.webhooks),
    ]
    help_text = suggestion(name, known, "`regal-braze list` shows all of them.")
    if any(webhook.template == name for webhook in plans.webhooks):
        help_text = "It is a webhook: render it, with a profile."
    raise ConfigurationError(Finding("unknown-event", f"There is no event or bundle {name}", help_text))


def _plans(workspace: Workspace) -> Plans:
    plans = plan_workspace(workspace)
    if has_errors(plans.findings):
        raise FindingsError(*plans.findings)
    return plans


def _result(result: Result) -> dict[str, object]:
    return {
        "event": result.event,
        "payloads": result.payloads,
        "valid": result.valid,
        "refused": result.refused,
        "milliseconds": round(result.seconds * 1000, 1),
    }


_NUMBERS = (1, 2, 3, 4)
"""The columns of `_results_rows` that hold numbers."""


def _results_rows(results: Sequence[Result]) -> list[tuple[str, ...]]:
    """Return the header, a row for each body, and the sum."""
    rows: list[tuple[str, ...]] = [("event", "payloads", "valid", "refused", "ms")]
    rows += [
        (each.event, str(each.payloads), str(each.valid), str(each.refused), f"{each.seconds * 1000:.1f}")
        for each in results
    ]
    totals = (
        str(sum(each.payloads for each in results)),
        str(sum(each.valid for each in results)),
        str(sum(each.refused for each in results)),
        f"{sum(each.seconds for each in results) * 1000:.1f}",
    )
    rows.append((f"{len(results)} altogether", *totals))
    return rows
