"""Check the properties that `x-braze` names, and the names of declared properties that JavaScript reserves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from regal_braze.documents.json_text import Json
from regal_braze.documents.pointer import escape, lookup
from regal_braze.findings.finding import Finding, suggestion
from regal_braze.schema.annotation import attribute_targets, declared_at, named, sales, split_path, types_of, values_of
from regal_braze.schema.load import EventSchema

OBJECT_MEMBERS = (
    "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__", "__proto__", "constructor",
    "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString", "valueOf",
)  # fmt: skip
"""Members that every JavaScript object has: code cannot distinguish them from a property of that name."""
_DESTINATION_SOURCES = (
    ("changes",), ("subscription", "channel"), ("catalog", "id"), ("objects", "type"), ("objects", "id"),
    ("objects", "changes"),
)  # fmt: skip


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
        if member is not None:
            parent = declared_at(schema.properties, path[: path.index(member, 1)])
            if member not in parent.get("properties", {}):
                message = f"Every JavaScript object has a member {member}"
                yield schema.finding("reserved-name", pointer, message, "Remove it, or declare the property.")


def unknown_properties(schema: EventSchema, annotation: Mapping[str, Json]) -> Iterator[tuple[str, str, list[str]]]:
    """Yield each property that an annotation names and the schema does not declare.

    Each comes as the pointer of the place that names it, the missing name, and the names that are declared there.
    """
    for pointer, path in _property_paths(annotation):
        if (problem := _missing(schema.properties, path)) is not None:
            yield pointer, *problem


def _property_paths(annotation: Mapping[str, Json]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each property path in `x-braze`, with the pointer of the place that names it."""
    for keyword in ("omit", "flatten", "rename", "rows", "limits"):
        yield from ((pointer, (name,)) for pointer, name in named(annotation, keyword))
    rows = annotation.get("rows", {})
    for pointer, path in named(annotation, "convert"):
        parts = split_path(path)
        is_cell = len(parts) == 2 and parts[1] in rows.get(parts[0], [])
        # Omitting removes the rows; `check_contradictions` reports a conversion of an omitted property.
        if not is_cell and parts[0] not in annotation.get("omit", []):
            yield pointer, parts
    for target in attribute_targets(annotation):
        paths = {"": target.path, "/when": target.when, "/named_by": target.named_by}
        yield from ((f"{target.pointer}{place}", parts) for place, parts in paths.items() if parts is not None)
    for pointer, sale in sales(annotation):
        for path in sale.get("when", {}):
            yield f"{pointer}/when/{escape(path)}", split_path(path)
        for place, _, source in values_of(sale):
            if isinstance(source, dict) and "property" in source:
                yield f"{pointer}{place}", split_path(source["property"])
    for index, name in enumerate(annotation.get("names", [])):
        yield f"/x-braze/names/{index}/property", (name["property"],)
    for keys in _DESTINATION_SOURCES:
        if (name := lookup(annotation, keys)) is not None:
            yield f"/x-braze/{'/'.join(keys)}", (name,)


def _missing(properties: Mapping[str, Json], path: tuple[str, ...]) -> tuple[str, list[str]] | None:
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
