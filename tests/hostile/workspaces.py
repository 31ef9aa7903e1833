"""Workspaces with schemas of their own, and what must hold for bad ones."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

from regal_braze.output.manifest import Artifact
from regal_braze.output.write import write_output
from support.command import Ended, run, tree

Json: TypeAlias = Any
Place: TypeAlias = tuple[str, str | None, str | None, int | None]
"""Code, file, pointer and line of a finding."""

EVENT = "my.event"
FILE = f"schemas/events/{EVENT}.json"
TEXT = {"description": "A text.", "type": "string"}
BOOLEAN = {"description": "A flag.", "type": "boolean"}
MAP = {"description": "A map.", "type": "object"}
DECLARED = "/properties/properties/properties"


def schema(
    properties: Mapping[str, Json] | None = None,
    annotation: Mapping[str, Json] | None = None,
    event: str = EVENT,
    **more: Json,
) -> dict[str, Json]:
    """The schema of an event, by default with the text `a` as its only property."""
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
    """Write files, given as text, as bytes, or as a value for JSON."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, (str, bytes)) else json.dumps(content, indent=1)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())


def line_of(folder: Path, name: str, text: str) -> int:
    """The line of a file that holds a text; only one may."""
    (line,) = (number for number, line in enumerate((folder / name).read_text().splitlines(), 1) if text in line)
    return line


def with_output(folder: Path) -> Path:
    """Give a workspace an output of earlier days, with a file in it that is not ours."""
    write_output(folder / "output", [Artifact("transformations/old.js", "transformation", "old", "s", "// old\n")])
    (folder / "output" / "notes.txt").write_text("somebody's\n")
    return folder


def refused(folder: Path, code: int = 1) -> Ended:
    """Run `generate`, which must fail: nothing changes, and every finding says what to do."""
    before = tree(folder)
    ended = run("generate", "-C", folder, "--format", "json")
    assert ended.code == code, ended
    assert ended.err == ""
    assert tree(folder) == before
    for finding in ended.findings:
        assert finding["message"]
        assert finding["help"].endswith((".", "?")), finding
        assert finding["message"].encode(), "it can be printed"
    return ended


def places(ended: Ended) -> list[Place]:
    """Where the errors are."""
    return [
        (finding["code"], finding["file"], finding["pointer"], finding["line"])
        for finding in ended.findings
        if finding["severity"] == "error"
    ]
