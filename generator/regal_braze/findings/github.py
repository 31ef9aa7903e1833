"""Findings for GitHub: annotations of a pull request, and the summary of a job.

Source: GitHub's "Workflow commands for GitHub Actions", setting an error or warning message, adding a job summary.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from regal_braze.findings.codes import CODES
from regal_braze.findings.finding import Finding, visible
from regal_braze.findings.tables import markdown_table

VARIABLE = "GITHUB_STEP_SUMMARY"
"""The environment variable with the path of the summary, a Markdown file."""

MOST = 100
"""The largest number of findings in one table. GitHub accepts 1 MiB per step."""


def annotation(finding: Finding) -> str:
    """Return the workflow command that annotates a pull request with a finding."""
    properties = {
        "file": finding.file,
        "line": finding.line,
        "col": finding.column,
        "title": f"{finding.code}: {CODES[finding.code]}",
    }
    arguments = ",".join(f"{key}={_property(value)}" for key, value in properties.items() if value is not None)
    return f"::{finding.severity} {arguments}::{_data(f'{finding.message}. {finding.help}')}"


def append_to_summary(title: str, markdown: str) -> None:
    """Append a section to the summary, if there is one. A summary that cannot be written changes no result."""
    if place := os.environ.get(VARIABLE):
        with suppress(OSError), Path(place).open("a", encoding="utf-8") as file:
            file.write(f"### {escaped(title)}\n\n{markdown}\n\n")


def findings_table(findings: Sequence[Finding]) -> str:
    """Return the first findings as a table, and the number of the others."""
    rows = [("", "finding", "where", "help")]
    rows += [
        (finding.severity, f"{finding.code}: {finding.message}", finding.place, finding.help)
        for finding in findings[:MOST]
    ]
    more = f"\n\n… and {len(findings) - MOST} more" if len(findings) > MOST else ""
    return markdown_table(rows, escaped) + more


def escaped(text: str) -> str:
    """Return Markdown that shows a text literally, on one line. Names can come from untrusted files."""
    return re.sub(r"([\\`*_\[\]<>|~&#@])", lambda match: f"&#{ord(match[0])};", visible(text))


def _data(text: str) -> str:
    return visible(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(value: object) -> str:
    return _data(str(value)).replace(":", "%3A").replace(",", "%2C")
