"""Judge schemas: by the dialect, then by what a meta-schema cannot say about `x-braze`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from regal_braze.findings import Finding, suggestion
from regal_braze.load import EventSchema, Json, Loader
from regal_braze.resources import schemas_root
from regal_braze.terms import escape, split_path, types_of

if TYPE_CHECKING:
    from jsonschema import ValidationError

_CONVERTIBLE = ("string", "integer", "number")
_OBJECT_MEMBERS = (
    "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__", "__proto__", "constructor",
    "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString", "valueOf",
)  # fmt: skip
"""Members that every JavaScript object has: a property of that name cannot be told from them."""


def validate(schemas: Iterable[EventSchema], loader: Loader) -> list[Finding]:
    """Return the findings of all schemas, and of the shared definitions next to them."""
    import jsonschema_rs

    from regal_braze.names import check_names

    dialects: dict[str, tuple[Json, jsonschema_rs.Draft202012Validator]] = {}
    for kind in ("event", "common"):
        document = json.loads((schemas_root() / "dialect" / f"{kind}.json").read_text(encoding="utf-8"))
        dialects[kind] = (document, jsonschema_rs.Draft202012Validator(document))
    findings: list[Finding] = []
    for schema in schemas:
        dialect, validator = dialects["event"]
        if not validator.is_valid(schema.file.document):
            findings += dialect_findings(dialect, schema.file.finding, schema.file.document)
        else:
            findings += _annotation_findings(schema)
            findings += check_names(schema)
    dialect, validator = dialects["common"]
    for file in loader.definitions():
        if not validator.is_valid(file.document):
            findings += dialect_findings(dialect, file.finding, file.document)
    return findings


def dialect_findings(
    dialect: Json, finding: Callable[[str, str, str, str], Finding], document: Json
) -> Iterator[Finding]:
    """Explain in the order of the file, with the slower validator that has the better words, what the faster refused.

    The slower one has an order that changes from run to run.
    """
    found = list(_explained(dialect, finding, document))
    if not found:
        found.append(finding("schema-invalid", "", "It does not follow the dialect", "Compare it with one that ships."))
    yield from sorted(found, key=lambda each: (each.line or 0, each.column or 0, each.message))


def _explained(dialect: Json, finding: Callable[[str, str, str, str], Finding], document: Json) -> Iterator[Finding]:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    seen = set()
    for error in Draft202012Validator(dialect).iter_errors(document):
        cause = best_match([error]) or error
        pointer = "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in cause.absolute_path)
        message, help_text = _explain(cause)
        said = (pointer, "type" if cause.validator == "type" else message)
        if said not in seen:
            seen.add(said)
            contradicts = "dependentSchemas" in cause.absolute_schema_path
            yield finding("contradiction" if contradicts else "schema-invalid", pointer, message, help_text)


def _explain(error: ValidationError) -> tuple[str, str]:
    """Return what is wrong and what to do about it."""
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    rule = error.validator_value
    message = error.message if len(error.message) <= 200 else f"{error.message[:200]}…"
    help_text = str(schema.get("description", "Compare it with a schema that ships."))
    match error.validator:
        case _ if "errorMessage" in schema:
            message, help_text = str(schema["errorMessage"]), "Keep one destination."
        case "additionalProperties" | "unevaluatedProperties" if isinstance(error.instance, Mapping):
            known = sorted({*schema.get("properties", {})})
            unknown = [key for key in error.instance if key not in known]
            message = f"There is no keyword {', '.join(unknown)} here"
            help_text = suggestion(next(iter(unknown), ""), known, f"Known here: {', '.join(known) or 'nothing'}.")
        case "required":
            help_text = "Add it."
        case "type":
            message = f"It must be of type {' or '.join(rule) if isinstance(rule, list) else rule}"
        case "pattern" if rule == "\\S":
            message = "It must not be blank"
        case "anyOf" if all(isinstance(each, Mapping) and "required" in each for each in schema["anyOf"]):
            message = f"It needs {' or '.join(name for each in schema['anyOf'] for name in each['required'])}"
    return message, help_text


def _annotation_findings(schema: EventSchema) -> Iterator[Finding]:
    if schema.file.document.get("title") != schema.event:
        yield schema.file.finding(
            "schema-invalid",
            "/title",
            f"The title is not the event's name, {schema.event}",
            f'Write "title": "{schema.event}".',
        )
    declared = schema.properties.get("properties", {})
    omitted = schema.annotation.get("omit", [])
    for name in declared:
        if name in _OBJECT_MEMBERS and name not in omitted:
            yield schema.file.finding(
                "reserved-name",
                f"/properties/properties/properties/{name}",
                f"Every JavaScript object has a member {name}",
                'Name the property in "omit" of x-braze.',
            )
    for pointer, path in _mentioned(schema.annotation):
        problem = _missing(schema.properties, path)
        if problem is not None:
            unknown, known = problem
            help_text = suggestion(unknown, known, f"Declared: {', '.join(known) or 'nothing'}.")
            yield schema.file.finding(
                "unknown-property", pointer, f"The schema declares no property {unknown}", help_text
            )
    yield from _contradictions(schema)


def _mentioned(annotation: Mapping[str, Json]) -> Iterator[tuple[str, list[str]]]:
    """Yield each property path that `x-braze` names, with the pointer of the place that names it."""
    for key in ("omit", "flatten"):
        for index, name in enumerate(annotation.get(key, [])):
            yield f"/x-braze/{key}/{index}", [name]
    for key in ("rename", "rows"):
        for name in annotation.get(key, {}):
            yield f"/x-braze/{key}/{escape(name)}", [name]
    rows = annotation.get("rows", {})
    for path in annotation.get("convert", {}):
        parts = split_path(path)
        if not (len(parts) == 2 and parts[1] in rows.get(parts[0], [])):
            yield f"/x-braze/convert/{escape(path)}", parts
    for path, target in annotation.get("attributes", {}).items():
        yield f"/x-braze/attributes/{escape(path)}", split_path(path)
        if isinstance(target, dict):
            yield f"/x-braze/attributes/{escape(path)}/when", split_path(target["when"])
    for index, name in enumerate(annotation.get("names", [])):
        yield f"/x-braze/names/{index}/property", [name["property"]]
    if "changes" in annotation:
        yield "/x-braze/changes", [annotation["changes"]]
    if "subscription" in annotation:
        yield "/x-braze/subscription/channel", [annotation["subscription"]["channel"]]
    if "catalog" in annotation:
        yield "/x-braze/catalog/id", [annotation["catalog"]["id"]]


def _missing(properties: Mapping[str, Json], path: list[str]) -> tuple[str, list[str]] | None:
    """Return the first name of `path` that is not declared, with those that are; None if all are."""
    for name in path:
        declared = properties.get("properties", {})
        if name not in declared:
            return name, list(declared)
        properties = declared[name]
    return None


def _contradictions(schema: EventSchema) -> Iterator[Finding]:
    annotation = schema.annotation
    declared = schema.properties.get("properties", {})
    omitted = annotation.get("omit", [])
    for key, expected in (("flatten", "object"), ("rows", "array")):
        for index, name in enumerate(annotation.get(key, [])):
            place = str(index) if key == "flatten" else escape(name)
            if name in declared and expected not in types_of(declared[name]):
                message, help_text = f"{name} is no {expected}", f"Take it out of {key}, or mend its type."
                yield schema.file.finding("contradiction", f"/x-braze/{key}/{place}", message, help_text)
    for path in annotation.get("convert", {}):
        node = declared.get(path)
        if node is not None and not set(types_of(node)) & set(_CONVERTIBLE):
            message = f"{path} holds no time: it is neither a string nor a number"
            yield schema.file.finding("contradiction", f"/x-braze/convert/{escape(path)}", message, "Take it out.")
    for key in ("rename", "flatten", "rows", "convert"):
        for index, name in enumerate(annotation.get(key, [])):
            if name in omitted:
                place = str(index) if key == "flatten" else escape(name)
                message = f"{name} is in omit and in {key}"
                yield schema.file.finding("contradiction", f"/x-braze/{key}/{place}", message, "Take it out of one.")
    for index, name in enumerate(annotation.get("flatten", [])):
        if name in annotation.get("rename", {}):
            message = f"{name} is in flatten and in rename; a flattened map has no name of its own"
            yield schema.file.finding("contradiction", f"/x-braze/flatten/{index}", message, "Take it out of one.")
    for name, cells in annotation.get("rows", {}).items():
        cell_schemas = declared.get(name, {}).get("items", {}).get("prefixItems", [])
        if name in declared and len(cells) != len(cell_schemas):
            message = f"{name} has {len(cell_schemas)} cells, and {len(cells)} names are given"
            yield schema.file.finding(
                "contradiction",
                f"/x-braze/rows/{escape(name)}",
                message,
                "Name each of prefixItems, in order.",
            )
