"""`run` and `render`: print what the generated code makes of one payload or profile."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from regal_braze.documents.json_text import display
from regal_braze.engines.liquid import Aborted, compile_template
from regal_braze.engines.liquid.profile import namespaces
from regal_braze.engines.v8.sandbox import Sandbox
from regal_braze.findings.finding import ConfigurationError, Finding, FindingsError, has_errors, suggestion
from regal_braze.findings.report import FINE, Report
from regal_braze.pipeline import plan_workspace
from regal_braze.verify.transformations import is_deliberate, parse_payload, read_payload
from regal_braze.webhooks.render import render_webhook
from regal_braze.workspace.workspace import Workspace


def run(workspace: Workspace, report: Report, event: str, source: str) -> int:
    """Print the request that an event's transformation returns for one payload."""
    plans = plan_workspace(workspace).required()
    body = plans.body(event)
    from_stdin = source == "-"
    payload = parse_payload(sys.stdin.buffer.read(), "standard input") if from_stdin else read_payload(Path(source))
    if isinstance(payload, Finding):
        return report.finish([payload])
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
        return report.finish([plans.templates.with_hint(finding)])
    report.print(json.dumps(json.loads(outcome.request), indent=2, ensure_ascii=False))
    return FINE


def render(workspace: Workspace, report: Report, name: str, source: str) -> int:
    """Print the body that Braze would send for a profile, or tell why it would send nothing."""
    plans = plan_workspace(workspace).required()
    plan = plans.webhook(name)
    if plan is None:
        known = [each.template for each in plans.webhooks]
        help_text = suggestion(name, known, f"There are: {', '.join(known)}.")
        raise ConfigurationError(Finding("unknown-event", f"There is no webhook {name}", help_text))
    place = "standard input" if source == "-" else display(Path(source))
    document = _read(source, place)
    profile, findings = namespaces(document, place)
    if has_errors(findings):
        return report.finish(findings)
    body = compile_template(render_webhook(plan, plans.templates)).render(profile)
    if isinstance(body, Aborted):
        help_text = "Braze sends nothing then, and shows this text in its message activity log."
        return report.finish([*findings, Finding("webhook-aborted", body.reason, help_text, place)])
    if report.format == "text":
        report.finish(findings)  # warnings; in the other forms they would be data, which the body is
    report.print(body)
    return FINE


def _read(source: str, place: str) -> object:
    payload = parse_payload(sys.stdin.buffer.read(), place) if source == "-" else read_payload(Path(source))
    if isinstance(payload, Finding):
        raise FindingsError(payload)
    return payload[1]
