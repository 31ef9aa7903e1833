"""The partner page's four samples give exactly what the page's own code makes of them (M8, M14).

The samples carry the page's values over; what the page's code does is written anew.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from regal_braze.engines.v8.sandbox import Sandbox
from regal_braze.workspace.settings import Settings
from support.three_engines import request

FOLDER = Path(__file__).with_name("partner-page")
SETTINGS = Settings(subscription_groups={"voice": "YOUR SUBSCRIPTION GROUP ID"})


@pytest.mark.parametrize("page", sorted(FOLDER.glob("*.js")), ids=lambda path: path.stem)
def test_a_sample_of_the_page_gives_what_the_code_of_the_page_gives(page: Path) -> None:
    payload = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    with Sandbox(page.read_text(encoding="utf-8")) as sandbox:
        theirs = sandbox.run(json.dumps(payload), strict=True)
    assert theirs.request is not None
    assert request(payload["name"], payload, SETTINGS) == json.loads(theirs.request)


def test_the_page_has_four_samples() -> None:
    assert len([*FOLDER.glob("*.json")]) == 4
