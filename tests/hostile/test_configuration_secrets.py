"""A key of an API pasted into regal-braze.toml: found wherever it is, printed nowhere, remembered nowhere."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from hostile import toml
from hostile.workspaces import places, refused
from support.command import run, tree
from support.schemas import write

# Put together here, so that nobody's scanner takes this file for a leak.
HEX = "9f86d081884c7d659a2feaa0c55ad015"
MIXED = "Zk3vQ9sX7bN1mT5rW8yL2pD6"
SECRETS = {
    "a REST key of Braze": "4d5d2e5c-6c0b-4ed5-9f7e-2f1a5a2a9d01",
    "a Bearer header": f"Bearer {MIXED}",
    "a Basic header": f"Basic {b64encode(b'someone:something').decode()}",
    "a key of Stripe": f"sk_live_{MIXED}",
    "a test key of Stripe": f"rk_test_{MIXED}",
    "a key of OpenAI": f"sk-proj-{MIXED}{MIXED}",
    "a token of GitHub": f"ghp_{MIXED}{MIXED[:12]}",
    "a fine-grained token of GitHub": f"github_pat_{MIXED}_{MIXED}",
    "a token of GitLab": f"glpat-{MIXED[:20]}",
    "a token of Slack": f"xoxb-123456789012-{MIXED}",
    "a key of AWS": "AKIA" + "IOSFODNN7QWERTYU",
    "a key of Google": f"AIza{MIXED}{MIXED[:11]}",
    "a key of SendGrid": f"SG.{MIXED}.{MIXED}",
    "a JSON Web Token": f"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0NzExIn0.{MIXED}",
    "a key in PEM": "-----BEGIN RSA PRIVATE KEY-----",
    "hexadecimal digits": HEX,
    "a long hexadecimal number": HEX * 2,
    "something random": MIXED * 2,
    "something random with dashes": f"{MIXED}-{MIXED}_{MIXED}",
    "a URL with a password": f"https://someone:{MIXED[:8]}@example.com/hook",
    "a URL with a token": f"https://example.com/hook?a=b&api_key={MIXED[:9]}",
    "a header whole": f"Authorization: {MIXED}",
    "beside a placeholder": f"{{{{<REGAL_API_KEY>}}}} {MIXED}",
}
CALL = '[events."call.completed"]\n'
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


@pytest.mark.parametrize("place", PLACES)
def test_a_secret_is_found_and_never_printed(
    workspace: Path, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    text, line = PLACES[place]
    for what, secret in SECRETS.items():
        write(workspace, {toml.CONFIG: text.format(toml.inline(secret))})
        ended = refused(workspace, code=2)
        assert ("secret", toml.CONFIG, None, line) in places(ended), what
        for form in ("json", "text", "github"):
            said = run("generate", "--format", form)
            assert not leaks(secret, said.out + said.err), what
    written = tree(tmp_path / "cache") | tree(workspace / "output")
    assert not [name for name, content in written.items() if MIXED.encode() in content]


def leaks(secret: str, said: str) -> bool:
    """Whether any part of a secret that is longer than a word was said."""
    return any(part in said for part in pieces(secret.removeprefix("https://").removeprefix("Authorization: ")))


def pieces(secret: str) -> Iterator[str]:
    hidden = secret.replace("{{<REGAL_API_KEY>}} ", "")
    yield from (hidden[start : start + 10] for start in range(max(1, len(hidden) - 10)))


def test_a_subscription_group_is_no_secret_but_a_key_is(workspace: Path) -> None:
    group = SECRETS["a REST key of Braze"]
    fine = (
        f'[subscription_groups]\nsms = "{group}"\n',
        f'[events."contact.subscribed"]\nsubscription_groups.sms = "{group}"\n',
        f'[webhooks.consent.sms]\nsubscription_group = "{group}"\n',
        (
            f'[[events."call.completed".purchases]]\nwhen.journey_uuid = "{group}"\nproduct = "{group}"\nprice = 1\n'
            'currency = "USD"\n'
        ),
    )
    for text in fine:
        write(workspace, {toml.CONFIG: text})
        assert run("generate", "--quiet").code == 0, text
    write(workspace, {toml.CONFIG: f'[subscription_groups]\nsms = "sk_live_{MIXED}"\n'})
    assert places(refused(workspace, code=2)) == [("secret", toml.CONFIG, None, 2)]


@pytest.mark.parametrize(
    ("comment", "found"),
    [
        (f"# Authorization: Bearer {MIXED}", True),
        (f"# old: sk_live_{MIXED}", True),
        (f"# {HEX}", True),
        (f"# API key: {SECRETS['a REST key of Braze']}", True),
        (f'# sms = "{SECRETS["a REST key of Braze"]}"', False),
        ("# Ask for the API key in the vault; never write a secret or a token here.", False),
        ("# See https://www.braze.com/docs/user_guide/engagement_tools/2024/canvas1/step2?utm=a1b2c3d4e5f6", False),
    ],
)
def test_comments_are_read_too(workspace: Path, comment: str, found: bool) -> None:
    write(workspace, {toml.CONFIG: f'[identity]\n{comment}\nalias_label = "# {MIXED[:5]}"\n'})
    if found:
        ended = refused(workspace, code=2)
        assert places(ended) == [("secret", toml.CONFIG, None, 2)]
        assert not leaks(comment, ended.out)
    else:
        assert run("generate", "--quiet").code == 0


def test_a_secret_in_a_file_that_is_no_toml_is_not_printed(workspace: Path) -> None:
    secret = f"sk_live_{MIXED}"
    for text in (f"key = {secret}\n", f"{secret}\n", f"a = {{ {secret} = 1, {secret} = 2 }}\n", f"[{secret}]\n" * 2):
        write(workspace, {toml.CONFIG: text})
        ended = refused(workspace, code=2)
        assert ended.findings[0]["message"].startswith("It is not valid TOML")
        assert not leaks(secret, ended.out)


def test_other_mistakes_are_told_beside_a_secret(workspace: Path) -> None:
    write(workspace, {toml.CONFIG: f'[identity]\nalias_label = "ghp_{MIXED}"\nmissing = "x"\n[webhooks]\nlead = 5\n'})
    assert [(code, line) for code, _, _, line in places(refused(workspace, code=2))] == [
        ("secret", 2),
        ("config-invalid", 3),
        ("config-invalid", 5),
    ]


HARMLESS = (
    *("regal_phone", "Call Completed", "Basic subscription", "Basic membership 2024", "bearer of good news"),
    *("task_completed_by_agent_name_2024", "risk_assessment_completed_at", "pk_test_results_summary_q1_2024"),
    *("section1_question2_score3_level4_answer5", "customerLifetimeValue2024Q1", "utm_source_medium_campaign_1"),
    *("regal_last_call_disposition", "x" * 255, "1" * 40, "WTxxxxx9", "+17625555555", "7015g000000XyZ1"),
    *("https://example.com/a/very/long/path/2024/q1/v2/page?utm_source=a1b2c3d4&page=2", "jane.doe@example.com"),
    *("{{<REGAL_API_KEY>}}", "Bearer {{<REGAL_API_KEY>}}", "2024-01-01T00:00:00.000Z", "token", "password reset"),
    *("Passwort zurückgesetzt: ja", "日本語のとても長い名前がここにあります", "Application Step 1 Completed"),
)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_looks_a_little_like_one(workspace: Path, text: str) -> None:
    said = toml.inline(text)
    config = (
        f"[identity]\nalias_label = {said}\n{CALL}name = {said}\nrename.notes = {said}\nattributes.type = {said}\n"
        f'[[events."call.completed".purchases]]\nwhen = {{ disposition = {said}, "token_count" = {said} }}\n'
        f"product = {said}\nprice = 1\ncurrency = 'USD'\n[webhooks.traits]\na = {said}\n"
    )
    write(workspace, {toml.CONFIG: config})
    assert "secret" not in {each["code"] for each in run("generate", "--format", "json").findings}


def test_properties_whose_names_speak_of_secrets(workspace: Path) -> None:
    declared = "token_count", "api_key_created_at", "password_reset_by"
    text = "".join(f'{name} = "{name}_in_braze_2024"\n' for name in declared)
    write(workspace, {toml.CONFIG: f'[events."call.completed".rename]\n{text}'})
    assert {each["code"] for each in refused(workspace, code=2).findings} == {"unknown-property"}
    write(workspace, {toml.CONFIG: '[webhooks.traits]\napi_key = "hunter2hunter2"\n'})
    assert places(refused(workspace, code=2)) == [("secret", toml.CONFIG, None, 2)]
