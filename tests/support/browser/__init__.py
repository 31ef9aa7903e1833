"""output/index.html in Debian's Chromium, driven by Playwright, and what the tests do in the page.

`make test` installs axe-core and highlight.js here if npm is installed. Nothing else is downloaded: no test needs a
network, and the flags keep Chromium from using one.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Error, Page, Request

FOLDER: Final = Path(__file__).parent
CHROMIUM: Final = shutil.which("chromium")
AXE: Final = FOLDER / "node_modules" / "axe-core" / "axe.min.js"
HIGHLIGHTER: Final = FOLDER / "node_modules" / "@highlightjs" / "cdn-assets" / "highlight.min.js"
REQUIRED: Final = os.environ.get("CI") == "true"
FLAGS: Final = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip

_DATA: Final = ('<script type="application/json" id="data">', "</script>")


@contextmanager
def started() -> Iterator[Browser]:
    """Start Chromium, and end it afterward."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS])
        yield browser
        browser.close()


def require(found: object, what: str) -> None:
    """Skip the test if a program is missing; with CI=true, fail."""
    if not found and REQUIRED:
        pytest.fail(f"{what} is missing: the tests of the page need it")
    if not found:
        pytest.skip(f"{what} is missing: the tests of the page are skipped")


class View:
    """A page of the browser with output/index.html, and what reached the network from it until it is closed."""

    def __init__(self, page: Page, file: Path) -> None:
        self.page = page
        self.requests: list[str] = []
        self.errors: list[str] = []
        self._address = file.as_uri()
        page.goto("about:blank")  # also from the same file, as another address of it would load nothing
        page.context.on("request", self._requested)
        page.context.on("requestfailed", self._failed)
        page.on("pageerror", self._raised)
        page.goto(self._address)

    def close(self) -> None:
        """Leave the file, which ends what runs in it."""
        self.page.context.remove_listener("request", self._requested)
        self.page.context.remove_listener("requestfailed", self._failed)
        self.page.remove_listener("pageerror", self._raised)
        self.page.goto("about:blank")

    def _requested(self, request: Request) -> None:
        self.requests.append(request.url)

    def _raised(self, error: Error) -> None:
        self.errors.append(str(error))

    def _failed(self, request: Request) -> None:
        if request.failure == "csp":  # the browser refused it before it reached the network
            self.requests.remove(request.url)

    def open(self, fragment: str, ready: str = "#title") -> None:
        """Open a view by its deep link, and wait for an element."""
        self.page.evaluate("hash => { location.hash = hash }", fragment)
        title = fragment.split("/", maxsplit=1)[0]
        self.page.wait_for_function("name => !name || document.getElementById('title').textContent === name", arg=title)
        self.page.wait_for_selector(ready)

    def enter(self, field: str, text: str) -> None:
        """Put a text into a field, by its id, and mark what the page shows as old."""
        self.page.evaluate(
            """([id, text]) => {
              for (const shown of document.querySelectorAll(".output > *")) shown.dataset.old = "";
              const field = document.getElementById(id);
              field.value = text;
              field.dispatchEvent(new Event("input"));
            }""",
            [field, text],
        )

    def attempt(self, text: str) -> list[dict[str, Any]]:
        """Put a text into the field of Try, and return what the page shows for each payload."""
        self.enter("payload", text)
        self.page.wait_for_selector(".output > :not([data-old])")
        return self.shown()

    def shown(self) -> list[dict[str, Any]]:
        """Return what Try shows for each payload: the request or the error, and the notes."""
        shown: list[dict[str, Any]] = self.page.evaluate(
            """() => [...document.querySelectorAll(".output > article")].map((article) => ({
              request: article.querySelector("pre")?.textContent ?? null,
              error: article.querySelector(".error")?.textContent ?? null,
              notes: [...article.querySelectorAll(".notes li")].map((item) => {
                const help = item.querySelector(".help")?.textContent ?? "";
                return `${item.textContent.slice(0, item.textContent.length - help.length)} ${help}`.trim();
              }),
            }))"""
        )
        return shown

    @property
    def reached(self) -> list[str]:
        """The requests that are neither the page itself nor the scripts that it gives to its sandbox."""
        return [url for url in self.requests if not url.startswith(("blob:null/", self._address))]


def with_data(page: Path, folder: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """Write a page with other data into a folder: code and texts as another workspace could have them."""
    html = page.read_text(encoding="utf-8")
    start = html.index(_DATA[0]) + len(_DATA[0])
    end = html.index(_DATA[1], start)
    data = json.loads(html[start:end])
    change(data)
    text = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    file = folder / "index.html"
    file.write_text(html[:start] + text + html[end:], encoding="utf-8", errors="surrogatepass")
    return file


def with_code(page: Path, folder: Path, codes: Mapping[str, str]) -> Path:
    """Write a page with other code for some events, as templates of a workspace could write it."""

    def change(data: dict[str, Any]) -> None:
        for event, code in codes.items():
            entry = next(entry for entry in data["entries"] if entry["name"] == event)
            entry["parts"] = [len(data["texts"])]
            data["texts"].append(code)
            data["tokens"].append(f"p{len(code.encode('utf-16-le', 'surrogatepass')) // 2}")

    return with_data(page, folder, change)
