"""Settings and payloads that several proofs share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest

from proof.outcomes import EVENTS
from regal_braze.plan.model import Transformation
from regal_braze.workspace.settings import IDENTITY_PATHS, Naming, ObjectCatalog, Policies, Settings, UpdateExistingOnly
from support import shipped
from support.payloads import generate_payloads
from support.payloads.edges import edge_payloads

GROUPS: Final = {
    channel: f"0f5c6f2e-000{number}-4b0a-9d3e-7a1c54e2b00{number}"
    for number, channel in enumerate(("voice", "sms", "email", "fax"), 1)
}
ORDER: Final = {
    "event": "ecommerce.order_placed",
    "when": {"disposition": "Converted"},
    "order_id": {"event_id": True},
    "total_value": {"property": "talk_time"},
    "currency": {"property": "direction"},
    "source": {"property": "agent_email"},
    "products": [
        {
            "product_id": {"property": "campaign_name"},
            "product_name": "Policy",
            "variant_id": "v",
            "quantity": {"property": "handle_time"},
            "price": {"property": "campaign_friendly_id"},
        }
    ],
}
SETTINGS: Final = {
    "phone and groups": Settings(
        identity_order=("phone", "email", "external_id"),
        update_existing_only=UpdateExistingOnly(events=True, attributes=True, subscribe=True, unsubscribe=False),
        subscription_groups=GROUPS,
        channels={"text": "sms", "constructor": "fax"},
    ),
    "skip without an id": Settings(
        identity_order=("external_id",),
        missing_identity="skip",
        update_existing_only=UpdateExistingOnly(attributes=True),
        subscription_groups={"sms": GROUPS["sms"]},
    ),
    "hostile label": Settings(
        identity_order=("user_alias", "email"),
        alias_label='\u00fc"\\`${payload}</script>\u2028*/',
        missing_identity="skip",
    ),
    "email before alias before id": Settings(
        identity_order=("email", "user_alias", "external_id"),
        region="US",
        identity_paths={**IDENTITY_PATHS, "email": (("properties", "changes", "email"), ("traits", "email"))},
    ),
    "skip": Settings(missing_identity="skip", region="US"),
    "phone, then a Braze id": Settings(identity_order=("phone", "braze_id", "email")),
    "object catalogs": Settings(
        catalogs=(
            ObjectCatalog("policies", "Policy", ("premium", "status"), "updated_at"),
            ObjectCatalog("visits", "Visit", ("doctor", "length", "constructor")),
        )
    ),
    "recipes": Settings(
        recipes={"last_call": True, "call_analysis": ("sentiment", "next_step"), "experiments": True},
        names=Naming("snake", "regal_"),
        update_existing_only=UpdateExistingOnly(events=True, purchases=True),
    ),
    "purchases": Settings(
        events={
            "call.completed": {
                "purchases": [
                    {
                        "when": {"disposition": "Converted"},
                        "product": {"property": "campaign_name"},
                        "price": {"property": "talk_time"},
                        "currency": "USD",
                    },
                    {
                        "when": {"conversation_happened": True, "talk_time": [7, 8]},
                        "product": {"property": "campaign_name"},
                        "price": {"property": "campaign_friendly_id"},
                        "currency": {"property": "direction"},
                        "quantity": {"property": "handle_time"},
                    },
                ],
                "orders": [ORDER, {**ORDER, "event": "ecommerce.order_cancelled", "cancel_reason": "late"}],
            }
        }
    ),
    "one event": Settings(
        events={
            "call.completed": {
                "limits": {"agent_fullname": 20, "objections": 300},
                "convert": {"completed_at": "iso8601", "started_at": "unix_seconds"},
                "rename": {"talk_time": "direction", "direction": "talk_time"},
                "attributes": {"disposition": "custom", "contact_phone": "phone", "objections": "objections"},
                "undeclared": "attributes",
            }
        }
    ),
    "short texts": Settings(
        properties=Policies(long_texts="omit"),
        events={"call.completed": {"limits": {"notes": 5}}},
    ),
    "all policies": Settings(
        properties=Policies(nulls="omit", long_texts="omit", times="iso8601", undeclared="properties")
    ),
}
"""Settings that together lead to every part of the templates."""
_QUICK: Final = {"phone and groups", "hostile label", "object catalogs"}
SETTING_NAMES: Final = [pytest.param(name, marks=() if name in _QUICK else pytest.mark.proof) for name in SETTINGS]
"""The names of the settings as parameters; `make test` runs three of them."""


def payloads_of(plan: Transformation, count: int, *, seed: int) -> Iterator[object]:
    """Yield the payloads at the edges of a plan of a shipped event, and `count` generated ones."""
    yield from edge_payloads(plan)
    yield from generate_payloads(plan, shipped.samples(plan.event), count, seed + EVENTS.index(plan.event))
