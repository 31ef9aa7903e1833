"""Every command that a page shows runs, in the order of the page, and prints what the page shows."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

from documentation.pages import PAGES, Command, Save, steps
from support.command import CALL
from support.schemas import write
from support.shipped import ROOT
from support.typed import run_typed, shows

pytestmark = pytest.mark.slow

ELSEWHERE = {
    "docs/drift.md": "tests/commands/drift/test_documentation.py",
    "docs/five-minutes.md": "tests/commands/init/test_five_minutes.py",
    "docs/how-to/add-an-event.md": "tests/commands/new/test_documentation.py",
}
"""Pages with a separate test, which knows more about them."""

LONG = {
    f"docs/{page}.md"
    for page in ("commands", "how-to/bundle", "how-to/ci", "recorded-payloads", "security", "templates", "tutorial")
}
"""Pages with so many commands that only `make proof` follows them."""

NOT_RUN = {
    "make": "it writes to the checkout; this test checks that the target exists",
    "git": "it is another program",
    "regal-braze generate --watch": "it does not end; tests/commands/watch runs it",
}
"""How commands begin that are not run, and the reason."""

FINDINGS = {
    "README.md": {".venv/bin/regal-braze -C acme drift recorded/"},
    "docs/how-to/review.md": {"regal-braze check --diff"},
    "docs/how-to/ci.md": {"regal-braze check --format github"},
    "docs/how-to/paste.md": {"regal-braze compare old.js", "regal-braze compare old.js call.completed"},
    "docs/security.md": {"regal-braze check"},
    "docs/commands.md": {
        *("regal-braze check --strict", "regal-braze compare old.js", "regal-braze compare old.js call.completed"),
        *("regal-braze compare - contacts < old.js", "regal-braze drift recorded/"),
        *("regal-braze drift --format json recorded/", "regal-braze drift --show queue recorded/"),
    },
}
"""Commands that find something, by page, and so end with the exit code 1."""

WITH_OUTPUT = {"docs/how-to/ci.md"}
"""Pages for readers who already have output."""

PROFILE = {"external_id": "123", "phone": "+17625555555"}
SURVEY = {"userId": "1", "name": "survey.answered", "originalTimestamp": "1657855059", "properties": {"score": 9}}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the current folder, with the payloads, the profile and the code that a reader has."""
    folder = tmp_path / "here"
    new = {**CALL, "properties": {**CALL["properties"], "mood": "good"}}
    more = json.dumps({**SURVEY, "properties": {"mood": "good"}})
    write(folder, {"payload.json": CALL, "recorded/call.json": new, "profile.json": PROFILE})
    write(folder, {"survey.json": SURVEY, "more.ndjson": more, "more.ndjson.gz": gzip.compress(more.encode())})
    write(folder, {"old.js": 'return { events: [{ name: "Call Completed" }] };', "regal-braze.toml": ""})
    monkeypatch.chdir(folder)
    return folder


FOLLOWED = [path for path in PAGES if path not in ELSEWHERE and not path.startswith("docs/findings/")]
"""The pages of findings show mistakes on purpose, so tests/findings has a separate test for them."""


@pytest.mark.parametrize(
    "path", [pytest.param(path, marks=pytest.mark.proof if path in LONG else ()) for path in FOLLOWED]
)
def test_every_command_runs(path: str, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = here
    if path in WITH_OUTPUT:
        assert run_typed("regal-braze generate", folder).code == 0
    for step in steps(PAGES[path].read_text(encoding="utf-8")):
        if isinstance(step, Save):
            before = (folder / step.name).read_text(encoding="utf-8") + "\n" if step.at_the_end else ""
            write(folder, {step.name: before + step.text})
        elif step.line.startswith("cd "):
            folder = folder / step.line.removeprefix("cd ")
            monkeypatch.chdir(folder)
        elif not_run(step):
            continue
        else:
            typed = run_typed(step.line, folder)
            code = int(step.line.partition("  #")[0].strip() in FINDINGS.get(path, ()))
            assert typed.code == code, f"{step.line}\n{typed.printed}"
            assert step.prints is None or shows(step.prints, typed.printed), f"{step.line}\n{typed.printed}"


def not_run(command: Command) -> bool:
    if not any(command.line == start or command.line.startswith(f"{start} ") for start in NOT_RUN):
        return False
    for target in re.findall(r"^make (\w+)", command.line):
        assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE), command.line
    return True


def test_pages_followed_elsewhere_are_there() -> None:
    assert ELSEWHERE.keys() <= PAGES.keys()
    for path, test in ELSEWHERE.items():
        assert f'"{Path(path).name}"' in (ROOT / test).read_text(encoding="utf-8")


def test_files_that_pages_name_as_proof_are_there() -> None:
    named = {path for page in PAGES.values() for path in re.findall(r"`(tests/[\w/.]+)`", page.read_text("utf-8"))}
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_what_is_not_run_is_shown_somewhere() -> None:
    lines = [step.line for page in PAGES.values() for step in steps(page.read_text()) if isinstance(step, Command)]
    shown = {start for start in NOT_RUN if any(line.startswith(start) for line in lines)}
    assert shown == set(NOT_RUN), "remove it from the list"
    known = {line.partition("  #")[0].strip() for line in lines}
    assert set().union(*FINDINGS.values()) <= known


@pytest.mark.parametrize(
    ("prints", "printed", "fits"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\nb\n", "a\nb", True),
        ("a\n", "a\nb\n", False),
        ("a\n…\n", "a\nb\nc\n", True),
        ("…\nc\n", "a\nb\nc\n", True),
        ("…\nb\n", "a\nb\nc\n", False),
        ("", "a\n", False),
        ("a …\n", "a b\n", False),
    ],
)
def test_output_is_compared_line_by_line(prints: str, printed: str, fits: bool) -> None:
    assert shows(prints, printed) is fits
