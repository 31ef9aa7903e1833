"""An API key in regal-braze.toml is found wherever it is. No message and no file contains it."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import pytest

from depth import some
from regal_braze.findings.finding import as_text
from regal_braze.findings.github import annotation
from support import toml
from support.command import run, tree
from support.schemas import write
from workspace.planning import errors, mistakes

# Put together here, so that scanners do not take this file for a leak.
RANDOM = "Zk3vQ9sX7bN1mT5rW8yL2pD6"
UUID = "4d5d2e5c-6c0b-4ed5-9f7e-2f1a5a2a9d01"
SECRETS = {
    "a REST key of Braze": UUID,
    "a REST key in capitals": UUID.upper(),
    "a Bearer header": f"Bearer {RANDOM}",
    "a Bearer header with a REST key": f"bearer {UUID}",
    "a Basic header": f"Basic {b64encode(b'someone:something').decode()}",
    "a whole header": f"Authorization: {RANDOM}",
    "a header as JSON": f'{{"Authorization": "{RANDOM}"}}',
    "a URL with a key": f"https://example.com/hook?a=b&api_key={RANDOM[:9]}",
    "a setting of the environment": f"REGAL_API_KEY={RANDOM}",
    "a REST key in a sentence": f"The API key is {UUID}.",
}
CALL = '[events."call.completed"]\n'
PURCHASE = '[[events."call.completed".purchases]]\nprice = 1\ncurrency = "USD"\n'
PLACES = {
    "a label": ("[identity]\nalias_label = {}\n", 2),
    "a list": ('[identity]\norder = [\n  "email",\n  {},\n]\n', 4),
    "an unknown key": ("[identity]\nkey = {}\n", 2),
    "an unknown table": ("[a]\n[a.b]\nc = [1, {}]\n", 3),
    "the name of a key": ("[identity]\n{} = 1\n", 2),
    "the name of a table": ('[identity]\nmissing = "skip"\n[{}]\n', 3),
    "an event's name": (f"{CALL}name = {{}}\n", 2),
    "a rename": (f'{CALL}rename = {{{{ "notes" = {{}} }}}}\n', 2),
    "a renamed property": (f"{CALL}rename.{{}} = 'x'\n", 2),
    "a price": ('[[events."call.completed".purchases]]\nwhen.notes = "x"\nprice = {}\n', 3),
    "a webhook's trait": ("[webhooks.traits]\na = {}\n", 2),
    "a webhook's attribute": ("[webhooks.traits]\na = {{ attribute = {} }}\n", 2),
    "a webhook's event": ('[[webhooks.custom_events]]\nname = "A"\ntrigger = {}\n', 3),
    "a wrong place of a webhook": ("[webhooks]\nconsent = {}\n", 2),
    "a group": ("[webhooks]\n[webhooks.consent.voice]\nevent = {}\n", 3),
}


def leaks(secret: str, text: str) -> bool:
    """Return whether a text contains any ten characters of a secret in a row."""
    own = secret.removeprefix("https://example.com").removeprefix("The API key is ")
    return any(own[start : start + 10] in text for start in range(max(1, len(own) - 10)))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("secret", some(SECRETS.values(), 6), ids=some(SECRETS, 6))
def test_a_secret_is_found_and_in_no_message(place: str, secret: str) -> None:
    text, line = PLACES[place]
    found = mistakes(text.format(toml.inline(secret)))
    assert ("secret", line) in [(finding.code, finding.line) for finding in found]
    assert not leaks(secret, "".join(as_text(finding) + annotation(finding) for finding in found))


@pytest.mark.parametrize("place", PLACES)
def test_no_command_prints_or_writes_a_secret(workspace: Path, place: str) -> None:
    text, line = PLACES[place]
    write(workspace, {toml.CONFIG: text.format(toml.inline(SECRETS["a Bearer header"]))})
    ended = run("generate", "--format", "json")
    assert ended.code == 2
    assert ("secret", line) in [(finding["code"], finding["line"]) for finding in ended.findings]
    assert not leaks(RANDOM, ended.out + ended.err)
    assert [*tree(workspace)] == [toml.CONFIG]


@pytest.mark.parametrize("form", ["json", "text", "github"])
def test_no_format_prints_a_secret(workspace: Path, form: str) -> None:
    write(workspace, {toml.CONFIG: PLACES["an unknown table"][0].format(toml.inline(UUID))})
    ended = run("generate", "--format", form)
    assert "looks like an API key" in ended.out + ended.err
    assert not leaks(UUID, ended.out + ended.err)


@pytest.mark.parametrize(
    "text",
    [
        f'[subscription_groups]\nsms = "{UUID}"\n',
        f'[events."contact.subscribed"]\nsubscription_groups.sms = "{UUID}"\n',
        f'[webhooks.consent.sms]\nsubscription_group = "{UUID}"\n',
        f'{PURCHASE}when.journey_uuid = "{UUID}"\nproduct = "{UUID}"\n',
    ],
)
def test_a_uuid_in_the_place_of_a_uuid_is_no_secret(text: str) -> None:
    assert errors(text) == []


def test_a_token_in_the_place_of_a_uuid_is_a_secret() -> None:
    (finding,) = mistakes(f'[subscription_groups]\nsms = "Bearer {RANDOM}"\n')
    assert (finding.code, finding.line) == ("secret", 2)


@pytest.mark.parametrize(
    "text",
    [
        '[webhooks.traits]\napi_key = "hunter2hunter2"\n',
        '[identity]\nRegalApiKey = "abcdefghijklmnop"\n',
        '[webhooks]\npassword = "hunter2!?"\n',
        f'[a]\n"{UUID}" = {{ token = "hunter2hunter2" }}\n',
    ],
)
def test_a_long_value_under_a_name_for_a_secret_is_a_secret(text: str) -> None:
    found = mistakes(text)
    assert ("secret", 2) in [(finding.code, finding.line) for finding in found]
    assert "hunter2" not in repr(found)
    assert UUID not in repr(found)


@pytest.mark.parametrize(
    ("comment", "found"),
    [
        (f"# Authorization: Bearer {RANDOM}", True),
        (f"# api_key = {RANDOM}", True),
        (f"# API key: {UUID}", True),
        (f'# sms = "{UUID}"', False),
        ("# Ask for the API key in the vault; never write a secret or a token here.", False),
        ("# See https://www.braze.com/docs/user_guide/engagement_tools/2024/canvas1/step2?utm=a1b2c3d4e5f6", False),
    ],
)
def test_comments_are_read_too(comment: str, found: bool) -> None:
    findings = mistakes(f'[identity]\n{comment}\nalias_label = "# {RANDOM[:5]}"\n')
    assert [(finding.code, finding.line) for finding in findings] == [("secret", 2)] * found
    assert not leaks(comment, repr(findings))


@pytest.mark.parametrize(
    "text", [f"key = {UUID}\n", f"{UUID}\n", f"a = {{ {UUID} = 1, {UUID} = 2 }}\n", f"[{UUID}]\n" * 2]
)
def test_a_secret_in_a_file_that_is_not_toml_is_not_printed(text: str) -> None:
    (finding,) = mistakes(text)
    assert finding.message.startswith("The file is not valid TOML")
    assert not leaks(UUID, finding.message)


def test_other_mistakes_are_reported_next_to_a_secret() -> None:
    found = mistakes(f'[identity]\nalias_label = "Bearer {RANDOM}"\nmissing = "x"\n[webhooks]\nlead = 5\n')
    places = [(finding.code, finding.line) for finding in found]
    assert places == [("secret", 2), ("config-invalid", 3), ("config-invalid", 5)]


HARMLESS = (
    *("regal_phone", "Call Completed", "Basic subscription", "Basic membership 2024", "bearer of good news"),
    *("task_completed_by_agent_name_2024", "risk_assessment_completed_at", "pk_test_results_summary_q1_2024"),
    *("section1_question2_score3_level4_answer5", "customerLifetimeValue2024Q1", "utm_source_medium_campaign_1"),
    *("regal_last_call_disposition", "x" * 255, "1" * 40, "WTxxxxx9", "+17625555555", "7015g000000XyZ1"),
    *("https://example.com/a/very/long/path/2024/q1/v2/page?utm_source=a1b2c3d4&page=2", "jane.doe@example.com"),
    *("{{<REGAL_API_KEY>}}", "Bearer {{<REGAL_API_KEY>}}", "2024-01-01T00:00:00.000Z", "token", "password reset"),
    *("Authorization: {{<REGAL_API_KEY>}}", "Passwort zurückgesetzt: ja", "日本語のとても長い名前がここにあります"),
)


@pytest.mark.parametrize("text", HARMLESS)
def test_text_that_only_resembles_a_secret(text: str) -> None:
    value = toml.inline(text)
    found = errors(
        f"[identity]\nalias_label = {value}\n{CALL}name = {value}\nrename.notes = {value}\nattributes.type = {value}\n"
        f'[[events."call.completed".purchases]]\nwhen = {{ disposition = {value}, "token_count" = {value} }}\n'
        f"product = {value}\nprice = 1\ncurrency = 'USD'\n[webhooks.traits]\na = {value}\n"
    )
    assert "secret" not in {finding.code for finding in found}


def test_properties_may_have_names_for_secrets() -> None:
    names = ("token_count", "api_key_created_at", "password_reset_by")
    renames = "".join(f'{name} = "{name}_in_braze_2024"\n' for name in names)
    found = errors(f'[events."call.completed".rename]\n{renames}')
    assert {finding.code for finding in found} == {"unknown-property"}
    assert mistakes('[webhooks.traits]\napi_key = "{{<REGAL_API_KEY>}}"\n') == []
