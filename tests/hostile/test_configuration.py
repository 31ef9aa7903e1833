"""A regal-braze.toml that is wrong: exit 2, every mistake at once, and nothing written."""

from __future__ import annotations

from pathlib import Path

import pytest

from hostile.workspaces import places, refused
from support.command import run
from support.schemas import write

CONFIG = "regal-braze.toml"
CHOICES = "Choose from: external_id, braze_id, email, phone, user_alias; each once."
KNOWN = (
    "Known here: identity, update_existing_only, subscription_groups, names, properties, recipes, events, catalogs,"
    " bundles, webhooks."
)
IDENTIFIERS = (
    "The identifiers to try, in order, each once. `external_id` is Regal's userId; `braze_id` stands in a trait;"
    " `user_alias` is the phone number as an alias; `phone` and `email` identify by themselves."
)
MISSING = (
    "What to do with a payload in which no identifier is usable: `error` shows in Braze's log, `skip` changes nothing"
    " and says nothing."
)


@pytest.mark.parametrize(
    ("text", "line", "message", "help_text"),
    [
        ("[identiy]\n", 1, "There is no key identiy", "Did you mean identity?"),
        ("# [identity]\n\n[identity]\nordr = []\n", 4, "There is no key identity.ordr", "Did you mean order?"),
        (
            '[subscription_groups]\nvoise = "x"\n',
            2,
            "There is no key subscription_groups.voise",
            "Did you mean voice?",
        ),
        (
            "zzz = 1\n",
            1,
            "There is no key zzz",
            KNOWN,
        ),
        ("identity = 1\n", 1, "identity must be a table", "Write [identity] on a line of its own, its keys below it."),
        (
            "\nupdate_existing_only = []\n",
            2,
            "update_existing_only must be a table",
            "Write [update_existing_only] on a line of its own, its keys below it.",
        ),
        (
            '[identity]\n# order = ["email"]\norder = "email"\n',
            3,
            "identity.order must be a list",
            CHOICES,
        ),
        (
            'identity.order = ["email", "email"]\n',
            1,
            'identity.order holds "email" twice',
            CHOICES,
        ),
        (
            "[identity]\norder = []\n",
            2,
            "identity.order holds nothing",
            CHOICES,
        ),
        (
            "[identity]\norder = [[1], {}, 2]\n",
            2,
            'identity.order can only hold "external_id", "braze_id", "email", "phone" or "user_alias"',
            IDENTIFIERS,
        ),
        (
            'identity.order = [\n  "email",\n  "user_alais",\n]\n',
            3,
            'identity.order can only hold "external_id", "braze_id", "email", "phone" or "user_alias"',
            "Did you mean user_alias?",
        ),
        (
            '[identity]\nalias_label = " x"\n',
            2,
            "identity.alias_label must be a text in one line, without outer spaces",
            "Label of the user alias that holds the phone number, such as regal_phone.",
        ),
        (
            "[identity]\nalias_label = 2024-01-01\n",
            2,
            "identity.alias_label must be a text in one line, without outer spaces",
            "Label of the user alias that holds the phone number, such as regal_phone.",
        ),
        (
            "[identity]\nmissing = true\n",
            2,
            'identity.missing must be "error" or "skip"',
            MISSING,
        ),
        (
            '[update_existing_only]\nevents = "true"\n',
            2,
            "update_existing_only.events must be true or false",
            "Write it without quotes.",
        ),
        (
            'subscription_groups = { sms = "12345" }\n',
            1,
            "subscription_groups.sms is no subscription group id",
            "Copy the group's API identifier from Braze: 32 hexadecimal digits with dashes.",
        ),
        (
            '[subscription_groups]\nemail = "8e5d6f6e-6c0b-4c0e-9c66-5a8d6e3b1a2f\\n"\n',
            2,
            "subscription_groups.email is no subscription group id",
            "Copy the group's API identifier from Braze: 32 hexadecimal digits with dashes.",
        ),
        ("[identity]\norder = [\n", 3, "It is not valid TOML: Invalid value", "Mend that line."),
        ("[identity]\n\norder == 1\n", 3, "It is not valid TOML: Invalid value", "Mend that line."),
        ("a = 1\na = 2\n", 2, "It is not valid TOML: Cannot overwrite a value", "Mend that line."),
        ('{"identity": 1}', 1, "It is not valid TOML: Invalid statement", "Mend that line."),
    ],
)
def test_a_mistake(workspace: Path, text: str, line: int, message: str, help_text: str) -> None:
    write(workspace, {CONFIG: text})
    ended = refused(workspace, code=2)
    assert places(ended) == [("config-invalid", CONFIG, None, line)]
    assert (ended.findings[0]["message"], ended.findings[0]["help"]) == (message, help_text)


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b'a = "\xff"\n', None, "Byte 5 is not UTF-8"),
        ("a = 1\n".encode("utf-16"), None, "Byte 0 is not UTF-8"),
        (b"a = " + b"[" * 100_000, 1, "It is not valid TOML: A number is too long, or a list nested too deeply"),
        (b"\na = " + b"1" * 5000, 2, "It is not valid TOML: A number is too long, or a list nested too deeply"),
    ],
)
def test_a_file_that_cannot_be_understood(workspace: Path, content: bytes, line: int | None, message: str) -> None:
    write(workspace, {CONFIG: content})
    ended = refused(workspace, code=2)
    assert places(ended) == [("config-invalid", CONFIG, None, line)]
    assert ended.findings[0]["message"] == message


def test_a_folder_in_its_place(workspace: Path) -> None:
    (workspace / CONFIG).mkdir()
    ended = refused(workspace, code=2)
    assert places(ended) == [("config-invalid", CONFIG, None, None)]
    assert ended.findings[0]["message"] == "It cannot be read: Is a directory"


def test_all_mistakes_at_once(workspace: Path) -> None:
    text = '[identity]\norder = 1\nmissing = 2\n[update_existing_only]\nevents = 3\nx = 4\n"a\\nb\\u001b" = 5\n'
    write(workspace, {CONFIG: text})
    lines = [line for _, _, _, line in places(refused(workspace, code=2))]
    assert sorted(line for line in lines if line) == [2, 3, 5, 6, 7]
    assert r'There is no key update_existing_only."a\nb\u001b"' in run("generate").err


def test_an_empty_file_means_the_defaults(workspace: Path) -> None:
    plain = run("show", "contact.subscribed").out
    for content in (b"", b"\xef\xbb\xbf# only a comment\n", b"[identity]\r\n[subscription_groups]\r\n"):
        write(workspace, {CONFIG: content})
        assert run("show", "contact.subscribed").out == plain


def test_decisions_reach_the_code_as_text(workspace: Path) -> None:
    write(workspace, {CONFIG: '[identity]\nalias_label = "*/ `${x}` </script> \\u2028 \\\\"\n'})
    shown = run("show", "sms.sent").out
    assert 'alias_label: "*/ `${x}` <\\/script> \\u2028 \\\\"' in shown
    assert "\u2028" not in shown
