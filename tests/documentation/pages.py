"""The pages people read, as what they ask for: files to save, commands to type, and what these print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from support.shipped import ROOT

PAGES = {path.relative_to(ROOT).as_posix(): path for path in [ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md"))]}
"""Every page, by its path."""

PROGRAMS = ("regal-braze", ".venv/bin/regal-braze", "make")
"""What a block without a language has to start a line with, to be commands."""

_BLOCK = re.compile(r"(?m)^(?P<indent> *)```(?P<head>.*)\n(?P<text>(?:.*\n)*?)(?P=indent)```$")
_INLINE = re.compile(r"`((?:\.venv/bin/)?regal-braze [^`]+)`")
_TITLE = re.compile(r'title="(at the end of )?([^"]+)"')
_SAVED = re.compile(r"[Ss]ave [^`]*`([^`]+)`[^`]*:\s*\Z")


@dataclass(frozen=True)
class Save:
    """A file that the reader is to write; or to write at the end of one that is there."""

    name: str
    text: str
    at_the_end: bool = False


@dataclass(frozen=True)
class Command:
    """A line that the reader is to type, and what the page says it prints; `…` stands for any lines."""

    line: str
    prints: str | None = None

    def printed(self, said: str) -> bool:
        """Tell whether this is what the page says."""
        if self.prints is None:
            return True
        parts = (r"(?:.*\n)*?" if line == "…" else re.escape(line) + r"\n" for line in self.prints.splitlines())
        return re.fullmatch("".join(parts), said if said.endswith("\n") or not said else said + "\n") is not None


def steps(page: str) -> Iterator[Save | Command]:
    """Yield what a page asks for, in its order.

    A file has its name as the title of its block, or in the words "save … as `name`:" right above it. Commands stand in
    blocks of `sh`; in blocks of `console` behind `$ `, with what they print below; in blocks without a language; or
    within a sentence.
    """
    end = 0
    for block in _BLOCK.finditer(page):
        yield from _inline(page[end : block.start()])
        end = block.end()
        text = re.sub(rf"(?m)^{block['indent']}", "", block["text"])
        language, _, head = block["head"].partition(" ")
        title, saved = _TITLE.search(head), _SAVED.search(page[: block.start()].rpartition("\n\n```")[2])
        if title:
            yield Save(title[2], text, at_the_end=title[1] is not None)
        elif language == "console":
            for part in re.split(r"(?m)^\$ ", text)[1:]:
                line, _, prints = part.partition("\n")
                yield Command(line, prints)
        elif language == "sh" or (not language and any(line.startswith(PROGRAMS) for line in text.splitlines())):
            yield from (Command(line) for line in text.splitlines() if line.strip())
        elif saved:
            yield Save(saved[1], text)
    yield from _inline(page[end:])


def _inline(prose: str) -> Iterator[Command]:
    return (Command(" ".join(found.split())) for found in _INLINE.findall(prose))
