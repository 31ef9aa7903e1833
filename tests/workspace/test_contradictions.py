"""Settings that contradict each other, the schemas or Braze are findings at their lines."""

from __future__ import annotations

import pytest

from regal_braze.plan import model
from support import toml
from workspace.planning import errors, plans

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
def test_a_contradiction(case: str) -> None:
    text, code, line, words = CASES[case]
    (finding,) = errors(text)
    assert (finding.code, finding.file, finding.line) == (code, toml.CONFIG, line)
    assert words in finding.message
    assert finding.help.endswith((".", "?"))


def test_two_equally_specific_patterns_must_agree() -> None:
    text = '[events."*l.placed"]\nname = "{}"\nnulls = "omit"\n[events."call.pla*"]\nname = "A"\nnulls = "omit"\n'
    assert errors(text.format("A")) == []
    (finding,) = errors(text.format("B"))
    assert (finding.code, finding.line) == ("contradiction", 5)
    assert "which set name differently" in finding.message


def test_the_more_specific_of_two_patterns_counts() -> None:
    text = '[events."*ll.placed"]\nname = "B"\n[events."call.pla*"]\nname = "A"\n'
    assert track(text, "call.placed").event.name == "B"


def track(text: str, event: str) -> model.Track:
    """Return what an event sends to Braze with the settings of a file."""
    (plan,) = (plan for plan in plans(text).transformations if plan.event == event)
    assert isinstance(plan.destination, model.Track)
    return plan.destination


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
def test_an_unknown_property(case: str, pattern: str) -> None:
    text, line = UNKNOWN[case]
    (finding,) = errors(text.replace("call.completed", pattern))
    assert (finding.code, finding.file, finding.line) == ("unknown-property", toml.CONFIG, line)
    assert finding.message.endswith("dispositon" if "*" in pattern else "declares no property dispositon")
    assert finding.help == "Did you mean disposition?"


def test_a_pattern_applies_to_the_events_that_have_the_property() -> None:
    event, declared = "call.completed", "notes: text"
    assert declared in plans("").body(event)
    planned = plans('[events."*"]\nomit = ["notes"]\nrename.handle_time = "seconds"\n')
    assert declared not in planned.body(event)
    assert "seconds" in planned.body(event)
    assert {"call.placed", "call.recording.available"} <= {plan.event for plan in planned.transformations}


def test_a_purchase_of_a_pattern_applies_to_the_events_that_have_all_its_properties() -> None:
    purchase = PURCHASE.replace("call.completed", "call.*") + 'when = { disposition = "Sold", talk_time = 7 }\n'
    assert track(purchase, "call.completed").purchases
    assert not track(purchase, "call.placed").purchases
    (finding,) = errors(purchase.replace("talk_time", '"call_analysis/x"'))
    assert (finding.code, finding.line) == ("unknown-property", 1)
    assert finding.message.endswith("declares all properties of this setting")


def test_properties_that_the_schema_treats_specially_can_be_omitted() -> None:
    text = '[events."sms.conversation.completed"]\nomit = ["content"]\n[events."call.analysis.available"]\n'
    planned = plans(f'{text}omit = ["call_analysis", "incoming_sip_headers", "agent_email"]\n').required()
    assert "call_analysis" not in planned.body("call.analysis.available")
    (finding,) = errors(f'{text}omit = [\n "call_analysis",\n "incoming_sip_headers",\n "nope"]\n')
    assert (finding.code, finding.line) == ("unknown-property", 7)
