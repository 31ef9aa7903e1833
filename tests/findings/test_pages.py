"""Every finding code has a page, and the examples on it print what it shows."""

from __future__ import annotations

import json
import shlex
import shutil
import tempfile
from pathlib import Path
from textwrap import indent

import pytest

from depth import PROOF, some
from documentation.pages import Command
from findings.pages import findings_in, paths, play, read
from pages.findings import WARNINGS
from regal_braze.engines.v8.sandbox import Sandbox
from regal_braze.findings.codes import CODES
from regal_braze.resources import findings_root
from support.command import run
from support.typed import shows

PAGES = {path.stem: path for path in paths()}
LONG = {"bundle-differs", "memory-limit", "time-limit", "webhook-invalid"}
"""Codes whose examples take long."""
SHORT = {*some(CODES, 16)} - LONG
"""Codes whose examples `make test` runs, too."""
NEEDS = {"busy": "flock"}
"""Programs that an example starts, and that not every system has."""


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert set(PAGES) == set(CODES)


def test_nothing_else_is_among_the_pages() -> None:
    assert {path.name for path in findings_root().iterdir()} == {*(f"{code}.md" for code in CODES), "index.md"}


@pytest.mark.parametrize(
    "code", [pytest.param(code, marks=() if code in SHORT else pytest.mark.proof) for code in PAGES]
)
def test_commands_print_what_the_page_shows(code: str, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wrong example ends with the finding of the page, and the right one without an error."""
    if code in NEEDS and not shutil.which(NEEDS[code]):
        pytest.skip(f"{NEEDS[code]} is not installed")
    seconds = "5 s"
    if code == "time-limit" and not PROOF:
        monkeypatch.setitem(Sandbox.__init__.__kwdefaults__ or {}, "time_limit", 0.5)
        seconds = "0.5 s"
    page = read(PAGES[code])
    assert page.code == code
    severity = "warning" if code in WARNINGS else "error"
    for steps, is_wrong in ((page.wrong, True), (page.right, False)):
        found: list[tuple[str, str]] = []
        for command, typed in play(steps, workspace):
            shown = (command.prints or "").replace("5 s", seconds)
            assert shows(shown, typed.printed), f"{typed.printed}run make golden"
            if "regal-braze" in shlex.split(command.line):
                found = findings_in(typed.printed) or found_by_drift(command)
        assert ((code, severity) in found) == is_wrong, found
        is_page = command.line.startswith("regal-braze explain-finding")
        assert is_wrong or is_page or "error" not in [kind for _, kind in found]


def found_by_drift(command: Command) -> list[tuple[str, str]]:
    """Return code and severity of the findings of drift, whose text is a table."""
    if not command.line.startswith("regal-braze drift"):
        return []
    ended = run(*shlex.split(command.line)[1:], "--format", "json")
    return [(finding["code"], finding["severity"]) for finding in ended.findings]


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
        shown = f"$ {step.line}\n{step.prints}" if isinstance(step, Command) else step.text
        assert indent(shown, "    ").rstrip() in ended.out


def test_explain_finding_as_json() -> None:
    said = json.loads(run("explain-finding", "busy", "--format", "json").out)
    assert said == {"code": "busy", "title": CODES["busy"], "text": run("explain-finding", "busy").out, "findings": []}


@pytest.mark.parametrize(
    ("code", "said"), [("brokn-json", "Did you mean broken-json?"), ("../x", "Findings show their code in brackets")]
)
def test_an_unknown_code_is_a_finding(code: str, said: str) -> None:
    ended = run("explain-finding", code, "--format", "json")
    assert ended.code == 2
    (finding,) = ended.findings
    assert finding["code"] == "unknown-code"
    assert finding["help"].startswith(said)
