"""The steps to set up a webhook in Braze, as `generate` writes them into its settings file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest

from support.command import run

GROUP: Final = "8b0e7b2e-31a7-4d8a-9c39-5b8f5a0b7c02"
WORKSPACE: Final = f"""[subscription_groups]
sms = "{GROUP}"
[webhooks.consent]
voice.attribute = "consent.voice"
[[webhooks.custom_events]]
name = "Signed Up"
properties.plan.event = "plan"
[[webhooks.custom_events]]
name = "Compared"
properties.plan.context = "plan"
[[webhooks.custom_events]]
name = "Ordered"
properties.plan.trigger = "plan"
[[webhooks.custom_events]]
name = "Called"
trigger = "A Canvas for callers."
"""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return the settings of each webhook of a workspace, by name."""
    folder = tmp_path_factory.mktemp("setup")
    (folder / "regal-braze.toml").write_text(WORKSPACE, encoding="utf-8")
    assert run("-C", folder, "generate", "-q").code == 0
    files = Path(folder, "output", "webhooks").glob("*.settings.json")
    return {file.name.removesuffix(".settings.json"): json.loads(file.read_text(encoding="utf-8")) for file in files}


def test_every_webhook_needs_re_eligibility(settings: dict[str, Any]) -> None:
    for each in settings.values():
        (step,) = (step for step in each["steps"] if step.startswith("Re-eligibility"))
        assert "Allow users to become re-eligible to receive campaign" in step
    assert "a later opt-out never reaches Regal" in " ".join(settings["opt-in-update"]["steps"])


def test_quiet_hours_and_frequency_capping_are_turned_off_for_consent(settings: dict[str, Any]) -> None:
    for name, expected in (("new-contact", True), ("opt-in-update.phones", True), ("signed-up", False)):
        steps = " ".join(settings[name]["steps"])
        assert ("Quiet Hours" in steps, "frequency capping" in steps) == (expected, expected), name


def test_the_trigger_of_an_update_of_consent_comes_from_the_source_of_each_consent(settings: dict[str, Any]) -> None:
    trigger = settings["opt-in-update.phones"]["trigger"]
    assert "Change Custom Attribute Value for consent, any new value" in trigger
    assert f"Update Subscription Group Status for {GROUP}" in trigger


@pytest.mark.parametrize(
    ("name", "trigger"),
    [
        ("signed-up", "Action-Based Delivery: Perform Custom Event, Signed Up."),
        ("compared", "A Canvas with Action-Based entry: Perform Custom Event, Compared."),
        ("ordered", "API-Triggered Delivery: the API call passes the properties of Ordered."),
        ("called", "A Canvas for callers."),
    ],
)
def test_the_trigger_of_a_custom_event_comes_from_its_sources(
    settings: dict[str, Any], name: str, trigger: str
) -> None:
    assert settings[name]["trigger"] == trigger
    assert f"Trigger. {trigger}" in settings[name]["steps"]


def test_an_api_trigger_next_to_an_event_or_a_canvas_is_a_warning(workspace: Path) -> None:
    (workspace / "regal-braze.toml").write_text(
        """[webhooks.traits]
agency = { context = "agency", webhooks = ["ordered"] }
[[webhooks.custom_events]]
name = "Ordered"
properties = { plan = { trigger = "plan" }, size = { event = "size" } }
[[webhooks.custom_events]]
name = "Compared"
properties = { plan = { context = "plan" }, size = { event = "size" } }
"""
    )
    (warning,) = (line for line in run("generate").err.splitlines() if "contradiction" in line)
    assert warning == (
        "regal-braze.toml:4:1: warning[contradiction]: Ordered reads API trigger properties (plan) and event properties"
        " (size) and context variables (agency): no message in Braze has both"
    )
    compared = json.loads((workspace / "output" / "webhooks" / "compared.settings.json").read_text(encoding="utf-8"))
    assert compared["trigger"] == (
        "A Canvas with Action-Based entry: Perform Custom Event, Compared. The webhook must be its first step, because"
        " later steps have no event properties."
    )


def test_everything_that_the_body_reads_is_listed(settings: dict[str, Any]) -> None:
    needs = settings["signed-up.phones"]["needs"]
    assert needs["subscription groups"] == [GROUP]
    assert needs["event properties"] == ["plan"]
    assert {"consent.voice", "lead_source"} <= set(needs["custom attributes"])
    assert {"phone_number", "first_name"} <= set(needs["profile fields"])
    (step,) = (step for step in settings["signed-up.phones"]["steps"] if step.startswith("Check that Braze has"))
    assert all(name in step for names in needs.values() for name in names)


def test_every_placeholder_that_is_left_is_listed(settings: dict[str, Any], tmp_path: Path) -> None:
    assert settings["opt-in-update"]["placeholders"] == ["{{<REGAL_API_KEY>}}"]
    assert not any("REPLACE_WITH" in step for step in settings["opt-in-update"]["steps"])
    assert any("also its braces" in step for step in settings["opt-in-update"]["steps"])
    assert run("-C", tmp_path, "generate", "-q").code == 0
    file = tmp_path / "output" / "webhooks" / "opt-in-update.settings.json"
    left = json.loads(file.read_text(encoding="utf-8"))
    for channel in ("VOICE", "SMS"):
        name = f"REPLACE_WITH_YOUR_{channel}_SUBSCRIPTION_GROUP_ID"
        assert name in left["placeholders"]
        assert any(step.startswith("Placeholders") and name in step for step in left["steps"])


def test_the_test_user_has_a_quote_and_a_line_break_in_the_name(settings: dict[str, Any]) -> None:
    test = settings["new-contact"]["steps"][-1]
    user, _ = json.JSONDecoder().raw_decode(test[test.index("{") :])
    assert {'"', "\n"} <= set(user["attributes"][0]["first_name"])


def test_the_example_of_a_custom_event_is_called_one_and_disappears(settings: dict[str, Any], tmp_path: Path) -> None:
    assert "custom-event" not in settings
    assert run("-C", tmp_path, "generate", "-q").code == 0
    file = tmp_path / "output" / "webhooks" / "custom-event.settings.json"
    assert "This is an example" in json.loads(file.read_text(encoding="utf-8"))["description"]
