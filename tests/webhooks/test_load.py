"""A schema of a webhook that is wrong is a finding with its file and line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from regal_braze.pipeline import plan_workspace
from regal_braze.workspace.workspace import open_workspace
from support.schemas import errors_in, write

SCHEMA = {
    "title": "survey-done",
    "description": "A survey.",
    "type": "object",
    "properties": {"answer": {"description": "An answer.", "type": "string",
                              "x-braze": {"source": {"event": "answer"}, "presence": "optional"}}},
    "x-braze": {"trigger": "A survey.", "campaign": "Survey"},
}  # fmt: skip


FILE = "schemas/webhooks/survey-done.json"


def test_a_workspace_can_add_a_webhook_by_a_schema(tmp_path: Path) -> None:
    write(tmp_path, {FILE: SCHEMA})
    assert errors_in(tmp_path) == []
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
    write(tmp_path, {FILE: text.replace(old, new, 1)})
    found = errors_in(tmp_path)
    assert found
    assert all(finding.line and str(finding.file).endswith(FILE) for finding in found)
