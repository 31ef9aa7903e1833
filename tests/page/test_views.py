"""Every view is accessible, light and dark, and fits a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from depth import some
from page.conftest import Opened
from support import browser as chromium
from support.browser import View

VIEWS: Final = (
    "", "unknown", "compare",
    "call.completed", "call.completed/try", "call.completed/compare", "call.completed/code", "call.completed/steps",
    "object.attribute.edited", "contact.attribute.edited",
    "contacts", "contacts/try", "contacts/compare", "contacts/code", "contacts/steps",
    "new-contact", "opt-in-update/examples", "new-contact.phones/code", "custom-event/steps",
)  # fmt: skip
DESKTOP: Final = {"width": 1280, "height": 900}
PHONE: Final = {"width": 390, "height": 844}
AXE: Final = """async () => {
  const { violations } = await axe.run(document, { iframes: false, resultTypes: ["violations"] });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`);
}"""


def show(view: View, fragment: str) -> None:
    """Open a view, and wait for what runs in it."""
    view.page.evaluate("hash => { location.hash = hash }", fragment)
    view.page.wait_for_function(
        "hash => document.getElementById('title') && decodeURIComponent(location.hash).slice(1) === hash", arg=fragment
    )
    if fragment.endswith("/try"):
        view.page.wait_for_selector(".output article")


@pytest.mark.parametrize(
    ("size", "scheme"), some([(DESKTOP, "light"), (PHONE, "light"), (PHONE, "dark"), (DESKTOP, "dark")], 1)
)
def test_no_view_has_an_accessibility_violation(
    opened: Opened, page_file: Path, size: dict[str, int], scheme: str
) -> None:
    chromium.require(chromium.AXE.is_file(), "axe-core")
    view = opened(page_file, viewport=size, color_scheme=scheme)
    view.page.evaluate(chromium.AXE.read_text(encoding="utf-8"))
    found = {}
    for fragment in some(VIEWS, 2):
        show(view, fragment)
        violations = view.page.evaluate(AXE)
        if violations:
            found[fragment] = violations
    assert not found


def test_no_view_is_wider_than_a_phone(opened: Opened, page_file: Path) -> None:
    view = opened(page_file, viewport=PHONE)
    wide = {}
    for fragment in some(VIEWS, 6):
        show(view, fragment)
        width = view.page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE["width"]:
            wide[fragment] = width
    view.page.click("#menu")
    assert view.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert not wide
