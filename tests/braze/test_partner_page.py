"""The requests on Braze's partner page about Regal are valid."""

from __future__ import annotations

from typing import Any

import pytest

from regal_braze.braze.request import check_request

CALL_COMPLETED = {
    "events": [
        {
            "external_id": "123",
            "name": "Call Completed",
            "time": "2022-07-15T03:17:39.000Z",
            "_update_existing_only": False,
            "properties": {
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
            },
        }
    ]
}

CONTACT_ATTRIBUTE_EDITED = {
    "attributes": [{"external_id": "123", "_update_existing_only": False, "annual_income": "300,000"}]
}

CONTACT_EXPERIMENT_ASSIGNED = {
    "events": [
        {
            "external_id": "123",
            "_update_existing_only": False,
            "name": "Contact Experiment Assigned",
            "time": "2022-07-15T03:18:38.000Z",
            "properties": {
                "experiment_name": "Post Call Offer Test",
                "experiment_id": "xxxx-xxxx-xxxx-xxxx",
                "experiment_variant": "Aggressive Offer - 50%",
                "journey_uuid": "xxxx-xxxx-xxxx-xxxx",
                "journey_friendly_id": 220,
                "journey_name": "Post Call Follow Up",
            },
        }
    ]
}

CONTACT_UNSUBSCRIBED = {
    "attributes": [
        {
            "external_id": "123",
            "_update_existing_only": True,
            "subscription_groups": [
                {
                    "subscription_group_id": "YOUR SUBSCRIPTION GROUP ID",
                    "subscription_state": "unsubscribed",
                }
            ],
        }
    ]
}


@pytest.mark.parametrize(
    "request_of_the_page",
    [CALL_COMPLETED, CONTACT_ATTRIBUTE_EDITED, CONTACT_EXPERIMENT_ASSIGNED, CONTACT_UNSUBSCRIBED],
    ids=[
        "call.completed",
        "contact.attribute.edited",
        "contact.experiment.assigned",
        "contact.unsubscribed",
    ],
)
def test_request_of_the_partner_page_is_valid(request_of_the_page: dict[str, Any]) -> None:
    assert check_request(request_of_the_page) == ()
