"""Explain a webhook: what its settings file says, and what its body reads in Braze."""

from __future__ import annotations

from regal_braze.documents.json_text import Json
from regal_braze.explain.sections import Section, Table
from regal_braze.webhooks.model import Webhook
from regal_braze.webhooks.render import settings_of
from regal_braze.webhooks.settings import SourceKind

_KINDS: dict[SourceKind, str] = {
    "profile": "field of the profile",
    "attribute": "custom attribute",
    "event": "property of the event that triggers it",
    "context": "context variable of the Canvas",
    "trigger": "API trigger property",
    "subscription_group": "state of the subscription group",
}


def webhook_facts(plan: Webhook) -> dict[str, Json]:
    """Return the settings of a webhook, and what its body reads."""
    required = {each.variable for each in plan.required}
    reads = [
        {
            "kind": variable.source.kind,
            "name": variable.source.name,
            "type": "consent" if variable.source.kind == "subscription_group" else variable.type,
            "required": variable in required,
        }
        for variable in plan.variables
    ]
    return settings_of(plan) | {"reads": reads}


def webhook_sections(plan: Webhook) -> tuple[Section, ...]:
    """Return the sections that explain a webhook."""
    facts = webhook_facts(plan)
    pairs = (
        ("Schema", plan.schema),
        ("Webhook URL", f"{facts['method']} {facts['url']}"),
        *((f"Header {name}", value) for name, value in facts["headers"].items()),
        ("Request body", f"{facts['body']['type']}: {facts['body']['file']}"),
        ("Trigger", facts["trigger"]),
    )
    rows = tuple(
        (each["name"], _KINDS[each["kind"]], each["type"], "required" if each["required"] else "")
        for each in facts["reads"]
    )
    table = Table("", ("Name in Braze", "Kind", "Sent as", "Notes"), rows)
    steps = tuple(f"{number}. {step}" for number, step in enumerate(facts["steps"], 1))
    return (
        Section(f"Braze's webhook {plan.template} → Regal", (plan.description,), pairs),
        Section("What the body reads", tables=(table,)),
        Section("How to set it up in Braze", steps),
    )
