"""Write the schema of an event from the observation of its properties."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from regal_braze.commands.new.observe import TYPES, Observation
from regal_braze.commands.new.shared import Definition, reference_for
from regal_braze.commands.new.words import describe, describe_event, is_time
from regal_braze.documents.json_text import Json, display
from regal_braze.findings.finding import Finding
from regal_braze.immutable import replace
from regal_braze.privacy.keys import HIDDEN, MOST_MEMBERS, is_hidden, renamed

MANY_ANSWERS = 5

_PLAIN = re.compile(r"(?!__proto__\Z)[A-Za-z_][A-Za-z0-9_]{0,99}\Z")
_PAIR = {"old_value", "new_value"}
_SCALARS = ("string", "integer", "number", "boolean", "null")


def schema_document(event: str, observed: Observation, definitions: Mapping[str, Definition]) -> dict[str, Json]:
    """Return the schema of an event with the observed properties, without samples."""
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
                    name: property_schema(name, member, observed.objects, definitions)
                    for name, member in observed.members.items()
                },
                "additionalProperties": True,
            },
        },
        "examples": [],
    }


def property_schema(
    name: str, observed: Observation, objects: int, definitions: Mapping[str, Definition]
) -> dict[str, Json]:
    """Return the schema of a property: a reference to a shared definition if one fits, else a full schema."""
    return reference_for(name, observed, definitions) or member_schema(name, observed, objects)


def member_schema(name: str, observed: Observation, objects: int) -> dict[str, Json]:
    """Return the schema, with a description, of a property that some of `objects` objects have."""
    has_format = observed.format != "unix-seconds" or is_time(name)
    definition = type_schema(observed.types, observed.format if has_format else None)
    text = describe(name, observed, objects)
    definition["description"] = f"{text[:-1]}, by name." if is_open_map(observed) else text
    return definition | _contents(observed)


def type_schema(types: Sequence[str], form: str | None = None) -> dict[str, Json]:
    """Return a schema with the types in the order of all files."""
    ordered = [name for name in TYPES if name in types]
    schema: dict[str, Json] = {"type": ordered[0] if len(ordered) == 1 else ordered}
    return schema | {"format": form} if form else schema


def declarable(observed: Observation, file: Path) -> tuple[Observation, list[Finding]]:
    """Return the observation without the properties whose names are hidden, and a warning for each."""
    members = {name: member for name, member in observed.members.items() if not is_hidden(name)}
    message = "The name of a property looks like data; the property is left out of the schema"
    help_text = 'If it is a name, add it with --keep. If it is data, set "undeclared" in x-braze so that Braze gets it.'
    warning = Finding("left-out", message, help_text, display(file), severity="warning")
    return replace(observed, members=members), [warning] * (len(observed.members) - len(members))


def without_map_keys(value: Json, observed: Observation | None, known: Collection[str], keep: Collection[str]) -> Json:
    """Return a copy of a value with the keys of open maps hidden, apart from those that are `known`.

    `observed` is the observation of such values. What is below a key in `keep` keeps its keys.
    """
    if observed is None:
        return value
    if isinstance(value, list):
        return [without_map_keys(item, observed.items, known, keep) for item in value]
    if not isinstance(value, dict):
        return value
    inner = {
        name: member if name in keep else without_map_keys(member, observed.members.get(name), known, keep)
        for name, member in value.items()
    }
    is_map = is_open_map(observed)
    shown = {*known, *keep}
    return renamed(inner, lambda name: HIDDEN if is_hidden(name) or (is_map and name not in shown) else name)


def is_plain(name: str) -> bool:
    """Check whether a name is that of a field, not data; such a name can be declared at any depth."""
    return _PLAIN.match(name) is not None


def is_open_map(observed: Observation) -> bool:
    """Check whether the values are objects whose keys are data, so that the next payload can have other keys."""
    if observed.own_types != ("object",):
        return False
    members = observed.members
    if not members or len(members) > MOST_MEMBERS or not all(is_plain(name) for name in members):
        return True
    rare = sum(member.count * 2 < observed.objects for member in members.values())
    if observed.objects > 2 and rare * 2 > len(members):
        return True
    answers = sum(member.own_types == ("boolean",) for member in members.values())
    if len(members) >= MANY_ANSWERS and answers * 2 >= len(members):
        return all({*member.types} <= {*_SCALARS} for member in members.values())
    names_of_members = {frozenset(member.members) for member in members.values()}
    if len(names_of_members) > 1 or not all(member.own_types == ("object",) for member in members.values()):
        return False
    names = next(iter(names_of_members))
    return bool(names) and (len(members) > 1 or names <= _PAIR)


def mixed_types(observed: Observation, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield the path and the types of each declared property that has several types besides null.

    The items of a list have the path of the list and `*`.
    """
    if len(observed.own_types) > 1:
        yield path, observed.own_types
    elif not path or (observed.own_types == ("object",) and not is_open_map(observed)):
        for name, member in observed.members.items():
            yield from mixed_types(member, (*path, name))
    elif observed.own_types == ("array",) and observed.items and not observed.cells:
        yield from mixed_types(observed.items, (*path, "*"))


def _contents(observed: Observation) -> dict[str, Json]:
    """Return the keywords of a schema for the members or items of a value."""
    match observed.own_types:
        case ("object",) if is_open_map(observed):
            entry = _entry([*observed.members.values()])
            return {"additionalProperties": entry} if entry else {}
        case ("object",):
            members = observed.members.items()
            return {"properties": {name: member_schema(name, member, observed.objects) for name, member in members}}
        case ("array",) if observed.cells:
            return {"items": {"type": "array", "prefixItems": [_item(cell) for cell in observed.cells]}}
        case ("array",) if observed.items:
            return {"items": _item(observed.items)}
        case _:
            return {}


def _item(observed: Observation) -> dict[str, Json]:
    form = None if observed.format == "unix-seconds" else observed.format
    return type_schema(observed.types, form) | _contents(observed)


def _entry(entries: Sequence[Observation]) -> dict[str, Json]:
    """Return the schema of the entries of an open map, which is empty if they differ too much."""
    types = {kind for entry in entries for kind in entry.types}
    if types and types <= {*_SCALARS}:
        return type_schema(tuple(types - {"integer"} if "number" in types else types))
    names = {frozenset(entry.members) for entry in entries}
    if types != {"object"} or len(names) != 1 or not all(is_plain(name) for name in next(iter(names))):
        return {}
    properties = {}
    for name in entries[0].members:
        member_types = {kind for entry in entries if entry.members for kind in entry.members[name].types}
        if not member_types <= {*_SCALARS}:
            return {"type": "object"}
        merged = Observation(1, tuple(kind for kind in TYPES if kind in member_types))
        properties[name] = member_schema(name, merged, 1)
    return {"type": "object", "properties": properties}
