"""The stages in a row: load → validate → plan → render. What comes out is ready for `write` or `compare`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from regal_braze import model
from regal_braze.findings import Finding, has_errors
from regal_braze.load import EventSchema, Loader
from regal_braze.manifest import Artifact
from regal_braze.webhooks.model import Webhook
from regal_braze.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Plans:
    """The schemas of a workspace with their plans, event by event; no plans where a schema has an error."""

    schemas: tuple[EventSchema, ...]
    transformations: tuple[model.Transformation, ...]
    findings: tuple[Finding, ...]
    webhooks: tuple[Webhook, ...] = ()


def plan_workspace(workspace: Workspace) -> Plans:
    """Load, validate and plan all events. All findings are gathered; with an error among them there is no plan."""
    from regal_braze.plan import plan_all
    from regal_braze.validate import validate
    from regal_braze.webhooks.plan import plan_webhooks
    from regal_braze.webhooks.schemas import load_schemas

    loader = Loader(workspace.schema_roots)
    schemas = loader.events()
    webhook_schemas = load_schemas(loader)
    findings = [*loader.findings, *validate(schemas, loader)]
    if not schemas and not findings:
        findings.append(
            Finding("no-schemas", "There is no schema to generate from", "Add schemas/events/<event>.json.")
        )
    if has_errors(findings):
        return Plans(tuple(schemas), (), tuple(findings))
    transformations, more = plan_all(schemas, workspace.decisions)
    findings += more
    decisions = workspace.decisions
    webhooks, more = plan_webhooks(webhook_schemas, decisions.webhooks, decisions.subscription_groups)
    findings += more
    if has_errors(findings):
        return Plans(tuple(schemas), (), tuple(findings))
    return Plans(tuple(schemas), tuple(transformations), tuple(findings), tuple(webhooks))


def all_artifacts(plans: Plans) -> list[Artifact]:
    """Return every file that belongs in output/, the manifest aside."""
    from regal_braze.webhooks.render import webhook_artifacts

    return [*render_artifacts(plans.transformations), *webhook_artifacts(plans.webhooks)]


def render_artifacts(transformations: Iterable[model.Transformation]) -> list[Artifact]:
    """Return the file of each transformation."""
    from regal_braze.render import render_transformation

    return [
        Artifact(
            path=f"transformations/{plan.event}.js",
            kind="transformation",
            name=plan.event,
            schema=plan.schema,
            content=render_transformation(plan),
        )
        for plan in transformations
    ]
