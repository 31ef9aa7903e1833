"""Bad input is a finding with file and line, at load; nothing is generated from it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from regal_braze.documents.toml_positions import find_line
from regal_braze.findings.finding import ConfigurationError, Finding
from regal_braze.pipeline import plan_workspace
from regal_braze.workspace.workspace import open_workspace

EVENT = '[[webhooks.custom_events]]\nname = "Signed Up"\n'


def findings(folder: Path, toml: str) -> list[Finding]:
    """Return the errors that a regal-braze.toml ends in."""
    (folder / "regal-braze.toml").write_text(toml, encoding="utf-8")
    try:
        planned = plan_workspace(open_workspace(folder))
    except ConfigurationError as error:
        return list(error.findings)
    errors = [each for each in planned.findings if each.severity == "error"]
    assert not errors or not planned.webhooks
    return errors


CASES = {
    "a trait that repeats one of the webhook": (
        '[webhooks.traits]\nage = { attribute = "a" }\nemail = { attribute = "b" }\n', 3, "repeats"),
    "a trait that repeats one of all webhooks": (
        f'[webhooks.traits]\nage = {{ attribute = "a" }}\n{EVENT}[webhooks.custom_events.traits]\nage = "x"\n',
        6, "repeats"),
    "a trait that is there twice": ('[webhooks.traits]\nage = "a"\nage = "b"\n', 3, "TOML"),
    "a property of an unknown type": (
        f'{EVENT}[webhooks.custom_events.properties]\nprice = {{ type = "money", event = "p" }}\n', 4, "no type money"),
    "a property from an unknown source": (
        f'{EVENT}[webhooks.custom_events.properties]\na = "x"\nprice = {{ type = "number", evnt = "price" }}\n',
        5, "no source evnt"),
    "a property from nowhere": (
        f'{EVENT}[webhooks.custom_events.properties]\nprice = {{ type = "number" }}\n', 4, "no source"),
    "a property from two places": (
        f'{EVENT}[webhooks.custom_events.properties]\nprice = {{ event = "a", context = "b" }}\n', 4, "exclude"),
    "a property whose value is not of its type": (
        f'{EVENT}[webhooks.custom_events.properties]\nprice = {{ type = "number", value = "x" }}\n', 4, "no number"),
    "a property that is a date": (
        f"{EVENT}[webhooks.custom_events.properties]\nday = 2026-03-01\n", 4, "day must be"),
    "a number that JSON does not have": (
        f"{EVENT}[webhooks.custom_events.properties]\nday = inf\n", 4, "must be a text, a number"),
    "a custom event without a name": (
        f'{EVENT}\n[[webhooks.custom_events]]\ntrigger = "x"\n', 4, "no name"),
    "a custom event with a blank name": ('[[webhooks.custom_events]]\nname = " "\n', 2, "no name"),
    "a custom event whose name is no text": ("[[webhooks.custom_events]]\nname = 5\n", 2, "no name"),
    "a custom event whose name has no letter": ('[[webhooks.custom_events]]\nname = "!!"\n', 2, "no letter"),
    "two custom events in one file": (
        f'{EVENT}\n[[webhooks.custom_events]]\nname = "signed-up"\n', 5, "one file"),
    "a custom event in the file of a webhook that ships": (
        '[[webhooks.custom_events]]\nname = "New contact"\n', 2, "one file"),
    "a subscription group that is no UUID": (
        '[webhooks.consent.voice]\nsubscription_group = "abc"\n', 2, "no subscription group id"),
    "a channel's group that is no UUID": ('[subscription_groups]\nvoice = "abc"\n', 2, "no subscription group id"),
    "consent for everybody that is neither true nor false": (
        '[webhooks.consent.voice]\nvalue = "yes"\n', 2, "true or false"),
    "consent on an unknown channel": ("[webhooks.consent]\nfax = true\n", 2, "no key webhooks.consent.fax"),
    "a group where there is no consent": (
        '[webhooks.traits]\na = { subscription_group = "4d5d2e5c-6c0b-4ed5-9f7e-2f1a5a2a9d01" }\n', 2, "no source"),
    "an unknown profile field": ('[webhooks.traits]\na = { profile = "frist_name" }\n', 2, "no profile field"),
    "an unknown key": ("[webhooks]\nlead = 5\n", 2, "no key webhooks.lead"),
    "an unknown webhook": ('[webhooks.traits]\na = { value = "x", webhooks = ["new-cntact"] }\n', 2, "no webhook"),
    "a phone number for everybody": ('[[webhooks.phones]]\nvalue = "+1"\n', 1, "same for everybody"),
    "a phone number from nowhere": ('[[webhooks.phones]]\nlabel = "Home"\n', 1, "no source"),
    "a lead source that is a number": ("[webhooks]\nlead_source = 5\n", 2, "lead_source must be a text"),
    "webhooks that are no table": ("webhooks = 5\n", 1, "must be a table"),
    "events that are no tables": ("[webhooks]\ncustom_events = 5\n", 2, "array of tables"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_it_is_a_finding_with_file_and_line(tmp_path: Path, case: str) -> None:
    toml, line, words = CASES[case]
    found = findings(tmp_path, toml)
    assert [each.line for each in found] == [line], found
    assert words in found[0].message
    assert found[0].help
    assert found[0].file is not None
    assert found[0].file.endswith("regal-braze.toml")


BREAKING = (
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
)


def toml_string(text: str) -> str:
    return json.dumps(text, ensure_ascii=True)


@pytest.mark.parametrize("name", BREAKING)
@pytest.mark.parametrize(
    "place",
    [
        "[webhooks.traits]\n{} = 'x'\n",
        "[webhooks.traits]\na = {{ attribute = {} }}\n",
        EVENT + "[webhooks.custom_events.properties]\n{} = 'x'\n",
        EVENT + "[webhooks.custom_events.properties]\na = {{ event = {} }}\n",
        "[[webhooks.custom_events]]\nname = {}\n",
        "[webhooks.consent.voice]\nattribute = {}\n",
        "[[webhooks.phones]]\ncontext = {}\n",
        "[webhooks]\nlead_source = {{ trigger = {} }}\n",
    ],
)
def test_a_name_that_would_break_out_of_the_tag_or_of_the_json_is_refused(
    tmp_path: Path, place: str, name: str
) -> None:
    found = findings(tmp_path, place.format(toml_string(name)))
    assert found
    assert all(each.line for each in found)


@pytest.mark.parametrize("name", ["first name", "größe", "注文", "a.b", "a-b", "100 %", "<b>", "size", "if", "a[0]"])
def test_other_names_are_taken(tmp_path: Path, name: str) -> None:
    toml = f"[webhooks.traits]\n{toml_string(name)} = {{ attribute = {toml_string(name)} }}\n"
    assert findings(tmp_path, toml) == []


def test_all_findings_come_at_once(tmp_path: Path) -> None:
    toml = '[webhooks.traits]\n"a}" = "x"\nb = { evnt = "x" }\n[[webhooks.custom_events]]\n'
    assert [each.line for each in findings(tmp_path, toml)] == [2, 3, 4]


SCHEMA = {
    "title": "survey-done",
    "description": "A survey.",
    "type": "object",
    "properties": {"answer": {"description": "An answer.", "type": "string",
                              "x-braze": {"source": {"event": "answer"}, "presence": "optional"}}},
    "x-braze": {"trigger": "A survey.", "campaign": "Survey"},
}  # fmt: skip


def schema_findings(folder: Path, text: str, name: str = "survey-done") -> list[Finding]:
    path = folder / "schemas" / "webhooks" / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return [each for each in plan_workspace(open_workspace(folder)).findings if each.severity == "error"]


def test_a_workspace_can_add_a_webhook_by_a_schema(tmp_path: Path) -> None:
    assert schema_findings(tmp_path, json.dumps(SCHEMA)) == []
    assert "survey-done" in {each.template for each in plan_workspace(open_workspace(tmp_path)).webhooks}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"string"', '"text"'),
        ('"event"', '"evnt"'),
        ('"optional"', '"maybe"'),
        ('"answer": {', '"ans}}wer": {'),
        ('"event": "answer"', '"event": "ans}wer"'),
        ('"event": "answer"', '"subscription_group": "fax"'),
        ('"title": "survey-done"', '"title": "other"'),
        ('"presence": "optional"', '"presence": "optional", "presence": "required"'),
        ('"trigger": "A survey.",', ""),
    ],
)
def test_a_schema_that_does_not_follow_the_dialect_is_a_finding_with_its_line(
    tmp_path: Path, old: str, new: str
) -> None:
    text = json.dumps(SCHEMA, indent=1)
    assert old in text
    found = schema_findings(tmp_path, text.replace(old, new, 1))
    assert found
    assert all(each.line and each.file and each.file.endswith("survey-done.json") for each in found)


def test_lines_of_toml_are_found_by_path() -> None:
    text = (
        'a = 1\n[b]\nc.d = 2\n"e f" = { g = 3, h = "i = 4" }\n# [x]\n[[j.k]]\nl = """\n[m]\n"""\n'
        "[j.k.n]\no = 5\n[[j.k]]\nl = 6\n[j.k.n]\no = 7\n"
    )
    lines = {
        ("a",): 1, ("b",): 2, ("b", "c", "d"): 3, ("b", "e f", "h"): 4, ("b", "e f", "none"): 4, ("j", "k", 0): 6,
        ("j", "k"): 6,
        ("j", "k", 0, "l"): 7, ("j", "k", 0, "n", "o"): 11, ("j", "k", 1, "l"): 13, ("j", "k", 1, "n", "o"): 15,
        ("m",): None,
    }  # fmt: skip
    assert {path: find_line(text, path) for path in lines} == lines
