"""`show` and `list`: print generated code, or the names of all events, bundles and webhooks."""

from __future__ import annotations

import json

from regal_braze.documents.json_text import display
from regal_braze.findings.finding import Finding
from regal_braze.findings.report import Report
from regal_braze.findings.tables import aligned_table
from regal_braze.output.manifest import Artifact
from regal_braze.pipeline import plan_workspace
from regal_braze.plan import model
from regal_braze.plan.groups import about_groups, groups_in
from regal_braze.plans import Plans
from regal_braze.workspace.workspace import Workspace


def show(workspace: Workspace, report: Report, name: str, *, to_clipboard: bool = False) -> int:
    """Print a transformation, a bundle or the body of a webhook, ready to paste; or copy it to the clipboard."""
    plans = plan_workspace(workspace).required()
    shown = plans.file(name)
    if to_clipboard:
        return _copy(workspace, report, plans, shown)
    report.print(shown.content, "liquid" if shown.kind == "webhook" else "javascript")
    return report.finish_results([*groups_in(shown.content, plans.findings)])


def _copy(workspace: Workspace, report: Report, plans: Plans, copied: Artifact) -> int:
    from regal_braze.commands.copy import copy

    way = copy(copied.content)
    file = display(workspace.output / copied.path)
    if not way:
        message = "The text cannot be copied: no clipboard tool works, and there is no terminal"
        help_text = f"Open {file}, which `regal-braze generate` writes, and copy all of it."
        return report.finish([Finding("unwritable", message, help_text)])
    report.message(f"{copied.name}: {copied.content.count(chr(10)):,} lines copied with {way}")
    if way == "the terminal":
        report.message(f"If you paste something else, your terminal does not allow it: copy {file}.")
    return report.finish_results([*groups_in(copied.content, plans.findings)])


def list_events(workspace: Workspace, report: Report) -> int:
    """Print every event with what Braze gets and what it means, every bundle, and every webhook to Regal."""
    plans = plan_workspace(workspace).required()
    rows = [
        (plan.event, *_described(plan.destination), str(schema.file.document.get("description", "")))
        for plan, schema in plans.planned.values()
    ]
    rows += [
        (bundle.name, "bundle", f"{len(bundle.transformations)} of these events ({bundle.endpoint})", "")
        for bundle in plans.bundles
    ]
    rows += [
        (webhook.template, "webhook to Regal", f"{webhook.campaign} (traits.{webhook.format})", webhook.description)
        for webhook in plans.webhooks
    ]
    if report.format == "json":
        keys = ("event", "destination", "name", "meaning")
        report.print(json.dumps([dict(zip(keys, row, strict=True)) for row in rows], indent=2), "json")
    else:
        report.print(aligned_table([("event", "destination", "in Braze", "meaning"), *rows]), "table")
    return report.finish_results([*about_groups(plans.findings)])


def _described(destination: model.Destination) -> tuple[str, str]:
    match destination:
        case model.Track(event, attributes, purchases, orders):
            parts = {"attributes": attributes, "purchases": purchases, "orders": orders}
            return ", ".join(["event", *(name for name, part in parts.items() if part)]), event.name
        case model.Changes():
            return "attributes", "what the agent changed"
        case model.Subscription(state=state):
            return "subscription", f"the channel's group: {state}"
        case model.Catalog(name=name):
            return "catalog", name
        case model.ObjectCatalogs(types=types):
            return "catalog", ", ".join(object_type.catalog for object_type in types)
