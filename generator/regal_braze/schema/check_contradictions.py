"""Check `x-braze` for keywords that contradict the declared types or each other."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from regal_braze.braze import limits
from regal_braze.documents.json_text import utf16_length
from regal_braze.documents.pointer import escape
from regal_braze.findings.finding import Finding
from regal_braze.schema.annotation import attribute_targets, declared_at, named, sales, split_path, types_of, values_of
from regal_braze.schema.load import EventSchema
from regal_braze.workspace.settings import value_type

_CONVERTIBLE = {"string", "integer", "number"}
_MOST: dict[tuple[str, ...], tuple[int, str]] = {
    ("string",): (limits.STRING_LIMIT, "characters"),
    ("array",): (limits.ARRAY_ITEMS, "items"),
}


def check_contradictions(schema: EventSchema) -> Iterator[Finding]:
    """Yield what `x-braze`, with the workspace's settings, asks for without effect or in two ways at once."""
    yield from _limits(schema)
    yield from _sales(schema)
    yield from _times(schema)
    yield from _shapes(schema)
    yield from _omitted(schema)


def _limits(schema: EventSchema) -> Iterator[Finding]:
    declared = schema.properties.get("properties", {})
    for name, limit in schema.annotation.get("limits", {}).items():
        pointer = f"/x-braze/limits/{escape(name)}"
        allowed = _MOST.get(types_of(declared.get(name, {})))
        if allowed is None and name in declared:
            message = f"{name} has no limit: it is neither a text nor a list"
            yield schema.finding("contradiction", pointer, message, "Remove it.")
        elif allowed is not None and limit > allowed[0]:
            most, unit = allowed
            message = f"{limit} {unit} are more than the {most} that Braze accepts"
            yield schema.finding("contradiction", pointer, message, f"Write at most {most}.")


def _sales(schema: EventSchema) -> Iterator[Finding]:
    for pointer, sale in sales(schema.annotation):
        for path, wanted in sale.get("when", {}).items():
            types = types_of(declared_at(schema.properties, split_path(path)))
            where = f"{pointer}/when/{escape(path)}"
            values = [(where, wanted)]
            if isinstance(wanted, list):
                values = [(f"{where}/{place}", value) for place, value in enumerate(wanted)]
            for place, value in values:
                is_declared = value_type(value) in types or (type(value) is int and "integer" in types)
                if types and not is_declared:
                    message = f"{path} is never {json.dumps(value)}: it is declared as {' or '.join(types)}"
                    yield schema.finding("contradiction", place, message, "Compare it with a value of that type.")
        if isinstance(code := sale["currency"], str) and code not in limits.CURRENCY_CODES:
            message = f"{code} is not the ISO 4217 code of a currency"
            yield schema.finding("contradiction", f"{pointer}/currency", message, "Write a code such as USD.")
        for where, part, source in values_of(sale):
            if isinstance(source, str) and utf16_length(source) > limits.STRING_LIMIT:
                message = f"The {part} is longer than {limits.STRING_LIMIT} characters"
                yield schema.finding("too-large", f"{pointer}{where}", message, "Shorten it. An emoji counts as two.")
            if isinstance(source, Mapping) and "property" in source:
                types = types_of(declared_at(schema.properties, split_path(source["property"])))
                if types and not _CONVERTIBLE.intersection(types):
                    message = f"{source['property']} cannot be a {part}: it is declared as {' or '.join(types)}"
                    yield schema.finding("contradiction", f"{pointer}{where}", message, "Name another property.")


def _times(schema: EventSchema) -> Iterator[Finding]:
    annotation = schema.annotation
    for target in attribute_targets(annotation):
        types = types_of(declared_at(schema.properties, target.path))
        if target.convert and types and not _CONVERTIBLE.intersection(types):
            yield _not_a_time(schema, f"{target.pointer}/convert", "/".join(target.path))
    for path, form in annotation.get("convert", {}).items():
        pointer = f"/x-braze/convert/{escape(path)}"
        *parents, name = parts = split_path(path)
        node, parent = declared_at(schema.properties, parts), declared_at(schema.properties, parents)
        if types_of(parent) == ("object",) and "properties" not in parent:
            message = f"{path} is in an open map, whose entries are sent unchanged"
            yield schema.finding("contradiction", pointer, message, "Remove it.")
        elif node and not _CONVERTIBLE.intersection(types_of(node)):
            yield _not_a_time(schema, pointer, path)
        elif form == "iso8601" and len(parents) == 1 and name in annotation.get("rows", {}).get(parents[0], []):
            message = f"Braze accepts no date-times in lists, and {parents[0]} is a list"
            yield schema.finding("contradiction", pointer, message, f'Convert {path} to "unix_seconds".')


def _not_a_time(schema: EventSchema, pointer: str, path: str) -> Finding:
    message = f"{path} cannot be a time: it is neither a string nor a number"
    return schema.finding("contradiction", pointer, message, "Remove it.")


def _shapes(schema: EventSchema) -> Iterator[Finding]:
    declared = schema.properties.get("properties", {})
    for key, expected in (("flatten", "object"), ("rows", "array")):
        for pointer, name in named(schema.annotation, key):
            if name in declared and expected not in types_of(declared[name]):
                message, help_text = f"{name} is not an {expected}", f"Remove it from {key}, or correct its type."
                yield schema.finding("contradiction", pointer, message, help_text)
    for name, cells in schema.annotation.get("rows", {}).items():
        declared_cells = declared.get(name, {}).get("items", {}).get("prefixItems", [])
        if name in declared and len(cells) != len(declared_cells):
            message = f"{name} has {len(declared_cells)} cells but {len(cells)} names"
            help_text = "Name each of prefixItems, in order."
            yield schema.finding("contradiction", f"/x-braze/rows/{escape(name)}", message, help_text)


def _omitted(schema: EventSchema) -> Iterator[Finding]:
    annotation = schema.annotation
    omitted = annotation.get("omit", [])
    for key in ("rename", "flatten", "rows", "convert", "limits"):
        for pointer, name in named(schema.annotation, key):
            if (split_path(name)[0] if key == "convert" else name) in omitted:
                message = f"{name} is in both omit and {key}"
                yield schema.finding("contradiction", pointer, message, "Remove one of the two.")
    for pointer, name in named(schema.annotation, "flatten"):
        if name in annotation.get("rename", {}):
            message = f"{name} is in both flatten and rename, but a flattened map is not sent under a name"
            renamed = f"/x-braze/rename/{escape(name)}"
            place = renamed if renamed in schema.origins else pointer
            yield schema.finding("contradiction", place, message, "Remove one of the two.")
