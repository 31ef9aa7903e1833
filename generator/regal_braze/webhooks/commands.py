"""What the commands do with webhooks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from regal_braze.documents import display
from regal_braze.findings import ConfigurationError, Finding, FindingsError, has_errors, suggestion
from regal_braze.pipeline import plan_workspace
from regal_braze.report import FINE, Report
from regal_braze.webhooks.model import Webhook
from regal_braze.workspace import Workspace


def render(workspace: Workspace, report: Report, name: str, source: str) -> int:
    """Print the body that Braze would send for a profile, or tell why it would send nothing."""
    from regal_braze.liquid import Aborted, compile_template
    from regal_braze.liquid.profile import namespaces
    from regal_braze.webhooks.render import render_webhook

    plans = plan_workspace(workspace)
    if has_errors(plans.findings):
        raise FindingsError(*plans.findings)
    plan = find_webhook(plans.webhooks, name)
    if plan is None:
        known = [each.template for each in plans.webhooks]
        help_text = suggestion(name, known, f"There are: {', '.join(known)}.")
        raise ConfigurationError(Finding("unknown-event", f"There is no webhook {name}", help_text))
    place = "standard input" if source == "-" else display(Path(source))
    document = _read(source, place)
    profile, findings = namespaces(document, place)
    if has_errors(findings):
        return report.outcome(findings)
    body = compile_template(render_webhook(plan, plans.templates)).render(profile)
    if isinstance(body, Aborted):
        help_text = "Braze sends nothing then, and shows this text in its message activity log."
        return report.outcome([*findings, Finding("webhook-aborted", body.reason, help_text, place)])
    if report.form == "text":
        report.outcome(findings)  # warnings; in the other forms they would be data, which the body is
    report.data(body)
    return FINE


def find_webhook(plans: Iterable[Webhook], name: str) -> Webhook | None:
    """Return the template called `name`, if there is one."""
    return next((plan for plan in plans if plan.template == name), None)


def rows(plans: Iterable[Webhook]) -> Iterator[tuple[str, str, str]]:
    """Yield a row of `list` for each template."""
    for plan in plans:
        form = "traits.phone" if plan.format == "phone" else "traits.phones"
        yield plan.template, "webhook to Regal", f"{plan.campaign} ({form})"


def _read(source: str, place: str) -> object:
    from regal_braze.verify import parse_payload, read_payload

    if source == "-":
        import sys

        payload = parse_payload(sys.stdin.buffer.read(), place)
    else:
        payload = read_payload(Path(source))
    if isinstance(payload, Finding):
        raise FindingsError(payload)
    return payload[1]
