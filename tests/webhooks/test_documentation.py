"""The profile in docs/webhooks.md gives the body that the page shows, and its settings are accepted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from documentation.pages import blocks
from regal_braze.engines.liquid.environment import compile_template
from regal_braze.engines.liquid.profile import namespaces
from support.webhooks import ROOT, plans_with, text

PAGE = Path(ROOT, "docs", "webhooks.md").read_text(encoding="utf-8")


def test_the_profile_gives_the_body_that_is_shown() -> None:
    profile, body = blocks(PAGE, "json")
    found, findings = namespaces(json.loads(profile), "profile.json")
    assert not findings
    settings = blocks(PAGE, "toml")[0]
    assert compile_template(text(plans_with(settings)["new-contact.phones"])).render(found) == body


@pytest.mark.parametrize("toml", blocks(PAGE, "toml"))
def test_the_settings_are_accepted(toml: str) -> None:
    assert len(plans_with(toml)) == 6
