"""W1: three webhooks in two formats, each with its settings; no secret is read or written."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from regal_braze.output.manifest import Artifact
from regal_braze.pipeline import plan_workspace
from regal_braze.plans import artifacts
from regal_braze.webhooks.render import render_settings
from regal_braze.workspace.workspace import open_workspace
from support.webhooks import ROOT, TEMPLATES, plans, text

SHIPPED = [f"{name}{form}" for name in ("custom-event", "new-contact", "opt-in-update") for form in ("", ".phones")]
HEADER = re.compile(r"Generated from schemas/webhooks/[a-z-]+\.json; digest [0-9a-f]{16}\n")


def webhooks() -> dict[str, Artifact]:
    """Return the files of webhooks in the output of the default workspace, by path."""
    made, findings = artifacts(plan_workspace(open_workspace(ROOT)))
    assert not [finding for finding in findings if finding.severity == "error"]
    return {artifact.path: artifact for artifact in made if artifact.path.startswith("webhooks/")}


def test_three_webhooks_ship_in_two_formats_each_with_its_settings() -> None:
    found = webhooks()
    endings = {".liquid": "webhook", ".settings.json": "webhook settings"}
    expected = {f"webhooks/{name}{ending}": kind for name in SHIPPED for ending, kind in endings.items()}
    assert {path: artifact.kind for path, artifact in found.items()} == expected
    assert found["webhooks/new-contact.liquid"].schema == "schemas/webhooks/new-contact.json"
    for name in SHIPPED:
        assert found[f"webhooks/{name}.liquid"].content == text(plans("shipped")[name])
        assert Path(ROOT, "output", "webhooks", f"{name}.liquid").read_text() == text(plans("shipped")[name])


@pytest.mark.parametrize(("workspace", "name"), TEMPLATES)
def test_settings_say_where_and_how(workspace: str, name: str) -> None:
    settings = json.loads(render_settings(plans(workspace)[name]))
    assert settings["url"] == "https://events.regalvoice.com/events"
    assert settings["method"] == "POST"
    assert settings["headers"] == {"Authorization": "{{<REGAL_API_KEY>}}", "Content-Type": "application/json"}
    assert settings["body"] == {"type": "raw text", "file": f"{name}.liquid"}
    assert settings["trigger"]
    assert any("{{<REGAL_API_KEY>}}" in step for step in settings["steps"])


@pytest.mark.parametrize(("workspace", "name"), TEMPLATES)
def test_the_header_names_schema_digest_and_settings(workspace: str, name: str) -> None:
    head = text(plans(workspace)[name]).split("{%- endcomment -%}")[0]
    assert f"{name}.settings.json" in head
    assert HEADER.search(head)


def test_webhooks_read_nothing_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGAL_API_KEY", "secret")
    assert not any("secret" in artifact.content for artifact in webhooks().values())
