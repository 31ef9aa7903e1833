"""docs/findings/index.md: every code of a finding, from regal_braze.findings.codes."""

from __future__ import annotations

from pages.markdown import code, fill, prose, table
from regal_braze.findings.codes import CODES

WARNINGS = frozenset(
    (
        "subscription-group",
        "deprecated",
        "unknown-template",
        "ignored-file",
        "envelope-missing",
        "mixed-types",
        "left-out",
        "drift-loss",
    )
)
"""The codes that are always warnings. Some of the others are warnings in recorded payloads."""


def page() -> str:
    """Return the page."""
    rows = [
        (f"[{code(each)}]({each}.md)", prose(title), "warning" if each in WARNINGS else "error")
        for each, title in CODES.items()
    ]
    return fill("findings.md", codes=table(("code", "what is wrong", "severity"), rows))
