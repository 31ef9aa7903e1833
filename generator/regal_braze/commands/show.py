"""`show` and `list`: print generated code, or the names of all events, bundles and webhooks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from regal_braze.findings.report import FINE, Report
from regal_braze.findings.tables import aligned_table
from regal_braze.pipeline import plan_workspace
from regal_braze.plan import model
from regal_braze.webhooks.model import Webhook
from regal_braze.workspace.workspace import Workspace


def show(workspace: Workspace, report: Report, name: str) -> int:
    """Print a transformation, a bundle or the body of a webhook, ready to paste."""
    plans = plan_workspace(workspace).required()
    report.print(plans.webhook_body(name) if plans.webhook(name) else plans.body(name))
    return FINE


def list_events(workspace: Workspace, report: Report) -> int:
    """Print every event with what Braze gets and what it means, every bundle, and every webhook to Regal."""
    plans = plan_workspace(workspace).required()
    rows = [
        (plan.event, *_described(plan.destination), str(schema.file.document.get("description", "")))
        for schema, plan in zip(plans.schemas, plans.transformations, strict=True)
    ]
    rows += [
        (bundle.name, "bundle", f"{len(bundle.transformations)} of these events ({bundle.endpoint})", "")
        for bundle in plans.bundles
    ]
    rows += _webhook_rows(plans.webhooks)
    if report.format == "json":
        keys = ("event", "destination", "name", "meaning")
        report.print(json.dumps([dict(zip(keys, row, strict=True)) for row in rows], indent=2))
    else:
        report.print(aligned_table([("event", "destination", "in Braze", "meaning"), *rows]))
    return FINE


def _described(destination: model.Destination) -> tuple[str, str]:
    match destination:
        case model.Track(event, attributes, purchases, orders):
            kinds = [
                "event",
                *["attributes"] * bool(attributes),
                *["purchases"] * bool(purchases),
                *["orders"] * bool(orders),
            ]
            return ", ".join(kinds), event.name
        case model.Changes():
            return "attributes", "what the agent changed"
        case model.Subscription(state=state):
            return "subscription", f"the channel's group: {state}"
        case model.Catalog(name=name):
            return "catalog", name
        case model.ObjectCatalogs(types=types):
            return "catalog", ", ".join(object_type.catalog for object_type in types)


def _webhook_rows(plans: Iterable[Webhook]) -> Iterator[tuple[str, str, str, str]]:
    """Yield a row of `list` for each template."""
    for plan in plans:
        form = "traits.phone" if plan.format == "phone" else "traits.phones"
        yield plan.template, "webhook to Regal", f"{plan.campaign} ({form})", plan.description
