"""Describe the form for a payload: the properties that the schema of an event declares."""

from __future__ import annotations

from collections.abc import Iterator

from regal_braze.documents.json_text import Json
from regal_braze.schema.load import EventSchema


def form_fields(schema: EventSchema) -> Iterator[Json]:
    """Yield each property with the types, values and format that its schema allows."""
    for name, declared in schema.properties.get("properties", {}).items():
        kinds = declared.get("type", [])
        field = {
            "name": name,
            "types": [kinds] if isinstance(kinds, str) else [*kinds],
            "values": declared.get("enum", [declared["const"]] if "const" in declared else []),
            "format": declared.get("format", ""),
            "meaning": declared.get("description", ""),
        }
        yield {key: value for key, value in field.items() if value or key in ("name", "types")}
