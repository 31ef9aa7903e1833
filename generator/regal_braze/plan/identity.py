"""Plan how the payloads of an event identify a contact (M3, M4)."""

from __future__ import annotations

from regal_braze.plan import model
from regal_braze.schema.load import EventSchema
from regal_braze.workspace.settings import Settings


def plan_identity(schema: EventSchema, settings: Settings) -> model.Identity:
    """Return the identifiers to try for an event, in the workspace's order.

    With the annotation `identity: traits`, addresses count only among the traits: elsewhere they are new data.
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
    order = tuple(identifiers[kind] for kind in settings.identity_order)
    return model.Identity(order, settings.missing_identity, settings.region)
