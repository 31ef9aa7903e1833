"""A schema of a webhook that is wrong is a finding with its file and line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from regal_braze.findings.finding import Finding
from regal_braze.pipeline import plan_workspace
from regal_braze.workspace.workspace import open_workspace

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
    findings = plan_workspace(open_workspace(folder)).findings
    return [finding for finding in findings if finding.severity == "error"]


def test_a_workspace_can_add_a_webhook_by_a_schema(tmp_path: Path) -> None:
    assert schema_findings(tmp_path, json.dumps(SCHEMA)) == []
    assert "survey-done" in {webhook.template for webhook in plan_workspace(open_workspace(tmp_path)).webhooks}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"string"', '"text"'),
        ('"event"', '"evnt"'),
        ('"optional"', '"maybe"'),
        ('"answer": {', '"ans}}wer": {'),
        ('"event": "answer"', '"event": "ans}wer"'),
        ('"event": "answer"', '"event": "answer %"'),
        ('"event": "answer"', '"event": " answer"'),
        ('"event": "answer"', '"event": "ans\u2028wer"'),
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
    assert all(finding.line and finding.file and finding.file.endswith("survey-done.json") for finding in found)
