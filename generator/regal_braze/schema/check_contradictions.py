"""What `x-braze` asks for in vain, or in two ways that exclude each other."""

from __future__ import annotations

import json
from collections.abc import Iterator

from regal_braze.braze import limits
from regal_braze.documents.pointer import escape
from regal_braze.findings.finding import Finding
from regal_braze.schema.annotation import attribute_targets, declared_at, split_path, types_of
from regal_braze.schema.load import EventSchema

_CONVERTIBLE = ("string", "integer", "number")


_MOST: dict[tuple[str, ...], int] = {("string",): limits.STRING_LIMIT, ("array",): limits.ARRAY_ITEMS}


def _limits(schema: EventSchema) -> Iterator[Finding]:
    declared = schema.properties.get("properties", {})
    for name, limit in schema.annotation.get("limits", {}).items():
        types = types_of(declared.get(name, {}))
        most = _MOST.get(types)
        pointer = f"/x-braze/limits/{escape(name)}"
        if name in declared and most is None:
            message = f"{name} is neither a text nor a list, so it cannot be limited"
            yield schema.finding("contradiction", pointer, message, "Take it out.")
        elif most is not None and limit > most:
            what = "characters of a text" if types == ("string",) else "items of a list"
            yield schema.finding("contradiction", pointer, f"Braze takes {most} {what}", f"Write at most {most}.")


_SAID_AS: dict[str, tuple[type, ...]] = {
    "string": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,),
}  # fmt: skip


def _purchases(schema: EventSchema) -> Iterator[Finding]:
    for index, purchase in enumerate(schema.annotation.get("purchases", [])):
        pointer = f"/x-braze/purchases/{index}"
        for path, wanted in purchase["when"].items():
            types = types_of(declared_at(schema.properties, split_path(path)))
            for place, value in enumerate(wanted) if isinstance(wanted, list) else [(None, wanted)]:
                fits = any(
                    isinstance(value, _SAID_AS[each]) and (each == "boolean") == isinstance(value, bool)
                    for each in types
                    if each in _SAID_AS
                )
                if types and not fits:
                    message = f"{path} is never {json.dumps(value)}: it is declared as {' or '.join(types)}"
                    help_text = "Compare it with a value of that type."
                    where = f"{pointer}/when/{escape(path)}" + ("" if place is None else f"/{place}")
                    yield schema.finding("contradiction", where, message, help_text)
        for part in ("product", "price", "currency", "quantity"):
            source = purchase.get(part)
            types = (
                types_of(declared_at(schema.properties, split_path(source["property"])))
                if isinstance(source, dict)
                else ()
            )
            if types and not set(types) & set(_CONVERTIBLE):
                message = f"{source['property']} is declared as {' or '.join(types)}, which can be no {part}"
                yield schema.finding("contradiction", f"{pointer}/{part}", message, "Name another property.")


def contradictions(schema: EventSchema) -> Iterator[Finding]:
    """Yield what `x-braze`, with what the workspace adds to it, asks for in vain or in two ways at once."""
    yield from _limits(schema)
    yield from _purchases(schema)
    yield from _times(schema)
    yield from _shapes(schema)
    yield from _omitted(schema)


def _times(schema: EventSchema) -> Iterator[Finding]:
    annotation = schema.annotation
    for target in attribute_targets(annotation):
        types = types_of(declared_at(schema.properties, target.path))
        if target.convert and types and not set(types) & set(_CONVERTIBLE):
            message = f"{'/'.join(target.path)} holds no time: it is neither a string nor a number"
            yield schema.finding("contradiction", f"{target.pointer}/convert", message, "Take it out.")
    for path in annotation.get("convert", {}):
        *parents, _ = parts = split_path(path)
        node = declared_at(schema.properties, parts)
        types = types_of(declared_at(schema.properties, parents))
        if node and not set(types_of(node)) & set(_CONVERTIBLE):
            message = f"{path} holds no time: it is neither a string nor a number"
            yield schema.finding("contradiction", f"/x-braze/convert/{escape(path)}", message, "Take it out.")
        elif not node and types == ("object",) and "properties" not in declared_at(schema.properties, parents):
            message = f"{path} is in an open map, whose entries are sent as they come"
            yield schema.finding("contradiction", f"/x-braze/convert/{escape(path)}", message, "Take it out.")


def _shapes(schema: EventSchema) -> Iterator[Finding]:
    annotation = schema.annotation
    declared = schema.properties.get("properties", {})
    for key, expected in (("flatten", "object"), ("rows", "array")):
        for index, name in enumerate(annotation.get(key, [])):
            place = str(index) if key == "flatten" else escape(name)
            if name in declared and expected not in types_of(declared[name]):
                message, help_text = f"{name} is no {expected}", f"Take it out of {key}, or mend its type."
                yield schema.finding("contradiction", f"/x-braze/{key}/{place}", message, help_text)
    for name, cells in annotation.get("rows", {}).items():
        cell_schemas = declared.get(name, {}).get("items", {}).get("prefixItems", [])
        if name in declared and len(cells) != len(cell_schemas):
            message = f"{name} has {len(cell_schemas)} cells, and {len(cells)} names are given"
            yield schema.finding(
                "contradiction",
                f"/x-braze/rows/{escape(name)}",
                message,
                "Name each of prefixItems, in order.",
            )


def _omitted(schema: EventSchema) -> Iterator[Finding]:
    annotation = schema.annotation
    omitted = annotation.get("omit", [])
    for key in ("rename", "flatten", "rows", "convert", "limits"):
        for index, name in enumerate(annotation.get(key, [])):
            if (split_path(name)[0] if key == "convert" else name) in omitted:
                place = str(index) if key == "flatten" else escape(name)
                message = f"{name} is in omit and in {key}"
                yield schema.finding("contradiction", f"/x-braze/{key}/{place}", message, "Take it out of one.")
    for index, name in enumerate(annotation.get("flatten", [])):
        if name in annotation.get("rename", {}):
            message = f"{name} is in flatten and in rename; a flattened map has no name of its own"
            renamed = f"/x-braze/rename/{escape(name)}"
            pointer = renamed if renamed in schema.origins else f"/x-braze/flatten/{index}"
            yield schema.finding("contradiction", pointer, message, "Take it out of one.")
