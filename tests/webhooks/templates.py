"""What tests of webhooks share: the templates of some workspaces, and bodies rendered from them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from regal_braze.engines.liquid import Aborted, Template, compile_template
from regal_braze.render.templates import built_in_templates
from regal_braze.resources import schemas_root
from regal_braze.schema.files import SchemaFiles
from regal_braze.verify.profiles import profile
from regal_braze.webhooks.load import WebhookSchema, load_webhooks
from regal_braze.webhooks.model import Webhook
from regal_braze.webhooks.plan import plan_webhooks
from regal_braze.webhooks.render import render_webhook
from regal_braze.workspace.webhook_settings import BrazeValue
from regal_braze.workspace.workspace import open_workspace

Json: TypeAlias = Any

ROOT = Path(__file__).parents[2]
WORKSPACES = {
    "shipped": ROOT,
    "partner page": ROOT / "examples" / "partner-page",
    "everything": Path(__file__).parent / "everything",
}
"""The default workspace; the partner page's; and one with every kind of source, type and awkward name."""


@cache
def plans(workspace: str) -> dict[str, Webhook]:
    """Return the plans of a workspace's webhooks, by template."""
    return plans_of(WORKSPACES[workspace])


def plans_of(folder: Path) -> dict[str, Webhook]:
    """Return the plans of the webhooks of the workspace in `folder`, by template."""
    planned, findings = plan_webhooks(_schemas(), open_workspace(folder).settings)
    assert not findings, findings
    return {plan.template: plan for plan in planned}


@cache
def _schemas() -> list[WebhookSchema]:
    schemas, findings = load_webhooks(SchemaFiles((schemas_root(),)))
    assert not findings, findings
    return schemas


TEMPLATES = [(workspace, name) for workspace in WORKSPACES for name in plans(workspace)]


@cache
def text(workspace: str, name: str) -> str:
    """Return a template."""
    return render_webhook(plans(workspace)[name], built_in_templates())


@cache
def template(workspace: str, name: str) -> Template:
    """Return a template, ready to render."""
    return compile_template(text(workspace, name))


def rendered(workspace: str, name: str, values: Mapping[BrazeValue, Json]) -> str | Aborted:
    """Return what Braze would send, where each source has its value."""
    return template(workspace, name).render(profile(values))


def body(workspace: str, name: str, values: Mapping[BrazeValue, Json]) -> Json:
    """Return the body as Regal reads it. Fails if nothing would be sent."""
    sent = rendered(workspace, name, values)
    assert isinstance(sent, str), sent
    return parsed(sent)


def parsed(sent: str) -> Json:
    """Return a body as Regal reads it. Fails if a key occurs twice in an object."""
    return json.loads(sent, object_pairs_hook=_without_repeats)


def _without_repeats(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    keys = [key for key, _ in pairs]
    assert len(keys) == len(set(keys)), f"a key occurs twice: {keys}"
    return dict(pairs)
