"""What payloads tell anew about a known event: properties that its schema lacks, and types that it does not allow."""

from __future__ import annotations

import copy
from collections.abc import Mapping

from regal_braze.commands.new.observe import TYPES, Observation, merged_order
from regal_braze.commands.new.schema import is_plain, member_schema, property_schema, type_schema
from regal_braze.commands.new.shared import Definition
from regal_braze.documents.json_text import Json
from regal_braze.immutable import Immutable
from regal_braze.schema.load import EventSchema


class Proposal(Immutable):
    """A changed document. `added` are new properties, `widened` those with more types; nested names by slashes.

    `converted` are paths with a type of values that the declared type converts, so that nothing need change.
    """

    document: dict[str, Json]
    added: tuple[str, ...]
    widened: tuple[str, ...]
    converted: tuple[tuple[str, str], ...]


def propose(schema: EventSchema, seen: Observation, definitions: Mapping[str, Definition]) -> Proposal:
    """Return what to change in the schema of a known event; nothing of what it says is taken back."""
    document = copy.deepcopy(schema.file.document)
    change = _Change()
    declared = document["properties"]["properties"]["properties"]
    followed = schema.properties["properties"]
    keeps_others = schema.annotation.get("undeclared", "drop") != "drop"
    spellings = {name.strip(): name for name in declared}
    for name, each in (seen.members or {}).items():
        if name in declared:
            declared[name] = change.widened(declared[name], followed[name], each, (name,))
        elif name.strip() not in spellings and not keeps_others:
            declared[name] = property_schema(name, each, seen.objects, definitions)
            change.added.append(name)
    order = merged_order([[name for name in declared if name not in change.added], [*(seen.members or {})]])
    ordered = {name: declared[name] for name in order if name in declared}
    document["properties"]["properties"]["properties"] = ordered
    return Proposal(document, tuple(change.added), tuple(change.wider), tuple(change.converted))


class _Change:
    """Gathers what is changed."""

    def __init__(self) -> None:
        self.added: list[str] = []
        self.wider: list[str] = []
        self.converted: list[tuple[str, str]] = []

    def widened(self, raw: Json, followed: Json, seen: Observation, path: tuple[str, ...]) -> Json:
        """Return the schema of a property, as the file has it, that allows what was seen.

        `followed` is the same with its references followed. What changes within a shared definition takes the place
        of the reference.
        """
        if not isinstance(followed, dict):
            return raw
        before = len(self.added) + len(self.wider)
        inner = self._contents(copy.deepcopy(followed), followed, seen, path)
        changed_inside = len(self.added) + len(self.wider) > before
        result = dict(inner) if changed_inside else raw
        types = self._types(followed, seen, path)
        return {**result, **type_schema(types)} if types else result

    def _types(self, followed: Mapping[str, Json], seen: Observation, path: tuple[str, ...]) -> list[str] | None:
        """Return the types that the schema should allow; None where it does already."""
        declared = followed.get("type", TYPES)
        declared = [declared] if isinstance(declared, str) else [*declared]
        new = []
        for each in seen.types:
            if each in declared or (each == "integer" and "number" in declared):
                continue
            if _is_converted(each, declared, seen):
                self.converted.append(("/".join(path), each))
            else:
                new.append(each)
        if not new:
            return None
        self.wider.append("/".join(path))
        allowed = {*declared, *new}
        return [name for name in TYPES if name in allowed and (name != "integer" or "number" not in allowed)]

    def _contents(self, schema: Json, followed: Mapping[str, Json], seen: Observation, path: tuple[str, ...]) -> Json:
        known = followed.get("properties")
        if known and seen.members and not isinstance(followed.get("additionalProperties"), dict):
            for name, each in seen.members.items():
                if name in known:
                    schema["properties"][name] = self.widened(known[name], known[name], each, (*path, name))
                elif is_plain(name):
                    schema["properties"][name] = member_schema(name, each, seen.objects)
                    self.added.append("/".join((*path, name)))
        items = followed.get("items")
        if isinstance(items, dict) and seen.items:
            cells = items.get("prefixItems", [])
            if len(cells) == len(seen.cells):
                for index, (cell, found) in enumerate(zip(cells, seen.cells, strict=True)):
                    schema["items"]["prefixItems"][index] = self.widened(cell, cell, found, (*path, str(index)))
            if not cells:
                schema["items"] = self.widened(items, items, seen.items, (*path, "*"))
        return schema


def _is_converted(seen_type: str, declared: list[str], seen: Observation) -> bool:
    """Tell whether values of that type become the declared one, and nothing is lost (M8)."""
    wanted = [each for each in declared if each != "null"]
    if len(wanted) != 1:
        return False
    if seen_type == "string":
        return seen.spelled == wanted[0] or (seen.spelled == "integer" and wanted[0] == "number")
    return seen_type in ("integer", "number") and wanted[0] == "string"
