"""One Chromium per process of the tests with one page, and the page of the default workspace in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from support import browser as chromium
from support.browser import View

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Opened = Callable[..., View]
PERMISSIONS = ["clipboard-read", "clipboard-write"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return Chromium."""
    chromium.require(chromium.CHROMIUM, "chromium")
    with chromium.started() as browser:
        yield browser


@pytest.fixture(scope="session")
def _page(browser: Browser) -> Page:
    return browser.new_context(permissions=PERMISSIONS).new_page()


@pytest.fixture
def opened(browser: Browser, _page: Page) -> Iterator[Opened]:
    """Return a function that opens a file, in the one page, or in a context with options. It fails on errors in it."""
    views: list[View] = []

    def opened(file: Path, **options: Any) -> View:
        page = browser.new_context(permissions=PERMISSIONS, **options).new_page() if options else _page
        views.append(View(page, file))
        return views[-1]

    yield opened
    for view in views:
        view.close()
        if view.page != _page:
            view.page.context.close()
    assert not [error for view in views for error in view.errors]


@pytest.fixture(scope="session")
def page_file(_generated_once: Path) -> Path:
    """Return the page of a workspace without settings."""
    return _generated_once / "output" / "index.html"


@pytest.fixture
def view(opened: Opened, page_file: Path) -> View:
    """Return the page of a workspace without settings, opened in Chromium."""
    return opened(page_file)
