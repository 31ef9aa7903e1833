"""Check the properties that `x-braze` names, and the names of declared properties that JavaScript reserves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from regal_braze.documents.json_text import Json
from regal_braze.documents.pointer import escape
from regal_braze.findings.finding import Finding, suggestion
from regal_braze.schema.annotation import attribute_targets, declared_at, purchase_sources, split_path, types_of
from regal_braze.schema.load import EventSchema

OBJECT_MEMBERS = (
    "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__", "__proto__", "constructor",
    "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString", "valueOf",
)  # fmt: skip
"""Members that every JavaScript object has: code cannot distinguish them from a property of that name."""


def check_properties(schema: EventSchema) -> Iterator[Finding]:
    """Yield a finding for a wrong title, and for each property that is not declared or cannot be read."""
    if schema.file.document.get("title") != schema.event:
        message = f"The title is not the event's name, {schema.event}"
        yield schema.finding("schema-invalid", "/title", message, f'Write "title": "{schema.event}".')
    omitted = schema.annotation.get("omit", [])
    for name in schema.properties.get("properties", {}):
        if name in OBJECT_MEMBERS and name not in omitted:
            pointer = f"/properties/properties/properties/{name}"
            message = f"Every JavaScript object has a member {name}"
            yield schema.finding("reserved-name", pointer, message, 'Add the property to "omit" in x-braze.')
    for pointer, unknown, declared in unknown_properties(schema, schema.annotation):
        help_text = suggestion(unknown, declared, f"Declared: {', '.join(declared) or 'nothing'}.")
        yield schema.finding("unknown-property", pointer, f"The schema declares no property {unknown}", help_text)
    for pointer, path in _property_paths(schema.annotation):
        member = next((name for name in path[1:] if name in OBJECT_MEMBERS), None)
        if member is not None and member not in _declared_in(schema.properties, path[: path.index(member, 1)]):
            message = f"Every JavaScript object has a member {member}"
            yield schema.finding("reserved-name", pointer, message, "Remove it, or declare the property.")


def _declared_in(properties: Mapping[str, Json], path: Sequence[str]) -> Mapping[str, Json]:
    declared: Mapping[str, Json] = declared_at(properties, path).get("properties", {})
    return declared


def unknown_properties(schema: EventSchema, annotation: Mapping[str, Json]) -> Iterator[tuple[str, str, list[str]]]:
    """Yield each property that an annotation names and the schema does not declare.

    Each comes as the pointer of the place that names it, the missing name, and the names that are declared there.
    """
    for pointer, path in _property_paths(annotation):
        problem = _missing(schema.properties, path)
        if problem is not None:
            yield pointer, *problem


def _property_paths(annotation: Mapping[str, Json]) -> Iterator[tuple[str, list[str]]]:
    """Yield each property path in `x-braze`, with the pointer of the place that names it."""
    for key in ("omit", "flatten"):
        for index, name in enumerate(annotation.get(key, [])):
            yield f"/x-braze/{key}/{index}", [name]
    for key in ("rename", "rows", "limits"):
        for name in annotation.get(key, {}):
            yield f"/x-braze/{key}/{escape(name)}", [name]
    rows = annotation.get("rows", {})
    for path in annotation.get("convert", {}):
        parts = split_path(path)
        is_cell = len(parts) == 2 and parts[1] in rows.get(parts[0], [])
        # Omitting removes the rows; `check_contradictions` reports a conversion of an omitted property.
        if not is_cell and parts[0] not in annotation.get("omit", []):
            yield f"/x-braze/convert/{escape(path)}", parts
    yield from _attribute_sources(annotation)
    yield from purchase_sources(annotation)
    for index, name in enumerate(annotation.get("names", [])):
        yield f"/x-braze/names/{index}/property", [name["property"]]
    yield from _destination_sources(annotation)


def _attribute_sources(annotation: Mapping[str, Json]) -> Iterator[tuple[str, list[str]]]:
    for target in attribute_targets(annotation):
        yield target.pointer, list(target.path)
        for key, other in (("when", target.when), ("named_by", target.named_by)):
            if other is not None:
                yield f"{target.pointer}/{key}", list(other)


def _destination_sources(annotation: Mapping[str, Json]) -> Iterator[tuple[str, list[str]]]:
    if "changes" in annotation:
        yield "/x-braze/changes", [annotation["changes"]]
    for keyword, keys in {
        "subscription": ("channel",), "catalog": ("id",), "objects": ("type", "id", "changes"),
    }.items():  # fmt: skip
        for key in keys:
            if key in annotation.get(keyword, {}):
                yield f"/x-braze/{keyword}/{key}", [annotation[keyword][key]]


def _missing(properties: Mapping[str, Json], path: list[str]) -> tuple[str, list[str]] | None:
    """Return the first name of `path` that is not declared, with the names that are; None if all are declared.

    The names are as a path has them, with `~1` for a slash. An open map declares no names and accepts any name.
    """
    for depth, name in enumerate(path):
        declared = properties.get("properties", {})
        if name not in declared:
            is_open = depth > 0 and not declared and types_of(properties) == ("object",)
            names = [escape(each) for each in declared] if len(path) > 1 else [*declared]
            return None if is_open else (name, names)
        properties = declared[name]
    return None
