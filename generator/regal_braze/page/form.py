"""Describe the form for a payload: what identifies the contact, the time, and the properties of the event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from regal_braze.documents.json_text import Json
from regal_braze.documents.validators import json_schema
from regal_braze.plan import model
from regal_braze.schema.annotation import declared_at
from regal_braze.schema.load import EventSchema


def form_fields(plan: model.Transformation, schema: EventSchema) -> Iterator[Json]:
    """Yield each field: its path in a payload, and what the schema says about it.

    Payloads have identifiers and the time in several places. The form has the first one that the transformation reads.
    """
    identifiers = plan.identity.identifiers if plan.identity else ()
    envelope = json_schema("common/envelope")["$defs"]["envelope"]
    around = [*(identifier.paths[0] for identifier in identifiers), *plan.times[:1]]
    for path in dict.fromkeys(around):
        if path[0] != "properties":
            yield _field(path, declared_at(envelope, path) or {"type": "string"})
    for name, declared in schema.properties.get("properties", {}).items():
        yield _field(("properties", name), declared)


def _field(path: model.Path, declared: Mapping[str, Json]) -> Json:
    kinds = declared.get("type", [])
    field = {
        "path": [*path],
        "types": [kinds] if isinstance(kinds, str) else [*kinds],
        "values": declared.get("enum", [declared["const"]] if "const" in declared else []),
        "meaning": declared.get("description", ""),
    }
    return {key: value for key, value in field.items() if value or key in ("path", "types")}
