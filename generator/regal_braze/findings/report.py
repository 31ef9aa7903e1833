"""How commands speak: data on standard output, findings and talk on standard error; and their exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from regal_braze.findings.finding import Finding, FindingsError, as_github, as_json, as_text, has_errors, visible
from regal_braze.immutable import Immutable
from regal_braze.resources import CONFIG_NAME

Format = Literal["text", "json", "github"]

FINE = 0
FINDINGS = 1
USAGE = 2
BUG = 70

_COLOURS = {"error": "31", "warning": "33"}


class Report(Immutable):
    """The manner that the options of a command ask for."""

    format: Format = "text"
    quiet: bool = False

    def message(self, text: str) -> None:
        """Say something that is not data."""
        if not self.quiet and self.format == "text":
            print(text, file=sys.stderr)

    def print(self, text: str) -> None:
        """Print data. Raises FindingsError (`unwritable`) where it cannot be written."""
        try:
            sys.stdout.write(text if text.endswith("\n") else text + "\n")
            sys.stdout.flush()
        except BrokenPipeError:
            _discard_output()  # whoever read it has seen enough
        except OSError as error:
            _discard_output()
            message = f"Standard output cannot be written: {error.strerror}"
            raise FindingsError(Finding("unwritable", message, "Correct that, and run the command again.")) from error

    def summarise(self, title: str, text: str) -> None:
        """Add Markdown to the summary of a job on GitHub, where that is who is spoken to."""
        if self.format == "github":
            from regal_braze.findings.github import append

            append(f"regal-braze: {title}", text)

    def finish(self, findings: Sequence[Finding], data: Mapping[str, object] | None = None) -> int:
        """Print the findings of a command, warnings only where not quiet, and return its exit code.

        What is wrong in regal-braze.toml counts as configuration, also where planning noticed it.
        As text they are talk; as JSON they are data: one object with `findings` and the keys of `data`. GitHub reads
        them from the data too, and shows them once more as a table in the summary of the job.
        """
        shown = [each for each in findings if each.severity == "error" or not self.quiet]
        if self.format == "json":
            self.print(as_json(shown, data))
        for finding in shown:
            if self.format == "github":
                self.print(as_github(finding))
            elif self.format == "text":
                print(_coloured(finding), file=sys.stderr)
        if self.format == "github" and shown:
            from regal_braze.findings.github import findings_table

            self.summarise("findings", findings_table(shown))
        if any(each.severity == "error" and _is_of_configuration(each) for each in findings):
            return USAGE
        return FINDINGS if has_errors(findings) else FINE


def _is_of_configuration(finding: Finding) -> bool:
    """Tell whether a finding is about what is in regal-braze.toml, whichever stage noticed it; not that it is there."""
    return finding.code != "foreign-file" and finding.file is not None and Path(finding.file).name == CONFIG_NAME


def table(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> str:
    """Return rows as aligned columns; the columns in `right` are flush right."""
    rows = [[visible(cell) for cell in row] for row in rows]
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


def _discard_output() -> None:
    """Let the rest of the output go nowhere, or Python complains about it when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
