"""What a workspace adds to the bodies of webhooks, and the findings about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from regal_braze.documents.json_text import Json
from regal_braze.documents.validators import json_schema
from regal_braze.findings.finding import Finding, suggestion
from regal_braze.webhooks.load import WebhookSchema
from regal_braze.webhooks.model import Webhook
from regal_braze.webhooks.settings import Constant, CustomEvent, Declared, declared
from regal_braze.webhooks.setup import KINDS, needs
from regal_braze.workspace.settings import Settings


def is_custom(schema: WebhookSchema) -> bool:
    """Return whether each custom event of the workspace gets a template by this schema."""
    return bool(schema.document["x-braze"].get("custom_event"))


def _traits(settings: Settings) -> tuple[Declared, ...]:
    return declared(settings.webhooks.get("traits", {}), "webhooks", "traits")


def check_names(
    schemas: Iterable[WebhookSchema], events: Iterable[CustomEvent], settings: Settings
) -> Iterator[Finding]:
    """Yield a finding for each webhook of a trait that does not exist, and for each event with the file of another."""
    known = [*(schema.name for schema in schemas), *(event.file for event in events)]
    for trait in _traits(settings):
        for name in trait.webhooks:
            if name not in known:
                help_text = suggestion(name, known, f"Known webhooks: {', '.join(known)}.")
                yield settings.file.finding("config-invalid", trait.path, f"There is no webhook {name}", help_text)
    taken = {schema.name for schema in schemas if not is_custom(schema)}
    for event in events:
        if event.file in taken:
            message = f"{event.name} and a built-in webhook would have the same file, {event.file}.liquid"
            yield settings.file.finding("config-invalid", event.path, message, "Give the event another name.")


def check_traits(schema: WebhookSchema, settings: Settings, event: CustomEvent | None) -> Iterator[Finding]:
    """Yield a finding for each trait or property that is already in the body, or that Regal rejects."""
    for node in schema.document["properties"].values():
        is_traits = node.get("x-braze", {}).get("more") == "traits"
        names = set(node["properties"]) if is_traits else set()
        for added in more(node, schema, settings, event):
            if added.name in names:
                message = f"The trait {added.name} is already sent"
                help_text = "Give it another name, or remove it. Each trait is sent once."
                yield settings.file.finding("name-collision", added.path, message, help_text)
            names.add(added.name)
            if is_traits:
                yield from _check_shape(added, settings)


def check_sources(event: CustomEvent, forms: Iterable[Webhook], settings: Settings) -> Iterator[Finding]:
    """Yield a warning if an event reads API trigger properties, and also what only messages with another trigger have.

    Sources: Braze, "Supported personalization tags", "API-triggered delivery".
    """
    read = needs(variable for form in forms for variable in form.variables)
    by_call, *others = (
        f"{kind} ({', '.join(read[kind])})" if kind in read else ""
        for kind in (KINDS["trigger"], KINDS["event"], KINDS["context"])
    )
    if by_call and any(others):
        message = f"{event.name} reads {by_call} and {' and '.join(filter(None, others))}: no message in Braze has both"
        help_text = (
            "Use trigger for all of these sources, or for none. A trait in [webhooks.traits] can name its webhooks."
        )
        yield settings.file.finding("contradiction", event.path, message, help_text, "warning")


def _check_shape(trait: Declared, settings: Settings) -> Iterator[Finding]:
    """Yield a finding for a trait that Regal reads as something else than this value."""
    known = json_schema("regal/inbound")["$defs"]["traits"]["properties"]
    wanted = known[trait.name]["type"] if trait.name in known else trait.type
    if trait.name in known and wanted != "string":
        message = f"Regal rejects this trait {trait.name}: it expects an {wanted} with its own structure"
        yield settings.file.finding("config-invalid", trait.path, message, "Give the trait another name.")
    elif wanted != trait.type:
        message = f"Regal rejects this trait {trait.name}: it expects a string, and this is of the type {trait.type}"
        help_text = "Put the value in quotes." if isinstance(trait.origin, Constant) else 'Write type = "string".'
        yield settings.file.finding("config-invalid", trait.path, message, help_text)


def more(node: Json, schema: WebhookSchema, settings: Settings, event: CustomEvent | None) -> tuple[Declared, ...]:
    """Return what the workspace adds to an object of the body."""
    match node.get("x-braze", {}).get("more"):
        case "traits":
            names = {schema.name, *([event.file] if event else [])}
            shared = (trait for trait in _traits(settings) if not trait.webhooks or names & {*trait.webhooks})
            return (*shared, *(event.traits if event else ()))
        case "properties" if event is not None:
            return event.properties
        case _:
            return ()
