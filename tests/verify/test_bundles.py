"""M18: `verify` compares every bundle with the bodies of its events, whatever templates a workspace has."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from regal_braze import plans
from regal_braze.plan import model
from regal_braze.render.bundle import render_bundle
from regal_braze.render.templates import Templates
from support.command import CALL, run
from support.schemas import schema, write

TEXTS = '[bundles.texts]\nevents = ["sms.*"]\n'


def with_change(monkeypatch: pytest.MonkeyPatch, old: str, new: str) -> None:
    """Change the bodies of bundles, as a mistake in a template would do."""

    def render(bundle: model.Bundle, templates: Templates) -> str:
        body = render_bundle(bundle, templates)
        assert old in body
        return body.replace(old, new)

    monkeypatch.setattr(plans, "render_bundle", render)


def found() -> list[dict[str, Any]]:
    ended = run("verify", "--format", "json")
    assert ended.code == (1 if ended.findings else 0)
    return ended.findings


def test_the_default_bundles_pass(workspace: Path) -> None:
    assert found() == []


def test_another_request_is_a_finding_at_the_sample(few: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (few / "regal-braze.toml").write_text(TEXTS)
    with_change(monkeypatch, 'customEvent("SMS Received"', 'customEvent("SMS Sent"')
    (finding,) = found()
    assert (finding["code"], finding["severity"], finding["pointer"]) == ("bundle-differs", "error", "/examples/0")
    assert finding["file"].endswith("schemas/events/sms.received.json")
    assert finding["line"] > 1
    assert finding["message"].startswith('The bundle texts gives {"events":[{"name":"SMS Sent",')
    assert 'where the transformation sms.received gives {"events":[{"name":"SMS Received",' in finding["message"]


def test_a_bundle_that_skips_an_event_is_a_finding(few: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (few / "regal-braze.toml").write_text(TEXTS)
    with_change(
        monkeypatch,
        '"sms.sent": return () => customEvent(',
        '"sms.sent": return () => ((...given) => ({ events: [] }))(',
    )
    (finding,) = found()
    assert finding["code"] == "bundle-differs"
    assert '"events":[]' in finding["message"]


def test_a_bundle_that_refuses_a_recorded_payload_is_a_finding(few: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal in a recording is a warning. If the event's own body accepts the payload, it is an error."""
    (few / "regal-braze.toml").write_text('[bundles.calls]\nevents = ["call.*"]\n')
    write(few, {"recorded/call.json": CALL | {"userId": "refuse"}})
    with_change(monkeypatch, "const event = asObject(payload);", 'const event = asObject(payload);\n'
                'if (event.userId === "refuse") throw new Error("No usable identity");')  # fmt: skip
    ended = run("verify", "--payloads", "recorded", "--format", "json")
    assert {(each["code"], each["severity"], each["file"]) for each in ended.findings} == {
        ("deliberate-error", "warning", "recorded/call.json"),
        ("bundle-differs", "error", "recorded/call.json"),
    }
    message = ended.findings[-1]["message"]
    assert "gives the error No usable identity where the transformation call.completed gives" in message


def test_the_time_of_the_run_is_not_a_difference(few: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (few / "regal-braze.toml").write_text('[bundles.calls]\nevents = ["call.*"]\n')
    timeless = {key: CALL[key] for key in CALL if key != "originalTimestamp"}
    write(few, {"recorded/call.json": timeless})
    assert run("verify", "--payloads", "recorded").code == 0
    with_change(monkeypatch, "new Date().toISOString()", '"2031-02-03T04:05:06.000Z"')
    ended = run("verify", "--payloads", "recorded", "--format", "json")
    assert [(each["code"], each["file"]) for each in ended.findings][-1:] == [("bundle-differs", "recorded/call.json")]


def test_a_bundle_may_refuse_a_payload_without_a_name(few: Path) -> None:
    """M2: the event's own transformation accepts it."""
    sample = {"userId": "1", "properties": {"a": "x"}, "originalTimestamp": 1657855059}
    for event in ("my.event", "my.other"):
        write(few, {f"schemas/events/{event}.json": schema(event=event, examples=[sample])})
    (few / "regal-braze.toml").write_text(
        '[bundles.one]\nevents = ["my.event"]\n[bundles.two]\nevents = ["my.other", "sms.sent"]\n'
    )
    ended = run("verify", "--format", "json")
    assert ended.findings == []
    results = {each["event"]: (each["valid"], each["refused"]) for each in json.loads(ended.out)["results"]}
    assert (results["one"], results["two"]) == ((1, 0), (1, 1))


def test_a_workspace_template_that_is_wrong_in_bundles_only_is_a_finding(few: Path) -> None:
    block = "{% block event %}\n{{ super() }}\nbrazecall.attributes = [];\n{% endblock %}\n"
    (few / "regal-braze.toml").write_text(TEXTS)
    write(few, {"templates/bundle/bundle.js.jinja": block})
    assert {each["code"] for each in found()} == {"bundle-differs"}
