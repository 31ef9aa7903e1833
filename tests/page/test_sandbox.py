"""Code in the page is stopped in time, and reaches neither the page nor the network."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from depth import PROOF, some
from page.attempts import FROM_CODE, FROM_WORKER
from page.conftest import Opened
from support.browser import View, with_code
from support.browser.listener import Listener, listening
from support.command import CALL

if TYPE_CHECKING:
    from playwright.sync_api import Browser

EVENT: Final = "call.completed"
ENDLESS: Final = {
    "a loop": "while (true) {}",
    "a loop that catches": "for (;;) { try { while (true) {} } finally { continue; } }",
    "a function that calls itself": "const f = () => { try { f(); } finally { f(); } }; f();",
    "a regular expression": "return /^(a+)+$/.test('a'.repeat(60) + '!');",
    "microtasks": "const again = () => Promise.resolve().then(again); again(); while (true) {}",
    "a getter": "return { get a() { for (;;); } };",
    "toJSON": "return { toJSON() { for (;;); } };",
}


@pytest.fixture
def listener() -> Iterator[Listener]:
    """Return a server that notes every connection."""
    with listening() as listener:
        yield listener


CAPTURE: Final = "() => addEventListener('message', ({ data }) => { self.captured ??= data; })"
"""Keeps the first request that the page sends to the frame of its sandbox."""

POST: Final = """async ([request, jobs]) => {
  const frame = document.querySelector("iframe").contentWindow;
  const answers = [];
  for (const [number, job] of jobs.entries()) {
    answers.push(await new Promise((resolve) => {
      addEventListener("message", function listen({ source, data }) {
        if (source !== frame || data.job !== `test ${number}`) return;
        removeEventListener("message", listen);
        resolve([data.word, data.value]);
      });
      frame.postMessage({ ...request, ...job, job: `test ${number}` }, "*");
    }));
  }
  return answers;
}"""
"""Sends requests to the frame as the page does, and returns the answers."""


def captured(view: View) -> dict[str, Any]:
    """Return the request that the page sends to the frame of its sandbox when it runs code."""
    view.open(f"{EVENT}/try", ".output > *")
    frame = view.page.frames[1]
    frame.evaluate(CAPTURE)
    view.attempt(json.dumps(CALL))
    request: dict[str, Any] = frame.evaluate("self.captured")
    assert {"job", "script", "message", "seconds"} == {*request}
    return request


def test_code_gets_nothing_but_what_it_has_in_braze(view: View, listener: Listener) -> None:
    request = captured(view)
    batch = {"name": EVENT, "payloads": json.dumps([json.dumps(CALL)]), "strict": True}
    jobs = []
    attempts = dict(some(FROM_CODE.items(), 12))
    for attempt in attempts.values():
        code = attempt if "return " in attempt else f"return {attempt}"
        body = f"const got = (() => {{ {code.replace('HOST', listener.host)} }})(); return {{ got: `${{got}}` }};"
        program = json.dumps({"name": EVENT, "body": body, "map": None})
        jobs.append({"message": {"programs": [program], "batches": [batch]}})
    for name, (word, answer) in zip(attempts, view.page.evaluate(POST, [request, jobs]), strict=True):
        ((outcome,),) = json.loads(answer)
        assert word == "ok"
        assert outcome["error"] or name.startswith("import()"), f"{name}: {outcome}"
    view.page.wait_for_timeout(100)
    assert not view.reached
    assert not listener.heard
    assert all(error.startswith("Failed to fetch dynamically imported module") for error in view.errors)
    del view.errors[:]


def test_a_worker_that_has_everything_reaches_nothing(view: View, listener: Listener) -> None:
    request = captured(view)
    attempts = dict(some(FROM_WORKER.items(), 7))
    jobs = [{"script": as_worker(attempt, listener)} for attempt in attempts.values()]
    for name, (word, answer) in zip(attempts, view.page.evaluate(POST, [request, jobs]), strict=True):
        assert word == "refused", f"{name}: {answer}"
    view.page.wait_for_timeout(100)
    assert not view.reached
    assert not listener.heard


def test_outside_of_the_sandbox_the_listener_hears_the_same_attempts(browser: Browser, listener: Listener) -> None:
    page = browser.new_page()
    page.goto(f"http://{listener.host}/page")
    for name in some(("fetch", "XMLHttpRequest", "WebSocket", "importScripts", "import()", "a nested worker"), 3):
        del listener.heard[:]
        page.evaluate(
            """(script) => new Promise((done) => {
              const worker = new Worker(URL.createObjectURL(new Blob([script])));
              worker.onmessage = done;
              setTimeout(done, 5000);
            })""",
            as_worker(FROM_WORKER[name], listener),
        )
        assert listener.heard, name
    page.close()


HURRY: Final = """(factor) => {
  self.patient ??= setTimeout;
  setTimeout = (action, time) => self.patient(action, time / factor);
}"""
"""Lets time pass faster in the frame of the sandbox."""


@pytest.mark.parametrize("name", some(ENDLESS, 1))
def test_code_that_does_not_end_is_stopped_within_two_seconds(
    opened: Opened, page_file: Path, tmp_path: Path, name: str
) -> None:
    view = opened(with_code(page_file, tmp_path, {EVENT: ENDLESS[name]}))
    view.open("sms.sent/try", ".output article")
    view.page.frames[1].evaluate(HURRY, 1 if PROOF else 4)
    view.open(EVENT)
    view.page.wait_for_selector("text=was stopped. Look for a loop that does not end.")
    times: list[float] = []
    while len(times) < 3 and min(times, default=9) >= 2:  # again only if the machine was busy
        start = time.monotonic()
        view.open(f"{EVENT}/try", ".output .error")
        times.append(time.monotonic() - start)
        assert "was stopped. Look for a loop that does not end." in (view.page.text_content(".output .error") or "")
        view.open("")
    assert min(times) < 2
    view.page.frames[1].evaluate(HURRY, 1)
    view.open("sms.sent/try", ".output article")


def as_worker(attempt: str, listener: Listener) -> str:
    """Return the script of a worker that makes an attempt and reports whether it got anything."""
    code = attempt if "return " in attempt else f"return {attempt}"
    return (
        f"Promise.resolve().then(() => {{ {code.replace('HOST', listener.host)} }}).then("
        "(got) => postMessage({ word: 'got', value: typeof got }),"
        " (error) => postMessage({ word: 'refused', value: `${error?.message ?? error?.type ?? error}` }))"
    )
