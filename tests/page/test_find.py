"""Everything is found by search, filters, deep links and the keyboard, also among many events."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any, Final

import pytest

from depth import some
from page.conftest import Opened
from support.browser import View, with_data

FRAME: Final = 16
"""Milliseconds of a frame."""
SEARCH: Final = """async (words) => {
  const search = document.querySelector("#list input");
  const times = [];
  for (const word of words) {
    for (let length = 1; length <= word.length; length += 1) {
      search.value = word.slice(0, length);
      const start = performance.now();
      search.dispatchEvent(new Event("input"));
      document.body.offsetHeight; // with the layout
      times.push(performance.now() - start);
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  }
  return times;
}"""
"""Types words into the search, letter by letter. Returns how long each answer takes."""
WORDS: Final = ("call completed", "phone", "talk_time", "agent_email", "xyz")


def listed(view: View) -> list[str]:
    """Return the names in the list that are shown."""
    names: list[str] = view.page.evaluate(
        "() => [...document.querySelectorAll('#list li:not([hidden]) .name')].map((name) => name.textContent)"
    )
    return names


def many(page_file: Path, folder: Path, count: int) -> Path:
    """Write a page with `count` events: those of the default workspace, again and again. Return its path."""

    def change(data: dict[str, Any]) -> None:
        events = [entry for entry in data["entries"] if entry["kind"] == "transformation"]
        others = [entry for entry in data["entries"] if entry["kind"] != "transformation"]
        repeated = [
            {**events[number % len(events)], "name": f"{events[number % len(events)]['name']}.{number}", "bundles": []}
            for number in range(count - len(events))
        ]
        data["entries"] = [*events, *repeated, *others]

    return with_data(page_file, folder, change)


def test_search_finds_names_properties_and_what_braze_gets(view: View) -> None:
    assert len(listed(view)) == 48
    for text, expected in (
        ("call.completed", {"call.completed"}),
        ("CALL Completed", {"call.completed"}),
        ("regal_agents", {"agent.activity.updated"}),
        ("talk_time", {"call.completed"}),
        ("opt-in", {"opt-in-update", "opt-in-update.phones"}),
        ("no such thing", set()),
    ):
        view.page.fill("#list input", text)
        assert expected <= {*listed(view)}, text
        assert len(listed(view)) < 10, text
    view.page.fill("#list input", "")
    assert len(listed(view)) == 48


def test_filters(view: View) -> None:
    view.page.click("#list summary")
    for label, choice, count in (
        ("All families", "sms", 6), ("Both directions", "Braze to Regal", 6), ("All bundles", "catalogs", 2),
    ):  # fmt: skip
        view.page.select_option(f"#list select[aria-label='{label}']", choice)
        assert len(listed(view)) == count, label
        assert f"{count} of 48" in (view.page.text_content("#list .count") or "")
        view.page.select_option(f"#list select[aria-label='{label}']", "")
    view.page.select_option("#list select[aria-label='All destinations']", index=1)
    assert 0 < len(listed(view)) < 48


def focused(view: View) -> str:
    """Return the text of the focused element."""
    text: str = view.page.evaluate(
        "(document.activeElement.querySelector('.name') ?? {}).textContent ?? document.activeElement.tagName"
    )
    return text


def test_the_list_is_used_with_the_keyboard(view: View) -> None:
    press = view.page.keyboard.press
    press("/")
    assert focused(view) == "INPUT"
    view.page.keyboard.type("sms.")
    names = listed(view)
    assert len(names) > 3
    press("ArrowDown")
    press("ArrowDown")
    assert focused(view) == names[1]
    press("ArrowUp")
    press("ArrowUp")
    assert focused(view) == "INPUT"
    press("Enter")
    view.page.wait_for_function("document.getElementById('title').textContent.startsWith('sms.')")
    press("/")
    press("Escape")
    assert len(listed(view)) == 48
    view.page.keyboard.type("call.completed")
    press("Enter")
    view.page.wait_for_function("document.getElementById('title').textContent === 'call.completed'")
    assert focused(view) == "MAIN"
    for stop in ("contacts", "Understand"):  # the link to the bundle, and the first tab
        press("Tab")
        assert view.page.evaluate("document.activeElement.textContent") == stop
    press("Tab")
    press("Enter")
    view.page.wait_for_selector("#payload")
    view.page.focus("#payload")
    press("/")
    assert focused(view) == "TEXTAREA"
    assert "/" in view.page.input_value("#payload")


def test_deep_links_and_the_buttons_back_and_forward(view: View) -> None:
    titles = {
        "call.completed": "call.completed",
        "contacts/steps": "contacts",
        "call.completed/unknown": "call.completed",
        "unknown": "Not found",
        "%": "Not found",
        "%E0%A4%A": "Not found",
        "__proto__": "Not found",
        "": "Regal and Braze",
    }
    for fragment, title in titles.items():
        view.page.evaluate("hash => { location.hash = hash }", fragment)
        view.page.wait_for_function("text => document.getElementById('title').textContent === text", arg=title)
    view.page.go_back()
    view.page.wait_for_function("document.getElementById('title').textContent === 'Not found'")


def test_lines_of_a_sample_are_linked_with_their_request_by_keyboard_and_pointer(view: View) -> None:
    view.open("call.completed", ".json .line")
    left = view.page.locator(".json[aria-label='Payload from Regal']")
    left.focus()
    for _ in range(12):
        view.page.keyboard.press("ArrowDown")
    source, target, *_ = linked(view)
    assert view.page.text_content("#status") == f"{source} goes to {target}"
    view.page.hover(".line[data-pointer='/properties/talk_time']")
    assert linked(view) == ["/properties/talk_time", "/events/0/properties/talk_time"]


def linked(view: View) -> list[str]:
    """Return the places of the values that are marked."""
    places: list[str] = view.page.evaluate(
        "() => [...document.querySelectorAll('.linked')].map((line) => line.dataset.pointer)"
    )
    return places


LINKED: Final = {
    "contact.created": ("/properties/firstName", ["/events/0/properties/firstName", "/attributes/0/first_name"]),
    "contact.attribute.edited": (
        "/properties/changes/custom_properties/annual_income/new_value",
        ["/attributes/0/annual_income"],
    ),
    "contact.subscribed": ("/properties/channel", ["/attributes/0/subscription_groups/0/subscription_group_id"]),
    "sms.conversation.completed": ("/properties/content/1/3", ["/events/0/properties/content/1/text"]),
    "call.ivr.triggered": ("/traits/phone", ["/events/0/user_alias/alias_name"]),
    "agent.activity.updated": ("/properties/agent_email", ["/items/0/agent_email", "/items/0/id"]),
}
"""A value of an event's sample, and the values of its request that come from it."""


@pytest.mark.parametrize("event", some(LINKED, 2))
def test_a_value_is_linked_with_all_that_comes_from_it(view: View, event: str) -> None:
    source, targets = LINKED[event]
    view.open(event, ".json .line")
    view.page.hover(f".line[data-pointer='{source}']")
    assert [place for place in linked(view) if place != source] == targets


def answers(view: View, words: Sequence[str]) -> list[float]:
    """Return how many milliseconds the search takes for each letter."""
    times: list[float] = view.page.evaluate(SEARCH, words)
    return times


@pytest.mark.proof
def test_search_answers_within_a_frame_for_400_events(opened: Opened, page_file: Path, tmp_path: Path) -> None:
    view = opened(many(page_file, tmp_path, 400))
    assert len(listed(view)) == 408
    answers(view, WORDS[:1])
    assert median(answers(view, WORDS)) < FRAME


@pytest.mark.proof
def test_the_page_is_usable_with_2000_events(opened: Opened, page_file: Path, tmp_path: Path) -> None:
    view = opened(many(page_file, tmp_path, 2_000))
    assert len(listed(view)) == 2_008
    assert median(answers(view, WORDS)) < 100
    view.open("call.completed.1922/try", ".output > *")
    assert view.attempt(json.dumps({"userId": "1", "name": "call.completed", "properties": {}}))
