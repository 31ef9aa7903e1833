"""Mistakes in a workspace's templates: tests/render/mistakes has a file for each template, with many examples of it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from regal_braze.findings.finding import Finding, FindingsError
from regal_braze.pipeline import plan_workspace
from regal_braze.workspace.workspace import open_workspace
from support.examples import Example, plain
from support.examples import annotated as with_findings
from support.schemas import write

FOLDER: Final = Path(__file__).with_name("mistakes")
TEMPLATES: Final = {"track": "transformation/track.js.jinja", "header": "webhook/header.liquid.jinja"}
"""The template that each file is about."""
TWO_EVENTS: Final = "".join(
    f'[events."{event}"]\nenabled = {enabled}\n'
    for event, enabled in (("*", "false"), ("call.completed", "true"), ("contact.attribute.edited", "true"))
)
"""Settings with two events, whose destinations differ."""


def said(example: Example) -> str:
    """Return the template of an example with its findings below their lines."""
    text = plain(example.text)
    found = findings(TEMPLATES[example.path.stem], text)
    assert {finding.code for finding in found} == {"template-invalid"}
    return with_findings(text, found)


def findings(template: str, text: str) -> tuple[Finding, ...]:
    """Return the findings of a workspace with this template: of reading it, else of rendering call.completed."""
    with TemporaryDirectory() as folder:
        write(Path(folder), {"regal-braze.toml": TWO_EVENTS, f"templates/{template}": text})
        plans = plan_workspace(open_workspace(Path(folder)))
        found = plans.findings
        if not any(finding.code == "template-invalid" for finding in found):
            try:
                plans.body("call.completed")
            except FindingsError as error:
                found = error.findings
    return tuple(finding for finding in found if finding.severity == "error")
