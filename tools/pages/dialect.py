"""docs/dialect.md: the keywords of the schema of an event, from schemas/dialect/event.json."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from pages.markdown import Json, code, example, fill, prose, table
from pages.tables import Style, Tables
from regal_braze.resources import schemas_root

FILE, ANNOTATION, DEFINITION = "The file", "`x-braze`: what Braze gets", "Keywords of a property"


def page() -> str:
    """Return the page."""
    schema = json.loads((schemas_root() / "dialect" / "event.json").read_text(encoding="utf-8"))
    return fill(
        "dialect.md",
        description=prose(schema["description"]),
        example=example("policy.renewed.json"),
        sections="\n".join(_sections(schema)),
    )


def _sections(schema: Json) -> Iterator[str]:
    tables = Tables(schema, _STYLE)
    # The three headings are known before the first table, which links to the others.
    annotation = [*tables.section(schema["$defs"]["x-braze"], "x-braze", ANNOTATION)]
    definition = [*tables.section({"$ref": "#/$defs/definition"}, "definition", DEFINITION)]
    yield from tables.section(schema, "", FILE)
    yield from definition
    yield annotation[0]
    yield from annotation[1:3]
    yield "These built-in schemas use the keywords:\n"
    yield uses_table(schemas_root() / "events")
    yield from annotation[3:]


def uses_table(events: Path) -> str:
    """Return which schemas in a folder have which keyword of x-braze."""
    uses: dict[str, list[str]] = {}
    for path in sorted(events.glob("*.json")):
        for keyword in json.loads(path.read_text(encoding="utf-8")).get("x-braze", {}):
            uses.setdefault(keyword, []).append(path.stem)
    return table(
        ("keyword", "schemas"),
        [
            (code(keyword), ", ".join(f"[{event}](../schemas/events/{event}.json)" for event in found))
            for keyword, found in sorted(uses.items())
        ],
    )


_STYLE = Style(
    table=("an object", "objects"),
    heading=lambda path: code(path.replace("[]", "")),
    called={
        "text": ("a text", "texts"),
        "event_name": ("an event's name", "events' names"),
        "names": ("a list of texts", "lists of texts"),
        "type": ("a type", "types"),
        "definition": ("a definition", "definitions"),
        "source": ("a property", "properties"),
        "x-braze": ("an object", "objects"),
    },
    titles={"source": "A property as a source"},
    notes={"source": 'The value of a property of the event: `{"property": "talk_time"}`.'},
    columns=("key", "meaning", "values", "default"),
)
