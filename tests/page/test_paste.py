"""Nothing pasted is lost, and nothing is pasted twice by mistake."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from page.conftest import Opened
from support.browser import View, with_code, with_data

pytestmark = pytest.mark.proof

TRY = "call.completed/try"
BROKEN = '{"name": "call.completed", "properties": {"notes": "precious"}'
SEVERAL = '{"name": "call.completed", "userId": "1"}\n{"name": "call.completed", "userId": "2"}'


@pytest.mark.parametrize("text", [BROKEN, SEVERAL], ids=["broken", "several"])
def test_the_form_never_replaces_text_that_is_not_one_payload(view: View, text: str) -> None:
    view.open(TRY, "#payload")
    view.page.fill("#payload", text)
    view.page.wait_for_selector("fieldset.form[disabled]", state="attached")
    field = view.page.locator("fieldset.form input").first
    field.evaluate("field => { field.value = 'x'; field.dispatchEvent(new Event('input')) }")
    view.page.wait_for_timeout(400)
    assert view.page.input_value("#payload") == text
    view.page.fill("#payload", "")
    view.page.wait_for_selector("fieldset.form:not([disabled])", state="attached")


def test_a_sample_that_comes_late_is_not_mixed_with_what_is_pasted(
    opened: Opened, page_file: Path, tmp_path: Path
) -> None:
    slow = "const end = Date.now() + 300; while (Date.now() < end); return { attributes: [] };"
    view = opened(with_code(page_file, tmp_path, {"call.completed": slow}))
    view.open(TRY, "#payload")
    view.page.focus("#payload")
    view.page.wait_for_timeout(1500)
    view.page.keyboard.insert_text(BROKEN)
    assert view.page.input_value("#payload") == BROKEN


def test_the_form_sends_null_where_the_schema_allows_it(opened: Opened, page_file: Path, tmp_path: Path) -> None:
    def allow_null(data: dict[str, Any]) -> None:
        event = next(entry for entry in data["entries"] if entry["name"] == "call.completed")
        next(field for field in event["form"] if field["path"][-1] == "conversation_happened")["types"].append("null")

    view = opened(with_data(page_file, tmp_path, allow_null))
    view.open(TRY, "#payload")
    view.page.click("summary:has-text('Fill in a form')")
    view.page.get_by_label("conversation_happened", exact=True).select_option("null")
    assert json.loads(view.page.input_value("#payload"))["properties"]["conversation_happened"] is None


def test_a_refused_sample_is_shown_with_its_error_and_after_one_with_a_request(view: View) -> None:
    view.open("object.created", ".beside .json[aria-label='Request to Braze']")
    view.page.get_by_label("Sample").select_option("0")
    view.page.wait_for_selector(".beside .error")
    assert "related_object_id" in view.page.inner_text(".beside pre")
    assert "No usable identity" in view.page.inner_text(".beside .error")


def test_an_event_names_the_bundle_that_contains_it(view: View) -> None:
    view.open("call.completed")
    assert "Paste either the bundle or this code" in view.page.inner_text("main")
    view.page.click("main a[href='#contacts']")
    view.page.wait_for_selector("main th a[href='#call.completed']")


def test_the_steps_of_a_webhook_show_its_headers(view: View) -> None:
    view.open("new-contact/steps", ".steps")
    names = view.page.eval_on_selector_all("main button.copy", "buttons => buttons.map(({ dataset }) => dataset.copy)")
    assert names[1:] == ["URL", "Header Authorization", "Header Content-Type"]


def test_a_bundle_named_compare_leaves_the_view_compare(opened: Opened, page_file: Path, tmp_path: Path) -> None:
    def rename(data: dict[str, Any]) -> None:
        next(entry for entry in data["entries"] if entry["name"] == "contacts")["name"] = "compare"

    view = opened(with_data(page_file, tmp_path, rename))
    view.page.click("text=Compare it")
    view.page.wait_for_selector("#pasted")
    view.open("compare")
    assert view.page.inner_text(".kind").startswith("Bundle")


def test_print_is_never_dark(opened: Opened, page_file: Path) -> None:
    page = opened(page_file, color_scheme="dark").page
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
