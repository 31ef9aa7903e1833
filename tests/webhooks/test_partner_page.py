"""The bodies of Braze's partner page, both editions, filled in, are what the templates of the example send."""

from __future__ import annotations

from typing import Any

from regal_braze.workspace.webhook_settings import BrazeValue
from support.webhooks import body, plans

PROFILE = {
    BrazeValue("profile", "user_id"): "<uniqueIdentifier>",
    BrazeValue("profile", "phone_number"): "<phoneNumber>",
    BrazeValue("profile", "email_address"): "<email>",
    BrazeValue("profile", "first_name"): "<firstName>",
    BrazeValue("profile", "last_name"): "<lastName>",
    BrazeValue("attribute", "lead_source"): "<leadSource>",
    BrazeValue("attribute", "voice_opt_in"): True,
    BrazeValue("attribute", "sms_opt_in"): True,
    BrazeValue("attribute", "opt_in_ip"): "<ipAddress>",
    BrazeValue("attribute", "opt_in_at"): "<timestamp>",
    BrazeValue("attribute", "voice_opt_in_text"): "<voiceOptInText>",
    BrazeValue("attribute", "sms_opt_in_text"): "<smsOptInText>",
    BrazeValue("attribute", "custom1"): "<custom1>",
    BrazeValue("attribute", "custom2"): "<custom2>",
}

TWO_NUMBERS = {
    **PROFILE,
    BrazeValue("profile", "phone_number"): "<primaryPhoneNumber>",
    BrazeValue("attribute", "home_phone"): "<secondaryPhoneNumber>",
    BrazeValue("attribute", "home_voice_opt_in"): False,
    BrazeValue("attribute", "home_sms_opt_in"): False,
}


def opt_in(channel: str, subscribed: bool, source: str = "<leadSource>") -> dict[str, Any]:
    return {
        "subscribed": subscribed,
        "ip": "<ipAddress>",
        "source": source,
        "text": f"<{channel}OptInText>",
        "timestamp": "<timestamp>",
    }


PHONES = {
    "<primaryPhoneNumber>": {
        "label": "Mobile",
        "isPrimary": True,
        "voiceOptIn": opt_in("voice", True),
        "smsOptIn": opt_in("sms", True),
    },
    "<secondaryPhoneNumber>": {
        "label": "Home",
        "isPrimary": False,
        "voiceOptIn": opt_in("voice", False),
        "smsOptIn": opt_in("sms", False),
    },
}


def test_new_contact_in_the_older_format() -> None:
    assert body(plans("partner page")["new-contact"], PROFILE) == {
        "userId": "<uniqueIdentifier>",
        "traits": {
            "phone": "<phoneNumber>",
            "email": "<email>",
            "firstName": "<firstName>",
            "lastName": "<lastName>",
            "optIn": [
                {"channel": "voice", "source": "<leadSource>", "subscribed": True},
                {"channel": "sms", "source": "<leadSource>", "subscribed": True},
            ],
            "custom1": "<custom1>",
            "custom2": "<custom2>",
        },
        "eventSource": "braze",
    }


def test_opt_in_update_in_the_older_format() -> None:
    """The page sends the voice consent for both channels, as text; here each channel has its own."""
    profile = {**PROFILE, BrazeValue("attribute", "sms_opt_in"): False}
    assert body(plans("partner page")["opt-in-update"], profile) == {
        "userId": "<uniqueIdentifier>",
        "traits": {
            "phone": "<phoneNumber>",
            "optIn": [
                {"channel": "voice", "source": "<leadSource>", "subscribed": True},
                {"channel": "sms", "source": "<leadSource>", "subscribed": False},
            ],
        },
        "eventSource": "braze",
    }


def test_custom_event_in_the_older_format() -> None:
    profile = {
        **PROFILE,
        BrazeValue("profile", "email_address"): None,
        BrazeValue("attribute", "custom3"): "<custom3>",
        BrazeValue("event", "educationalLevel"): "<educationalLevel>",
        BrazeValue("event", "preferredLocation"): "<preferredLocation>",
        BrazeValue("event", "preferredSubject"): "<preferredSubject>",
        BrazeValue("event", "readytoCommit"): True,
    }
    page: Any = {
        "userId": "<uniqueIdentifier>",
        "traits": {
            "phone": "<phoneNumber>",
            "firstName": "<firstName>",
            "lastName": "<lastName>",
            "custom1": "<custom1>",
            "custom2": "<custom2>",
            "custom3": "<custom3>",
        },
        "name": "Application Step 1 Completed",
        "properties": {
            "educationalLevel": "<educationalLevel>",
            "preferredLocation": "<preferredLocation>",
            "preferredSubject": "<preferredSubject>",
            "readytoCommit": True,
        },
        "eventSource": "braze",
    }
    assert body(plans("partner page")["application-step-1-completed"], profile) == page
    # The default workspace sends the same, less the page's made-up traits.
    for name in ("custom1", "custom2", "custom3"):
        del page["traits"][name]
    assert body(plans("shipped")["custom-event"], profile) == page


def test_new_contact_in_the_newer_format() -> None:
    assert body(plans("partner page")["new-contact.phones"], TWO_NUMBERS) == {
        "userId": "<uniqueIdentifier>",
        "traits": {
            "phones": PHONES,
            "email": "<email>",
            "firstName": "<firstName>",
            "lastName": "<lastName>",
            "custom1": "<custom1>",
            "custom2": "<custom2>",
        },
        "eventSource": "braze",
    }


def test_opt_in_update_in_the_newer_format() -> None:
    profile = {
        **PROFILE,
        BrazeValue("attribute", "sms_opt_in"): False,
        BrazeValue("attribute", "lead_source"): "<optInSource>",
    }
    assert body(plans("partner page")["opt-in-update.phones"], profile) == {
        "userId": "<uniqueIdentifier>",
        "traits": {
            "phones": {
                "<phoneNumber>": {
                    "voiceOptIn": opt_in("voice", True, "<optInSource>"),
                    "smsOptIn": opt_in("sms", False, "<optInSource>"),
                }
            }
        },
        "eventSource": "braze",
    }


def test_custom_event_in_the_newer_format() -> None:
    profile = {
        **TWO_NUMBERS,
        BrazeValue("attribute", "product_interest"): "Life Insurance",
        BrazeValue("attribute", "age"): 68,
        BrazeValue("attribute", "lead_tier"): "High Value",
        BrazeValue("context", "campaign_name"): "Spring Insurance Promo",
        BrazeValue("context", "action"): "Viewed Product Comparison",
        BrazeValue("context", "product_category"): "Life Insurance",
        BrazeValue("context", "intent_score"): "High",
        BrazeValue("context", "last_page"): "Compare Life Insurance Plans",
        BrazeValue("context", "ready_to_commit"): True,
    }
    assert body(plans("partner page")["product-interest-captured.phones"], profile) == {
        "userId": "<uniqueIdentifier>",
        "traits": {
            "phones": PHONES,
            "email": "<email>",
            "firstName": "<firstName>",
            "lastName": "<lastName>",
            "brazeProductInterest": "Life Insurance",
            "brazeAge": 68,
            "brazeLeadTier": "High Value",
            "brazeCampaignName": "Spring Insurance Promo",
        },
        "name": "Product Interest Captured",
        "properties": {
            "action": "Viewed Product Comparison",
            "productCategory": "Life Insurance",
            "intentScore": "High",
            "lastPage": "Compare Life Insurance Plans",
            "readyToCommit": True,
        },
        "eventSource": "braze",
    }
