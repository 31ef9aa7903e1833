"""W3: consent is exact. True is sent as true, false as false, unknown not at all, and each channel has its own.

tests/rules/test_w2_valid.py covers blank fields, and the webhook that is aborted without a phone number.
"""

from __future__ import annotations

import itertools
from typing import Any, Final

import pytest

from depth import some
from regal_braze.losses.profiles import ABSENT, HOSTILE
from regal_braze.webhooks.settings import BrazeValue
from support.webhooks import ABORTED, bodies, body, plans_with

VOICE: Final = "4d5d2e5c-6c0b-4ed5-9f7e-2f1a5a2a9d01"
SMS: Final = "8b0e7b2e-31a7-4d8a-9c39-5b8f5a0b7c02"
SOURCES: Final = {
    "subscription groups": f'[subscription_groups]\nvoice = "{VOICE}"\nsms = "{SMS}"\n',
    "named groups": (
        f'[webhooks.consent]\nvoice = {{ subscription_group = "{VOICE}" }}\nsms = {{ subscription_group = "{SMS}" }}\n'
    ),
    "custom attributes": '[webhooks.consent]\nvoice.attribute = "calls"\nsms.attribute = "texts"\n',
    "event properties": '[webhooks.consent]\nvoice.event = "calls"\nsms.event = "texts"\n',
    "the context": '[webhooks.consent]\nvoice.context = "calls"\nsms.context = "texts"\n',
    "trigger properties": '[webhooks.consent]\nvoice.trigger = "calls"\nsms.trigger = "texts"\n',
}
UNKNOWN: Final[tuple[Any, ...]] = (ABSENT, None, "", " ", 0, 1, "yes", "Subscribed", HOSTILE)
Consent = tuple[bool | None, bool | None] | str


def consent(toml: str, name: str, states: list[tuple[Any, Any]]) -> list[Consent]:
    """Return the consent to voice and SMS that is sent for each pair of states; None: no consent is sent."""
    plan = plans_with(toml)[name]
    profiles = []
    for voice, sms in states:
        values = {"phone": "+17625555555", "voice_opt_in": voice, "sms_opt_in": sms}
        profiles.append(
            {
                variable.source: values["phone" if variable.type == "phone" else variable.name]
                for variable in plan.variables
                if variable.type == "phone" or variable.name in values
            }
        )
    return ["nothing is sent" if sent is ABORTED else _consent(sent["traits"]) for sent in bodies(plan, profiles)]


def _consent(traits: Any) -> Consent:
    if "phones" in traits:
        (number,) = traits["phones"].values()
        return number.get("voiceOptIn", {}).get("subscribed"), number.get("smsOptIn", {}).get("subscribed")
    assert traits.get("optIn") != []
    channels = {opt_in["channel"]: opt_in["subscribed"] for opt_in in traits.get("optIn", [])}
    return channels.get("voice"), channels.get("sms")


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize(
    "name", some(["new-contact", "new-contact.phones", "opt-in-update", "opt-in-update.phones"], 2)
)
def test_each_channel_sends_the_consent_of_its_own_source(source: str, name: str) -> None:
    groups = "groups" in source
    known = [("subscribed", True), ("unsubscribed", False)] if groups else [(True, True), (False, False)]
    rows = list(itertools.product([*known, (ABSENT, None)], repeat=2))
    if name.startswith("opt-in-update"):
        wrong = (*UNKNOWN, *((True, False) if groups else ("subscribed",)))
        rows += [pair for state in wrong for pair in (((state, None), known[0]), (known[0], (state, None)))]
    found = consent(SOURCES[source], name, [(voice[0], sms[0]) for voice, sms in rows])
    unknown = "nothing is sent" if name.startswith("opt-in-update") else (None, None)
    assert found == [unknown if voice[1] is sms[1] is None else (voice[1], sms[1]) for voice, sms in rows]


@pytest.mark.parametrize("name", ["new-contact", "new-contact.phones"])
@pytest.mark.parametrize(("voice", "sms"), list(itertools.product((True, False), repeat=2)))
def test_consent_can_be_the_same_for_every_profile(name: str, voice: bool, sms: bool) -> None:
    toml = f"[webhooks.consent]\nvoice = {str(voice).lower()}\nsms = {{ value = {str(sms).lower()} }}\n"
    assert consent(toml, name, [(ABSENT, ABSENT)]) == [(voice, sms)]


def test_the_texts_true_and_false_count() -> None:
    """Braze may pass a boolean of a trigger or a Canvas as text."""
    assert consent(SOURCES["the context"], "opt-in-update", [("true", "false")]) == [(True, False)]


def test_both_channels_may_share_a_source_and_still_have_a_variable_each() -> None:
    toml = '[webhooks.consent]\nvoice.attribute = "agreed"\nsms.attribute = "agreed"\n'
    assert consent(toml, "new-contact", [(False, False)]) == [(False, False)]
    assert {"voice_opt_in", "sms_opt_in"} <= {variable.name for variable in plans_with(toml)["new-contact"].variables}


PHONES: Final = '[[webhooks.phones]]\nprofile = "phone_number"\n[[webhooks.phones]]\nattribute = "home"\n'


def test_the_second_number_has_only_its_own_consent() -> None:
    toml = f'[webhooks.consent]\nvoice = true\nsms = true\n{PHONES}consent.sms.attribute = "home texts"\n'
    plan = plans_with(toml)["new-contact.phones"]
    values: dict[Any, Any] = {
        variable.source: f"+1{variable.name}" for variable in plan.variables if variable.type == "phone"
    }
    values |= {variable.source: False for variable in plan.variables if variable.source.name == "home texts"}
    assert body(plan, values)["traits"]["phones"] == {
        "+1phone_number": {"isPrimary": True, "voiceOptIn": {"subscribed": True}, "smsOptIn": {"subscribed": True}},
        "+1home": {"isPrimary": False, "smsOptIn": {"subscribed": False}},
    }


def test_consent_to_another_number_counts_only_if_that_number_is_sent() -> None:
    plan = plans_with(f"{PHONES}consent.voice = true\n")["opt-in-update.phones"]
    main, home = BrazeValue("profile", "phone_number"), BrazeValue("attribute", "home")
    sent, *unknown = bodies(plan, [{main: "+1762", home: "+1763"}, {main: "+1762"}, {main: "+1762", home: "+1762"}])
    assert sent["traits"]["phones"] == {"+1762": {}, "+1763": {"voiceOptIn": {"subscribed": True}}}
    assert unknown == [ABORTED, ABORTED]


def test_a_number_that_repeats_is_sent_once_with_the_consent_of_the_first() -> None:
    """A JSON object has no two keys of one name."""
    plan = plans_with(f"[webhooks.consent]\nvoice = false\n{PHONES}consent.voice = true\n")["opt-in-update.phones"]
    values = {variable.source: "+1762" for variable in plan.variables if variable.type == "phone"}
    assert body(plan, values)["traits"]["phones"] == {"+1762": {"voiceOptIn": {"subscribed": False}}}
