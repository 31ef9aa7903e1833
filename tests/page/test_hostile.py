"""Nothing hostile in payloads, schemas or settings becomes markup, and input that is not fine gets a message."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest

from depth import some
from page.conftest import Opened
from support.browser import View, with_code
from support.command import CALL, run
from support.schemas import schema, write

HOSTILE: Final = (
    "</script><script>document.title = 'reached'</script>",
    "<img src=x onerror=\"document.title = 'reached'\">",
    "<!-- <script>",
    "]]><svg onload=alert(1)>",
    "x \u2028 \u2029 \u202e \ufeff x",
    "{{ script }} {{ data }} {% include 'x' %}",
    "x ${document.title = 'reached'} `",
    "javascript:document.title='reached'",
    "&lt;b&gt; &amp; \\u003cb\\u003e",
)
EVENT: Final = "my.event"
COUNT: Final = """() => {
  const counts = {};
  for (const { localName } of document.querySelectorAll("*")) counts[localName] = (counts[localName] ?? 0) + 1;
  return counts;
}"""
"""How many elements of each kind the page has. Where a line may break, `wbr` depends on the text."""


def elements(view: View) -> dict[str, int]:
    """Return how many elements of each kind the page has."""
    counts: dict[str, int] = view.page.evaluate(COUNT)
    return {name: count for name, count in counts.items() if name != "wbr"}


def workspace_with(folder: Path, texts: dict[str, str]) -> Path:
    """Generate a workspace that has texts wherever a schema and settings can have any. Return its page."""
    declared = {
        text: {"description": f"{number}: {text}", "type": "string", "enum": [text, "b"], "examples": [text]}
        for number, text in enumerate(texts.values())
    }
    sample = {"userId": "1", "name": EVENT, "originalTimestamp": 1657855059, "properties": {k: k for k in declared}}
    document = schema(declared, event=EVENT, description=" ".join(texts.values()), examples=[sample])
    write(folder, {f"schemas/events/{EVENT}.json": document, "regal-braze.toml": ""})
    ended = run("generate", "-C", folder, "-q")
    assert ended.code == 0, ended.err
    return folder / "output" / "index.html"


def test_hostile_texts_of_a_workspace_become_no_markup(opened: Opened, tmp_path: Path, small: Path) -> None:
    counts = []
    for name, texts in (
        ("plain", {text: f"text {number:02}" for number, text in enumerate(HOSTILE)}),
        ("hostile", {text: text for text in HOSTILE}),
    ):
        folder = tmp_path / name / "</title><b>" / "{{ data }}"
        folder.mkdir(parents=True)
        view = opened(workspace_with(folder, texts))
        seen = []
        for fragment, ready in ((EVENT, ".json"), (f"{EVENT}/try", ".output pre"), (f"{EVENT}/code", ".code")):
            view.open(fragment, ready)
            seen.append(elements(view))
        counts.append(seen)
        assert view.page.title() == f"{EVENT} · regal-braze"
        assert not view.reached
    for plain, hostile in zip(*counts, strict=True):
        del plain["span"], hostile["span"]  # the colors of the code
        assert plain == hostile


def test_hostile_payloads_become_no_markup(view: View) -> None:
    view.open("contact.attribute.edited/try", ".output > *")
    before = None
    for texts in ([f"text{number}" for number in range(len(HOSTILE))], HOSTILE):
        changes = {text: {"new_value": text} for text in (*texts, "__proto__", "constructor", "toString")}
        edited = {"name": "contact.attribute.edited", "userId": texts[0], "properties": {"changes": changes}}
        view.attempt(json.dumps(CALL | edited))
        before = before or {*elements(view)}
        assert {*elements(view)} - before <= {"h3", "h4", "ul"}, "notes of other kinds"
        assert view.page.evaluate("document.scripts.length") == 2
    assert "reached" not in view.page.title()
    assert not view.reached


@pytest.mark.proof
def test_results_of_hostile_code_become_no_markup(opened: Opened, page_file: Path, tmp_path: Path) -> None:
    codes = {
        "call.completed": f"throw new Error({json.dumps(HOSTILE[1])})",
        "call.placed": f"return {json.dumps({'events': [{'external_id': HOSTILE[1], HOSTILE[0]: [HOSTILE[1]]}]})}",
        "call.wrapup": 'return JSON.parse(\'{"__proto__": {"events": 1}, "events": [{"__proto__": "x"}]}\')',
        "sms.sent": "return { events: 5, attributes: 'x', purchases: null }",
        "sms.received": "return [[[]]]",
        "mms.sent": "return null",
    }
    view = opened(with_code(page_file, tmp_path, codes))
    for event in codes:
        view.open(f"{event}/try", ".output > *")
        assert not view.page.query_selector("main img, main script")
        view.open(event)
    assert "reached" not in view.page.title()
    assert not view.reached


BAD_INPUTS: Final = {
    "not JSON": ("hello", "Line 1: This is not JSON"),
    "a value without quotes": ('{"name": call.completed}', "Line 1: This is not JSON"),
    "an object that does not end": (
        '\n\n{"name": "call.completed"',
        "Line 3: The object that begins here does not end",
    ),
    "a command": ("curl -d '{}' https://example.com", "Line 1: This is a command"),
    "headers": ("POST /events HTTP/1.1\nHost: example.com\n\n{}", "Line 1: These are the headers"),
    "nothing but a list": ("[]", "Line 1: There is no JSON object"),
    "too deep": ('{"a":' * 201 + "1" + "}" * 201, "Line 1: The payload is nested too deeply"),
    "far too deep": ('{"a":' * 100_000 + "1" + "}" * 100_000, "Line 1: The payload is nested too deeply"),
    "5 MB": (json.dumps({**CALL, "more": "x" * 5_000_000}), "Line 1: This is more than 4 MB"),
    "lists that are far too deep": ('{"a":' + "[" * 100_000 + "]" * 100_000 + "}", "Line 1: The payload is nested too"),
    "half an escape": ('{"name": "\\u00"}', "Line 1: This is not JSON"),
}


def test_input_that_is_not_a_payload_gets_a_message_next_to_it(view: View) -> None:
    view.open("call.completed/try", ".output > *")
    for name, (text, message) in some(BAD_INPUTS.items(), 3):
        view.page.evaluate("() => document.getElementById('payload-problems').replaceChildren()")
        view.enter("payload", text)
        view.page.wait_for_selector("#payload-problems p")
        assert (view.page.text_content("#payload-problems") or "").startswith(message), name
        assert view.page.input_value("#payload") == text, f"{name} is lost"
    assert view.attempt(json.dumps(CALL))[0]["error"] is None


@pytest.mark.proof
def test_a_payload_of_almost_4_mb_is_shown_within_seconds(view: View) -> None:
    view.open("call.completed/try", ".output > *")
    (shown,) = view.attempt(json.dumps({**CALL, "properties": {f"p{number}": "x" * 90 for number in range(36_000)}}))
    assert shown["error"] is None
    assert view.attempt(json.dumps(CALL))[0]["notes"] == ["/properties/talk_time is converted to number"]


@pytest.mark.parametrize("code", some(["return {", "}; alert(1); {", "import x from 'y'", "\ud800", "return `"], 1))
def test_code_that_is_not_javascript_gets_a_message(opened: Opened, page_file: Path, tmp_path: Path, code: str) -> None:
    view = opened(with_code(page_file, tmp_path, {"call.completed": code}))
    view.open("call.completed", "text=The code is not JavaScript")
    view.open("call.completed/try", "text=The code is not JavaScript")
    view.open("sms.sent/try", ".output article")


PASTED: Final = (
    ("while (true) {}", "was stopped"),
    ("return {", "is not JavaScript"),
    (f"throw new Error({json.dumps(HOSTILE[1])})", "call.completed"),
    ("x" * 2_000_001, "This is more than 2 MB"),
    (f"// {HOSTILE[0]}\nreturn {{ events: [{{ a: {json.dumps(HOSTILE[1])} }}] }}", "call.completed"),
    ("/" * 1_900_000, ""),
    ("return fetch('https://example.com')", ""),
)


@pytest.mark.proof
def test_pasted_code_that_is_hostile_gets_a_message_and_no_markup(view: View) -> None:
    view.open("call.completed/compare", "#pasted")
    for code, message in some(PASTED, 3):
        view.enter("pasted", code)
        view.page.wait_for_selector(".output > :not([data-old])", timeout=10_000)
        assert message in (view.page.text_content(".output") or ""), code[:50]
        assert not view.page.query_selector("main img, main script")
    assert not view.reached
    assert "reached" not in view.page.title()


def test_values_of_the_form_are_put_into_the_payload(view: View) -> None:
    view.open("call.completed/try", ".output > *")
    view.page.click("summary:has-text('form')")
    view.page.fill("label:text-is('userId') + input", HOSTILE[0])
    view.page.wait_for_function("text => document.querySelector('.output').textContent.includes(text)", arg=HOSTILE[0])
    assert json.loads(view.page.input_value("#payload"))["userId"] == HOSTILE[0]
