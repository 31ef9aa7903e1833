"""The site of docs/ is built without a warning, offline, and shows everything that the pages contain."""

from __future__ import annotations

import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

from documentation.pages import PAGES
from support.command import plain_environment
from support.shipped import ROOT

pytestmark = pytest.mark.proof


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the built site. Building it prints nothing."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(folder)],
        cwd=ROOT,
        env=plain_environment() | {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": "tools"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return folder


def html(site: Path, page: str) -> str:
    return (site / Path(page).relative_to("docs").with_suffix(".html")).read_text(encoding="utf-8")


def article(site: Path, page: str) -> str:
    """Return the article of a page, without the navigation around it."""
    found = re.search(r"<article.*</article>", html(site, page), re.DOTALL)
    assert found, page
    return found[0]


def test_every_page_is_there_as_it_is_meant(site: Path) -> None:
    for page in (page for page in PAGES if page.startswith("docs/")):
        markdown = PAGES[page].read_text(encoding="utf-8")
        shown = article(site, page)
        tables = re.findall(r"^ *\|[ |:-]+\|$", re.sub(r"(?ms)^ *```.*?^ *```$", "", markdown), re.MULTILINE)
        assert shown.count("<table>") == len(tables), page
        assert (
            shown.count('<div class="highlight">') + shown.count('class="language-') >= markdown.count("```") // 2 > -1
        )
        prose = unescape(re.sub(r"<[^>]+>", "", re.sub(r"<(pre|code|table).*?</\1>", "", shown, flags=re.DOTALL)))
        assert not re.search(r"```|^\s*(?:[-*|]|\d+\.) |\]\(|\\[<>*_|]", prose, re.MULTILINE), page
        assert "\\|" not in shown, f"{page}: a bar within code of a table"


def test_pages_that_are_made_are_in_the_navigation(site: Path) -> None:
    page = html(site, "docs/events/call.completed.md")
    sidebar = page.partition("md-sidebar--primary")[2].partition("md-sidebar--secondary")[0]
    for file in (ROOT / "schemas" / "events").glob("*.json"):
        assert f'href="{file.stem}.html"' in sidebar
    assert "../how-to/paste.html" in page


def test_linked_files_of_the_checkout_are_in_the_site(site: Path) -> None:
    for kept in ("schemas/events/call.completed.json", "output/transformations/call.completed.js"):
        assert f'href="../source/{kept}"' in article(site, "docs/events/call.completed.md")
        assert (site / "source" / kept).read_bytes() == (ROOT / kept).read_bytes()
    assert 'href="source/templates/transformation/track.js.jinja.txt"' in article(site, "docs/templates.md")


def test_the_search_needs_no_server(site: Path) -> None:
    assert (site / "search" / "search_index.js").read_text(encoding="utf-8").startswith("var __index = {")
    assert '<script src="../iframe-worker.js">' in html(site, "docs/events/call.completed.md")


def test_nothing_comes_from_elsewhere(site: Path) -> None:
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not re.search(r'(?:src|<link[^>]*href)="?(?:https?:)?//', text), page
