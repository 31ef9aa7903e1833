"""Commands warn about subscription groups that are missing or cannot be right, and `check --strict` fails."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from commands.init.files import SMS, VOICE
from support.command import run

ZEROS = "00000000-0000-0000-0000-000000000000"

EXAMPLE = f"regal-braze.toml:2:1: warning[subscription-group]: The subscription group of voice is the example {ZEROS}"
SAME = "regal-braze.toml:6:1: warning[subscription-group]: The channels email and sms have the same subscription group "


@pytest.fixture
def workspace(built_in: Callable[..., Path]) -> Path:
    """Return a workspace with the events that the tests show."""
    return built_in("call.completed", "contact.created", "contact.subscribed", "contact.unsubscribed", webhooks=True)


def warnings(*arguments: str) -> list[str]:
    ended = run(*arguments)
    assert ended.code == 0
    return [line for line in ended.err.splitlines() if "subscription-group" in line]


def test_an_example_and_one_group_of_two_channels(workspace: Path) -> None:
    table = f'[subscription_groups]\nvoice = "{ZEROS}"\nsms = "{SMS}"\nemail = "{VOICE}"\n'
    event = f'[events."contact.unsubscribed".subscription_groups]\nemail = "{SMS}"\n'
    (workspace / "regal-braze.toml").write_text(table + event)
    found = [EXAMPLE, f"{SAME}{SMS}"]
    assert warnings("list") == warnings("generate") == warnings("show", "contact.unsubscribed") == found
    assert warnings("show", "new-contact") == [EXAMPLE, f"{SAME}{SMS}"]
    assert warnings("show", "call.completed") == []
    assert warnings("list", "--quiet") == warnings("check") == []
    strict = run("check", "--strict")
    assert strict.code == 1, "as for a missing group"
    assert [line for line in strict.err.splitlines() if "error[subscription-group]" in line] == [
        line.replace("warning", "error") for line in found
    ]


def test_placeholders(workspace: Path) -> None:
    (workspace / "regal-braze.toml").write_text(f'[subscription_groups]\nsms = "{SMS}"\nemail = "{VOICE}"\n')
    message = "warning[subscription-group]: The voice channel has no subscription group, so the code contains "
    (found,) = warnings("generate")
    assert found == f"{message}REPLACE_WITH_YOUR_VOICE_SUBSCRIPTION_GROUP_ID"
    for command in (["list"], ["show", "contact.subscribed"], ["show", "contacts"], ["show", "opt-in-update.phones"]):
        assert warnings(*command) == [found], command
    assert run("check").code == 0
    assert run("check", "--strict").code == 1
    (workspace / "regal-braze.toml").write_text(
        f'[subscription_groups]\nvoice = "{VOICE}"\nsms = "{SMS}"\nemail = "c1f0a9d4-7d1c-4c55-8f7e-0f3d2b1a6e03"\n'
    )
    assert warnings("generate") == warnings("show", "contacts") == []
    assert run("check", "--strict").code == 0


def test_a_channel_without_a_group_has_an_attribute(workspace: Path) -> None:
    (workspace / "regal-braze.toml").write_text(f'[subscription_groups]\nsms = "{SMS}"\nemail = "{VOICE}"\n')
    assert (
        'Braze has no groups for voice. Write voice = { attribute = "voice_opt_in" } under [subscription_groups] in'
        ' regal-braze.toml. For webhooks alone, write voice.attribute = "voice_opt_in" under [webhooks.consent].'
    ) in run("generate").err
    with (workspace / "regal-braze.toml").open("a") as file:
        file.write('voice = { attribute = "voice_opt_in" }\n')
    assert warnings("generate") == []
    assert run("check", "--strict").code == 0
    (workspace / "payload.json").write_text('{"userId": "1", "properties": {"channel": "voice"}}')
    for event, value in (("contact.subscribed", True), ("contact.unsubscribed", False)):
        (update,) = json.loads(run("run", event, "payload.json").out)["attributes"]
        assert update == {"voice_opt_in": value, "external_id": "1", "_update_existing_only": not value}
    assert (
        f"voice    none{' ' * 34}sets the attribute voice_opt_in to false" in run("explain", "contact.unsubscribed").out
    )
    assert "custom_attribute.${voice_opt_in}" in run("show", "opt-in-update").out
    (workspace / "payload.json").write_text('{"userId": "1", "properties": {"channel": "fax"}}')
    assert "looked for sms, email, voice, got fax" in run("run", "contact.subscribed", "payload.json").err


def test_placeholders_in_webhooks_alone(workspace: Path) -> None:
    (workspace / "regal-braze.toml").write_text('[events."*"]\nenabled = false\n')
    found = warnings("generate")
    assert [line.rpartition(" ")[2] for line in found] == [
        "REPLACE_WITH_YOUR_VOICE_SUBSCRIPTION_GROUP_ID",
        "REPLACE_WITH_YOUR_SMS_SUBSCRIPTION_GROUP_ID",
    ]
    assert warnings("list") == found
    assert run("check", "--strict").code == 1
