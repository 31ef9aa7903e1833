"""The command `explain`."""

from __future__ import annotations

from typing import Final

from regal_braze.documents.json_text import display
from regal_braze.explain.bundles import bundle_facts, bundle_section
from regal_braze.explain.describe import describe_event
from regal_braze.explain.sections import sections
from regal_braze.explain.text import as_text
from regal_braze.explain.webhooks import webhook_facts, webhook_sections
from regal_braze.findings.finding import ConfigurationError, FindingsError
from regal_braze.findings.report import Report
from regal_braze.immutable import as_dict
from regal_braze.pipeline import plan_workspace
from regal_braze.plan import model
from regal_braze.verify.transformations import sample_payloads, verify
from regal_braze.webhooks.model import Webhook
from regal_braze.workspace.workspace import Workspace

_EXPLAINED: Final = ("deliberate-error", "drift-loss")
"""Findings about samples that the explanation contains in its own words."""


def explain(workspace: Workspace, report: Report, name: str) -> int:
    """Print what Braze gets of an event or of each event in a bundle, or what a webhook sends to Regal."""
    plans = plan_workspace(workspace).required()
    match plans.named.get(name):
        case model.Transformation() as plan:
            _, schema = plans.planned[name]
            place = display(workspace.output / "transformations" / f"{name}.js")
            result = verify(name, plans.body(name), sample_payloads(schema), place, compared=(plan, schema))
            broken = [found for found in result.findings if found.code not in _EXPLAINED]
            if broken:  # code of the workspace's templates
                raise FindingsError(*map(plans.templates.with_hint, broken))
            explained = describe_event(plan, schema, workspace.settings, plans.bundles, result.sound)
            return report.answer(as_text(sections(explained)), as_dict(explained), "sections")
        case model.Bundle() as bundle:
            return report.answer(as_text([bundle_section(bundle)]), bundle_facts(bundle), "sections")
        case Webhook() as webhook:
            return report.answer(as_text(webhook_sections(webhook)), webhook_facts(webhook), "sections")
        case None:
            raise ConfigurationError(plans.unknown(name))
