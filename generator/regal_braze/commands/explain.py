"""The command `explain`."""

from __future__ import annotations

import json

from regal_braze.engines.v8.sandbox import Outcome, Sandbox
from regal_braze.explain.bundles import bundle_facts, bundle_section
from regal_braze.explain.describe import describe_event
from regal_braze.explain.sections import sections
from regal_braze.explain.text import as_text
from regal_braze.explain.webhooks import webhook_facts, webhook_sections
from regal_braze.findings.finding import ConfigurationError
from regal_braze.findings.report import Report
from regal_braze.immutable import as_dict
from regal_braze.losses.loss_map import loss_map
from regal_braze.pipeline import plan_workspace
from regal_braze.plan import model
from regal_braze.webhooks.model import Webhook
from regal_braze.workspace.workspace import Workspace


def explain(workspace: Workspace, report: Report, name: str) -> int:
    """Print what Braze gets of an event or of each event in a bundle, or what a webhook sends to Regal."""
    plans = plan_workspace(workspace).required()
    match plans.named.get(name):
        case model.Transformation() as plan:
            _, schema = plans.planned[name]
            outcomes: list[Outcome] = []
            if schema.samples:
                with Sandbox(plans.body(name), loss_map(plan, schema)) as sandbox:
                    outcomes = sandbox.run_many([json.dumps(sample) for sample in schema.samples])
            explained = describe_event(plan, schema, workspace.settings, plans.bundles, outcomes)
            return report.answer(as_text(sections(explained)), as_dict(explained), "sections")
        case model.Bundle() as bundle:
            return report.answer(as_text([bundle_section(bundle)]), bundle_facts(bundle), "sections")
        case Webhook() as webhook:
            return report.answer(as_text(webhook_sections(webhook)), webhook_facts(webhook), "sections")
        case None:
            raise ConfigurationError(plans.unknown(name))
