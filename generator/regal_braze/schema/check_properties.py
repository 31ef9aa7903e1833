"""Judge `x-braze` and what the workspace adds to it by what the meta-schema cannot say: the properties it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from regal_braze.documents.json_text import Json
from regal_braze.documents.pointer import escape
from regal_braze.findings.finding import Finding, suggestion
from regal_braze.schema.annotation import attribute_targets, declared_at, purchase_sources, split_path, types_of
from regal_braze.schema.check_contradictions import contradictions
from regal_braze.schema.load import EventSchema

OBJECT_MEMBERS = (
    "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__", "__proto__", "constructor",
    "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString", "valueOf",
)  # fmt: skip
"""Members that every JavaScript object has: a property of that name cannot be told from them."""


def check_annotations(schemas: Iterable[EventSchema]) -> Iterator[Finding]:
    """Yield what is wrong with the annotations of schemas that follow the dialect."""
    from regal_braze.schema.check_names import check_names

    for schema in schemas:
        yield from _annotation_findings(schema)
        yield from check_names(schema)


def _annotation_findings(schema: EventSchema) -> Iterator[Finding]:
    if schema.file.document.get("title") != schema.event:
        yield schema.finding(
            "schema-invalid",
            "/title",
            f"The title is not the event's name, {schema.event}",
            f'Write "title": "{schema.event}".',
        )
    declared = schema.properties.get("properties", {})
    omitted = schema.annotation.get("omit", [])
    for name in declared:
        if name in OBJECT_MEMBERS and name not in omitted:
            yield schema.finding(
                "reserved-name",
                f"/properties/properties/properties/{name}",
                f"Every JavaScript object has a member {name}",
                'Name the property in "omit" of x-braze.',
            )
    for pointer, unknown, known in unknown_properties(schema, schema.annotation):
        help_text = suggestion(unknown, known, f"Declared: {', '.join(known) or 'nothing'}.")
        yield schema.finding("unknown-property", pointer, f"The schema declares no property {unknown}", help_text)
    for pointer, path in _mentioned(schema.annotation):
        member = next((name for name in path[1:] if name in OBJECT_MEMBERS), None)
        if member is not None and declared_at(schema.properties, path) == {}:
            message = f"Every JavaScript object has a member {member}"
            yield schema.finding("reserved-name", pointer, message, "Take it out: it cannot be told from a property.")
    yield from contradictions(schema)


def unknown_properties(schema: EventSchema, annotation: Mapping[str, Json]) -> Iterator[tuple[str, str, list[str]]]:
    """Yield each property that an annotation names and the schema does not declare.

    It comes with the pointer of the place that names it, and those that are declared there.
    """
    for pointer, path in _mentioned(annotation):
        problem = _missing(schema.properties, path)
        if problem is not None:
            yield pointer, *problem


def _mentioned(annotation: Mapping[str, Json]) -> Iterator[tuple[str, list[str]]]:
    """Yield each property path that `x-braze` names, with the pointer of the place that names it."""
    for key in ("omit", "flatten"):
        for index, name in enumerate(annotation.get(key, [])):
            yield f"/x-braze/{key}/{index}", [name]
    for key in ("rename", "rows", "limits"):
        for name in annotation.get(key, {}):
            yield f"/x-braze/{key}/{escape(name)}", [name]
    rows = annotation.get("rows", {})
    for path in annotation.get("convert", {}):
        parts = split_path(path)
        known = parts[1] in rows.get(parts[0], []) if len(parts) == 2 else False
        if not known and parts[0] not in annotation.get("omit", []):  # what is omitted has none, and contradicts it
            yield f"/x-braze/convert/{escape(path)}", parts
    yield from _attribute_sources(annotation)
    yield from purchase_sources(annotation)
    for index, name in enumerate(annotation.get("names", [])):
        yield f"/x-braze/names/{index}/property", [name["property"]]
    for key, (pointer, name) in {
        "changes": ("", None), "subscription": ("/channel", "channel"), "catalog": ("/id", "id"),
    }.items():  # fmt: skip
        if key in annotation:
            yield f"/x-braze/{key}{pointer}", [annotation[key] if name is None else annotation[key][name]]
    for key in ("type", "id", "changes"):
        if key in annotation.get("objects", {}):
            yield f"/x-braze/objects/{key}", [annotation["objects"][key]]


def _attribute_sources(annotation: Mapping[str, Json]) -> Iterator[tuple[str, list[str]]]:
    for target in attribute_targets(annotation):
        yield target.pointer, list(target.path)
        for key, path in (("when", target.when), ("named_by", target.named_by)):
            if path is not None:
                yield f"{target.pointer}/{key}", list(path)


def _missing(properties: Mapping[str, Json], path: list[str]) -> tuple[str, list[str]] | None:
    """Return the first name of `path` that is not declared, with those that are; None if all are.

    Below an open map, which declares no names, any name will do.
    """
    for depth, name in enumerate(path):
        declared = properties.get("properties", {})
        if name not in declared:
            is_open = depth > 0 and not declared and types_of(properties) == ("object",)
            return None if is_open else (name, list(declared))
        properties = declared[name]
    return None
