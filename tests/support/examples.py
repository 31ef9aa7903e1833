"""Examples in text files: the input, and below it the expected result, which `make golden` rewrites.

A file has many examples, each below a line `=== title` and before a blank line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pytest

from depth import some
from regal_braze.findings.finding import Finding

_TITLE = "=== "


@dataclass(frozen=True)
class Example:
    """An example: its file, its title and the text below."""

    path: Path
    title: str
    text: str

    def __str__(self) -> str:
        return f"{self.path.stem}: {self.title}"[:80]


def read(folder: Path) -> list[Example]:
    """Return the examples in the text files of a folder."""
    found = []
    for path in sorted(folder.glob("*.txt")):
        for part in f"\n{path.read_text(encoding='utf-8')}".split(f"\n{_TITLE}")[1:]:
            title, _, text = part.partition("\n")
            found.append(Example(path, title, f"{text.rstrip()}\n"))
    return found


def each(folder: Path, count: int | None = None) -> pytest.MarkDecorator:
    """Parametrize a test with each example of a folder as `example`; `make test` runs `count` of them, if given."""
    examples = read(folder)
    return pytest.mark.parametrize("example", some(examples, count) if count else examples, ids=str)


def plain(text: str) -> str:
    """Return a text without the findings below its lines."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(("#! ", "#? ")))


def annotated(text: str, findings: Iterable[Finding]) -> str:
    """Return a text with findings below their lines, as `#! code: message` and `#? help`."""
    lines = ["", *text.split("\n")[:-1]]
    for finding in findings:
        lines[finding.line or 0] += f"\n#! {finding.code}: {finding.message}\n#? {finding.help}"
    return "\n".join(lines).removeprefix("\n") + "\n"


def rewrite(folder: Path, text_of: Callable[[Example], str]) -> Iterator[str]:
    """Write the text of each example anew, and yield the names of the files that change."""
    for path, examples in groupby(read(folder), lambda example: example.path):
        text = "\n".join(f"{_TITLE}{example.title}\n{text_of(example)}" for example in examples)
        if text != path.read_text(encoding="utf-8"):
            path.write_text(text, encoding="utf-8")
            yield path.name
