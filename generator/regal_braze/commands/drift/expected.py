"""What the schema of an event expects, compiled for many payloads: the declared properties, types and values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from regal_braze.documents.json_text import Json
from regal_braze.documents.pointer import escape
from regal_braze.immutable import Immutable
from regal_braze.privacy.forms import TYPES, type_of
from regal_braze.privacy.keys import Keys
from regal_braze.privacy.known import known_in
from regal_braze.schema.load import EventSchema
from regal_braze.schema.references import References

Report: TypeAlias = Callable[[str, str, Json], None]
"""Takes the code of a finding, the pointer to a value as it may be shown, and the value."""


class Shape(Immutable):
    """What a schema says about one value; None if it says nothing.

    Values of a Python type in `plain` need no comparison.
    """

    types: frozenset[str] | None
    values: tuple[Json, ...] | None
    properties: Mapping[str, Shape] | None
    items: Shape | None
    cells: tuple[Shape, ...] | None
    others: Shape | None
    plain: frozenset[type]


class Expected(Immutable):
    """What the payloads of one event may hold. `names` are the names of all properties that the schema declares."""

    payload: Shape
    names: frozenset[str]


def expected(schema: EventSchema, references: References) -> Expected:
    """Return what payloads of the event are compared with. `references` has the files that the schema comes from."""
    document, _ = references.follow(schema.file, schema.file.document)
    parts = [*document.get("allOf", []), document]
    envelope = {name: part["properties"][name] for part in parts for name in part.get("properties", {})}
    declared = schema.properties.get("properties", {})
    tidied = {name.strip(): member for name, member in declared.items()}  # a name with outer spaces may lose them
    properties: dict[str, Json] = {"type": "object", "properties": {**tidied, **declared}}
    if not declared or "undeclared" in schema.annotation:
        properties["additionalProperties"] = {}
    payload = _shape({"properties": {**envelope, "name": {"type": "string"}, "properties": properties}})
    return Expected(payload, known_in([document, schema.properties]).names)


def compare(shape: Shape, value: Json, pointer: str, keys: Keys, report: Report) -> None:
    """Report where a value differs from its schema, at any depth that the schema describes."""
    if type(value) in shape.plain:
        return
    kind = type_of(value)
    if shape.types is not None and kind not in shape.types:
        report("drift-type", pointer, value)
        return
    if shape.values is not None and not any(type(value) is type(each) and value == each for each in shape.values):
        report("drift-value", pointer, value)
    if isinstance(value, dict) and (shape.properties or shape.others):
        members = len(value) if pointer.count("/") > 1 else 0
        for name, member in value.items():
            known = (shape.properties and shape.properties.get(name)) or shape.others
            if known and type(member) in known.plain:
                continue
            place = f"{pointer}/{escape(keys.shown(name, members))}"
            if known:
                compare(known, member, place, keys, report)
            else:
                report("drift-property", place, member)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            if shape.cells and index < len(shape.cells):
                compare(shape.cells[index], item, f"{pointer}/{index}", keys, report)
            elif shape.items:
                compare(shape.items, item, f"{pointer}/*", keys, report)


def _shape(schema: Mapping[str, Json]) -> Shape:
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    properties, items, cells = schema.get("properties"), schema.get("items"), schema.get("prefixItems")
    others = schema.get("additionalProperties")
    named = schema.get("type")
    types = None if named is None else frozenset([named] if isinstance(named, str) else named)
    if types and "number" in types:
        types |= {"integer"}
    plain = {python for python, names in _PYTHON_TYPES.items() if types is None or types >= names}
    plain -= {dict} if properties or others else set()
    plain -= {list} if items or cells else set()
    return Shape(
        types=types,
        values=None if values is None else tuple(values),
        properties={name: _shape(member) for name, member in properties.items()} if properties else None,
        items=_shape(items) if items else None,
        cells=tuple(_shape(cell) for cell in cells) if cells else None,
        others=_shape(others) if isinstance(others, dict) else None,
        plain=frozenset(plain if values is None else ()),
    )


_PYTHON_TYPES: Final[Mapping[type, frozenset[str]]] = {
    python: frozenset({"integer", name} if python is float else {name}) for python, name in TYPES.items()
}
"""Python's types of values, with the JSON types that they may be."""
