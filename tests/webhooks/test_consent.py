"""W3: consent is exact. True is sent as true, false as false, unknown not at all; voice and SMS are never mixed up."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest

from regal_braze.engines.liquid import compile_template
from regal_braze.render.templates import built_in_templates
from regal_braze.verify.profiles import ABSENT, HOSTILE, profile
from regal_braze.webhooks.render import render_webhook
from regal_braze.workspace.webhook_settings import BrazeValue
from webhooks.templates import parsed, plans_of

VOICE = "4d5d2e5c-6c0b-4ed5-9f7e-2f1a5a2a9d01"
SMS = "8b0e7b2e-31a7-4d8a-9c39-5b8f5a0b7c02"

UNKNOWN = (ABSENT, None, "", " ", 0, 1, "yes", "Subscribed", HOSTILE)

SOURCES = {
    "subscription groups": f'[subscription_groups]\nvoice = "{VOICE}"\nsms = "{SMS}"\n',
    "named groups": (
        f'[webhooks.consent]\nvoice = {{ subscription_group = "{VOICE}" }}\nsms = {{ subscription_group = "{SMS}" }}\n'
    ),
    "custom attributes": '[webhooks.consent]\nvoice.attribute = "calls"\nsms.attribute = "texts"\n',
    "event properties": '[webhooks.consent]\nvoice.event = "calls"\nsms.event = "texts"\n',
    "the context": '[webhooks.consent]\nvoice.context = "calls"\nsms.context = "texts"\n',
    "trigger properties": '[webhooks.consent]\nvoice.trigger = "calls"\nsms.trigger = "texts"\n',
}


def consent(folder: Path, toml: str, name: str, voice: Any, sms: Any) -> tuple[Any, Any]:
    """Return what a template says of voice and SMS: True, False, or None where it says nothing."""
    (folder / "regal-braze.toml").write_text(toml, encoding="utf-8")
    plan = plans_of(folder)[name]
    values = {variable.source: ABSENT for variable in plan.variables}
    for variable in plan.variables:
        if variable.type == "phone":
            values[variable.source] = "+17625555555"
        elif variable.name in ("voice_opt_in", "sms_opt_in"):
            values[variable.source] = voice if variable.name == "voice_opt_in" else sms
    body = compile_template(render_webhook(plan, built_in_templates())).render(profile(values))
    assert isinstance(body, str)
    traits = parsed(body)["traits"]
    if name.endswith(".phones"):
        (number,) = traits["phones"].values()
        return number.get("voiceOptIn", {}).get("subscribed"), number.get("smsOptIn", {}).get("subscribed")
    said = {each["channel"]: each["subscribed"] for each in traits.get("optIn", [])}
    assert traits.get("optIn") != []
    return said.get("voice"), said.get("sms")


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("name", ["new-contact", "new-contact.phones", "opt-in-update", "opt-in-update.phones"])
def test_each_channel_says_what_its_own_source_says(tmp_path: Path, source: str, name: str) -> None:
    yes, no = ("subscribed", "unsubscribed") if "groups" in source else (True, False)
    meanings = [(yes, True), (no, False), (UNKNOWN[0], None)]
    for (voice, says_voice), (sms, says_sms) in itertools.product(meanings, meanings):
        assert consent(tmp_path, SOURCES[source], name, voice, sms) == (says_voice, says_sms)


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("name", ["opt-in-update", "opt-in-update.phones"])
def test_what_is_neither_yes_nor_no_is_left_out(tmp_path: Path, source: str, name: str) -> None:
    yes = "subscribed" if "groups" in source else True
    for unknown in (*UNKNOWN, *((True, False) if "groups" in source else ("subscribed",))):
        assert consent(tmp_path, SOURCES[source], name, unknown, yes) == (None, True)
        assert consent(tmp_path, SOURCES[source], name, yes, unknown) == (True, None)


@pytest.mark.parametrize("name", ["new-contact", "new-contact.phones"])
@pytest.mark.parametrize(("voice", "sms"), list(itertools.product((True, False), repeat=2)))
def test_consent_can_be_the_same_for_everybody(tmp_path: Path, name: str, voice: bool, sms: bool) -> None:
    toml = f"[webhooks.consent]\nvoice = {str(voice).lower()}\nsms = {{ value = {str(sms).lower()} }}\n"
    assert consent(tmp_path, toml, name, ABSENT, ABSENT) == (voice, sms)


def test_a_text_that_says_true_or_false_counts(tmp_path: Path) -> None:
    """Braze may hand over a trigger's or Canvas's boolean as text."""
    assert consent(tmp_path, SOURCES["the context"], "opt-in-update", "true", "false") == (True, False)


def test_both_channels_may_share_a_source_and_still_have_a_variable_each(tmp_path: Path) -> None:
    toml = '[webhooks.consent]\nvoice.attribute = "agreed"\nsms.attribute = "agreed"\n'
    assert consent(tmp_path, toml, "new-contact", False, False) == (False, False)
    names = {variable.name for variable in plans_of(tmp_path)["new-contact"].variables}
    assert {"voice_opt_in", "sms_opt_in"} <= names


def test_another_number_has_no_consent_but_its_own(tmp_path: Path) -> None:
    """Consent is per number: what was said for the first says nothing about the second."""
    (tmp_path / "regal-braze.toml").write_text(
        "[webhooks.consent]\nvoice = true\nsms = true\n"
        '[[webhooks.phones]]\nprofile = "phone_number"\n'
        '[[webhooks.phones]]\nattribute = "home"\nconsent.sms.attribute = "home texts"\n',
        encoding="utf-8",
    )
    plan = plans_of(tmp_path)["new-contact.phones"]
    values: dict[BrazeValue, Any] = {
        variable.source: "+1" + variable.name for variable in plan.variables if variable.type == "phone"
    }
    values |= {variable.source: False for variable in plan.variables if variable.source.name == "home texts"}
    body = compile_template(render_webhook(plan, built_in_templates())).render(profile(values))
    assert isinstance(body, str)
    assert parsed(body)["traits"]["phones"] == {
        "+1phone": {"isPrimary": True, "voiceOptIn": {"subscribed": True}, "smsOptIn": {"subscribed": True}},
        "+1home": {"isPrimary": False, "smsOptIn": {"subscribed": False}},
    }


def test_a_number_that_repeats_is_sent_once(tmp_path: Path) -> None:
    """JSON has no two keys of one name: the first number's consent counts."""
    (tmp_path / "regal-braze.toml").write_text(
        '[webhooks.consent]\nvoice = false\n[[webhooks.phones]]\nprofile = "phone_number"\n'
        '[[webhooks.phones]]\nattribute = "home"\nconsent.voice = true\n',
        encoding="utf-8",
    )
    plan = plans_of(tmp_path)["opt-in-update.phones"]
    values = {variable.source: "+1762" for variable in plan.variables if variable.type == "phone"}
    body = compile_template(render_webhook(plan, built_in_templates())).render(profile(values))
    assert isinstance(body, str)
    assert parsed(body)["traits"]["phones"] == {"+1762": {"voiceOptIn": {"subscribed": False}}}
