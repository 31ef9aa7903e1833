"""Values of regal-braze.toml that have the right type and are wrong all the same: each with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from hostile import toml
from hostile.workspaces import places, refused
from support.command import run
from support.schemas import write

CALL = '[events."call.completed"]\n'
PURCHASE = '[[events."call.completed".purchases]]\nproduct = "p"\nprice = 1\ncurrency = "USD"\n'

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
    "no condition": (f"{PURCHASE}when = {{}}\n", 5, "when holds nothing"),
    "a condition of no values": (f"{PURCHASE}when.notes = []\n", 5, "when.notes holds nothing"),
    "a condition with a value twice": (
        f'{PURCHASE}when.notes = [\n  "a",\n  "a",\n]\n', 5, 'when.notes holds "a" twice'),
    "no purchase": ('[[events."call.completed".purchases]]\n[[events."call.completed".purchases]]\n', 1, "has no when"),
    "a property omitted twice": (f'{CALL}omit = ["notes", "notes"]\n', 2, 'omit holds "notes" twice'),
    "a name that is too long": (f'{CALL}name = "{"x" * 256}"\n', 2, "must be at most 255 characters"),
    "a prefix that is too long": (f'[names]\nprefix = "{"x" * 101}"\n', 2, "must be at most 100 characters"),
    "a prefix that begins with a dollar": ('[names]\nprefix = "$x"\n', 2, "neither a space nor a $"),
    "a key of an analysis twice": ('[recipes]\ncall_analysis = ["a", "b", "a"]\n', 2, 'holds "a" twice'),
    "a bundle of nothing": ("[bundles.x]\nevents = []\n", 2, "bundles.x.events holds nothing"),
    "an event twice in a bundle": ('[bundles.x]\nevents = ["sms.sent", "sms.sent"]\n', 2, 'holds "sms.sent" twice'),
    "a bundle without events": ("[bundles]\n[bundles.x]\n", 2, "bundles.x has no events"),
    "a bundle that leaves its folder": ('[bundles."../x"]\nevents = ["*"]\n', 1, 'cannot have the key "../x"'),
    "a bundle named like a folder": ('[bundles.X]\nevents = ["*"]\n', 1, 'cannot have the key "X"'),
    "an unknown event in a bundle": (
        '[bundles.x]\nevents = [\n  "call.*",\n  "nope.x",\n]\n', 4, "There is no event nope.x"),
    "a pattern that matches nothing": ('[events."cal.*"]\nname = "x"\n', 1, "cal.* matches no event"),
    "an unknown event": ('[names]\n[events."call.complete"]\n', 2, "There is no event call.complete"),
    "an event with a space": ('[events."call completed"]\n', 1, 'events cannot have the key "call completed"'),
    "a catalog without fields": ('[catalogs.x]\nobject_type = "a"\nfields = []\n', 3, "fields holds nothing"),
    "a catalog without a type": ('[catalogs.x]\nfields = ["a"]\n', 1, "catalogs.x has no object_type"),
    "a catalog of another name": ('[catalogs."x y"]\nobject_type = "a"\nfields = ["a"]\n', 1, 'the key "x y"'),
    "too many fields": (
        f'[catalogs.x]\nobject_type = "a"\nfields = {[f"f{index}" for index in range(501)]}\n', 3, "at most 500"),
    "a field called id": (
        '[catalogs.x]\nobject_type = "a"\nfields = [\n  "a", # one\n  "id",\n]\n', 5, 'cannot hold "id"'),
    "a field with a dot": ('[catalogs.x]\nobject_type = "a"\nfields = ["a.b"]\n', 3, 'cannot hold "a.b"'),
    "the time in id": ('[catalogs.x]\nobject_type = "a"\nfields = ["a"]\ntime = "id"\n', 4, "cannot name a field"),
    "an unknown recipe": ("[recipes]\nlast_cal = true\n", 2, "There is no recipe last_cal"),
    "keys for a recipe that takes none": ('[recipes]\nlast_call = ["a"]\n', 2, "must be true or false"),
    "a recipe with keys that is on": ("[recipes]\ncall_analysis = true\n", 2, "must be a list"),
    "a number of more than 64 bits": (
        f"[names]\n[webhooks.traits]\na = 1\nb = [1, 0x{'f' * 9999}]\n", 4, "webhooks.traits.b is no number of 64"),
    "a whole number that JSON has, but not TOML": (f"{CALL}limits.notes = {2**63}\n", 2, "no number of 64 bits"),
    "endless nesting": (f"a = {'[' * 250}{']' * 250}\n", 2, "a list nested too deeply"),
}  # fmt: skip


@pytest.mark.parametrize("case", VALUES)
def test_a_value(workspace: Path, case: str) -> None:
    text, line, words = VALUES[case]
    write(workspace, {toml.CONFIG: text})
    ended = refused(workspace, code=2)
    assert {place[1] for place in places(ended)} == {toml.CONFIG}
    assert line in [each["line"] for each in ended.findings if words in each["message"]], ended.findings


@pytest.mark.parametrize(
    "text",
    [
        '[identity]\nalias_label = "unused"\norder = ["email"]\n',
        '[identity]\nbraze_id_trait = "unused"\n',
        "[bundles]\n",
        f"{CALL}omit = []\npurchases = []\n[events]\n[catalogs]\n[recipes]\n",
        '[events."sms.*"]\n[events."sms.sent".rename]\n',
        '[names]\nprefix = ""\n',
    ],
)
def test_what_does_no_harm(workspace: Path, text: str) -> None:
    write(workspace, {toml.CONFIG: text})
    assert run("generate", "--quiet").err == ""


def test_findings_of_all_stages_that_judge_the_file_come_at_once(workspace: Path) -> None:
    text = '[events."call.*"]\nomit = ["nope"]\n[events."cal.x"]\n[recipes]\nx = true\n[bundles.a]\nevents = ["*"]\n'
    write(workspace, {toml.CONFIG: text})
    assert {line for _, _, _, line in places(refused(workspace, code=2))} == {2, 3, 5}


def test_what_is_wrong_in_a_schema_is_no_mistake_of_the_configuration(workspace: Path) -> None:
    write(workspace, {toml.CONFIG: "[names]\n", "schemas/events/my.event.json": "{"})
    assert {code for code, *_ in places(refused(workspace, code=1))} == {"broken-json"}


@pytest.mark.parametrize("command", [("check",), ("verify",), ("list",), ("show", "sms.sent")])
def test_every_command_ends_with_2(workspace: Path, command: tuple[str, ...]) -> None:
    write(workspace, {toml.CONFIG: f'{CALL}omit = ["nope"]\n'})
    ended = run(*command)
    assert (ended.code, ended.out) == (2, "")
    assert f"{toml.CONFIG}:2:9: error[unknown-property]" in ended.err
