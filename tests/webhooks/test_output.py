"""W1: what `generate` writes for webhooks."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from regal_braze.output.manifest import Artifact
from regal_braze.pipeline import artifacts, plan_workspace
from regal_braze.webhooks.render import render_settings
from regal_braze.workspace.workspace import open_workspace
from webhooks.templates import ROOT, TEMPLATES, plans, text

SHIPPED = [
    f"{name}{form}" for name in ("custom-event", "new-contact", "opt-in-update") for form in ("", ".phones")
]  # fmt: skip


def output() -> list[Artifact]:
    made, findings = artifacts(plan_workspace(open_workspace(ROOT)))
    assert not [finding for finding in findings if finding.severity == "error"]
    return made


def test_three_webhooks_ship_in_two_formats_each_with_its_settings() -> None:
    webhooks = {each.path: each for each in output() if each.path.startswith("webhooks/")}
    assert sorted(webhooks) == sorted(
        f"webhooks/{name}{ending}" for name in SHIPPED for ending in (".liquid", ".settings.json")
    )
    assert {each.kind for each in webhooks.values()} == {"webhook", "webhook settings"}
    assert webhooks["webhooks/new-contact.liquid"].schema == "schemas/webhooks/new-contact.json"


def test_each_custom_event_of_the_workspace_has_templates_of_its_own() -> None:
    names = set(plans("partner page"))
    assert {"application-step-1-completed", "product-interest-captured.phones"} <= names
    assert "custom-event" not in names


@pytest.mark.parametrize(("workspace", "name"), TEMPLATES)
def test_settings_say_where_and_how_and_hold_no_secret(workspace: str, name: str) -> None:
    settings = json.loads(render_settings(plans(workspace)[name]))
    assert settings["url"] == "https://events.regalvoice.com/events"
    assert settings["method"] == "POST"
    assert settings["headers"] == {"Authorization": "{{<REGAL_API_KEY>}}", "Content-Type": "application/json"}
    assert settings["body"] == {"type": "raw text", "file": f"{name}.liquid"}
    assert settings["trigger"]
    assert any("{{<REGAL_API_KEY>}}" in step for step in settings["steps"])


@pytest.mark.parametrize(("workspace", "name"), TEMPLATES)
def test_the_header_tells_what_it_is_and_its_digest(workspace: str, name: str) -> None:
    head = text(workspace, name).split("{%- endcomment -%}")[0]
    assert f"{name}.settings.json" in head
    assert re.search(r"Generated from schemas/webhooks/[a-z-]+\.json; digest [0-9a-f]{16}\n", head)


def test_the_same_workspace_gives_the_same_text() -> None:
    again = {each.path: each.content for each in output()}
    assert again["webhooks/new-contact.liquid"] == text("shipped", "new-contact")


def test_webhooks_read_nothing_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGAL_API_KEY", "secret")
    assert not any("secret" in each.content for each in output() if each.path.startswith("webhooks/"))


def test_the_bodies_of_the_default_workspace_are_checked_in() -> None:
    for name in SHIPPED:
        assert Path(ROOT, "output", "webhooks", f"{name}.liquid").read_text(encoding="utf-8") == text("shipped", name)
