"""The pages of docs/findings: their files and commands, read from the Markdown and run as a reader would."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from regal_braze.cli.app import app
from regal_braze.resources import findings_root
from support.command import plain_environment

ELISION = "…"
"""Stands on a line of its own for any number of lines of output."""

_FORM = re.compile(
    r"# (?P<code>[a-z-]+)\n\n(?P<about>[^#\n].*?)\n\n## Wrong\n\n(?P<wrong>.*?)\n## Right\n\n(?P<right>.*)\Z", re.DOTALL
)
_BLOCK = re.compile(
    r"```(?P<language>\w+)(?: title=\"(?P<path>[^\"]+)\")?\n(?P<text>.*?)^```\n", re.DOTALL | re.MULTILINE
)


@dataclass(frozen=True)
class Command:
    """A line that a reader types, and what it prints."""

    line: str
    printed: str

    @property
    def is_ours(self) -> bool:
        return "regal-braze" in shlex.split(self.line)


@dataclass(frozen=True)
class File:
    """A file that a reader writes."""

    path: str
    text: str


Step = Command | File


@dataclass(frozen=True)
class Page:
    """A page, in its strict form."""

    code: str
    about: str
    wrong: tuple[Step, ...]
    right: tuple[Step, ...]


def paths() -> list[Path]:
    """The page of every code."""
    return sorted(path for path in findings_root().glob("*.md") if path.stem != "index")


def read(path: Path) -> Page:
    """Read a page; its form is strict, so that a mistake in it does not hide an example."""
    text = path.read_text(encoding="utf-8")
    form = _FORM.match(text)
    assert form, f"{path.name}: the form is `# code`, sentences, `## Wrong`, `## Right`"
    return Page(form["code"], form["about"], tuple(_steps(form["wrong"])), tuple(_steps(form["right"])))


def _steps(section: str) -> Iterator[Step]:
    rest = _BLOCK.sub("", section)
    assert "```" not in rest, f"not a block of a file or of commands: {rest}"
    assert "regal-braze " not in re.sub(r"`[^`]*`", "", rest), f"what is not in a block is not run: {rest}"
    for block in _BLOCK.finditer(section):
        if block["language"] != "console":
            assert block["path"], f"a file needs a title: {block[0]}"
            yield File(block["path"], block["text"])
            continue
        assert block["text"].startswith("$ "), block[0]
        for command in re.split(r"^\$ ", block["text"], flags=re.MULTILINE)[1:]:
            line, _, printed = command.partition("\n")
            yield Command(line, printed)


def play(steps: tuple[Step, ...], folder: Path, *options: str) -> Iterator[tuple[Command, str]]:
    """Write the files and run the commands, ours with `options` added; yield each command and what it printed."""
    for step in steps:
        if isinstance(step, File):
            path = folder / step.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(step.text, encoding="utf-8")
        else:
            yield step, _run(step, folder, options if step.is_ours else ())


def _run(command: Command, folder: Path, options: tuple[str, ...]) -> str:
    line = " ".join((command.line, *options))
    words = shlex.split(line)
    if words[0] == "regal-braze":
        stdin = None
        if "<" in words:
            at = words.index("<")
            stdin = (folder / words[at + 1]).read_bytes()
            del words[at : at + 2]
        return CliRunner().invoke(app, words[1:], input=stdin, catch_exceptions=False).output
    bin_folder = folder.parent / "bin"  # `regal-braze` as an installation has it
    if not bin_folder.exists():
        bin_folder.mkdir()
        ours = bin_folder / "regal-braze"
        ours.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m regal_braze "$@"\n')
        ours.chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", "-c", line],
        cwd=folder,
        env=plain_environment() | {"PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )
    return done.stdout


def shows(shown: str, printed: str) -> bool:
    """Tell whether a page shows what was printed."""
    lines = (r"(?:.*\n)*" if line == f"{ELISION}\n" else re.escape(line) for line in shown.splitlines(keepends=True))
    return re.fullmatch("".join(lines), _ended(printed)) is not None


def _ended(text: str) -> str:
    return text if text.endswith("\n") or not text else f"{text}\n"


def findings_in(printed: str) -> list[dict[str, Any]]:
    """The findings that a command with `--format json` printed; none where that is text."""
    return list(json.loads(printed).get("findings", ())) if printed.startswith("{") else []


def rewritten(text: str, printed: Iterator[str]) -> str:
    """Return the text of a page with what its commands print now, in order, but where it shows that already."""

    def block(match: re.Match[str]) -> str:
        if match["language"] != "console":
            return match[0]
        parts = []
        for command in re.split(r"^\$ ", match["text"], flags=re.MULTILINE)[1:]:
            line, _, shown = command.partition("\n")
            now = next(printed)
            parts.append(f"$ {line}\n{shown if shows(shown, now) else _ended(now)}")
        return f"```console\n{''.join(parts)}```\n"

    return _BLOCK.sub(block, text)
