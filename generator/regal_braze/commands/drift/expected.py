"""What the schemas know, compiled for checking many payloads: declared types, properties and values, event by event."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from regal_braze.commands.drift.examples import choice, part, type_of
from regal_braze.commands.drift.tally import Notice
from regal_braze.immutable import Immutable
from regal_braze.plan import conversions, model
from regal_braze.schema.load import EventSchema
from regal_braze.schema.references import References

Note: TypeAlias = Callable[[Notice, object, str], None]
"""Takes what differs, the value there, and the last name on the way to it."""

SHORT: Final = 127
"""Texts up to here need no closer look: they have at most 254 UTF-16 units."""


class Known(Immutable):
    """A schema of an event with its plan: plain data, for another process to compile."""

    plan: model.Transformation
    properties: Mapping[str, Any]
    envelope: Mapping[str, Any]
    is_open: bool


class Shape(Immutable):
    """What a schema says of one value; None where it says nothing."""

    types: frozenset[str] | None
    values: tuple[object, ...] | None
    properties: Mapping[str, Shape] | None
    items: Shape | None
    cells: tuple[Shape, ...] | None
    has_others: bool


class Property(Immutable):
    """A declared property of an event: its shape, and its conversion if Braze gets it.

    A value of one of the types in `plain` is as declared and loses nothing, if it is short (SHORT) or safe.
    """

    shape: Shape
    conversion: conversions.Conversion | None
    plain: frozenset[type]


class Expectation(Immutable):
    """What is known of one event. `is_open`: undeclared properties are meant to be."""

    plan: model.Transformation
    envelope: Mapping[str, Property]
    properties: Mapping[str, Property]
    is_open: bool


def known_events(
    schemas: Sequence[EventSchema], plans: Sequence[model.Transformation], references: References
) -> list[Known]:
    """Return what is known of each event. `references` follows those of the schemas."""
    known = []
    for schema, plan in zip(schemas, plans, strict=True):
        document = references.follow(schema.file, schema.file.document)[0]
        parts = [*document.get("allOf", []), document]
        envelope = {name: each for part in parts for name, each in part.get("properties", {}).items()}
        properties = schema.properties.get("properties", {})
        is_open = not properties or "undeclared" in schema.annotation
        known.append(Known(plan, properties, envelope, is_open))
    return known


def compile_event(known: Known) -> Expectation:
    """Return what payloads of the event are compared with."""
    conversions = _conversions(known.plan.destination)
    properties = {name: _property(_shape(schema), conversions.get(name)) for name, schema in known.properties.items()}
    for name, conversion in conversions.items():  # another spelling of a declared name
        if name not in properties:
            properties[name] = _property(_spelled(known.properties, name), conversion)
    envelope = {name: _property(_shape(_ELSEWHERE.get(name, schema)), None) for name, schema in known.envelope.items()}
    return Expectation(known.plan, envelope, properties, known.is_open)


def compare(shape: Shape, value: object, pointer: str, key: str, note: Note) -> None:
    """Note in what a value is not what its schema says, at any depth that the schema describes."""
    kind = type_of(value)
    if shape.types is not None and kind not in shape.types:
        note(Notice("type", pointer, kind), value, key)
        return
    if shape.values is not None and not any(type(value) is type(each) and value == each for each in shape.values):
        note(Notice("value", pointer, choice(value)), value, key)
    if isinstance(value, dict) and shape.properties is not None:
        for name, each in value.items():
            known = shape.properties.get(name)
            if known:
                compare(known, each, f"{pointer}/{part(name)}", name, note)
            elif not shape.has_others:
                note(Notice("property", f"{pointer}/{part(name)}", ""), each, name)
    elif isinstance(value, list):
        for index, each in enumerate(value):
            if shape.cells and index < len(shape.cells):
                compare(shape.cells[index], each, f"{pointer}/{index}", key, note)
            elif shape.items:
                compare(shape.items, each, f"{pointer}/*", key, note)


def _conversions(destination: model.Destination) -> dict[str, conversions.Conversion]:
    match destination:
        case model.Track(event):
            fields = event.fields
        case model.Catalog():
            fields = destination.fields
        case _:
            fields = ()
    return {source: field.conversion for field in fields for source in field.sources}


def _spelled(properties: Mapping[str, Any], name: str) -> Shape:
    return next((_shape(schema) for key, schema in properties.items() if key.strip() == name), _ANYTHING)


def _shape(schema: Mapping[str, Any]) -> Shape:
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    properties, items, cells = schema.get("properties"), schema.get("items"), schema.get("prefixItems")
    return Shape(
        types=_types(schema.get("type")),
        values=None if values is None else tuple(values),
        properties={name: _shape(each) for name, each in properties.items()} if properties else None,
        items=_shape(items) if items else None,
        cells=tuple(_shape(each) for each in cells) if cells else None,
        has_others=isinstance(schema.get("additionalProperties"), dict),
    )


def _types(named: str | Sequence[str] | None) -> frozenset[str] | None:
    if named is None:
        return None
    types = {named} if isinstance(named, str) else set(named)
    return frozenset(types | {"integer"} if "number" in types else types)


def _property(shape: Shape, conversion: conversions.Conversion | None) -> Property:
    types = shape.types if shape.types is not None else frozenset(_PYTHON_TYPES)
    plain = {python for name, python in _PYTHON_TYPES.items() if name in types}
    if shape.values is not None:
        plain = set()
    elif conversion is not None:
        plain &= _KEPT_WHOLE.get(type(conversion), frozenset())
        plain |= {type(None)} if "null" in types else set()
    return Property(shape, conversion, frozenset(plain))


_ELSEWHERE = {"name": {"type": "string"}, "properties": {"type": "object"}}
"""Members of the envelope whose values are looked at on their own."""
_ANYTHING = Shape(None, None, None, None, None, has_others=True)
_PYTHON_TYPES = {"string": str, "boolean": bool, "integer": int, "null": type(None)}
"""Types of values that need no closer look; endless numbers are floats."""
_KEPT_WHOLE: dict[type[conversions.Conversion], frozenset[type]] = {
    conversions.Text: frozenset({str, int}),
    conversions.Integer: frozenset({int}),
    conversions.Number: frozenset({int}),
    conversions.Boolean: frozenset({bool}),
    conversions.Open: frozenset({str, bool, int}),
}
