"""What a job on GitHub shows on its page: Markdown, appended to the file that GitHub names.

Source: GitHub's "Workflow commands for GitHub Actions", adding a job summary.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from regal_braze.findings.finding import Finding, visible

VARIABLE = "GITHUB_STEP_SUMMARY"
MOST = 100
"""Findings in one table. GitHub takes 1 MiB a step, and nobody reads on."""


def append(title: str, text: str) -> None:
    """Append a section to the summary, if there is one. That it cannot be written changes no result."""
    if place := os.environ.get(VARIABLE):
        with suppress(OSError), Path(place).open("a", encoding="utf-8") as file:
            file.write(f"### {escaped(title)}\n\n{text}\n\n")


def findings_table(findings: Sequence[Finding]) -> str:
    """Return findings as a table, and how many more there are than it shows."""
    rows = [("", "finding", "where", "help")]
    rows += [(each.severity, f"{each.code}: {each.message}", each.place, each.help) for each in findings[:MOST]]
    more = f"\n\n… and {len(findings) - MOST} more" if len(findings) > MOST else ""
    return markdown_table(rows) + more


def markdown_table(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> str:
    """Return rows, the first of them the header, as a table; the columns in `right` are flush right."""
    rule = ["---:" if column in right else "---" for column in range(len(rows[0]))]
    lines = [[escaped(cell) for cell in row] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in (lines[0], rule, *lines[1:]))


def escaped(text: str) -> str:
    """Return text that Markdown shows as it is, on one line: names come from files that anybody may have written."""
    return re.sub(r"([\\`*_\[\]<>|~&#@])", lambda found: f"&#{ord(found[0])};", visible(text))
