"""Write schemas of events, and read what is wrong with them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from regal_braze.findings.finding import Finding
from regal_braze.pipeline import plan_workspace
from regal_braze.workspace.workspace import open_workspace

Json: TypeAlias = Any
Place: TypeAlias = tuple[str, str | None, str | None, int | None]
"""Code, file, pointer and line of a finding."""

EVENT = "my.event"
FILE = f"schemas/events/{EVENT}.json"
TEXT = {"description": "A text.", "type": "string"}
MAP = {"description": "A map.", "type": "object"}
DECLARED = "/properties/properties/properties"


def schema(
    properties: Mapping[str, Json] | None = None,
    annotation: Mapping[str, Json] | None = None,
    event: str = EVENT,
    **more: Json,
) -> dict[str, Json]:
    """Return the schema of an event, by default with the text `a` as its only property."""
    document = {
        "title": event,
        "description": "It happened.",
        "type": "object",
        "allOf": [{"$ref": "../common/envelope.json#/$defs/envelope"}],
        "properties": {
            "name": {"const": event},
            "properties": {
                "type": "object",
                "properties": {"a": TEXT} if properties is None else properties,
                "additionalProperties": True,
            },
        },
    }
    if annotation is not None:
        document["x-braze"] = annotation
    return document | more


def write(folder: Path, files: Mapping[str, Json]) -> None:
    """Write files from text, bytes, or values for JSON."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, (str, bytes)) else json.dumps(content, indent=1)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())


def line_of(folder: Path, name: str, text: str) -> int:
    """Return the only line of a file with a text in it."""
    (line,) = (number for number, line in enumerate((folder / name).read_text().splitlines(), 1) if text in line)
    return line


def errors_in(folder: Path) -> list[Finding]:
    """Return the errors of a workspace's schemas, each of which can be printed and says how to fix it."""
    errors = [finding for finding in plan_workspace(open_workspace(folder)).findings if finding.severity == "error"]
    for finding in errors:
        assert finding.message.encode()
        assert finding.help.endswith((".", "?")), finding
    return errors


def places(findings: Iterable[Finding]) -> list[Place]:
    """Return code, file, pointer and line of each finding."""
    return [(finding.code, finding.file, finding.pointer, finding.line) for finding in findings]
