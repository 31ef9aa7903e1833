"""Findings: what is wrong, where, and what to do about it.

Every stage returns its findings as values, all of them at once; nothing here raises for bad input.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Literal

from regal_braze.immutable import Immutable, as_dict

Severity = Literal["error", "warning"]

CODES: dict[str, str] = {
    # schemas
    "broken-json": "A file is not valid JSON",
    "duplicate-key": "A JSON object names a key twice",
    "unreadable-file": "A file cannot be read",
    "schema-invalid": "A schema does not follow the dialect",
    "unknown-ref": "A $ref leads nowhere",
    "unsafe-name": "A name leaves its folder or cannot be a file name",
    "duplicate-event": "Two schemas describe one event",
    "file-name": "A schema's file is not named for its event",
    "unknown-property": "x-braze names a property that the schema does not declare",
    "name-collision": "Two properties would reach Braze under one name",
    "contradiction": "x-braze asks for two things that exclude each other",
    "reserved-name": "Braze reserves a name that was asked for",
    "ambiguous-event": "Two events cannot be told apart",
    "too-large": "A request could pass a limit of Braze's",
    "no-schemas": "There is no schema to generate from",
    # workspace
    "workspace-missing": "There is no such workspace folder",
    "config-invalid": "regal-braze.toml is not valid",
    "secret": "A key of an API is in regal-braze.toml",
    "template-invalid": "A template of the workspace cannot be rendered",
    "unknown-template": "A file in templates/ stands in for no template",
    "subscription-group": "A channel has no subscription group yet",
    "too-many": "Braze does not allow as many active transformations as there are",
    # output
    "unwritable": "The output folder cannot be written",
    "foreign-file": "A file that is not ours is in the way",
    "manifest-invalid": "output/manifest.json cannot be trusted",
    "busy": "Another generate is at work in this folder",
    "missing": "A generated file is missing",
    "changed": "A generated file is not what the schemas say",
    "orphan": "A file in output/ belongs to no schema",
    # inferring
    "event-known": "There is a schema of the event already",
    "event-mismatch": "A payload is that of another event",
    "envelope-missing": "A payload has no envelope",
    "mixed-types": "A property has values of several types",
    "left-out": "A property is left out of an inferred schema",
    # running
    "payload-invalid": "A payload cannot be read",
    "unknown-event": "There is no such event",
    "unknown-schema": "There is no such JSON Schema to print",
    "unknown-code": "There is no such code of a finding",
    "transformation-error": "A transformation threw an error",
    "deliberate-error": "A transformation refused a payload, as it should",
    "time-limit": "A transformation ran too long",
    "memory-limit": "A transformation used too much memory",
    "request-invalid": "Braze would refuse a request",
    "bundle-differs": "A bundle gives something else than an event's own transformation",
    "webhook-aborted": "A webhook's template sends nothing for a profile, as it should",
    "webhook-invalid": "A webhook's template is no Liquid of Braze's, or makes a body that Regal would refuse",
    # recorded traffic
    "drift-event": "Recorded traffic holds an event that no schema describes",
    "drift-property": "Recorded traffic holds a property that its schema does not declare",
    "drift-type": "Recorded traffic holds a value of a type that its schema does not declare",
    "drift-value": "Recorded traffic holds a value that is not among those declared",
    "drift-loss": "Braze does not get a part of recorded traffic",
}
"""Every code, with a title. Codes are stable: people search for them and silence them."""

WARNINGS = frozenset(
    ("subscription-group", "too-many", "unknown-template", "envelope-missing", "mixed-types", "left-out", "drift-loss")
)
"""The codes that are never errors; some of the others are warnings in recorded payloads."""


class Finding(Immutable):
    """One diagnostic.

    `file` is relative to where the command ran, `pointer` a JSON Pointer (RFC 6901) into it, `line` and
    `column` count from 1.
    """

    code: str
    message: str
    help: str
    file: str | None = None
    pointer: str | None = None
    line: int | None = None
    column: int | None = None
    severity: Severity = "error"

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise ValueError(f"unregistered finding code: {self.code}")

    @property
    def place(self) -> str:
        """`file:line:column`, as far as known; the form that terminals and editors make a link of."""
        parts = [self.file, self.line, self.column] if self.file else []
        return ":".join(str(part) for part in parts if part is not None)


class FindingsError(Exception):
    """Carries findings out of a stage that cannot go on; the command line prints them and exits with 1."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__("; ".join(finding.message for finding in findings))
        self.findings = findings


class ConfigurationError(FindingsError):
    """Findings in usage or configuration: the command line exits with 2."""


def has_errors(findings: Iterable[Finding]) -> bool:
    """Tell whether any finding is more than a warning."""
    return any(finding.severity == "error" for finding in findings)


def suggestion(name: str, known: Iterable[str], otherwise: str) -> str:
    """Return the help for a name that is not known: the nearest one that is, else `otherwise`."""
    from difflib import get_close_matches

    near = get_close_matches(name, list(known), n=1)
    return f"Did you mean {near[0]}?" if near else otherwise


def visible(text: str) -> str:
    """Spell out what a terminal would obey, hide or fail on: names come from files that anybody may have written."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


def as_text(finding: Finding) -> str:
    """Return `place: severity[code]: message (at pointer)` and, on a line of its own, the help."""
    place = f"{finding.place}: " if finding.place else ""
    pointer = f" (at {finding.pointer})" if finding.pointer else ""
    said = f"{place}{finding.severity}[{finding.code}]: {finding.message}{pointer}"
    return f"{visible(said)}\n  help: {visible(finding.help)}"


def as_json(findings: Iterable[Finding], data: Mapping[str, object] | None = None) -> str:
    """Return one JSON object: `data`, and under `findings` an object a finding, where unknown places are null."""
    return json.dumps({**(data or {}), "findings": [as_dict(finding) for finding in findings]}, indent=2)


def as_github(finding: Finding) -> str:
    """Return a workflow command that annotates a pull request.

    Source: GitHub's "Workflow commands for GitHub Actions", setting an error or warning message.
    """
    properties = {
        "file": finding.file,
        "line": finding.line,
        "col": finding.column,
        "title": f"{finding.code}: {CODES[finding.code]}",
    }
    written = ",".join(f"{key}={_github_property(value)}" for key, value in properties.items() if value is not None)
    return f"::{finding.severity} {written}::{_github_data(f'{finding.message}. {finding.help}')}"


def _github_data(text: str) -> str:
    return visible(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _github_property(value: object) -> str:
    return _github_data(str(value)).replace(":", "%3A").replace(",", "%2C")
