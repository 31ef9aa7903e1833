"""Read the pages of docs/ as their reader does: files to save, commands to type, and what these print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from support.shipped import ROOT

PAGES = {path.relative_to(ROOT).as_posix(): path for path in [ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md"))]}
"""Every page, by its path."""

PROGRAMS = ("regal-braze", ".venv/bin/regal-braze", "make")
"""How a line begins that makes a block without a language a block of commands."""

_BLOCK = re.compile(r"(?m)^(?P<indent> *)```(?P<head>.*)\n(?P<text>(?:.*\n)*?)(?P=indent)```$")
_INLINE = re.compile(r"`((?:\.venv/bin/)?regal-braze [^`]+)`")
_TITLE = re.compile(r'title="(at the end of )?([^"]+)"')
_SAVED = re.compile(r"[Ss]ave [^`]*`([^`]+)`[^`]*:\s*\Z")


@dataclass(frozen=True)
class Save:
    """A file that the reader writes, or text that the reader adds at the end of a file."""

    name: str
    text: str
    at_the_end: bool = False


@dataclass(frozen=True)
class Command:
    """A line that the reader types, and what the page shows as its output, if it shows it."""

    line: str
    prints: str | None = None


def steps(page: str) -> Iterator[Save | Command]:
    """Yield the steps of a page, in order.

    A file has its name as the title of its block, or in the words "save … as `name`:" right above it. Commands are in
    blocks of `sh`; in blocks of `console` after `$ `, with their output below; in blocks without a language; or in a
    sentence.
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


def blocks(page: str, language: str) -> list[str]:
    """Return the text of each block of a language."""
    return [block["text"] for block in _BLOCK.finditer(page) if block["head"] == language]


def _inline(prose: str) -> Iterator[Command]:
    return (Command(" ".join(found.split())) for found in _INLINE.findall(prose))
