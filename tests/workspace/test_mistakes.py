"""A mistake in regal-braze.toml is a finding with its line, what is wrong, and how to fix it."""

from __future__ import annotations

from pathlib import Path

import pytest

from regal_braze.findings.finding import ConfigurationError
from regal_braze.schema.check_properties import OBJECT_MEMBERS
from regal_braze.workspace.read import read_settings
from support import toml
from support.command import run
from support.schemas import write
from workspace.planning import errors, mistakes, plans

CHOICES = "Choose from: external_id, braze_id, email, phone, user_alias. Write each only once."
KNOWN = (
    "Known keys: identity, update_existing_only, subscription_groups, channels, names, properties, recipes, events,"
    " catalogs, bundles, webhooks."
)
IDENTIFIERS = (
    "The identifiers to try, in order, each once. `external_id` is Regal's userId; `braze_id` stands in a trait;"
    " `user_alias` is the phone number as an alias; `phone` and `email` identify by themselves."
)
MISSING = (
    "What to do with a payload in which no identifier is usable: `error` shows in Braze's log, `skip` changes nothing"
    " and says nothing."
)
LABEL = "Label of the user alias that holds the phone number, such as regal_phone."
GROUP = "Copy the group's API identifier from Braze: 32 hexadecimal digits with dashes."
KINDS = 'can only contain "external_id", "braze_id", "email", "phone" or "user_alias"'
NO_TOML = "The file is not valid TOML: "
CALL = '[events."call.completed"]\n'
PURCHASE = '[[events."call.completed".purchases]]\nproduct = "p"\nprice = 1\ncurrency = "USD"\n'

WORDS = (
    ("[identiy]\n", 1, "There is no key identiy", "Did you mean identity?"),
    ("# [identity]\n\n[identity]\nordr = []\n", 4, "There is no key identity.ordr", "Did you mean order?"),
    ('[subscription_groups]\n"Voice 1" = "4d5d2e5c-6c0b-4ed5-9f7e-2f1a5a2a9d01"\n', 2,
     'subscription_groups cannot have the key "Voice 1"',
     "Write a channel as Regal names it, in lower case, such as whatsapp."),
    ('[channels]\ntext = "txt"\n', 2, "There is no channel txt", "Known channels: email, sms, voice."),
    ('[channels]\ntext = "sms"\ntxt = "text"\n', 3, "text is another name of sms, not a channel", 'Write txt = "sms".'),
    ('[channels]\nvoice = "sms"\n', 2, "voice is a channel, so it cannot be another name of sms",
     "Remove this line, or the channel's subscription group."),
    ("zzz = 1\n", 1, "There is no key zzz", KNOWN),
    ("identity = 1\n", 1, "identity must be a table", "Write [identity] on a separate line, and its keys below it."),
    ("\nupdate_existing_only = []\n", 2, "update_existing_only must be a table",
     "Write [update_existing_only] on a separate line, and its keys below it."),
    ("[webhooks]\nphones = 5\n", 2, "webhooks.phones must be a list",
     "Write [[webhooks.phones]] on a separate line, and its keys below it."),
    ('[identity]\n# order = ["email"]\norder = "email"\n', 3, "identity.order must be a list", CHOICES),
    ('identity.order = ["email", "email"]\n', 1, 'identity.order contains "email" twice', CHOICES),
    ("[identity]\norder = []\n", 2, "identity.order must not be empty", CHOICES),
    ("[identity]\norder = [[1], {}, 2]\n", 2, f"identity.order {KINDS}", IDENTIFIERS),
    ('identity.order = [\n  "email",\n  "user_alais",\n]\n', 3, f"identity.order {KINDS}", "Did you mean user_alias?"),
    ('[identity]\nalias_label = " x"\n', 2,
     "identity.alias_label must be text on one line, without spaces at its ends", LABEL),
    ("[identity]\nalias_label = 2024-01-01\n", 2,
     "identity.alias_label must be text on one line, without spaces at its ends", LABEL),
    ("[identity]\nalias_label = 5\n", 2,
     "identity.alias_label must be text on one line, without spaces at its ends", f"Write it in quotes. {LABEL}"),
    ("[identity]\nmissing = true\n", 2, 'identity.missing must be "error" or "skip"', MISSING),
    ('[update_existing_only]\nevents = "true"\n', 2,
     "update_existing_only.events must be true or false", "Write it without quotes."),
    ("[update_existing_only]\nevents = 1\n", 2,
     "update_existing_only.events must be true or false", "Write true or false. Custom events."),
    ('subscription_groups = { sms = "12345" }\n', 1, "subscription_groups.sms must be the ID of a subscription group",
     GROUP),
    ('[subscription_groups]\nemail = "8e5d6f6e-6c0b-4c0e-9c66-5a8d6e3b1a2f\\n"\n', 2,
     "subscription_groups.email must be the ID of a subscription group", GROUP),
    ("[identity]\norder = [\n", 3, f"{NO_TOML}Invalid value", "Fix this line."),
    ("[identity]\n\norder == 1\n", 3, f"{NO_TOML}Invalid value", "Fix this line."),
    ("a = 1\na = 2\n", 2, f"{NO_TOML}Cannot overwrite a value", "Fix this line."),
    ('{"identity": 1}', 1, f"{NO_TOML}Invalid statement", "Fix this line."),
    ("a = " + "[" * 100_000, 1, f"{NO_TOML}A number is too long, or a list is nested too deeply", "Fix this line."),
    ("\na = " + "1" * 5000, 2, f"{NO_TOML}A number is too long, or a list is nested too deeply", "Fix this line."),
)  # fmt: skip


@pytest.mark.parametrize(("text", "line", "message", "help_text"), WORDS, ids=[case[0][:40] for case in WORDS])
def test_a_mistake_says_what_is_wrong_and_how_to_fix_it(text: str, line: int, message: str, help_text: str) -> None:
    (finding,) = mistakes(text)
    assert (finding.code, finding.file, finding.line) == ("config-invalid", toml.CONFIG, line)
    assert (finding.message, finding.help) == (message, help_text)


VALUES: dict[str, tuple[str, int, str]] = {
    "a limit of nothing": (f"{CALL}limits.notes = 0\n", 2, "must be at least 1"),
    "a limit too high": (f"{CALL}limits = {{ objections = 2, notes = 501 }}\n", 2, "notes must be at most 500"),
    "a quantity of nothing": (f'{PURCHASE}quantity = 0\nwhen.notes = "x"\n', 5, "must be at least 1"),
    "a quantity too high": (f'{PURCHASE}quantity = 101\nwhen.notes = "x"\n', 5, "must be at most 100"),
    "a price too high": (
        '[[events."call.completed".purchases]]\nproduct = "p"\nprice = 1e300\ncurrency = "USD"\nwhen.notes = "x"\n',
        3, "must be at most 1,000,000,000,000"),
    "a currency in lower case": (
        '[[events."call.completed".purchases]]\nproduct = "p"\nprice = 1\ncurrency = "usd"\nwhen.notes = "x"\n',
        4, 'currency cannot be "usd"'),
    "no condition": (f"{PURCHASE}when = {{}}\n", 5, "when must not be empty"),
    "a condition of no values": (f"{PURCHASE}when.notes = []\n", 5, "when.notes must not be empty"),
    "a condition with a value twice": (
        f'{PURCHASE}when.notes = [\n  "a",\n  "a",\n]\n', 5, 'when.notes contains "a" twice'),
    "an empty purchase": (
        '[[events."call.completed".purchases]]\n[[events."call.completed".purchases]]\n', 1, "must have the key when"),
    "a property omitted twice": (f'{CALL}omit = ["notes", "notes"]\n', 2, 'omit contains "notes" twice'),
    "a name that is too long": (f'{CALL}name = "{"x" * 256}"\n', 2, "must have at most 255 characters"),
    "a prefix that is too long": (f'[names]\nprefix = "{"x" * 101}"\n', 2, "must have at most 100 characters"),
    "a prefix that starts with a dollar": ('[names]\nprefix = "$x"\n', 2, "neither a space nor a $"),
    "a key of an analysis twice": ('[recipes]\ncall_analysis = ["a", "b", "a"]\n', 2, 'contains "a" twice'),
    "a bundle of nothing": ("[bundles.x]\nevents = []\n", 2, "bundles.x.events must not be empty"),
    "an event twice in a bundle": ('[bundles.x]\nevents = ["sms.sent", "sms.sent"]\n', 2, 'contains "sms.sent" twice'),
    "a bundle without events": ("[bundles]\n[bundles.x]\n", 2, "bundles.x must have the key events"),
    "a bundle that leaves its folder": ('[bundles."../x"]\nevents = ["*"]\n', 1, 'cannot have the key "../x"'),
    "a bundle named like a folder": ('[bundles.X]\nevents = ["*"]\n', 1, 'cannot have the key "X"'),
    "an unknown event in a bundle": (
        '[bundles.x]\nevents = [\n  "call.*",\n  "nope.x",\n]\n', 4, "There is no event nope.x"),
    "a pattern that matches nothing": ('[events."cal.*"]\nname = "x"\n', 1, "cal.* matches no event"),
    "an unknown event": ('[names]\n[events."call.complete"]\n', 2, "There is no event call.complete"),
    "an event with a space": ('[events."call completed"]\n', 1, 'events cannot have the key "call completed"'),
    "a catalog without fields": ('[catalogs.x]\nobject_type = "a"\nfields = []\n', 3, "fields must not be empty"),
    "a catalog without a type": ('[catalogs.x]\nfields = ["a"]\n', 1, "catalogs.x must have the key object_type"),
    "a catalog of another name": ('[catalogs."x y"]\nobject_type = "a"\nfields = ["a"]\n', 1, 'the key "x y"'),
    "too many fields": (
        f'[catalogs.x]\nobject_type = "a"\nfields = {[f"f{index}" for index in range(501)]}\n', 3, "at most 500"),
    "a field called id": (
        '[catalogs.x]\nobject_type = "a"\nfields = [\n  "a", # one\n  "id",\n]\n', 5, 'cannot contain "id"'),
    "a field with a dot": ('[catalogs.x]\nobject_type = "a"\nfields = ["a.b"]\n', 3, 'cannot contain "a.b"'),
    "the time in id": (
        '[catalogs.x]\nobject_type = "a"\nfields = ["a"]\ntime = "id"\n', 4, "must be a valid field name"),
    "an unknown recipe": ("[recipes]\nlast_cal = true\n", 2, "There is no recipe last_cal"),
    "keys for a recipe that takes none": ('[recipes]\nlast_call = ["a"]\n', 2, "must be true or false"),
    "a recipe with keys that is on": ("[recipes]\ncall_analysis = true\n", 2, "must be a list"),
    "a number of more than 64 bits": (
        f"[names]\n[webhooks.traits]\na = 1\nb = [1, 0x{'f' * 9999}]\n", 4,
        "webhooks.traits.b must be a finite number of 64 bits"),
    "a whole number that JSON has, but not TOML": (f"{CALL}limits.notes = {2**63}\n", 2, "a finite number of 64 bits"),
    "endless nesting": (f"a = {'[' * 250}{']' * 250}\n", 2, "a list is nested too deeply"),
} | {
    f"a field named {member}": (
        f'[catalogs.x]\nobject_type = "t"\nfields = [\n  "a",\n  "{member}",\n]\n', 5, f'cannot contain "{member}"')
    for member in OBJECT_MEMBERS
}  # fmt: skip


@pytest.mark.parametrize("case", VALUES)
def test_a_value_that_is_not_allowed_is_reported_at_its_line(case: str) -> None:
    text, line, words = VALUES[case]
    found = errors(text)
    assert {finding.file for finding in found} == {toml.CONFIG}
    assert line in [finding.line for finding in found if words in finding.message], found
    assert all(finding.help.endswith((".", "?")) for finding in found)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n# only a comment\n",
        "[identity]\r\n[subscription_groups]\r\n",
        '[identity]\nalias_label = "unused"\norder = ["email"]\n',
        '[identity]\nbraze_id_trait = "unused"\n',
        "[bundles]\n",
        f"{CALL}omit = []\npurchases = []\n[events]\n[catalogs]\n[recipes]\n",
        '[events."sms.*"]\n[events."sms.sent".rename]\n',
        '[names]\nprefix = ""\n',
    ],
)
def test_settings_without_effect_are_no_mistakes(text: str) -> None:
    assert errors(text) == []


def test_all_mistakes_of_a_file_are_reported_at_once() -> None:
    found = mistakes(
        '[identity]\norder = 1\nmissing = 2\n[update_existing_only]\nevents = 3\nx = 4\n"a\\nb\\u001b" = 5\n'
    )
    assert [finding.line for finding in found] == [2, 3, 5, 6, 7]
    assert found[-1].message == r'There is no key update_existing_only."a\nb\u001b"'


def test_mistakes_of_all_stages_are_reported_at_once() -> None:
    text = '[events."call.*"]\nomit = ["nope"]\n[events."cal.x"]\n[recipes]\nx = true\n[bundles.a]\nevents = ["*"]\n'
    assert {finding.line for finding in errors(text)} == {2, 3, 5}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'a = "\xff"\n', "Byte 5 is not UTF-8"),
        ("a = 1\n".encode("utf-16"), "Byte 0 is not UTF-8"),
        (None, "The file cannot be read: Is a directory"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / toml.CONFIG
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    with pytest.raises(ConfigurationError, match=message) as caught:
        read_settings(path)
    (finding,) = caught.value.findings
    assert (finding.code, finding.file, finding.line) == ("config-invalid", str(path), None)


def test_a_byte_order_mark_is_ignored(tmp_path: Path) -> None:
    (tmp_path / toml.CONFIG).write_bytes(b'\xef\xbb\xbf[identity]\nalias_label = "x"\n')
    assert read_settings(tmp_path / toml.CONFIG).alias_label == "x"


def test_settings_reach_the_code_as_text() -> None:
    shown = plans('[identity]\nalias_label = "*/ `${x}` </script> \\u2028 \\\\"\n').body("sms.sent")
    assert 'alias_label: "*/ `${x}` <\\/script> \\u2028 \\\\"' in shown
    assert "\u2028" not in shown


@pytest.mark.parametrize("command", [("generate",), ("check",), ("verify",), ("list",), ("show", "sms.sent")])
def test_every_command_ends_with_2(workspace: Path, command: tuple[str, ...]) -> None:
    write(workspace, {toml.CONFIG: f'{CALL}omit = ["nope"]\n'})
    ended = run(*command)
    assert (ended.code, ended.out) == (2, "")
    assert f"{toml.CONFIG}:2:9: error[unknown-property]" in ended.err


def test_a_mistake_in_a_schema_is_not_one_in_the_settings(workspace: Path) -> None:
    write(workspace, {toml.CONFIG: "[names]\n", "schemas/events/my.event.json": "{"})
    ended = run("generate", "--format", "json")
    assert ended.code == 1
    assert {finding["code"] for finding in ended.findings} == {"broken-json"}
