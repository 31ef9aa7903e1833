"""The command `open`, with a browser that only notes the address."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import pytest

from support.command import run


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that the browser was given."""
    addresses: list[str] = []

    def note(address: str) -> bool:
        addresses.append(address)
        return True

    monkeypatch.setattr(webbrowser, "open", note)
    return addresses


def test_it_opens_the_page_and_prints_its_path(workspace: Path, opened: list[str]) -> None:
    run("generate")
    ended = run("open", "-q")
    assert (ended.code, ended.out, ended.err) == (0, "output/index.html\n", "")
    assert opened == [(workspace / "output" / "index.html").resolve().as_uri()]


def test_a_page_that_is_missing_is_a_finding(workspace: Path, opened: list[str]) -> None:
    ended = run("open")
    assert ended.code == 1
    assert "error[missing]: output/index.html is not there\n  help: Run `regal-braze generate`." in ended.err
    assert opened == []


def test_a_page_that_is_not_up_to_date_is_opened_with_a_message(workspace: Path, opened: list[str]) -> None:
    run("generate")
    (workspace / "regal-braze.toml").write_text('[names]\nprefix = "Regal "\n', encoding="utf-8")
    ended = run("open")
    assert ended.code == 0
    assert "The page is not up to date. Run `regal-braze generate`, and reload it." in ended.err
    assert len(opened) == 1


def test_a_page_that_is_switched_off_names_the_line(workspace: Path, opened: list[str]) -> None:
    (workspace / "regal-braze.toml").write_text("[page]\nenabled = false\n", encoding="utf-8")
    run("generate")
    ended = run("open")
    assert ended.code == 2
    assert "regal-braze.toml:2:" in ended.err
    assert opened == []


def test_without_a_browser_it_says_what_to_open(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webbrowser, "open", lambda _: False)
    run("generate")
    ended = run("open")
    assert (ended.code, ended.out) == (0, "output/index.html\n")
    assert "No browser could be started here. Open this file in one." in ended.err
