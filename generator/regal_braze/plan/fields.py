"""Plan the fields of an event: name, conversion and limits of each property that is declared under `properties`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Literal

from regal_braze.braze import limits
from regal_braze.documents.json_text import Json
from regal_braze.documents.pointer import escape
from regal_braze.findings.finding import Finding
from regal_braze.immutable import replace
from regal_braze.plan import model
from regal_braze.plan.conversions import (
    AttributeValue,
    Boolean,
    Conversion,
    Field,
    IsoTime,
    ListOf,
    MapOf,
    Number,
    Open,
    OpenObject,
    Record,
    Row,
    Text,
    UnixSeconds,
)
from regal_braze.schema.annotation import EVENT_ID_PROPERTY, declared_at, legal_name, split_path, types_of
from regal_braze.schema.load import EventSchema

TIMES: dict[str, Conversion] = {"iso8601": IsoTime(), "unix_seconds": UnixSeconds()}
"""The conversions that `convert` of `x-braze` can name."""

SCALARS: dict[str, Conversion] = {"integer": Number(), "number": Number(), "boolean": Boolean()}
_DECLARED = "/properties/properties/properties"

# The longest JSON of a scalar in bytes: a UTF-16 unit of a text may take six ("\u0000").
_TEXT_BYTES = 6 * limits.STRING_LIMIT + 2
_SCALAR_BYTES = 26
_SMALLEST_SHARE = 1_000
_GROWING = (ListOf, MapOf, Open, OpenObject)


def plan_fields(schema: EventSchema, reserved: Sequence[str]) -> tuple[tuple[Field, ...], list[Finding]]:
    """Return a field for each declared property that is sent, in schema order, and the findings.

    A name in `reserved` gets the prefix `regal_`. Braze accepts every name (M10).
    """
    annotation = schema.annotation
    declared = schema.properties.get("properties", {})
    skipped = {*annotation.get("omit", []), *annotation.get("flatten", [])}
    fields: dict[str, Field] = {}
    findings: list[Finding] = []
    for source, node in declared.items():
        if source in skipped:
            continue
        pointer = f"{_DECLARED}/{escape(source)}"
        name = annotation.get("rename", {}).get(source) or legal_name(source) or source
        if name in reserved:
            name = f"regal_{name}"
        if legal_name(name) != name:
            message = f"Braze refuses the property name {source!r}"
            findings.append(schema.finding("reserved-name", pointer, message, "Rename or omit it."))
        elif name in fields:
            findings.append(_collision(schema, name, source, fields[name].sources[0]))
        else:
            # A payload may have the name without its outer spaces.
            sources = (source, name) if source.strip() == name != source and name not in declared else (source,)
            fields[name] = Field(name, sources, _conversion(schema, source, node))
            findings += _check_nested_names(schema, fields[name].conversion, node, pointer)
    return tuple(fields.values()), findings


def attribute_conversion(schema: EventSchema, path: model.Path) -> Conversion:
    """Return the conversion of the property at `path` as a custom attribute (M12), with its settings."""
    annotation = schema.annotation
    if (time := _time(annotation, path)) is not None:
        return time
    node = declared_at(schema.properties, path)
    limit = annotation.get("limits", {}).get(path[0]) if len(path) == 1 else None
    match types_of(node):
        case ("string",):
            return Text(limit=limit or limits.STRING_LIMIT, long=_long(annotation, node))
        case ("integer" | "number" | "boolean" as scalar,):
            return SCALARS[scalar]
        case ("array",):
            return AttributeValue(min(limit or limits.ARRAY_ITEMS, _most_items(node)))
        case _:
            return AttributeValue()


def entry_conversion(schema: EventSchema, name: str) -> Conversion:
    """Return the conversion of the entries of the open map `name` within `properties` (M11)."""
    others = declared_at(schema.properties, (name,)).get("additionalProperties")
    return _by_type(schema, others, (name, "*")) if isinstance(others, Mapping) else Open()


def value_conversion(schema: EventSchema, path: model.Path) -> Conversion:
    """Return the conversion of the property at `path` for comparing it: by its type alone, without `x-braze`."""
    match types_of(declared_at(schema.properties, path)):
        case ("string",):
            return Text()
        case ("integer" | "number" | "boolean" as scalar,):
            return SCALARS[scalar]
        case _:
            return Open()


def share_room(
    fields: tuple[Field, ...], maps: tuple[model.OpenMap, ...], schema: EventSchema
) -> tuple[tuple[Field, ...], tuple[model.OpenMap, ...], list[Finding]]:
    """Share the 100 KB of properties among lists, open values and open maps, which can grow (M11).

    They get equal shares of what the longest scalars leave, so that the order of a payload's keys has no effect.
    """
    fixed = _field_bytes(EVENT_ID_PROPERTY, Text()) + sum(
        _field_bytes(field.name, field.conversion) for field in fields
    )
    growing = len(maps) + _growing(fields)
    left = limits.PROPERTIES_BYTES - fixed
    room = left // growing if growing else left
    findings = []
    if room < (_SMALLEST_SHARE if growing else 0):
        message = f"{len(fields)} properties could exceed Braze's 100 KB"
        findings.append(schema.finding("too-large", _DECLARED, message, "Omit properties that Braze does not need."))
    return (
        tuple(_with_room(field, room) for field in fields),
        tuple(replace(open_map, room=room) for open_map in maps),
        findings,
    )


def _conversion(schema: EventSchema, source: str, node: Mapping[str, Json]) -> Conversion:
    cells = schema.annotation.get("rows", {}).get(source)
    if cells:
        nodes = node["items"]["prefixItems"]
        types = [_by_type(schema, nodes[index], (source, cell), in_list=True) for index, cell in enumerate(cells)]
        fields = (Field(cell, (str(index),), types[index]) for index, cell in enumerate(cells))
        conversion: Conversion = ListOf(Row(tuple(fields)), _most_items(node), newest=True)
    else:
        conversion = _by_type(schema, node, (source,))
    limit = schema.annotation.get("limits", {}).get(source)
    if limit is not None and isinstance(conversion, Text | ListOf):
        return replace(conversion, limit=min(limit, conversion.limit))
    return conversion


def _by_type(
    schema: EventSchema, node: Mapping[str, Json], path: model.Path, in_list: bool = False, is_item: bool = False
) -> Conversion:
    """Return the conversion of a declared value at `path` within `properties`.

    `in_list` is whether it is anywhere in a list, and `is_item` whether it is an item of one.
    """
    annotation = schema.annotation
    if (time := _time(annotation, path)) is not None:
        return time
    match types_of(node):
        case ("string" | "integer" | "number",) if (
            annotation.get("times") == "iso8601" and node.get("format") == "unix-seconds" and not in_list
        ):
            return IsoTime()  # except in lists: Braze refuses date-times there (M11)
        case ("string",):
            return _text(is_item, long="cut" if is_item else _long(annotation, node))
        case ("integer" | "number" | "boolean" as scalar,):
            return SCALARS[scalar]
        case ("array",):
            item = _by_type(schema, node.get("items", {}), (*path, "*"), in_list=True, is_item=True)
            return ListOf(item, _most_items(node))
        case ("object",):
            fields = tuple(
                Field(name, (name,), _by_type(schema, member, (*path, name), in_list))
                for name, member in node.get("properties", {}).items()
                if legal_name(name) == name
            )
            others = node.get("additionalProperties")
            if isinstance(others, Mapping) and types_of(others):
                return MapOf(_by_type(schema, others, (*path, "*"), in_list), fields)
            return Record(fields) if node.get("properties") else OpenObject()
        case _:
            return Open(is_item)


_text = cache(Text)  # most properties are texts, and few of them have settings


def _time(annotation: Mapping[str, Json], path: model.Path) -> Conversion | None:
    """Return the conversion of the property at `path` if `x-braze` converts it to another form of time."""
    forms = annotation.get("convert", {}).items()
    return next((TIMES[form] for converted, form in forms if split_path(converted) == path), None)


def _long(annotation: Mapping[str, Json], node: Mapping[str, Json]) -> Literal["cut", "omit"]:
    """Return what happens to a text that is too long: a URL that is cut leads nowhere (M9)."""
    return "omit" if node.get("format") == "uri" else annotation.get("long_texts", "cut")


def _most_items(node: Mapping[str, Json]) -> int:
    return min(int(node.get("maxItems", limits.ARRAY_ITEMS)), limits.ARRAY_ITEMS)


def _check_nested_names(
    schema: EventSchema, conversion: Conversion, node: Mapping[str, Json], pointer: str
) -> Iterator[Finding]:
    """Yield a finding for each name that Braze refuses in a property: nested names cannot be changed."""
    match conversion:
        case Record(fields) | MapOf(fields=fields):
            conversions = {field.name: field.conversion for field in fields}
            for name, member in node.get("properties", {}).items():
                place = f"{pointer}/properties/{escape(name)}"
                if name in conversions:
                    yield from _check_nested_names(schema, conversions[name], member, place)
                else:
                    message = f"Braze refuses the nested property name {name!r}"
                    yield schema.finding("reserved-name", place, message, "Remove it from the schema.")
        case ListOf(Row(fields)):
            for index, (field, cell) in enumerate(zip(fields, node["items"]["prefixItems"], strict=False)):
                place = f"{pointer}/items/prefixItems/{index}"
                yield from _check_nested_names(schema, field.conversion, cell, place)
        case ListOf(item):
            yield from _check_nested_names(schema, item, node.get("items", {}), f"{pointer}/items")


def _collision(schema: EventSchema, name: str, source: str, other: str) -> Finding:
    """Return the finding for two properties with one name; it is at a rename of the workspace, if there is one."""
    renamed = [key for key in (source, other) if key in schema.annotation.get("rename", {})]
    renames = [f"/x-braze/rename/{escape(key)}" for key in renamed]
    by_workspace = [pointer for pointer in renames if pointer in schema.origins]
    pointer = next(iter(by_workspace + renames), f"{_DECLARED}/{escape(source)}")
    message = f"{other!r} and {source!r} would both reach Braze as {name!r}"
    return schema.finding("name-collision", pointer, message, "Rename or omit one of them.")


def _growing(fields: tuple[Field, ...]) -> int:
    """Return how many of these fields and of the fields in them can grow."""
    types = [field.conversion for field in fields]
    return sum(_growing(each.fields) if isinstance(each, Record) else isinstance(each, _GROWING) for each in types)


def _with_room(field: Field, room: int) -> Field:
    conversion = field.conversion
    if isinstance(conversion, Record):
        return replace(field, conversion=Record(tuple(_with_room(inner, room) for inner in conversion.fields)))
    return replace(field, conversion=replace(conversion, room=room)) if isinstance(conversion, _GROWING) else field


def _field_bytes(name: str, conversion: Conversion) -> int:
    key = 6 * len(name) + 4
    match conversion:
        case Text():
            return key + _TEXT_BYTES
        case Record(fields):
            return key + 2 + sum(_field_bytes(field.name, field.conversion) for field in fields)
        case _:
            return key + _SCALAR_BYTES
