"""`run` and `render`: print what the generated code makes of payloads or profiles."""

from __future__ import annotations

import json
from collections.abc import Iterable

from regal_braze.documents.json_positions import line_of
from regal_braze.documents.json_text import display
from regal_braze.engines.liquid.environment import Aborted, LiquidError, compile_template
from regal_braze.engines.liquid.profile import namespaces
from regal_braze.engines.v8.sandbox import Outcome, Sandbox
from regal_braze.findings.finding import Finding, has_errors, visible
from regal_braze.findings.report import Report
from regal_braze.immutable import replace
from regal_braze.losses.loss_map import loss_map
from regal_braze.losses.losses import Loss, is_deliberate, losses_of
from regal_braze.losses.profile_losses import profile_losses
from regal_braze.payloads.files import require_files
from regal_braze.payloads.read import RecordedPayload, read_all
from regal_braze.pipeline import plan_workspace
from regal_braze.plan.recognise import Recogniser
from regal_braze.verify.webhooks import invalid
from regal_braze.workspace.workspace import Workspace


def run(workspace: Workspace, report: Report, event: str, source: str) -> int:
    """Print the request that the transformation of an event or bundle returns for each payload in `source`."""
    plans = plan_workspace(workspace).required()
    body = plans.body(event)
    require_files([source])
    payloads, findings = read_all([source], workspace.folder)
    changes: list[str] = []
    planned = plans.planned
    bundled = [plan for bundle in plans.bundles if bundle.name == event for plan in bundle.transformations]
    recogniser = Recogniser(bundled)
    compiled = {""}
    with Sandbox(body) as sandbox:
        for payload in payloads:
            # In a bundle, the losses are those of the payload's event. An event that is unknown has none.
            name = event if event in planned else recogniser.event_of(payload.document) or ""
            if name not in compiled:
                compiled.add(name)
                sandbox.compile(name, body, loss_map(*planned[name]))
            outcome = sandbox.run(payload.text, strict=True, name=name)
            if outcome.request is None:
                findings.append(plans.templates.with_hint(_error(event, payload, outcome)))
                continue
            report.print(json.dumps(json.loads(outcome.request), indent=2, ensure_ascii=False), "json")
            _note(losses_of(outcome) if name else (), payload, findings, changes)
    return _finish(report, findings, changes)


def render(workspace: Workspace, report: Report, name: str, source: str) -> int:
    """Print the body that Braze would send for each profile in `source`, or why it would send nothing."""
    plans = plan_workspace(workspace).required()
    text = plans.body(name, "webhook")
    plan = next(webhook for webhook in plans.webhooks if webhook.template == name)
    require_files([source])
    profiles, findings = read_all([source], workspace.folder, unwrap=False)
    changes: list[str] = []
    try:
        template = compile_template(text)
        for profile in profiles:
            values, problems = namespaces(profile.document, profile.file)
            for problem in problems:
                line = line_of(profile.text, problem.pointer or "", profile.line)
                findings.append(replace(problem, line=line))
            if has_errors(problems):
                continue
            body = template.render(values)
            if isinstance(body, Aborted):
                help_text = "Braze then sends nothing, and shows this text in its message activity log."
                findings.append(profile.finding("webhook-aborted", body.reason, help_text))
            else:
                report.print(body, "json")
                losses = profile_losses(plan, template, profile.document, values, body)
                _note(losses, profile, findings, changes)
    except LiquidError as error:
        place = display(workspace.output / "webhooks" / f"{name}.liquid")
        findings.append(plans.templates.with_hint(invalid(error, place)))
    return _finish(report, findings, changes)


def _note(losses: Iterable[Loss], source: RecordedPayload, findings: list[Finding], changes: list[str]) -> None:
    """Add losses to the findings, as warnings; add what is changed, or left out on purpose, to `changes`."""
    for loss in losses:
        line = line_of(source.text, loss.pointer, source.line)
        if loss.is_loss:
            place = (source.file, None, line)
            findings.append(Finding("drift-loss", loss.message, loss.help, *place, severity="warning"))
        else:
            changes.append(visible(f"{source.file}:{source.line}: {loss.message}"))


def _error(event: str, payload: RecordedPayload, outcome: Outcome) -> Finding:
    code, help_text = "transformation-error", f"{event} must not throw this error: please report it, with the payload."
    if is_deliberate(outcome):
        code, help_text = "deliberate-error", "The transformation throws this error in Braze, and no profile changes."
    return payload.finding(code, outcome.error or "", help_text)


def _finish(report: Report, findings: list[Finding], changes: Iterable[str]) -> int:
    """Print the findings and the changes."""
    code = report.finish_results(findings)
    for change in changes:
        report.message(change)
    return code
