"""The page appears sooner than a page that highlights the same code with highlight.js in the browser."""

from __future__ import annotations

import json
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

import pytest

from page.test_copy import code_files
from support import browser as chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROUNDS: Final = 7
PAINT: Final = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
HIGHLIGHTS: Final = """<!doctype html><meta charset="utf-8"><title>Code</title><body>
<script type="application/json" id="data">DATA</script>
<script>HIGHLIGHTER</script>
<script>
for (const text of JSON.parse(document.getElementById("data").textContent)) {
  const code = document.createElement("pre");
  code.innerHTML = hljs.highlight(text, { language: "javascript" }).value;
  document.body.append(code);
}
</script>"""


def first_paint(browser: Browser, address: str) -> float:
    """Return the milliseconds until a page first shows anything."""
    page = browser.new_page()
    page.goto(address)
    page.wait_for_function(PAINT)
    milliseconds: float = page.evaluate(PAINT)
    page.close()
    return milliseconds


@pytest.mark.proof
def test_the_page_appears_in_less_than_half_the_time_of_one_that_highlights_in_the_browser(
    browser: Browser, page_file: Path, tmp_path: Path
) -> None:
    chromium.require(chromium.HIGHLIGHTER.is_file(), "highlight.js")
    codes = [path.read_text(encoding="utf-8") for path in code_files(page_file.parent)]
    texts = json.dumps(codes).replace("<", "\\u003c")
    plain = tmp_path / "plain.html"
    highlighter = chromium.HIGHLIGHTER.read_text(encoding="utf-8")
    plain.write_text(HIGHLIGHTS.replace("DATA", texts).replace("HIGHLIGHTER", highlighter), encoding="utf-8")
    addresses = (f"{page_file.as_uri()}#contacts/code", plain.as_uri())  # ours shows the longest code at once
    times = [[first_paint(browser, address) for address in addresses] for _ in range(ROUNDS)]
    assert median(ours / theirs for ours, theirs in times) < 0.5, times
