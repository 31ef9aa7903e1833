"""The flags of `init`: each does one thing, and everything that is wrong with them is said at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands.init.files import SMS, VOICE
from regal_braze.workspace.read import read_settings
from regal_braze.workspace.settings import BundlePatterns, Settings
from support.command import run

TWO_DESTINATIONS = "update catalog items for agent.activity.updated, track users for call.placed"


def decided(*flags: str) -> Settings:
    ended = run("init", "acme", *flags)
    assert ended.code == 0, ended.err
    return read_settings(Path("acme", "regal-braze.toml"))


def test_groups(workspace: Path) -> None:
    decisions = decided("--voice-group", VOICE, "--sms-group", f" {SMS.upper()}\n")
    assert decisions.subscription_groups == {"voice": VOICE, "sms": SMS.upper()}
    generated = run("-C", "acme", "generate").err
    assert generated.count("warning[subscription-group]") == 1
    assert "The email channel" in generated


def test_events(workspace: Path) -> None:
    assert decided("--events", "call.*", "--events", "sms.sent", "--events", "call.*").events == {
        "*": {"enabled": False},
        "call.*": {"enabled": True},
        "sms.sent": {"enabled": True},
    }
    run("-C", "acme", "generate", "--quiet")
    made = {path.stem for path in Path("acme", "output", "transformations").iterdir()}
    assert "sms.sent" in made
    assert {name.split(".")[0] for name in made} == {"call", "sms"}
    assert "sms.received" not in made


def test_bundles(workspace: Path) -> None:
    decisions = decided("--bundle", "calls=call.*,voicemail.*", "--bundle", "texts = sms.* mms.*")
    assert decisions.bundles == (
        BundlePatterns("calls", ("call.*", "voicemail.*")),
        BundlePatterns("texts", ("sms.*", "mms.*")),
    )


def test_the_bundle_that_is_there_is_suggested(workspace: Path) -> None:
    assert " show calls " in run("init", "a", "--bundle", "calls=call.*").err
    assert " show catalogs " in run("init", "b", "--events", "agent.*").err
    catalogs_first = ("--bundle", "agents=agent.*", "--bundle", "calls=call.*")
    assert " show calls " in run("init", "c", *catalogs_first).err, "what contacts do comes first"
    assert "regal-braze show calls\n" in Path("c", "README.md").read_text(encoding="utf-8")


def test_identity(workspace: Path) -> None:
    assert decided("--identity", "braze_id, email").identity_order == ("braze_id", "email")


@pytest.mark.parametrize(
    ("flags", "code", "message", "help_text"),
    [
        (["--sms-group", "123"], "config-invalid", "--sms-group: That is no API identifier", "32 hexadecimal digits"),
        (["--sms-group", ""], "config-invalid", "--sms-group: That is no API identifier", "from Braze"),
        (["--voice-group", VOICE + "0"], "config-invalid", "--voice-group: That is no API identifier", ""),
        (["--events", "call.complete"], "unknown-event", "--events: call.complete matches no event", "call.completed?"),
        (["--events", "zzz.*"], "unknown-event", "--events: zzz.* matches no event", "regal-braze list"),
        (["--events", ""], "unknown-event", "--events:  matches no event", ""),
        (["--events", 'x"]\n'], "unknown-event", '--events: x"]\n matches no event', ""),
        (["--identity", "e-mail"], "config-invalid", "--identity: There is no identifier e-mail", "user_alias"),
        (["--identity", "email,email"], "config-invalid", "--identity: An identifier is there twice", ""),
        (["--identity", ""], "config-invalid", "--identity: No identifier is named", ""),
        (["--bundle", "calls"], "config-invalid", "--bundle: calls has no events", "NAME=PATTERN,PATTERN"),
        (["--bundle", "Calls=call.*"], "config-invalid", "--bundle: A bundle cannot be named 'Calls'", "lower-case"),
        (["--bundle", "../x=call.*"], "config-invalid", "--bundle: A bundle cannot be named '../x'", ""),
        (["--bundle", "=call.*"], "config-invalid", "--bundle: A bundle cannot be named ''", ""),
        (["--bundle", "a=calls.*"], "unknown-event", "--bundle: calls.* matches no event", "call.*?"),
        (["--bundle", "a=sms.*", "--bundle", "a=call.*"], "config-invalid", "--bundle: a is there twice", ""),
        (
            ["--bundle", "a=sms.*", "--bundle", "b=sms.sent"],
            "contradiction",
            "sms.sent is also in the bundle a, so Braze would get each event twice",
            "one of the two",
        ),
        (
            ["--bundle", "a=call.placed,agent.*"],
            "contradiction",
            f"A transformation has one destination, but these events need 2: {TWO_DESTINATIONS}",
            "a bundle for each",
        ),
        (
            ["--events", "sms.*", "--bundle", "a=call.*"],
            "contradiction",
            "call.* matches only events that are not enabled",
            "",
        ),
    ],
)
def test_what_is_wrong_with_a_flag(workspace: Path, flags: list[str], code: str, message: str, help_text: str) -> None:
    ended = run("init", "acme", *flags, "--format", "json")
    assert ended.code == 2
    (finding,) = ended.findings
    assert (finding["code"], finding["message"]) == (code, message)
    assert help_text in finding["help"]
    assert (finding["file"], finding["line"]) == (None, None), "there is no file yet that it could be about"
    assert not any(workspace.iterdir())


def test_everything_at_once(workspace: Path) -> None:
    flags = ("--voice-group", "1", "--sms-group", "2", "--events", "x", "--events", "y", "--identity", "z")
    ended = run("init", "acme", *flags, "--bundle", "A", "--format", "json")
    assert ended.code == 2
    assert len(ended.findings) == 6
    assert not any(workspace.iterdir())


def test_a_key_of_an_api_is_not_repeated(workspace: Path) -> None:
    ended = run("init", "acme", "--sms-group", "sk_live_0123456789abcdef")
    assert ended.code == 2
    assert "0123" not in ended.out + ended.err
