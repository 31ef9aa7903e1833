"""Plan how the payloads of an event identify a contact (M3, M4)."""

from __future__ import annotations

from collections.abc import Iterator

from regal_braze.findings.finding import Finding
from regal_braze.plan import model
from regal_braze.schema.load import EventSchema
from regal_braze.workspace.settings import Settings


def plan_identity(schema: EventSchema, settings: Settings) -> model.Identity:
    """Return the identifiers to try for an event, in the workspace's order.

    With the annotation `identity: traits`, addresses count only among the traits: elsewhere they are new data. So the
    workspace's paths may leave an identifier without a place, which is then not tried.
    """
    paths = settings.identity_paths
    emails, phones = paths["email"], paths["phone"]
    if schema.annotation.get("identity") == "traits":
        emails, phones = (tuple(path for path in each if path[0] == "traits") for each in (emails, phones))
    identifiers = {
        "external_id": model.Identifier("external_id", paths["external_id"]),
        "braze_id": model.Identifier("braze_id", (("traits", settings.braze_id_trait),)),
        "email": model.Identifier("email", emails),
        "phone": model.Identifier("phone", phones),
        "user_alias": model.Identifier("user_alias", phones, settings.alias_label),
    }
    order = tuple(identifiers[kind] for kind in settings.identity_order if identifiers[kind].paths)
    return model.Identity(order, settings.missing_identity, settings.region)


def check_identity(identity: model.Identity, event: str, settings: Settings) -> Iterator[Finding]:
    """Yield a finding if the workspace's paths leave no identifier to try."""
    if not identity.identifiers:
        key = settings.identity_order[0].replace("user_alias", "phone")
        message = f"{event} cannot identify a contact: it reads only paths in traits, and identity.{key} has none"
        help_text = f"Add a path such as traits.{key} to identity.{key}, or add external_id to identity.order."
        yield settings.file.finding("config-invalid", ("identity", key), message, help_text)
