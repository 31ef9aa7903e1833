"""The stages in a row: load → validate → plan → render. What comes out is ready for `write` or `compare`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from regal_braze.findings.finding import ConfigurationError, Finding, FindingsError, has_errors, suggestion
from regal_braze.immutable import Immutable
from regal_braze.output.manifest import Artifact
from regal_braze.plan import model
from regal_braze.render.templates import Templates, built_in_templates
from regal_braze.resources import CONFIG_NAME
from regal_braze.schema.load import EventSchema
from regal_braze.webhooks.model import Webhook
from regal_braze.workspace.settings import Settings
from regal_braze.workspace.workspace import Workspace


class Plans(Immutable):
    """The enabled schemas of a workspace with their plans, event by event; nothing where there is an error."""

    schemas: tuple[EventSchema, ...]
    transformations: tuple[model.Transformation, ...]
    findings: tuple[Finding, ...]
    templates: Templates
    webhooks: tuple[Webhook, ...] = ()
    bundles: tuple[model.Bundle, ...] = ()

    def required(self) -> Plans:
        """Return these plans. Raises FindingsError if there is an error among the findings."""
        if has_errors(self.findings):
            raise FindingsError(*self.findings)
        return self

    def webhook(self, name: str) -> Webhook | None:
        """Return the plan of the webhook template called `name`, if there is one."""
        return next((plan for plan in self.webhooks if plan.template == name), None)

    def body(self, name: str) -> str:
        """Return the body of an event's transformation or of a bundle.

        Raises ConfigurationError, which names the nearest one, where there is neither.
        """
        for plan in self.transformations:
            if plan.event == name:
                return render_artifacts([plan], self.templates)[0].content
        for bundle in self.bundles:
            if bundle.name == name:
                return render_bundles([bundle], self.templates)[0].content
        known = [
            *(plan.event for plan in self.transformations),
            *(bundle.name for bundle in self.bundles),
            *(webhook.template for webhook in self.webhooks),
        ]
        help_text = suggestion(name, known, "`regal-braze list` shows all of them.")
        if any(webhook.template == name for webhook in self.webhooks):
            help_text = "It is a webhook: render it, with a profile."
        raise ConfigurationError(Finding("unknown-event", f"There is no event or bundle {name}", help_text))


def plan_workspace(workspace: Workspace) -> Plans:
    """Load, check, decide and plan everything. If a finding is an error, there are no plans."""
    from regal_braze.plan.bundles import check_names, plan_bundles
    from regal_braze.plan.transformations import plan_all
    from regal_braze.schema.check import check
    from regal_braze.schema.check_files import check_files
    from regal_braze.schema.decide import decide
    from regal_braze.schema.dialect import validate
    from regal_braze.schema.files import SchemaFiles
    from regal_braze.schema.load import load_events
    from regal_braze.webhooks.load import load_webhooks
    from regal_braze.webhooks.plan import plan_webhooks

    settings = workspace.settings
    files = SchemaFiles(workspace.schema_roots)
    schemas, findings = load_events(files)
    schemas, more = check_files(schemas)
    findings += more
    webhook_schemas, more = load_webhooks(files)
    findings += more
    valid, more = validate(schemas, files.in_folder("common")[0])
    findings += more
    decided, more = decide(valid, settings, [schema.event for schema in schemas])
    findings += [*more, *check(decided)]
    if not any(schema.enabled for schema in decided) and not findings:
        findings.append(_nothing_to_do(settings))
    templates = Templates(workspace.template_roots) if workspace.template_roots[1:] else built_in_templates()
    findings += templates.findings
    if has_errors(findings):
        return Plans((), (), tuple(findings), templates)
    transformations, more = plan_all(decided, settings)
    findings += more
    bundles, more = plan_bundles(transformations, decided, settings)
    findings += more
    webhooks, more = plan_webhooks(webhook_schemas, settings.webhooks, settings.subscription_groups)
    findings += [*more, *check_names(bundles, (webhook.template for webhook in webhooks), settings)]
    if has_errors(findings):
        return Plans((), (), tuple(findings), templates)
    enabled = tuple(schema for schema in decided if schema.enabled)
    return Plans(enabled, tuple(transformations), tuple(findings), templates, tuple(webhooks), tuple(bundles))


def _nothing_to_do(settings: Settings) -> Finding:
    message, help_text = "There is no event to generate from", "Add schemas/events/<event>.json, or enable an event."
    for pattern, table in settings.events.items():
        if table.get("enabled") is False:
            return settings.file.finding("no-schemas", ("events", pattern, "enabled"), message, help_text)
    return Finding("no-schemas", message, help_text)


def all_artifacts(plans: Plans) -> list[Artifact]:
    """Return every file that belongs in output/, the manifest aside.

    Raises FindingsError with all that goes wrong in a workspace's own templates, each once.
    """
    from regal_braze.webhooks.render import webhook_artifacts

    artifacts: list[Artifact] = []
    findings: dict[Finding, None] = {}
    makers = [
        *(partial(render_artifacts, [each], plans.templates) for each in plans.transformations),
        *(partial(render_bundles, [each], plans.templates) for each in plans.bundles),
        *(partial(webhook_artifacts, [each], plans.templates) for each in plans.webhooks),
    ]
    for make in makers:
        try:
            artifacts += make()
        except FindingsError as error:
            findings.update(dict.fromkeys(error.findings))
    if findings:
        raise FindingsError(*findings)
    return artifacts


def render_bundles(bundles: Iterable[model.Bundle], templates: Templates) -> list[Artifact]:
    """Return the file of each bundle."""
    from regal_braze.render.bundle import render_bundle

    return [
        Artifact(f"bundles/{each.name}.js", "bundle", each.name, CONFIG_NAME, render_bundle(each, templates))
        for each in bundles
    ]


def render_artifacts(transformations: Iterable[model.Transformation], templates: Templates) -> list[Artifact]:
    """Return the file of each transformation."""
    from regal_braze.render.transformation import render_transformation

    return [
        Artifact(
            path=f"transformations/{plan.event}.js",
            kind="transformation",
            name=plan.event,
            schema=plan.schema,
            content=render_transformation(plan, templates),
        )
        for plan in transformations
    ]
