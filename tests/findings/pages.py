"""Read the pages of docs/findings: their files and commands, which run as a reader would run them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from documentation.pages import Command, Save, steps
from regal_braze.resources import findings_root
from support.schemas import write
from support.typed import Typed, ended, run_typed, shows

_FORM = re.compile(
    r"# (?P<code>[a-z-]+)\n\n[^#\n].*?\n\n## Wrong\n\n(?P<wrong>.*?)\n## Right\n\n(?P<right>.*)\Z", re.DOTALL
)
_BLOCK = re.compile(
    r"```(?P<language>\w+)(?: title=\"(?P<path>[^\"]+)\")?\n(?P<text>.*?)^```\n", re.DOTALL | re.MULTILINE
)

Step = Save | Command


@dataclass(frozen=True)
class Page:
    """A page, in its strict form."""

    code: str
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
    return Page(form["code"], tuple(_steps(form["wrong"])), tuple(_steps(form["right"])))


def _steps(section: str) -> Iterator[Step]:
    """Return the files and commands of a section, which are all in blocks."""
    rest = _BLOCK.sub("", section)
    assert "```" not in rest, f"not a block of a file or of commands: {rest}"
    assert "regal-braze " not in re.sub(r"`[^`]*`", "", rest), f"what is not in a block is not run: {rest}"
    blocks = [*_BLOCK.finditer(section)]
    for block in blocks:
        is_console = block["language"] == "console"
        assert is_console == (block["path"] is None), f"a file needs a title: {block[0]}"
        assert not is_console or block["text"].startswith("$ "), block[0]
    return steps("".join(block[0] for block in blocks))


def play(page: tuple[Step, ...], folder: Path) -> Iterator[tuple[Command, Typed]]:
    """Write the files and run the commands of a page in a workspace; yield each command with its result."""
    (folder / "regal-braze.toml").touch()
    for step in page:
        if isinstance(step, Save):
            write(folder, {step.name: step.text})
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
