"""Files with mistakes in tests/workspace/mistakes: each finding is below its line, as `#! code: message` and `#? help`.

Each file contains many examples of regal-braze.toml, each below a line `=== title`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Final

from workspace.planning import errors

FOLDER: Final = Path(__file__).with_name("mistakes")
_TITLE: Final = "=== "


def examples() -> dict[str, str]:
    """Return every example with its annotations, by `file: title`."""
    found = {}
    for path in sorted(FOLDER.glob("*.txt")):
        for part in path.read_text(encoding="utf-8").split(_TITLE)[1:]:
            title, _, text = part.partition("\n")
            found[f"{path.stem}: {title}"] = f"{text.rstrip()}\n"
    return found


def plain(example: str) -> str:
    """Return an example without annotations: what is in regal-braze.toml."""
    return "".join(line for line in example.splitlines(keepends=True) if not line.startswith(("#! ", "#? ")))


def annotated(text: str) -> str:
    """Return a regal-braze.toml with its errors below their lines."""
    lines = ["", *text.splitlines(keepends=True)]
    for finding in errors(text):
        assert finding.file == "regal-braze.toml", finding
        lines[finding.line or 0] += f"#! {finding.code}: {finding.message}\n#? {finding.help}\n"
    return "".join(lines)


def rewrite() -> Iterator[str]:
    """Annotate the examples anew, and yield the name of each file that changes."""
    for stem, items in groupby(examples().items(), lambda item: item[0].partition(": ")[0]):
        path = FOLDER / f"{stem}.txt"
        parts = [f"{_TITLE}{name.partition(': ')[2]}\n{annotated(plain(example))}" for name, example in items]
        if (text := "\n".join(parts)) != path.read_text(encoding="utf-8"):
            path.write_text(text, encoding="utf-8")
            yield path.name
