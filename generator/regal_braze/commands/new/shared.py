"""The definitions in schemas/common that a property of the same name may refer to."""

from __future__ import annotations

from collections.abc import Mapping

from regal_braze.commands.new.observe import Observation
from regal_braze.documents.json_text import Json
from regal_braze.documents.pointer import escape
from regal_braze.immutable import Immutable
from regal_braze.schema.annotation import types_of
from regal_braze.schema.files import SchemaFiles
from regal_braze.schema.references import References

_ENVELOPE = "envelope"
_WIDER = {"integer": ("integer", "number"), "number": ("number",)}


class Definition(Immutable):
    """A shared definition, with the reference that an event's schema has for it; its own references are followed."""

    reference: str
    schema: Mapping[str, Json]


def shared_definitions(files: SchemaFiles) -> dict[str, Definition]:
    """Return the shared definitions of a workspace by name; its own replace the built-in ones."""
    definitions: dict[str, Definition] = {}
    references = References(files)
    shared, _ = files.in_folder("common")
    for file in sorted(shared, key=lambda file: [str(root / "common") for root in files.roots].index(file.folder)):
        document, _ = references.follow(file, file.document)
        defined = document.get("$defs", {}) if isinstance(document, dict) else {}
        for key, schema in (defined if isinstance(defined, dict) else {}).items():
            if key != _ENVELOPE and isinstance(schema, dict):
                definitions[key] = Definition(f"../common/{file.path.name}#/$defs/{escape(key)}", schema)
    return definitions


def reference_for(name: str, seen: Observation, definitions: Mapping[str, Definition]) -> Json | None:
    """Return the reference to a definition called `name`, or `name` and the type, that fits; None if none does.

    Where null was seen and the definition does not know of it, it stands beside the reference.
    """
    for key in (name, *(f"{name}_{each}" for each in seen.own_types)):
        definition = definitions.get(key)
        if definition is None or not fits(definition.schema, seen):
            continue
        reference: dict[str, Json] = {"$ref": definition.reference}
        if "null" in seen.types and "null" not in _declared(definition.schema):
            reference["type"] = [*types_of(definition.schema), "null"]
        return reference
    return None


def fits(schema: Mapping[str, Json], seen: Observation) -> bool:
    """Tell whether a schema allows what was seen, null aside, and forgets nothing of it."""
    declared = _declared(schema)
    if any(not {*_WIDER.get(each, (each,))} & {*declared} for each in seen.own_types if declared):
        return False
    if seen.members:
        known = schema.get("properties", {})
        others = schema.get("additionalProperties")
        if known and any(name not in known or not fits(known[name], each) for name, each in seen.members.items()):
            return False
        if isinstance(others, dict) and any(not fits(others, each) for each in seen.members.values()):
            return False
    if seen.items is None or "prefixItems" in schema:
        return seen.items is None
    return not isinstance(schema.get("items"), dict) or fits(schema["items"], seen.items)


def _declared(schema: Mapping[str, Json]) -> tuple[str, ...]:
    declared = schema.get("type", ())
    return (declared,) if isinstance(declared, str) else tuple(declared)
