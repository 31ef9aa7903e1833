"""The flags of `init`: each does one thing, and everything that is wrong with them is said at once."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from commands.init.files import SMS, VOICE
from regal_braze.workspace.read import read_settings
from regal_braze.workspace.settings import BundlePatterns, Settings
from support.command import run
from support.examples import Example, each

FOLDER = Path(__file__).with_name("mistakes")


def said(example: Example) -> str:
    """Return the findings for wrong flags, which name no file. No file is written."""
    with TemporaryDirectory() as folder:
        ended = run("init", "acme", *json.loads(example.title), "--format", "json", "-C", folder)
        assert (ended.code, [*Path(folder).iterdir()]) == (2, [])
    assert {(finding["file"], finding["line"]) for finding in ended.findings} == {(None, None)}
    texts = ((each["code"], each["message"].replace("\n", "\\n"), each["help"]) for each in ended.findings)
    return "".join(f"  {code}: {message}\n    {help_text}\n" for code, message, help_text in texts)


def decided(*flags: str) -> Settings:
    ended = run("init", "acme", *flags)
    assert ended.code == 0, ended.err
    return read_settings(Path("acme", "regal-braze.toml"))


def test_groups(workspace: Path) -> None:
    decisions = decided("--voice-group", VOICE, "--sms-group", f" {SMS.upper()}\n")
    assert decisions.subscription_groups == {"voice": VOICE, "sms": SMS.upper()}


def test_events(workspace: Path) -> None:
    decisions = decided("--events", "call.*", "--events", "sms.sent", "--events", "call.*")
    assert (decisions.only_events, decisions.events) == (("call.*", "sms.sent"), {})


def test_bundles(workspace: Path) -> None:
    decisions = decided("--bundle", "calls=call.*,voicemail.*", "--bundle", "texts = sms.* mms.*")
    calls, texts = BundlePatterns("calls", ("call.*", "voicemail.*")), BundlePatterns("texts", ("sms.*", "mms.*"))
    assert decisions.bundles == (calls, texts)


def test_the_bundle_that_is_there_is_suggested(workspace: Path) -> None:
    assert " show calls " in run("init", "a", "--bundle", "calls=call.*").err
    assert " show catalogs " in run("init", "b", "--events", "agent.*").err
    catalogs_first = ("--bundle", "agents=agent.*", "--bundle", "calls=call.*")
    assert " show calls " in run("init", "c", *catalogs_first).err, "what contacts do comes first"
    assert "regal-braze show calls\n" in Path("c", "README.md").read_text(encoding="utf-8")


def test_identity(workspace: Path) -> None:
    assert decided("--identity", "braze_id, email").identity_order == ("braze_id", "email")


@each(FOLDER)
def test_what_is_wrong_with_flags(example: Example) -> None:
    assert said(example) == example.text


def test_a_key_of_an_api_is_not_repeated(workspace: Path) -> None:
    ended = run("init", "acme", "--sms-group", "sk_live_0123456789abcdef")
    assert ended.code == 2
    assert "0123" not in ended.out + ended.err
