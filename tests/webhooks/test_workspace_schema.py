"""`[webhooks]` has a reader of its own; `workspace.json`, which editors read, agrees with it on what it accepts."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import jsonschema_rs
import pytest

from regal_braze.braze.liquid_names import STANDARD
from regal_braze.workspace.read import workspace_schema
from regal_braze.workspace.read_webhooks import read_settings
from webhooks.test_bad_input import BREAKING, CASES

ROOT = Path(__file__).parents[2]
GOOD = (ROOT / "examples" / "partner-page", ROOT / "tests" / "webhooks" / "everything")
BEYOND = {
    "a trait that repeats one of the webhook": "what webhooks have is in their schemas",
    "a trait that repeats one of all webhooks": "the same",
    "a custom event in the file of a webhook that ships": "the same",
    "an unknown webhook": "the same",
    "two custom events in one file": "it compares two items",
    "a property whose value is not of its type": "it compares two keys",
    "a custom event whose name has no letter": "letters of any language",
}
"""What JSON Schema cannot express, and why."""


def accepts(webhooks: object) -> bool:
    """Whether the schema does; a date, or a number that JSON has not, is null to it."""
    plain = json.loads(json.dumps(webhooks, default=lambda _: None).replace("Infinity", "null"))
    return jsonschema_rs.Draft202012Validator(workspace_schema()).is_valid({"webhooks": plain})


@pytest.mark.parametrize("folder", GOOD, ids=lambda folder: folder.name)
def test_both_accept_what_is_good(folder: Path) -> None:
    text = (folder / "regal-braze.toml").read_text(encoding="utf-8")
    webhooks = tomllib.loads(text)["webhooks"]
    assert read_settings(webhooks, text, "")[1] == []
    assert accepts(webhooks)


@pytest.mark.parametrize("case", [case for case in CASES if CASES[case][2] != "TOML" and "[webhooks" in CASES[case][0]])
def test_both_refuse_what_is_bad(case: str) -> None:
    text = CASES[case][0]
    webhooks = tomllib.loads(text)["webhooks"]
    assert accepts(webhooks) == (case in BEYOND)


def test_what_is_beyond_the_schema_is_still_among_the_cases() -> None:
    assert set(CASES) >= set(BEYOND)


@pytest.mark.parametrize("name", BREAKING)
@pytest.mark.parametrize("kind", ["attribute", "event", "context", "trigger"])
def test_both_refuse_names_that_break_out(name: str, kind: str) -> None:
    for traits in ({"a": {kind: name}}, {name: "x"}):
        assert read_settings({"traits": traits}, "", "")[1]
        assert not accepts({"traits": traits})
    assert not accepts({"custom_events": [{"name": name}]})


def test_both_know_the_same_profile_fields() -> None:
    assert workspace_schema()["$defs"]["profile"]["enum"] == list(STANDARD)
