"""The command `explain` for an event, a bundle and an unknown name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from explain.cases import WORKSPACES
from support.command import run, run_apart

EVERYTHING = WORKSPACES["everything"]


def test_explain_json_has_the_facts_of_the_text(workspace: Path) -> None:
    facts = json.loads(run("explain", "call.transcript.available", "--format", "json").out)
    assert list(facts) == [
        "event", "description", "becomes", "schema", "destination", "bundles", "decisions", "data_points",
        "custom_event", "profile", "purchases", "orders", "subscription", "catalogs", "left_out", "identity",
        "times", "accepted", "rejected", "samples", "findings",
    ]  # fmt: skip
    assert facts["data_points"] == {
        "least": 1, "most": 3, "samples": [2],
        "parts": ["the event", "an attribute", "the phone number next to an alias"],
    }  # fmt: skip
    (attribute,) = facts["profile"]["attributes"]
    assert attribute == {
        "name": "regal_last_transcript_url", "source": "transcript_url",
        "type": "text, left out over 255", "condition": None, "notes": [],
    }  # fmt: skip
    assert {"what": ["transcript"], "why": "omitted by the schema"} in facts["left_out"]


def test_bundle_has_one_line_per_event(workspace: Path) -> None:
    lines = [line.split() for line in run("explain", "contacts").out.splitlines()]
    assert ["Data", "points", "0", "or", "more", "per", "payload"] in lines
    assert [line[0] for line in lines if line and line[0] == "contact.phone.created"] == ["contact.phone.created"]
    facts = json.loads(run("explain", "contacts", "--format", "json").out)
    assert facts["destination"] == "POST: Track users"
    assert facts["data_points"] == {"least": 0, "most": None}
    assert len(facts["events"]) == 39
    assert facts["events"][0] == {
        "event": "call.analysis.available",
        "becomes": 'custom event "Call Analysis Available"',
        "data_points": {"least": 1, "most": 1},
    }


def test_range_of_a_bundle_contains_the_ranges_of_its_events() -> None:
    facts = json.loads(run("-C", EVERYTHING, "explain", "calls", "--format", "json").out)
    assert facts["data_points"]["least"] == min(each["data_points"]["least"] for each in facts["events"]) == 1
    most = [each["data_points"]["most"] for each in facts["events"]]
    assert facts["data_points"]["most"] == (None if None in most else max(most))


def test_webhook_has_its_settings_and_what_its_body_reads(workspace: Path) -> None:
    (workspace / "regal-braze.toml").write_text('[webhooks.traits]\nplan = { attribute = "plan" }\n')
    run("generate")
    settings = json.loads((workspace / "output/webhooks/new-contact.phones.settings.json").read_text())
    facts = json.loads(run("explain", "new-contact.phones", "--format", "json").out)
    assert {key: facts[key] for key in settings} == settings
    reads = [(each["kind"], each["name"], each["required"]) for each in facts["reads"]]
    assert ("profile", "phone_number", True) in reads
    assert ("attribute", "plan", False) in reads
    lines = [" ".join(line.split()) for line in run("explain", "new-contact.phones").out.splitlines()]
    assert "Webhook URL POST https://events.regalvoice.com/events" in lines
    assert "phone_number field of the profile phone required" in lines
    assert "plan custom attribute string" in lines
    assert any(line.startswith("1. In Braze, create a campaign") for line in lines)


def test_every_property_has_its_meaning(workspace: Path) -> None:
    facts = json.loads(run("explain", "sms.failed", "--format", "json").out)
    assert all(each["meaning"].endswith(".") for each in facts["custom_event"]["properties"])
    lines = [" ".join(line.split()) for line in run("explain", "sms.failed").out.splitlines()]
    assert "PROPERTY IN BRAZE MEANING FROM TYPE" in lines
    assert "to_number Number that the message was sent to. text, cut at 255" in lines


@pytest.mark.parametrize("name", ["call.complete", "sms.*", "../call.completed", ""])
def test_unknown_name_is_refused(workspace: Path, name: str) -> None:
    ended = run("explain", name, "--format", "json")
    assert ended.code == 2
    (finding,) = ended.findings
    assert finding["code"] == "unknown-event"
    assert finding["help"]
    if name == "call.complete":
        assert finding["help"] == "Did you mean call.completed?"


def test_refused_sample_is_marked(workspace: Path) -> None:
    facts = json.loads(run("explain", "contact.email.created", "--format", "json").out)
    assert facts["data_points"]["samples"] == [None, 5]
    assert "Documented samples: refused, 5" in " ".join(run("explain", "contact.email.created").out.split())


def test_code_of_own_templates_that_returns_no_request_is_a_finding(workspace: Path) -> None:
    template = workspace / "templates" / "transformation" / "transformation.js.jinja"
    template.parent.mkdir(parents=True)
    template.write_text("{% block event %}\nreturn 1;\n{% endblock %}\n")
    ended = run("explain", "call.completed", "--format", "json")
    assert ended.code == 1
    (finding,) = ended.findings
    assert finding["code"] == "request-invalid"
    assert "transformation.js.jinja" in finding["help"]


def test_text_is_the_same_on_every_terminal() -> None:
    """The width, the colors and the locale of a terminal have no effect."""
    plain = run("-C", EVERYTHING, "explain", "my.event").out
    env = {"COLUMNS": "40", "FORCE_COLOR": "1", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    assert run_apart("-C", EVERYTHING, "explain", "my.event", env=env).out == plain


def test_control_characters_in_names_are_escaped(workspace: Path) -> None:
    (workspace / "regal-braze.toml").write_text('[events."sms.sent"]\nname = "Sent \\u001b[31m\\u202e|`<b>"\n')
    text = run("explain", "sms.sent").out
    assert r'Custom event "Sent \u001b[31m\u202e|`<b>"' in text
    assert all(line.isprintable() for line in text.splitlines())
    facts = json.loads(run("explain", "sms.sent", "--format", "json").out)
    assert facts["custom_event"]["name"].startswith("Sent \x1b")
