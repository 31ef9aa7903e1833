"""The settings of `[webhooks]`: names that are refused. mistakes/webhooks.txt has other mistakes."""

from __future__ import annotations

import re
import sys
import unicodedata

import pytest

from depth import some
from regal_braze.braze.liquid_names import STANDARD, problem_of_name
from regal_braze.documents.toml_text import toml_value
from regal_braze.documents.validators import json_schema
from workspace.planning import mistakes, plans

EVENT = '[[webhooks.custom_events]]\nname = "Signed Up"\n'
PROPERTIES = f"{EVENT}[webhooks.custom_events.properties]\n"


def test_nothing_is_planned_if_there_is_a_mistake_between_settings_and_schemas() -> None:
    assert not plans('[webhooks.traits]\na = { value = "x", webhooks = ["new-cntact"] }\n').webhooks


BREAKING = (
    *("}}", "${", "a}", "{{x", 'a"b', "a\\b", "a|b", "a\nb", "a\u2028b", "%}{", "\x00", " a", "a ", "", "x" * 256),
    *("a\u00adb", "a\u202eb", "\ufeffa", "a\U000e0041b"),
)


@pytest.mark.parametrize("name", some(BREAKING, 6))
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


@pytest.mark.parametrize(
    "name", ["first name", "größe", "注文", "a.b", "a-b", "100 % x", "<b>", "size", "if", "a[0]", "Bob's $5"]
)
def test_other_names_are_accepted(name: str) -> None:
    assert mistakes(f'[webhooks.traits]\n"{name}" = {{ attribute = "{name}" }}\n') == []


@pytest.mark.parametrize("source", ["attribute", "event", "context", "trigger"])
def test_a_source_that_ends_in_a_percent_sign_is_refused_because_it_would_end_the_tag(source: str) -> None:
    found = mistakes(f'[webhooks.traits]\n"Share %" = {{ {source} = "share %" }}\n')
    assert [finding.message for finding in found] == [
        f'webhooks.traits."Share %".{source} must not end in %, because %}} ends a Liquid tag'
    ]


def is_format(code: int) -> bool:
    return unicodedata.category(chr(code)) == "Cf"


def test_the_schema_refuses_the_same_characters_in_names_as_the_templates() -> None:
    pattern = re.compile(json_schema("dialect/workspace")["$defs"]["liquid_name"]["pattern"])
    characters = [chr(code) for code in range(sys.maxunicode + 1) if code < 0xD800 or is_format(code)]
    refused = {character for character in characters if problem_of_name(f"a{character}b")}
    by_schema = {character for character in characters if not pattern.search(f"a{character}b")}
    assert refused <= by_schema
    assert all(not character.isprintable() for character in by_schema - refused), "newer versions of Unicode"


def test_the_schema_of_webhooks_refuses_the_same_sources_as_the_schema_of_the_settings() -> None:
    of_settings = json_schema("dialect/workspace")["$defs"]["liquid_name"]["pattern"]
    of_webhooks = json_schema("dialect/webhook")["$defs"]["name"]["pattern"]
    assert of_webhooks == of_settings.removesuffix(r"(?<!\s)") + r"(?<![\s%])"


@pytest.mark.parametrize("source", ["liquid_attribute", "liquid_path", "liquid_trigger"])
def test_both_schemas_accept_the_same_nested_sources(source: str) -> None:
    of_settings, of_webhooks = (json_schema(f"dialect/{name}")["$defs"][source] for name in ("workspace", "webhook"))
    assert {**of_settings, "$ref": ""} == {**of_webhooks, "$ref": ""}


def test_the_schema_and_the_templates_know_the_same_profile_fields() -> None:
    assert json_schema("dialect/workspace")["$defs"]["profile"]["enum"] == list(STANDARD)
