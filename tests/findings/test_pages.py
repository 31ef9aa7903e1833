"""Every finding code has a page, and the examples on it print what it shows."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from findings.pages import Command, findings_in, paths, play, read, shows
from regal_braze.cli.completion import complete_code
from regal_braze.engines.v8.sandbox import Sandbox
from regal_braze.findings.codes import CODES, WARNINGS
from regal_braze.resources import findings_root
from support.command import run

PAGES = {path.stem: path for path in paths()}
SLOW = {"time-limit"}
NEEDS = {"busy": "flock"}
"""Programs that an example starts, and that not every system has."""


def needed(code: str) -> None:
    if code in NEEDS and not shutil.which(NEEDS[code]):
        pytest.skip(f"{NEEDS[code]} is not installed")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty workspace, which is the current folder."""
    place = tmp_path / "workspace"
    place.mkdir()
    monkeypatch.chdir(place)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return place


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert set(PAGES) == set(CODES)


def test_nothing_else_is_among_the_pages() -> None:
    assert {path.name for path in findings_root().iterdir()} == {*(f"{code}.md" for code in CODES), "index.md"}


@pytest.mark.parametrize(
    "code", [pytest.param(code, marks=pytest.mark.slow) if code in SLOW else code for code in PAGES]
)
def test_commands_print_what_the_page_shows(code: str, folder: Path) -> None:
    needed(code)
    page = read(PAGES[code])
    assert page.code == code
    for command, printed in play((*page.wrong, *page.right), folder):
        assert shows(command.printed, printed), f"{command.line} printed:\n{printed}run make golden"


@pytest.mark.parametrize("code", PAGES)
def test_the_code_is_among_the_findings_and_then_gone(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    needed(code)
    page = read(PAGES[code])
    if code == "time-limit":  # what is told does not depend on how long it is
        assert Sandbox.__init__.__kwdefaults__
        monkeypatch.setitem(Sandbox.__init__.__kwdefaults__, "time_limit", 0.5)
    wrong = told(play(page.wrong, folder, "--format", "json"))
    severities = {severity for each, severity in wrong if each == code}
    assert severities == {"warning" if code in WARNINGS else "error"}
    right = told(play(page.right, folder, "--format", "json"))
    assert code not in {each for each, _ in right}
    assert not [each for each, severity in right if severity == "error"], "the right example has no other error"


def told(played: Iterable[tuple[Command, str]]) -> list[tuple[str, str]]:
    """Code and severity of each finding of the last command of ours."""
    ours = [printed for command, printed in played if command.is_ours]
    return [(each["code"], each["severity"]) for each in findings_in(ours[-1])]


@pytest.mark.parametrize("code", PAGES)
def test_a_page_names_no_machine(code: str) -> None:
    text = PAGES[code].read_text(encoding="utf-8")
    assert not [place for place in ("/home/", "/Users/", tempfile.gettempdir(), str(Path.cwd())) if place in text]


# --- explain-finding


@pytest.mark.parametrize("code", CODES)
def test_explain_finding_prints_the_page_as_plain_text(code: str) -> None:
    ended = run("explain-finding", code)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(f"{code}: {CODES[code]}\n\n")
    assert "```" not in ended.out
    assert "\n## " not in ended.out
    assert ended.out.index("\nWrong:\n") < ended.out.index("\nRight:\n")
    page = read(PAGES[code])
    for step in (*page.wrong, *page.right):
        shown = [f"$ {step.line}", *step.printed.splitlines()] if isinstance(step, Command) else step.text.splitlines()
        assert "\n".join(f"    {line}" if line.strip() else line for line in shown) in ended.out


def test_explain_finding_as_json() -> None:
    said = json.loads(run("explain-finding", "busy", "--format", "json").out)
    assert said == {
        "code": "busy",
        "title": CODES["busy"],
        "text": run("explain-finding", "busy").out,
        "findings": [],
    }


@pytest.mark.parametrize(
    ("code", "said"), [("brokn-json", "Did you mean broken-json?"), ("../x", "Findings show their code in brackets")]
)
def test_an_unknown_code_is_a_finding(code: str, said: str) -> None:
    ended = run("explain-finding", code, "--format", "json")
    assert ended.code == 2
    (finding,) = ended.findings
    assert finding["code"] == "unknown-code"
    assert finding["help"].startswith(said)


def test_codes_are_completed() -> None:
    assert complete_code("drift-") == ["drift-event", "drift-loss", "drift-property", "drift-type", "drift-value"]


def test_what_a_page_does_not_show_fails() -> None:
    """The comparison of these tests can fail."""
    assert shows("a\n…\nd\n", "a\nb\nc\nd\n")
    assert shows("…\n", "")
    assert not shows("a\n…\nd\n", "a\nb\nc\n")
    assert not shows("a …\n", "a b\n")
    assert not shows("", "a\n")
