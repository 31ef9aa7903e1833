"""How commands speak: data on standard output, findings and talk on standard error; and their exit codes."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from regal_braze.findings import Finding, as_github, as_json, as_text, has_errors

Format = Literal["text", "json", "github"]

FINE = 0
FINDINGS = 1
USAGE = 2
BUG = 70

_COLOURS = {"error": "31", "warning": "33"}


@dataclass(frozen=True, slots=True)
class Report:
    """The manner that the options of a command ask for."""

    form: Format = "text"
    quiet: bool = False

    def talk(self, text: str) -> None:
        """Say something that is not data."""
        if not self.quiet and self.form == "text":
            print(text, file=sys.stderr)

    def data(self, text: str) -> None:
        """Print data."""
        sys.stdout.write(text if text.endswith("\n") else text + "\n")

    def findings(self, findings: Iterable[Finding]) -> None:
        """Print findings beside a command's data; warnings only where not quiet."""
        shown = [each for each in findings if each.severity == "error" or not self.quiet]
        if self.form == "json":
            if shown:
                print(as_json(shown), file=sys.stderr)
            return
        for finding in shown:
            print(as_github(finding) if self.form == "github" else _coloured(finding), file=sys.stderr)

    def outcome(self, findings: Sequence[Finding], data: dict[str, object] | None = None) -> int:
        """Print the findings that are a command's outcome, and return its exit code.

        As JSON they are data: one object with `findings` and the keys of `data`.
        """
        if self.form == "json":
            self.data(json.dumps({**(data or {}), "findings": [asdict(each) for each in findings]}, indent=2))
        elif self.form == "github":
            for finding in findings:
                self.data(as_github(finding))
        else:
            self.findings(findings)
        return FINDINGS if has_errors(findings) else FINE


def table(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> str:
    """Return rows as aligned columns; the columns in `right` are flush right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = (
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _coloured(finding: Finding) -> str:
    text = as_text(finding)
    if not sys.stderr.isatty() or os.environ.get("NO_COLOR"):
        return text
    label = f"{finding.severity}[{finding.code}]"
    return text.replace(label, f"\033[{_COLOURS[finding.severity]}m{label}\033[0m", 1)
