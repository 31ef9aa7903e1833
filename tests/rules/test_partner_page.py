"""The partner page's four samples give exactly what the page's own code makes of them (M8, M14).

The samples carry the page's values over; what the page's code does is written anew.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from regal_braze.engines.v8.sandbox import Sandbox
from regal_braze.workspace.settings import Settings
from support.three_engines import request

SUBSCRIPTION_GROUP = "YOUR SUBSCRIPTION GROUP ID"
SETTINGS = Settings(subscription_groups={"voice": SUBSCRIPTION_GROUP})


def page_payload(event: str, properties: dict[str, Any], time: str, **traits: str) -> dict[str, Any]:
    return {
        "userId": "123",
        "traits": {"phone": "+17625555555", "email": "xxx@example.com", **traits},
        "name": event,
        "properties": properties,
        "originalTimestamp": time,
        "eventSource": "Regal Voice",
    }


CALL_COMPLETED = {
    "agent_firstname": "Rebecca",
    "agent_fullname": "Rebecca Greene",
    "agent_id": "xxxx@yourbrand.com",
    "direction": "OUTBOUND",
    "regal_voice_phone": "+19545558563",
    "regal_voice_phone_internal_name": "Sales Line",
    "contact_phone": "+17625555555",
    "call_id": "WTxxxxx9",
    "type": "Outbound Call",
    "disposition": "Converted During Convo",
    "notes": None,
    "objections": None,
    "campaign_name": "Life Insurance Quote Follow Up",
    "campaign_friendly_id": "445",
    "started_at": 1657855046,
    "ended_at": 1657855053,
    "completed_at": 1657855059,
    "talk_time": 7,
    "wrapup_time": 6,
    "handle_time": 13,
    "journey_uuid": None,
    "journey_name": None,
    "journey_friendly_id": None,
}
ATTRIBUTE_EDITED = {
    "agent_email": "xxxx@yourbrand.com",
    "contact_phone": "+17625555555",
    "changes": {"custom_properties": {"annual_income": {"old_value": "150,000", "new_value": "300,000"}}},
    "created_at": "1657855462",
}
EXPERIMENT_ASSIGNED = {
    "experiment_name": "Post Call Offer Test",
    "experiment_id": "xxxx-xxxx-xxxx-xxxx",
    "experiment_variant": "Aggressive Offer - 50%",
    "journey_uuid": "xxxx-xxxx-xxxx-xxxx",
    "journey_friendly_id": 220,
    "journey_name": "Post Call Follow Up",
}
UNSUBSCRIBED = {
    "new_subscription": True,
    "channel": "voice",
    "text": None,
    "ip": "207.38.149.143",
    "source": "regalvoice.agent_desktop",
    "timestamp": "1657855229",
}

SAMPLES = {
    "call.completed": page_payload("call.completed", CALL_COMPLETED, "1657855059"),
    "contact.attribute.edited": page_payload("contact.attribute.edited", ATTRIBUTE_EDITED, "1657855462"),
    "contact.experiment.assigned": page_payload("contact.experiment.assigned", EXPERIMENT_ASSIGNED, "1657855118"),
    "contact.unsubscribed": page_payload("contact.unsubscribed", UNSUBSCRIBED, "1657855230", ip="78.97.213.166"),
}

PICK_EVENT = """
const properties = {};
for (const name of NAMES) properties[name] = payload.properties[name];
return {
  events: [{
    external_id: payload.userId,
    name: EVENT,
    time: new Date(payload.originalTimestamp * 1000).toISOString(),
    _update_existing_only: false,
    properties,
  }],
};
"""


def custom_event(name: str, properties: dict[str, Any]) -> str:
    return PICK_EVENT.replace("NAMES", json.dumps(list(properties))).replace("EVENT", json.dumps(name))


PAGE_CODE = {
    "call.completed": custom_event("Call Completed", CALL_COMPLETED),
    "contact.experiment.assigned": custom_event("Contact Experiment Assigned", EXPERIMENT_ASSIGNED),
    "contact.attribute.edited": """
        const updated = { external_id: payload.userId, _update_existing_only: false };
        for (const [name, change] of Object.entries(payload.properties.changes.custom_properties)) {
          updated[name] = change.new_value;
        }
        return { attributes: [updated] };
    """,
    "contact.unsubscribed": f"""
        const group = {{ subscription_group_id: "{SUBSCRIPTION_GROUP}", subscription_state: "unsubscribed" }};
        return {{
          attributes: [{{
            external_id: payload.userId,
            _update_existing_only: true,
            subscription_groups: [group],
          }}],
        }};
    """,
}


@pytest.mark.parametrize("event", SAMPLES)
def test_a_sample_of_the_page_gives_what_the_code_of_the_page_gives(event: str) -> None:
    payload = SAMPLES[event]
    with Sandbox(PAGE_CODE[event]) as page:
        theirs = page.run(json.dumps(payload), strict=True)
    assert theirs.request is not None
    assert request(event, payload, SETTINGS) == json.loads(theirs.request)
