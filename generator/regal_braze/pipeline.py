"""The stages in order: load → check → decide → plan → render → page. `write` and `compare` take the result."""

from __future__ import annotations

from regal_braze.findings.finding import FindingsError, has_errors
from regal_braze.output.manifest import Artifact
from regal_braze.plan.bundles import check_bundle_names, plan_bundles
from regal_braze.plan.groups import check_groups
from regal_braze.plan.transformations import plan_transformations
from regal_braze.plans import Plans, artifacts
from regal_braze.render.templates import Templates, built_in_templates
from regal_braze.schema.check import check
from regal_braze.schema.decide import decide
from regal_braze.schema.dialect import validate
from regal_braze.schema.files import SchemaFiles
from regal_braze.schema.ignored import ignored_files
from regal_braze.schema.load import load_events
from regal_braze.webhooks.load import load_webhooks
from regal_braze.webhooks.plan import plan_webhooks
from regal_braze.workspace.patterns import switched_off
from regal_braze.workspace.workspace import Workspace


def plan_workspace(workspace: Workspace) -> Plans:
    """Load, check, decide and plan everything in a workspace, and gather all findings."""
    settings = workspace.settings
    templates = Templates(workspace.template_roots) if workspace.template_roots[1:] else built_in_templates()
    files = SchemaFiles(workspace.schema_roots, workspace.tested_schemas)
    schemas, unusable = load_events(files)
    valid, invalid = validate(schemas, files.in_folder("common")[0])
    webhook_schemas, invalid_webhooks = load_webhooks(files)
    decided, conflicts = decide(valid, settings, [schema.event for schema in schemas])
    findings = [*unusable, *invalid, *invalid_webhooks, *conflicts, *check(decided)]
    findings += (*ignored_files(workspace.folder), *templates.findings, *check_groups(settings))
    if has_errors(findings):
        return Plans((), (), tuple(findings), templates)
    transformations, problems = plan_transformations(decided, settings)
    bundles, bundle_problems = plan_bundles(transformations, decided, settings)
    webhooks, webhook_problems = plan_webhooks(webhook_schemas, settings)
    findings += [*problems, *bundle_problems]
    findings += [problem for problem in webhook_problems if problem not in problems]  # both can lack a group
    findings += check_bundle_names(bundles, [webhook.template for webhook in webhooks], settings)
    if has_errors(findings):
        return Plans((), (), tuple(findings), templates)
    enabled = tuple(schema for schema in decided if schema.enabled)
    switched = ((schema.event, switched_off(schema.event, settings)) for schema in decided if not schema.enabled)
    off = {event: finding for event, finding in switched if finding is not None}
    return Plans(enabled, tuple(transformations), tuple(findings), templates, tuple(webhooks), tuple(bundles), off)


def build(workspace: Workspace) -> tuple[Plans, list[Artifact]]:
    """Return all plans and every file of output/ except the manifest. Raises FindingsError if a finding is an error."""
    plans = plan_workspace(workspace).required()
    files, problems = artifacts(plans)
    if problems:
        raise FindingsError(*plans.findings, *problems)
    if workspace.settings.page:
        from regal_braze.page.page import render_page

        files.append(render_page(plans, files, workspace.settings))
    return plans, files
