"""The findings of a regal-braze.toml that is not on disk, found by the functions that commands call."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from regal_braze.findings.finding import ConfigurationError, Finding
from regal_braze.pipeline import plan_workspace
from regal_braze.plans import Plans
from regal_braze.workspace.read import settings_of
from regal_braze.workspace.settings import ConfigFile
from regal_braze.workspace.workspace import workspace_in
from support.examples import Example, plain
from support.examples import annotated as with_findings

FOLDER: Final = Path(__file__).with_name("mistakes")
"""The folder of examples of regal-braze.toml, with their findings below the lines."""


def said(example: Example) -> str:
    """Return the regal-braze.toml of an example with its errors below their lines."""
    text = plain(example.text)
    found = errors(text)
    assert {finding.file for finding in found} == {"regal-braze.toml"}
    return with_findings(text, found)


def mistakes(text: str) -> list[Finding]:
    """Return the findings from reading a file."""
    try:
        settings_of(ConfigFile(text=text))
    except ConfigurationError as error:
        return [*error.findings]
    return []


def plans(text: str) -> Plans:
    """Return the plans of the built-in events with the settings of a file. Raises ConfigurationError."""
    return plan_workspace(workspace_in(Path("no-folder"), settings_of(ConfigFile(text=text))))


def errors(text: str) -> list[Finding]:
    """Return the errors from reading a file and from planning with its settings."""
    try:
        found = plans(text).findings
    except ConfigurationError as error:
        found = error.findings
    return [finding for finding in found if finding.severity == "error"]
