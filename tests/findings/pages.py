"""Read the pages of docs/findings: their files and commands, which run as a reader would run them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from regal_braze.resources import findings_root
from support.typed import Typed, ended, run_typed, shows

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
    """Return the page of every code."""
    return sorted(path for path in findings_root().glob("*.md") if path.stem != "index")


def read(path: Path) -> Page:
    """Read a page. Its form is strict, so that a mistake in the page doesn't hide an example."""
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


def play(steps: tuple[Step, ...], folder: Path) -> Iterator[tuple[Command, Typed]]:
    """Write the files and run the commands of a page in a workspace; yield each command with its result."""
    (folder / "regal-braze.toml").touch()
    for step in steps:
        if isinstance(step, File):
            path = folder / step.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(step.text, encoding="utf-8")
        else:
            yield step, run_typed(step.line, folder)


def findings_in(printed: str) -> list[tuple[str, str]]:
    """Return code and severity of the findings that a command printed as text."""
    return [(found[2], found[1]) for found in re.finditer(r"\b(error|warning)\[([a-z-]+)\]", printed)]


def rewritten(text: str, printed: Iterator[str]) -> str:
    """Return the text of a page with the current output of its commands, in order, unless it shows that already."""

    def block(match: re.Match[str]) -> str:
        if match["language"] != "console":
            return match[0]
        parts = []
        for command in re.split(r"^\$ ", match["text"], flags=re.MULTILINE)[1:]:
            line, _, shown = command.partition("\n")
            now = next(printed)
            parts.append(f"$ {line}\n{shown if shows(shown, now) else ended(now)}")
        return f"```console\n{''.join(parts)}```\n"

    return _BLOCK.sub(block, text)
