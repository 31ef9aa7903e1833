"""Every command that a page shows runs, in the page's order, and prints what the page says (slow: V8)."""

from __future__ import annotations

import gzip
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from documentation.pages import PAGES, Command, Save, steps
from regal_braze.cli.app import app
from support.command import CALL, plain_environment
from support.shipped import ROOT

pytestmark = pytest.mark.slow

ELSEWHERE = {
    "docs/drift.md": "tests/commands/drift/test_documentation.py",
    "docs/five-minutes.md": "tests/commands/init/test_five_minutes.py",
    "docs/how-to/add-an-event.md": "tests/commands/new/test_documentation.py",
}
"""Pages that are followed by a test of their own, which knows more of them."""

NOT_RUN = {
    "make": "it writes to the checkout; that there is such a target is tested",
    "git": "it is not ours",
    "regal-braze generate --watch": "it does not end; tests/watch runs it",
}
"""Commands that are not run, by how they begin, and why."""

ENDS_WITH = {
    ("README.md", ".venv/bin/regal-braze -C acme drift recorded/"): 1,
    ("docs/how-to/review.md", "regal-braze check --diff"): 1,
    ("docs/how-to/ci.md", "regal-braze check --format github"): 1,
    ("docs/commands.md", "regal-braze drift recorded/"): 1,
    ("docs/commands.md", "regal-braze drift --format json recorded/"): 1,
}
"""Exit codes of commands that find something, as their page says or means."""

WITH_OUTPUT = {"docs/how-to/ci.md"}
"""Pages for readers who have generated before."""

PROFILE = {"external_id": "123", "phone": "+17625555555"}
SURVEY = {"userId": "1", "name": "survey.answered", "originalTimestamp": "1657855059", "properties": {"score": 9}}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with the files that pages take for granted: payloads and a profile of the reader's own."""
    folder = tmp_path / "here"
    (folder / "recorded").mkdir(parents=True)
    new = {**CALL, "properties": {**CALL["properties"], "mood": "good"}}
    given = {"payload.json": CALL, "recorded/call.json": new, "profile.json": PROFILE, "survey.json": SURVEY}
    for name, value in given.items():
        (folder / name).write_text(json.dumps(value), encoding="utf-8")
    (folder / "more.ndjson").write_text(json.dumps({**SURVEY, "properties": {"mood": "good"}}), encoding="utf-8")
    (folder / "more.ndjson.gz").write_bytes(gzip.compress((folder / "more.ndjson").read_bytes()))
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return folder


@pytest.fixture(scope="session")
def shell(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which `regal-braze` and `python` are these."""
    tools = tmp_path_factory.mktemp("bin")
    for name, line in (("regal-braze", "-m regal_braze "), ("python", "")):
        (tools / name).write_text(f'#!/bin/sh\nexec {sys.executable} {line}"$@"\n')
        (tools / name).chmod(0o755)
    environment = plain_environment()
    return environment | {"PATH": f"{tools}:{environment['PATH']}"}


FOLLOWED = [path for path in PAGES if path not in ELSEWHERE and not path.startswith("docs/findings/")]
"""The pages of findings show mistakes on purpose: tests/findings follows them, file by file."""


@pytest.mark.parametrize("path", FOLLOWED)
def test_every_command_runs(path: str, here: Path, shell: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    folder = here
    if path in WITH_OUTPUT:
        assert typed("regal-braze generate", folder, shell)[0] == 0
    for step in steps(PAGES[path].read_text(encoding="utf-8")):
        if isinstance(step, Save):
            file = folder / step.name
            before = file.read_text(encoding="utf-8") + "\n" if step.at_the_end else ""
            file.write_text(before + step.text, encoding="utf-8")
        elif step.line.startswith("cd "):
            folder = folder / step.line.removeprefix("cd ")
            monkeypatch.chdir(folder)
        elif not_run(step):
            continue
        else:
            code, said = typed(step.line, folder, shell)
            assert code == ENDS_WITH.get((path, step.line.partition("  #")[0].strip()), 0), f"{step.line}\n{said}"
            assert step.printed(said), f"{path}: {step.line}\n{said}"


def not_run(command: Command) -> bool:
    if not any(command.line == start or command.line.startswith(f"{start} ") for start in NOT_RUN):
        return False
    for target in re.findall(r"^make (\w+)", command.line):
        assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE), command.line
    return True


def typed(line: str, folder: Path, shell: dict[str, str]) -> tuple[int, str]:
    """Run a line, and return its exit code and what it said: in this process, unless it takes a shell."""
    line = line.removeprefix(".venv/bin/")
    words = shlex.split(line, comments=True)
    if words[0] == "regal-braze" and not {"|", ">", "<", "&&"} & set(words):
        ended = CliRunner().invoke(app, words[1:], catch_exceptions=False)
        return ended.exit_code, ended.stdout + ended.stderr
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {line}"],
        cwd=folder,
        env=shell,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )
    return done.returncode, (done.stdout + done.stderr).decode()


def test_pages_followed_elsewhere_are_there() -> None:
    assert ELSEWHERE.keys() <= PAGES.keys()
    for path, test in ELSEWHERE.items():
        assert f'"{Path(path).name}"' in (ROOT / test).read_text(encoding="utf-8")


def test_what_is_not_run_is_shown_somewhere() -> None:
    lines = [step.line for page in PAGES.values() for step in steps(page.read_text()) if isinstance(step, Command)]
    shown = {start for start in NOT_RUN if any(line.startswith(start) for line in lines)}
    assert shown == set(NOT_RUN), "take it off the list"
    known = {line.partition("  #")[0].strip() for line in lines}
    assert {line for _, line in ENDS_WITH} <= known


@pytest.mark.parametrize(
    ("prints", "said", "fits"),
    [
        (None, "anything", True),
        ("a\nb\n", "a\nb\n", True),
        ("a\nb\n", "a\nb", True),
        ("a\n", "a\nb\n", False),
        ("a\n…\n", "a\nb\nc\n", True),
        ("…\nc\n", "a\nb\nc\n", True),
        ("…\nb\n", "a\nb\nc\n", False),
        ("", "a\n", False),
    ],
)
def test_output_is_compared_to_the_letter(prints: str | None, said: str, fits: bool) -> None:
    assert Command("x", prints).printed(said) is fits
