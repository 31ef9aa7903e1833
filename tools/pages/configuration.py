"""docs/configuration.md: every key of regal-braze.toml, from schemas/dialect/workspace.json."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from pages.markdown import Json, code, example, fill, prose, table
from pages.tables import Style, Tables
from regal_braze.documents.validators import json_schema
from regal_braze.resources import schemas_root


def page() -> str:
    """Return the page."""
    schema = json_schema("dialect/workspace")
    tables = Tables(schema, _style(schema))
    sections = "\n".join(block for name, node in schema["properties"].items() for block in _section(tables, name, node))
    sections = re.sub(r"docs/(\w+\.md)", r"[docs/\1](\1)", sections)
    return fill("configuration.md", description=prose(schema["description"]), sections=sections)


def _section(tables: Tables, name: str, node: Json) -> Iterator[str]:
    yield from tables.section(node, name)
    if name == "recipes":
        yield "What each shipped recipe writes, and what it costs:\n"
        yield recipes_table(schemas_root() / "events")
    yield f"{'Every key' if name != 'webhooks' else 'All of it'}, as an example:\n"
    yield example(f"settings/{name}.toml")


def recipes_table(events: Path) -> str:
    """Return the recipes of the schemas in a folder, each with its data points: one for each attribute written."""
    rows = []
    for path in sorted(events.glob("*.json")):
        annotation = json.loads(path.read_text(encoding="utf-8")).get("x-braze", {})
        for name, recipe in annotation.get("recipes", {}).items():
            if "keys_of" in recipe:
                writes, points = code(f"{recipe['prefix']}<key>"), "1 for each chosen key"
            else:
                attributes = [each if isinstance(each, str) else _name(each) for each in recipe["attributes"].values()]
                writes, points = ", ".join(map(code, attributes)), str(len(attributes))
            rows.append((code(name), code(path.stem), writes, points, "on" if recipe.get("on") else "off"))
    head = ("recipe", "event", "attributes it writes", "data points an event", "where nothing is said")
    return table(head, sorted(rows))


def _name(attribute: dict[str, str]) -> str:
    return attribute["name"] + ("<name>" if "named_by" in attribute else "")


def _style(schema: Json) -> Style:
    policies = schema["properties"]["properties"]["properties"]
    return Style(
        table=("a table", "tables"),
        heading=_heading,
        called={
            "name": ("a text", "texts"),
            "pattern": ("a name or pattern", "names or patterns"),
            "uuid": ("an API identifier", "API identifiers"),
            "condition": ("a text, a number, true or false", "texts, numbers, true or false"),
            "source": ("a source", "sources"),
            "property_source": ("a property", "properties"),
        },
        titles={
            "source": "A source",
            "property_source": "A property",
            "consent/anyOf1": "`[webhooks.consent.<channel>]`",
        },
        notes={
            "source": 'Where Braze has a value: one of these keys, as in `{ attribute = "lead_tier" }`.',
            "property_source": 'The value of a property of the event: `{ property = "talk_time" }`.',
        },
        names={"events": '"<event>"', "catalogs": "<catalog>", "bundles": "<bundle>", "recipes": "<recipe>"},
        defaults={f'events."<event>".{key}': "as in `[properties]`" for key in policies},
    )


def _heading(path: str) -> str:
    header = path.replace("[]", "")
    return code(f"[[{header}]]" if path.endswith("[]") else f"[{header}]")
