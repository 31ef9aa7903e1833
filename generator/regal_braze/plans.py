"""All plans of a workspace, and the files of output/ that they become."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from regal_braze.findings.finding import ConfigurationError, Finding, FindingsError, has_errors, similar
from regal_braze.immutable import EMPTY, Immutable
from regal_braze.output.manifest import Artifact
from regal_braze.plan import model
from regal_braze.render.bundle import render_bundle
from regal_braze.render.templates import Templates
from regal_braze.render.transformation import render_transformation
from regal_braze.resources import CONFIG_NAME
from regal_braze.schema.load import EventSchema
from regal_braze.webhooks.model import Webhook
from regal_braze.webhooks.render import render_settings, render_webhook

Plan: TypeAlias = model.Transformation | model.Bundle | Webhook

_KINDS: Mapping[type[Plan], str] = {model.Transformation: "event", model.Bundle: "bundle", Webhook: "webhook"}


class Plans(Immutable):
    """The enabled schemas of a workspace and all plans, or nothing but findings if one of them is an error.

    `schemas` and `transformations` are in the same order. `off` says for each event that is not enabled what to change.
    """

    schemas: tuple[EventSchema, ...]
    transformations: tuple[model.Transformation, ...]
    findings: tuple[Finding, ...]
    templates: Templates
    webhooks: tuple[Webhook, ...] = ()
    bundles: tuple[model.Bundle, ...] = ()
    off: Mapping[str, Finding] = EMPTY

    def required(self) -> Plans:
        """Return these plans. Raises FindingsError if a finding is an error."""
        if has_errors(self.findings):
            raise FindingsError(*self.findings)
        return self

    @property
    def planned(self) -> dict[str, tuple[model.Transformation, EventSchema]]:
        """The plan and the schema of each event."""
        return {plan.event: (plan, schema) for plan, schema in zip(self.transformations, self.schemas, strict=True)}

    @property
    def named(self) -> dict[str, Plan]:
        """All plans, by the name of the event, the bundle or the webhook template."""
        return {
            **{plan.event: plan for plan in self.transformations},
            **{bundle.name: bundle for bundle in self.bundles},
            **{webhook.template: webhook for webhook in self.webhooks},
        }

    def file(self, name: str, wanted: str = "event, bundle or webhook") -> Artifact:
        """Return the file with the code of what is named. Raises ConfigurationError if that is not what is `wanted`."""
        plan = self.named.get(name)
        if plan is None or _KINDS[type(plan)] not in wanted:
            raise ConfigurationError(self.unknown(name, wanted))
        return _files(plan, self.templates)[0]

    def body(self, name: str, wanted: str = "event or bundle") -> str:
        """Return the code of what is named, as `file` does."""
        return self.file(name, wanted).content

    def unknown(self, name: str, wanted: str = "event, bundle or webhook") -> Finding:
        """Return the finding for a name that is not what a command takes: `wanted`, in words."""
        if name in self.off and "event" in wanted:
            return self.off[name]
        kinds = dict.fromkeys(self.off, "event") | {each: _KINDS[type(plan)] for each, plan in self.named.items()}
        near = name if name in kinds else similar(name, kinds)
        help_text = f"Did you mean {near}?" if near else "`regal-braze list` shows all of them."
        kind = kinds.get(near or "", "")
        if kind and kind not in wanted:
            verb, argument = ("render", "PROFILE") if kind == "webhook" else ("run", "PAYLOAD")
            how = f"{kind}: {verb} it with a {argument.lower()}, `regal-braze {verb} {near} {argument}.json`."
            help_text = f"{'' if near == name else help_text + ' '}It is {'an' if kind == 'event' else 'a'} {how}"
        return Finding("unknown-event", f"There is no {wanted} {name}", help_text)


def artifacts(plans: Plans) -> tuple[list[Artifact], list[Finding]]:
    """Return every file of output/ except the manifest, and what is wrong with the workspace's own templates."""
    made: list[Artifact] = []
    findings: dict[Finding, None] = {}
    for plan in plans.named.values():
        try:
            made += _files(plan, plans.templates)
        except FindingsError as error:
            findings.update(dict.fromkeys(error.findings))  # one template can fail for many plans
    return made, [*findings]


def _files(plan: Plan, templates: Templates) -> list[Artifact]:
    match plan:
        case model.Transformation(event=event, schema=schema):
            content = render_transformation(plan, templates)
            return [Artifact(f"transformations/{event}.js", "transformation", event, schema, content)]
        case model.Bundle(name=name):
            return [Artifact(f"bundles/{name}.js", "bundle", name, CONFIG_NAME, render_bundle(plan, templates))]
        case Webhook(template=name, schema=schema):
            body, settings = render_webhook(plan, templates), render_settings(plan)
            return [
                Artifact(f"webhooks/{name}.liquid", "webhook", name, schema, body),
                Artifact(f"webhooks/{name}.settings.json", "webhook settings", name, schema, settings),
            ]
