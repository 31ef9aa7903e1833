"""The settings of `[webhooks]`: what each mistake in them is reported as, and what is read from good ones."""

from __future__ import annotations

import re
import sys
import unicodedata
from pathlib import Path

import pytest

from regal_braze.braze.liquid_names import STANDARD, problem_of_name
from regal_braze.documents.toml_text import toml_value
from regal_braze.documents.validators import json_schema
from regal_braze.workspace.read import settings_of
from regal_braze.workspace.settings import ConfigFile
from regal_braze.workspace.webhook_settings import (
    BrazeValue,
    Consent,
    Constant,
    CustomEvent,
    Declared,
    Phone,
    WebhookSettings,
)
from support import toml
from workspace.planning import errors, mistakes, plans

EVENT = '[[webhooks.custom_events]]\nname = "Signed Up"\n'
PROPERTIES = f"{EVENT}[webhooks.custom_events.properties]\n"
GROUP = "4d5d2e5c-6c0b-4ed5-9f7e-2f1a5a2a9d01"
NAME = "must be a name of at most 255 characters on one line"
SOURCES = "profile, attribute, event, context, trigger"

CASES = {
    "a trait that the webhook already sends": (
        '[webhooks.traits]\nage = { attribute = "a" }\nemail = { attribute = "b" }\n',
        3, "The trait email is already sent"),
    "a trait that all webhooks already send": (
        f'[webhooks.traits]\nage = {{ attribute = "a" }}\n{EVENT}[webhooks.custom_events.traits]\nage = "x"\n',
        6, "The trait age is already sent"),
    "a trait that is there twice": (
        '[webhooks.traits]\nage = "a"\nage = "b"\n', 3, "The file is not valid TOML: Cannot overwrite a value"),
    "a property of an unknown type": (
        f'{PROPERTIES}price = {{ type = "money", event = "p" }}\n', 4,
        'price.type must be "string", "number", "boolean", "array", "object" or "date"'),
    "a property from an unknown source": (
        f'{PROPERTIES}a = "x"\nprice = {{ type = "number", evnt = "price" }}\n', 5, "There is no key "),
    "a property without a source": (
        f'{PROPERTIES}price = {{ type = "number" }}\n', 4, f"price must have {SOURCES} or value"),
    "a property from two sources": (
        f'{PROPERTIES}price = {{ event = "a", context = "b" }}\n', 4, "price can only have one of event and context"),
    "a property from three sources": (
        f'{PROPERTIES}price = {{ event = "a", context = "b", value = 1 }}\n', 4,
        "price can only have one of event, context and value"),
    "a property whose value is not of its type": (
        f'{PROPERTIES}price = {{ type = "number", value = "x" }}\n', 4,
        "price has the type number, but its value is a string"),
    "a trait whose value is not of its type": (
        '[webhooks.traits]\nage = { type = "date", value = 5 }\n', 2,
        "age has the type date, but its value is a number"),
    "a property that is a date": (
        f"{PROPERTIES}day = 2026-03-01\n", 4,
        "day cannot be 2026-03-01: it must be text, a number, true, false or a table"),
    "a number that JSON does not have": (f"{PROPERTIES}day = inf\n", 4, "day must be a finite number of 64 bits"),
    "a custom event without a name": (
        f'{EVENT}\n[[webhooks.custom_events]]\ntrigger = "x"\n', 4, "custom_events must have the key name"),
    "a custom event with a blank name": ('[[webhooks.custom_events]]\nname = " "\n', 2, f"name {NAME}"),
    "a custom event whose name is a number": ("[[webhooks.custom_events]]\nname = 5\n", 2, f"name {NAME}"),
    "a custom event whose name has no letter": (
        '[[webhooks.custom_events]]\nname = "!!"\n', 2, '"!!" has no letter or digit, so it gives no file name'),
    "two custom events with the same file": (
        f'{EVENT}\n[[webhooks.custom_events]]\nname = "signed-up"\n', 5,
        "signed-up and Signed Up would have the same file, signed-up.liquid"),
    "a custom event with the file of a built-in webhook": (
        '[[webhooks.custom_events]]\nname = "New contact"\n', 2,
        "New contact and a built-in webhook would have the same file, new-contact.liquid"),
    "a subscription group that is not a UUID": (
        '[webhooks.consent.voice]\nsubscription_group = "abc"\n', 2, "must be the ID of a subscription group"),
    "a channel's group that is not a UUID": (
        '[subscription_groups]\nvoice = "abc"\n', 2, "voice must be the ID of a subscription group"),
    "fixed consent that is neither true nor false": (
        '[webhooks.consent.voice]\nvalue = "yes"\n', 2, "voice.value must be true or false"),
    "consent that is text": (
        '[webhooks.consent]\nsms = "yes"\n', 2, 'sms cannot be "yes": it must be true, false or a table'),
    "consent from two sources": (
        f'[webhooks.consent.voice]\nattribute = "a"\nsubscription_group = "{GROUP}"\n', 1,
        "webhooks.consent.voice can only have one of attribute and subscription_group"),
    "consent on an unknown channel": (
        "[webhooks.consent]\nfax = true\n", 2, "There is no key webhooks.consent.fax"),
    "a group where there is no consent": (
        f'[webhooks.traits]\na = {{ subscription_group = "{GROUP}" }}\n', 2,
        "There is no key webhooks.traits.a.subscription_group"),
    "an unknown profile field": (
        '[webhooks.traits]\na = { profile = "frist_name" }\n', 2, 'webhooks.traits.a.profile cannot be "frist_name"'),
    "an unknown key": ("[webhooks]\nlead = 5\n", 2, "There is no key webhooks.lead"),
    "an unknown webhook": (
        '[webhooks.traits]\na = { value = "x", webhooks = ["new-cntact"] }\n', 2, "There is no webhook new-cntact"),
    "a phone number with a fixed value": (
        '[[webhooks.phones]]\nvalue = "+1"\n', 2, "There is no key webhooks.phones.value"),
    "a phone number without a source": (
        '[[webhooks.phones]]\nlabel = "Home"\n', 1, f"webhooks.phones must have {SOURCES.replace(', t', ' or t')}"),
    "a phone number that is not a table": (
        '[webhooks]\nphones = ["x"]\n', 2, 'webhooks.phones cannot contain "x": it must be a table'),
    "a lead source that is a number": (
        "[webhooks]\nlead_source = 5\n", 2, "webhooks.lead_source cannot be 5: it must be text or a table"),
    "a blank lead source": ("[webhooks]\nlead_source = ' '\n", 2, "webhooks.lead_source must not be blank"),
    "webhooks that are not a table": ("webhooks = 5\n", 1, "webhooks must be a table"),
    "events that are not tables": ("[webhooks]\ncustom_events = 5\n", 2, "webhooks.custom_events must be a list"),
}  # fmt: skip
"""A file, the line of the only finding, and a part of its message."""

HELP = {
    "a property from an unknown source": "Did you mean event?",
    "a property without a source": 'Where the value comes from, for example { attribute = "lead_tier" }.',
    "a property from two sources": "Keep one of them.",
    "consent from two sources": "Keep one of them.",
    "a property whose value is not of its type": 'Write type = "string".',
    "an unknown profile field": "Did you mean first_name?",
    "an unknown webhook": "Did you mean new-contact?",
    "events that are not tables": "Write [[webhooks.custom_events]] on a separate line, and its keys below it.",
    "webhooks that are not a table": "Write [webhooks] on a separate line, and its keys below it.",
    "a phone number that is not a table": "Write [[webhooks.phones]] on a separate line, and its keys below it.",
}


@pytest.mark.parametrize("case", CASES)
def test_a_mistake_is_one_finding_with_its_line(case: str) -> None:
    text, line, message = CASES[case]
    (finding,) = errors(text)
    assert (finding.file, finding.line) == (toml.CONFIG, line)
    assert message in finding.message
    assert finding.help == HELP.get(case, finding.help)
    assert finding.help.endswith((".", "?"))


def test_nothing_is_planned_if_there_is_a_mistake_between_settings_and_schemas() -> None:
    assert not plans(CASES["an unknown webhook"][0]).webhooks


BREAKING = (
    *(
        "}}",
        "${",
        "a}",
        "{{x",
        'a"b',
        "a'b",
        "a\\b",
        "a|b",
        "a\nb",
        "a\u2028b",
        "%}{",
        "\x00",
        " a",
        "a ",
        "",
        "x" * 256,
    ),
    *("a\u00adb", "a\u202eb", "\ufeffa", "a\U000e0041b"),
)


@pytest.mark.parametrize("name", BREAKING)
@pytest.mark.parametrize(
    "place",
    [
        "[webhooks.traits]\n{} = 'x'\n",
        "[webhooks.traits]\na = {{ attribute = {} }}\n",
        "[webhooks.traits]\na = {{ trigger = {} }}\n",
        PROPERTIES + "{} = 'x'\n",
        PROPERTIES + "a = {{ event = {} }}\n",
        "[[webhooks.custom_events]]\nname = {}\n",
        "[webhooks.consent.voice]\nattribute = {}\n",
        "[[webhooks.phones]]\ncontext = {}\n",
        "[webhooks]\nlead_source = {{ trigger = {} }}\n",
    ],
)
def test_a_name_that_breaks_a_liquid_tag_or_the_json_is_refused(place: str, name: str) -> None:
    found = mistakes(place.format(toml_value(name)))
    assert found
    assert all(finding.line for finding in found)


@pytest.mark.parametrize("name", ["first name", "größe", "注文", "a.b", "a-b", "100 %", "<b>", "size", "if", "a[0]"])
def test_other_names_are_accepted(name: str) -> None:
    assert mistakes(f'[webhooks.traits]\n"{name}" = {{ attribute = "{name}" }}\n') == []


def is_format(code: int) -> bool:
    return unicodedata.category(chr(code)) == "Cf"


def test_the_schema_refuses_the_same_characters_in_names_as_the_templates() -> None:
    pattern = re.compile(json_schema("dialect/workspace")["$defs"]["liquid_name"]["pattern"])
    characters = [chr(code) for code in range(sys.maxunicode + 1) if code < 0xD800 or is_format(code)]
    refused = {character for character in characters if problem_of_name(f"a{character}b")}
    by_schema = {character for character in characters if not pattern.search(f"a{character}b")}
    assert refused <= by_schema
    assert all(not character.isprintable() for character in by_schema - refused), "newer versions of Unicode"


def test_the_schema_and_the_templates_know_the_same_profile_fields() -> None:
    assert json_schema("dialect/workspace")["$defs"]["profile"]["enum"] == list(STANDARD)


def test_all_mistakes_are_reported_at_once() -> None:
    found = mistakes('[webhooks.traits]\n"a}" = "x"\nb = { evnt = "x" }\n[[webhooks.custom_events]]\n')
    assert [finding.line for finding in found] == [2, 3, 4]


def test_rules_beyond_the_schema_are_checked_next_to_a_mistake_elsewhere() -> None:
    found = mistakes('[identity]\nmissing = 1\n[[webhooks.custom_events]]\nname = "!!"\n')
    assert [finding.line for finding in found] == [2, 4]


@pytest.mark.parametrize("folder", ["examples/partner-page", "tests/webhooks/everything"])
def test_the_settings_of_the_examples_have_no_mistakes(folder: str) -> None:
    path = Path(__file__).parents[2] / folder / toml.CONFIG
    assert mistakes(path.read_text(encoding="utf-8")) == []


def test_what_is_read() -> None:
    text = f"""
        [webhooks]
        lead_source = {{ value = "Website" }}
        [webhooks.consent]
        sms.subscription_group = "{GROUP}"
        voice = {{ attribute = "opt_in", text = "Yes.", ip = {{ event = "ip" }} }}
        [[webhooks.phones]]
        profile = "phone_number"
        label = {{ attribute = "label" }}
        consent.sms = false
        consent.voice.source = "Form"
        [webhooks.traits]
        tier = {{ context = "tier", type = "number", webhooks = ["new-contact"] }}
        born = {{ attribute = "born", type = "date" }}
        [[webhooks.custom_events]]
        name = "Quote Requested"
        trigger = "Canvas"
        properties = {{ b = 1.5, a = {{ trigger = "a" }} }}
        [webhooks.custom_events.traits]
        vip = {{ value = true, type = "boolean" }}
    """
    event = ("webhooks", "custom_events", 0)
    assert settings_of(ConfigFile(text=text)).webhooks == WebhookSettings(
        lead_source=Constant("Website"),
        consent=(
            (
                "voice",
                Consent(
                    BrazeValue("attribute", "opt_in"), (("ip", BrazeValue("event", "ip")), ("text", Constant("Yes.")))
                ),
            ),
            ("sms", Consent(BrazeValue("subscription_group", GROUP))),
        ),
        phones=(
            Phone(
                BrazeValue("profile", "phone_number"),
                BrazeValue("attribute", "label"),
                (("voice", Consent(None, (("source", Constant("Form")),))), ("sms", Consent(Constant(False)))),
            ),
        ),
        traits=(
            Declared("born", "string", BrazeValue("attribute", "born"), (), ("webhooks", "traits", "born")),
            Declared("tier", "number", BrazeValue("context", "tier"), ("new-contact",), ("webhooks", "traits", "tier")),
        ),
        custom_events=(
            CustomEvent(
                name="Quote Requested",
                file="quote-requested",
                trigger="Canvas",
                properties=(
                    Declared("a", "string", BrazeValue("trigger", "a"), (), (*event, "properties", "a")),
                    Declared("b", "number", Constant(1.5), (), (*event, "properties", "b")),
                ),
                traits=(Declared("vip", "boolean", Constant(True), (), (*event, "traits", "vip")),),
                path=(*event, "name"),
            ),
        ),
    )
