"""From what was observed to the document of an event's schema, as somebody would have written it by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from regal_braze.commands.new.observe import TYPES, Observation
from regal_braze.commands.new.shared import Definition, reference_for
from regal_braze.commands.new.words import describe, describe_event, is_time
from regal_braze.documents.json_text import Json, display
from regal_braze.findings.finding import Finding
from regal_braze.immutable import replace
from regal_braze.privacy.personal import is_personal

MOST_MEMBERS = 50
"""Declared members of an object within the properties; one with more is taken for an open map."""
MANY_ANSWERS = 5

_PLAIN = re.compile(r"(?!__proto__\Z)[A-Za-z_][A-Za-z0-9_]{0,99}\Z")
_PAIR = {"old_value", "new_value"}
_SCALARS = ("string", "integer", "number", "boolean", "null")


def schema_document(
    event: str, seen: Observation, definitions: Mapping[str, Definition], samples: Sequence[Json]
) -> dict[str, Json]:
    """Return the schema of an event whose properties are what was seen."""
    return {
        "title": event,
        "description": describe_event(event),
        "type": "object",
        "allOf": [{"$ref": "../common/envelope.json#/$defs/envelope"}],
        "properties": {
            "name": {"const": event},
            "properties": {
                "type": "object",
                "properties": {
                    name: property_schema(name, each, seen.objects, definitions)
                    for name, each in (seen.members or {}).items()
                },
                "additionalProperties": True,
            },
        },
        "examples": [*samples],
    }


def property_schema(name: str, seen: Observation, among: int, definitions: Mapping[str, Definition]) -> dict[str, Json]:
    """Return the schema of a property: a shared definition if one fits, else one of its own."""
    return reference_for(name, seen, definitions) or member_schema(name, seen, among)


def member_schema(name: str, seen: Observation, among: int) -> dict[str, Json]:
    """Return the schema, with a description, of a property that was in some of `among` objects."""
    definition = type_schema(seen.types, seen.format if seen.format != "unix-seconds" or is_time(name) else None)
    is_open = seen.own_types == ("object",) and is_open_map(seen)
    text = describe(name, seen, among)
    definition["description"] = f"{text[:-1]}, by name." if is_open else text
    return definition | _contents(seen)


def type_schema(types: Sequence[str], form: str | None = None) -> dict[str, Json]:
    """Return a schema of types in the order that all files have."""
    ordered = [name for name in TYPES if name in types]
    schema: dict[str, Json] = {"type": ordered[0] if len(ordered) == 1 else ordered}
    return schema | {"format": form} if form else schema


def declarable(seen: Observation, file: Path, keep_values: bool) -> tuple[Observation, list[Finding]]:
    """Return what was seen without properties whose names no schema file should hold, and a warning for each."""
    members = dict(seen.members or {})
    findings = []
    for name in [*members]:
        has_half = any("\ud800" <= each <= "\udfff" for each in name)
        if has_half or (is_personal(name) and not keep_values):
            del members[name]
            said = "holds half a character" if has_half else "is itself about a person"
            message = f"A property's name {said}; it is left out of the schema"
            help_text = 'Braze does not get it; where keys are data, "undeclared" in x-braze says where they go.'
            findings.append(Finding("left-out", message, help_text, display(file), severity="warning"))
    return replace(seen, members=members), findings


def is_plain(name: str) -> bool:
    """Tell whether a name is one that a program would give to a field; it may be declared at any depth."""
    return _PLAIN.match(name) is not None


def is_open_map(seen: Observation) -> bool:
    """Tell whether the keys of objects are data themselves, so that the next payload may have others."""
    members = seen.members or {}
    if not members or len(members) > MOST_MEMBERS or not all(is_plain(name) for name in members):
        return True
    rare = sum(each.count * 2 < seen.objects for each in members.values())
    if seen.objects > 2 and rare * 2 > len(members):
        return True
    answers = sum(each.own_types == ("boolean",) for each in members.values())
    if len(members) >= MANY_ANSWERS and answers * 2 >= len(members):
        return all({*each.types} <= {*_SCALARS} for each in members.values())
    alike = {frozenset(each.members or ()) for each in members.values()}
    if len(alike) > 1 or not all(each.own_types == ("object",) for each in members.values()):
        return False
    names = next(iter(alike))
    return bool(names) and (len(members) > 1 or names <= _PAIR)


def mixed_types(seen: Observation, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield the path and the types of each declared property that has several, null aside."""
    if len(seen.own_types) > 1:
        yield path, seen.own_types
    elif not path or (seen.own_types == ("object",) and not is_open_map(seen)):
        for name, each in (seen.members or {}).items():
            yield from mixed_types(each, (*path, name))


def _contents(seen: Observation) -> dict[str, Json]:
    """Return what a schema says about the members or items of what was seen."""
    match seen.own_types:
        case ("object",) if is_open_map(seen):
            entry = _entry([*(seen.members or {}).values()])
            return {"additionalProperties": entry} if entry else {}
        case ("object",):
            members = (seen.members or {}).items()
            return {"properties": {name: member_schema(name, each, seen.objects) for name, each in members}}
        case ("array",) if seen.cells:
            return {"items": {"type": "array", "prefixItems": [_item(cell) for cell in seen.cells]}}
        case ("array",) if seen.items:
            return {"items": _item(seen.items)}
        case _:
            return {}


def _item(seen: Observation) -> dict[str, Json]:
    return type_schema(seen.types, seen.format if seen.format != "unix-seconds" else None) | _contents(seen)


def _entry(entries: Sequence[Observation]) -> dict[str, Json]:
    """Return what the entries of an open map are like; nothing where they are too different."""
    types = {name for each in entries for name in each.types}
    if types and types <= {*_SCALARS}:
        return type_schema(tuple(types - {"integer"} if "number" in types else types))
    names = {frozenset(each.members or ()) for each in entries}
    if types != {"object"} or len(names) != 1 or not all(is_plain(name) for name in next(iter(names))):
        return {}
    properties = {}
    for name in entries[0].members or {}:
        found = [each.members[name] for each in entries if each.members]
        found_types = {kind for each in found for kind in each.types}
        if not found_types <= {*_SCALARS}:
            return {"type": "object"}
        merged = Observation(1, tuple(kind for kind in TYPES if kind in found_types))
        properties[name] = member_schema(name, merged, 1)
    return {"type": "object", "properties": properties}
