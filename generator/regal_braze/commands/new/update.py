"""Find what the schema of a known event lacks: new properties, and types that it does not allow."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field

from regal_braze.commands.new.observe import TYPES, Observation, merged_order
from regal_braze.commands.new.schema import is_plain, member_schema, property_schema, type_schema
from regal_braze.commands.new.shared import Definition
from regal_braze.documents.json_text import Json
from regal_braze.schema.load import EventSchema


@dataclass
class Proposal:
    """A changed document. `added` are the paths of new properties, `widened` of those with more types.

    `mixed` has the paths of widened properties that now have several types besides null, with these types. `converted`
    has paths and types of values that are converted to the declared type, so that nothing has to change.
    """

    document: dict[str, Json]
    added: list[str] = field(default_factory=list)
    widened: list[str] = field(default_factory=list)
    mixed: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    converted: list[tuple[str, str]] = field(default_factory=list)

    def widen(self, raw: Json, followed: Json, observed: Observation, path: tuple[str, ...]) -> Json:
        """Return the schema of a property, changed so that it allows the observed values.

        `raw` is the schema in the file, and `followed` the same schema with its references followed. If something
        inside a shared definition changes, the changed definition replaces the reference.
        """
        if not isinstance(followed, dict):
            return raw
        before = len(self.added) + len(self.widened)
        inner = self._contents(copy.deepcopy(followed), followed, observed, path)
        changed_inside = len(self.added) + len(self.widened) > before
        result = dict(inner) if changed_inside else raw
        types = self._types(followed, observed, path)
        return {**result, **type_schema(types)} if types else result

    def _types(self, followed: Mapping[str, Json], observed: Observation, path: tuple[str, ...]) -> list[str] | None:
        """Return the types that the schema must allow, or None if it already does."""
        declared = followed.get("type", TYPES)
        declared = [declared] if isinstance(declared, str) else [*declared]
        new = []
        for kind in observed.types:
            if kind in declared or (kind == "integer" and "number" in declared):
                continue
            if _is_converted(kind, declared, observed):
                self.converted.append(("/".join(path), kind))
            else:
                new.append(kind)
        if not new:
            return None
        self.widened.append("/".join(path))
        allowed = {*declared, *new}
        types = [name for name in TYPES if name in allowed and (name != "integer" or "number" not in allowed)]
        own_types = tuple(name for name in types if name != "null")
        if len(own_types) > 1:
            self.mixed.append(("/".join(path), own_types))
        return types

    def _contents(
        self, schema: Json, followed: Mapping[str, Json], observed: Observation, path: tuple[str, ...]
    ) -> Json:
        known = followed.get("properties")
        if known and observed.members and not isinstance(followed.get("additionalProperties"), dict):
            for name, member in observed.members.items():
                if name in known:
                    schema["properties"][name] = self.widen(known[name], known[name], member, (*path, name))
                elif is_plain(name):
                    schema["properties"][name] = member_schema(name, member, observed.objects)
                    self.added.append("/".join((*path, name)))
        items = followed.get("items")
        if isinstance(items, dict) and observed.items:
            cells = items.get("prefixItems", [])
            if len(cells) == len(observed.cells):
                for index, (cell, found) in enumerate(zip(cells, observed.cells, strict=True)):
                    schema["items"]["prefixItems"][index] = self.widen(cell, cell, found, (*path, str(index)))
            if not cells:
                schema["items"] = self.widen(items, items, observed.items, (*path, "*"))
        return schema


def propose(schema: EventSchema, observed: Observation, definitions: Mapping[str, Definition]) -> Proposal:
    """Return the changes to the schema of a known event. Nothing is removed from the schema."""
    proposal = Proposal(copy.deepcopy(schema.file.document))
    inner = proposal.document["properties"]["properties"]
    declared = inner.setdefault("properties", {})  # they can be in a definition
    followed = schema.properties.get("properties", {})
    keeps_others = schema.annotation.get("undeclared", "drop") != "drop"
    spellings = {name.strip() for name in declared}
    for name, member in observed.members.items():
        if name in declared:
            declared[name] = proposal.widen(declared[name], followed[name], member, (name,))
        elif name.strip() not in spellings and not keeps_others:
            declared[name] = property_schema(name, member, observed.objects, definitions)
            proposal.added.append(name)
    order = merged_order([[name for name in declared if name not in proposal.added], [*observed.members]])
    inner["properties"] = {name: declared[name] for name in order if name in declared}
    return proposal


def _is_converted(value_type: str, declared: list[str], observed: Observation) -> bool:
    """Check whether values of that type are converted to the declared type without loss (M8)."""
    wanted = [kind for kind in declared if kind != "null"]
    if len(wanted) != 1:
        return False
    if value_type == "string":
        return observed.spelled == wanted[0] or (observed.spelled == "integer" and wanted[0] == "number")
    return value_type in ("integer", "number") and wanted[0] == "string"
