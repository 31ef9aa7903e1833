"""Settings of the workspace appear with their line, and differ from what the schema says."""

from __future__ import annotations

from pathlib import Path

import pytest

from explain.cases import WORKSPACES, all_cases, explained
from regal_braze.explain.describe import describe_event
from regal_braze.explain.facts import Explanation
from regal_braze.pipeline import plan_workspace
from regal_braze.workspace.workspace import open_workspace

LINES = (WORKSPACES["everything"] / "regal-braze.toml").read_text(encoding="utf-8").split("\n")


def explained_in(folder: Path, event: str, text: str) -> Explanation:
    (folder / "regal-braze.toml").write_text(text)
    workspace = open_workspace(folder)
    plans = plan_workspace(workspace)
    pairs = zip(plans.transformations, plans.schemas, strict=True)
    plan, schema = next(pair for pair in pairs if pair[0].event == event)
    return describe_event(plan, schema, workspace.settings, plans.bundles)


def test_workspace_without_settings_has_no_lines() -> None:
    assert not any(explained(case).decisions for case in all_cases() if case[0] == "defaults")


@pytest.mark.parametrize("case", [case for case in all_cases() if case[0] == "everything"], ids=".".join)
def test_each_setting_has_the_line_of_its_key(case: tuple[str, str]) -> None:
    decisions = explained(case).decisions
    assert decisions
    for decision in decisions:
        assert decision.line is not None
        last = decision.key.rpartition(".")[2].strip('"')
        assert last in LINES[decision.line - 1]


def test_omission_names_the_workspace_or_the_schema() -> None:
    """The workspace counts if both omit a property."""
    omitted = {each.what: each.why for each in explained(("everything", "call.analysis.available")).left_out}
    line = next(number for number, text in enumerate(LINES, 1) if "incoming_sip_headers" in text)
    assert omitted["incoming_sip_headers", "agent_email"] == f"omitted by regal-braze.toml:{line}"
    assert omitted["outgoing_sip_headers",] == "omitted by the schema"


def test_recipe_that_is_turned_off_is_a_setting() -> None:
    keys = {each.key: each.value for each in explained(("everything", "call.transcript.available")).decisions}
    assert keys["recipes.last_transcript"] == "false"
    assert explained(("everything", "call.transcript.available")).profile is None


def test_omitted_property_names_its_attribute() -> None:
    why = {each.what: each.why for each in explained(("everything", "call.completed")).left_out}
    assert why["call_id",].endswith("; it only becomes the attribute last_call_id")


def test_group_of_the_workspace_replaces_the_placeholder(tmp_path: Path) -> None:
    group = "8b0e7b2e-31a7-4d8a-9c39-5b8f5a0b7c02"
    explanation = explained_in(tmp_path, "contact.unsubscribed", f'[subscription_groups]\nsms = "{group}"\n')
    assert explanation.subscription
    assert {each.channel: each.is_placeholder for each in explanation.subscription.groups} == {
        "voice": True, "sms": False, "email": True,
    }  # fmt: skip
    assert [(each.line, each.key) for each in explanation.decisions] == [(2, "subscription_groups.sms")]


def test_setting_of_a_pattern_names_the_pattern(tmp_path: Path) -> None:
    text = '[events."sms.*"]\nnulls = "omit"\n\n[events."sms.sent"]\nname = "Text Sent"\n'
    explanation = explained_in(tmp_path, "sms.sent", text)
    assert [(each.line, each.key, each.value) for each in explanation.decisions] == [
        (2, 'events."sms.*".nulls', '"omit"'),
        (5, 'events."sms.sent".name', '"Text Sent"'),
    ]
    assert explanation.custom_event
    assert explanation.custom_event.nulls == "A property that is null is left out."
