"""Files with mistakes in tests/workspace/mistakes: a finding is below its line, as `#! code: message` and `#? help`."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from support.examples import Example
from workspace.planning import errors

FOLDER: Final = Path(__file__).with_name("mistakes")


def annotated(example: Example) -> str:
    """Return the regal-braze.toml of an example with its errors below their lines."""
    below = ("#! ", "#? ")
    lines = ["", *(line for line in example.text.splitlines(keepends=True) if not line.startswith(below))]
    for finding in errors("".join(lines)):
        assert finding.file == "regal-braze.toml", finding
        lines[finding.line or 0] += f"#! {finding.code}: {finding.message}\n#? {finding.help}\n"
    return "".join(lines)
