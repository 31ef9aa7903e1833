"""A regal-braze.toml that asks for what cannot be: a finding at the line that asks, and nothing written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hostile import toml
from hostile.workspaces import places, refused
from support.command import run
from support.schemas import write

CALL = '[events."call.completed"]\n'
PURCHASE = '[[events."call.completed".purchases]]\nproduct = "p"\nprice = 1\ncurrency = "USD"\n'
GROUP = "4d5d2e5c-6c0b-4ed5-9f7e-2f1a5a2a9d01"

CASES: dict[str, tuple[str, str, int, str]] = {
    "omit and rename": (f'{CALL}omit = ["notes"]\nrename.notes = "n"\n', "contradiction", 3, "in both omit and rename"),
    "omit and convert": (
        f'{CALL}convert.started_at = "iso8601"\nomit = ["started_at"]\n', "contradiction", 2, "omit and convert"),
    "omit and limits": (
        f'{CALL}omit = ["notes"]\n[events."call.completed".limits]\n"notes" = 5\n', "contradiction", 4, "and limits"),
    "omit for several, rename for one": (
        f'{CALL}rename = {{ notes = "n" }}\n[events."call.*"]\nomit = ["notes"]\n', "contradiction", 2, "and rename"),
    "omitted by the schema": (
        '[events."call.analysis.available"]\nrename.incoming_sip_headers = "x"\n', "contradiction", 2, "both omit and"),
    "a flattened map renamed": (
        '[events."call.analysis.available"]\nrename.call_analysis = "x"\n', "contradiction", 2, "both flatten and"),
    "part of what is omitted": (
        '[events."sms.conversation.completed"]\nomit = ["content"]\nconvert."content/sent_at" = "iso8601"\n',
        "contradiction", 3, "omit and convert"),
    "a date-time in a list": (
        '[events."sms.conversation.completed"]\nconvert."content/sent_at" = "iso8601"\n',
        "contradiction", 2, "no date-times in lists"),
    "the time of a flag": (
        f'{CALL}convert = {{ conversation_happened = "iso8601" }}\n', "contradiction", 2, "cannot be a time"),
    "a limit of a number": (f"{CALL}limits = {{ talk_time = 5 }}\n", "contradiction", 2, "neither a text nor a list"),
    "a limit of a text": (f"{CALL}limits = {{ notes = 256 }}\n", "contradiction", 2, "256 characters are more"),
    "renamed to another's name": (
        f'{CALL}\nrename = {{ notes = "objections" }}\n', "name-collision", 3, "both reach Braze as 'objections'"),
    "two renamed to one": (
        f'{CALL}[events."call.completed".rename]\nnotes = "x"\ndisposition = "x"\n', "name-collision", 3, "as 'x'"),
    "renamed to what Braze keeps": (
        f'{CALL}rename = {{ notes = "event_name" }}\n', "reserved-name", 2, "refuses the property name 'event_name'"),
    "renamed with a dollar": (f'{CALL}rename = {{ notes = "$n" }}\n', "reserved-name", 2, "property name '$n'"),
    "an attribute that Braze keeps": (
        f'{CALL}attributes = {{ notes = "push_tokens" }}\n', "reserved-name", 2, "Braze reserves the name push_tokens"),
    "an attribute that identifies": (
        f'{CALL}attributes = {{ notes = "external_id" }}\n', "reserved-name", 2, "Braze reserves the name external_id"),
    "two attributes of one name": (
        f'{CALL}attributes.disposition = "a"\nattributes.notes = "a"\n', "name-collision", 3, "the attribute 'a'"),
    "an attribute of a recipe again": (
        f'[recipes]\nlast_call = true\n{CALL}attributes.notes = "regal_last_call_at"\n',
        "name-collision", 4, "regal_last_call_at"),
    "a key of a recipe again": (
        ('[recipes]\ncall_analysis = [\n "a",\n "b",\n]\n[events."call.analysis.available"]\n'
        'attributes.agent_email = "regal_b"\n'), "name-collision", 4, "regal_b"),
    "a key that every object has": (
        '[recipes]\ncall_analysis = [\n "a",\n "toString",\n]\n', "reserved-name", 4, "has a member toString"),
    "an attribute that every object has": (
        '[events."call.analysis.available".attributes]\n"call_analysis/constructor" = "x"\n',
        "reserved-name", 2, "has a member constructor"),
    "a text compared with a number": (f"{PURCHASE}when.notes = 5\n", "contradiction", 5, "notes is never 5"),
    "a number compared with a text": (
        f'{PURCHASE}when.talk_time = [\n  1,\n  "1",\n]\n', "contradiction", 7, 'talk_time is never "1"'),
    "a flag compared with a number": (
        f'{PURCHASE}when = {{ notes = "x", conversation_happened = 1 }}\n', "contradiction", 5, "never 1"),
    "a number compared with a flag": (f"{PURCHASE}when.talk_time = true\n", "contradiction", 5, "is never true"),
    "a currency that is a flag": (
        (f'{CALL}[[events."call.completed".purchases]]\nwhen.notes = "x"\nproduct = "p"\nprice = 1\n'
        'currency = { property = "conversation_happened" }\n'), "contradiction", 6, "cannot be a currency"),
    "two catalogs for one type": (
        '[catalogs.a]\nobject_type = "x"\nfields = ["f"]\n[catalogs.b]\nobject_type = "x"\nfields = ["f"]\n',
        "contradiction", 5, "a is already the catalog for x"),
    "a field that takes the time too": (
        '[catalogs.a]\nobject_type = "x"\nfields = ["f"]\ntime = "f"\n', "contradiction", 4, "for the event's time"),
    "an event's key that is none of a catalog's": (
        '[events."agent.activity.updated"]\nname = "x"\n', "contradiction", 2, "so name has no effect"),
    "an event's key that is none of a subscription's": (
        '[events."contact.subscribed".attributes]\nchannel = "x"\n', "contradiction", 2, "so attributes has no effect"),
    "groups of an event that changes none": (
        f'{CALL}subscription_groups.sms = "{GROUP}"\n', "contradiction", 2, "so subscription_groups has no effect"),
    "several events none of which takes it": (
        '[events."contact.*subscribed"]\nname = "x"\n', "contradiction", 2, "name has no effect"),
    "an event that catalogs take": (
        '[catalogs.a]\nobject_type = "x"\nfields = ["f"]\n[events."object.created"]\nname = "x"\n',
        "contradiction", 5, "so name has no effect"),
    "no event that is on": ('[events."*"]\nnulls = "omit"\nenabled = false\n', "no-schemas", 3, "no event to generate"),
    "two bundles of one event": (
        '[bundles.a]\nevents = ["sms.sent"]\n[bundles.b]\nevents = [\n "sms.*",\n]\n', "contradiction", 4, "twice"),
    "a bundle of two destinations": (
        '[bundles.a]\nevents = ["*"]\n', "contradiction", 2, "one destination"),
    "a bundle of what is off": (
        '[events."sms.sent"]\nenabled = false\n[bundles.a]\nevents = ["call.*", "sms.sent"]\n',
        "contradiction", 4, "not enabled"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_contradiction(workspace: Path, case: str) -> None:
    text, code, line, words = CASES[case]
    write(workspace, {toml.CONFIG: text})
    ended = refused(workspace, code=2)
    assert places(ended) == [(code, toml.CONFIG, None, line)]
    (message,) = (each["message"] for each in ended.findings if each["severity"] == "error")
    assert words in message


def test_two_equally_specific_patterns_contradict_each_other(workspace: Path) -> None:
    text = '[events."*l.placed"]\nname = "{}"\nnulls = "omit"\n[events."call.pla*"]\nname = "A"\nnulls = "omit"\n'
    write(workspace, {toml.CONFIG: text.format("A")})
    assert run("generate", "--quiet").code == 0
    write(workspace, {toml.CONFIG: text.format("B")})
    ended = refused(workspace, code=2)
    assert places(ended) == [("contradiction", toml.CONFIG, None, 5)]
    assert "which set name differently" in ended.findings[0]["message"]
    write(workspace, {toml.CONFIG: text.format("B").replace("*l.", "*ll.")})
    named = {each["event"]: each["name"] for each in json.loads(run("list", "--format", "json").out)}
    assert named["call.placed"] == "B", "the more specific pattern counts"


UNKNOWN: dict[str, tuple[str, int]] = {
    "omit": (f'{CALL}omit = [\n  "type", "dispositon",\n]\n', 3),
    "rename": (f'{CALL}rename = {{ "type" = "t", "dispositon" = "d" }}\n', 2),
    "rename, dotted": ('events."call.completed".rename."dispositon" = "d"\n', 1),
    "convert": (f"{CALL}\nconvert.dispositon = 'iso8601'\n", 3),
    "attributes": ('[events."call.completed".attributes]\ntype = "t"\ndispositon = "d"\n', 3),
    "limits": ("[events.'call.completed'.limits]\n'dispositon' = 5\n", 2),
    "a condition": (f'{PURCHASE}when.type = "x"\n{PURCHASE}when = {{ type = "x", dispositon = "x" }}\n', 10),
    "a product": (
        (f'{PURCHASE}when.type = "x"\n[[events."call.completed".purchases]]\nwhen.type = "y"\nprice = 1\n'
        'currency = "USD"\nproduct.property = "dispositon"\n'), 10),
}  # fmt: skip


@pytest.mark.parametrize("case", UNKNOWN)
@pytest.mark.parametrize("pattern", ["call.completed", "call.complete*"])
def test_an_unknown_property(workspace: Path, case: str, pattern: str) -> None:
    text, line = UNKNOWN[case]
    write(workspace, {toml.CONFIG: text.replace("call.completed", pattern)})
    ended = refused(workspace, code=2)
    assert places(ended) == [("unknown-property", toml.CONFIG, None, line)]
    assert ended.findings[0]["message"].endswith(
        "declares no property dispositon" if "*" not in pattern else "dispositon"
    )
    assert ended.findings[0]["help"] == "Did you mean disposition?"


def test_a_pattern_counts_where_a_property_exists(workspace: Path) -> None:
    declaring = ("call.completed", "notes: text")
    others = ("call.placed", "call.recording.available")
    assert declaring[1] in run("show", declaring[0]).out
    write(workspace, {toml.CONFIG: '[events."*"]\nomit = ["notes"]\nrename.handle_time = "seconds"\n'})
    shown = run("show", declaring[0]).out
    assert "notes: text" not in shown
    assert "seconds" in shown
    for event in others:
        assert run("show", event).code == 0


def test_a_purchase_of_a_pattern_counts_where_all_its_properties_exist(workspace: Path) -> None:
    purchase = PURCHASE.replace("call.completed", "call.*") + 'when = { disposition = "Sold", talk_time = 7 }\n'
    write(workspace, {toml.CONFIG: purchase})
    kinds = {each["event"]: each["destination"] for each in json.loads(run("list", "--format", "json").out)}
    assert "purchases" in kinds["call.completed"]
    assert "purchases" not in kinds["call.placed"]
    write(workspace, {toml.CONFIG: purchase.replace("talk_time", '"call_analysis/x"')})
    ended = refused(workspace, code=2)
    assert places(ended) == [("unknown-property", toml.CONFIG, None, 1)]
    assert ended.findings[0]["message"].endswith("declares all properties of this setting")


def test_omitting_what_the_schema_decides_about(workspace: Path) -> None:
    text = '[events."sms.conversation.completed"]\nomit = ["content"]\n[events."call.analysis.available"]\n'
    write(workspace, {toml.CONFIG: f'{text}omit = ["call_analysis", "incoming_sip_headers", "agent_email"]\n'})
    assert run("generate", "--quiet").code == 0
    assert "call_analysis" not in run("show", "call.analysis.available").out
    write(workspace, {toml.CONFIG: f'{text}omit = [\n "call_analysis",\n "incoming_sip_headers",\n "nope"]\n'})
    assert places(refused(workspace, code=2)) == [("unknown-property", toml.CONFIG, None, 7)]
