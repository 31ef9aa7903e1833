"""The definitions in schemas/common, which a property of the same name can refer to."""

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
    """A shared definition with its references followed, and the reference to it from the schema of an event."""

    reference: str
    schema: Mapping[str, Json]


def shared_definitions(files: SchemaFiles) -> dict[str, Definition]:
    """Return the shared definitions by name. The definitions of the workspace replace the built-in ones."""
    definitions: dict[str, Definition] = {}
    references = References(files)
    shared, _ = files.in_folder("common")
    for file in sorted(shared, key=lambda file: [str(root / "common") for root in files.roots].index(file.folder)):
        document, _ = references.follow(file, file.document)
        for key, schema in document["$defs"].items():
            if key != _ENVELOPE and isinstance(schema, dict):
                definitions[key] = Definition(f"../common/{file.path.name}#/$defs/{escape(key)}", schema)
    return definitions


def reference_for(name: str, observed: Observation, definitions: Mapping[str, Definition]) -> Json | None:
    """Return the reference to the definition of a property, or None if no definition fits.

    The definition has the name of the property, or that name and the type. If there were nulls that the definition
    does not allow, the types are next to the reference.
    """
    for key in (name, *(f"{name}_{kind}" for kind in observed.own_types)):
        definition = definitions.get(key)
        if definition is None or not fits(definition.schema, observed):
            continue
        reference: dict[str, Json] = {"$ref": definition.reference}
        if "null" in observed.types and "null" not in _declared(definition.schema):
            reference["type"] = [*types_of(definition.schema), "null"]
        return reference
    return None


def fits(schema: Mapping[str, Json], observed: Observation) -> bool:
    """Check whether a schema allows the observed values, apart from null, and describes all of them."""
    declared = _declared(schema)
    if any(not {*_WIDER.get(kind, (kind,))} & {*declared} for kind in observed.own_types if declared):
        return False
    if observed.members:
        known = schema.get("properties", {})
        others = schema.get("additionalProperties")
        if known and any(
            name not in known or not fits(known[name], member) for name, member in observed.members.items()
        ):
            return False
        if isinstance(others, dict) and any(not fits(others, member) for member in observed.members.values()):
            return False
    if observed.items is None or "prefixItems" in schema:
        return observed.items is None
    return not isinstance(schema.get("items"), dict) or fits(schema["items"], observed.items)


def _declared(schema: Mapping[str, Json]) -> tuple[str, ...]:
    declared = schema.get("type", ())
    return (declared,) if isinstance(declared, str) else tuple(declared)
