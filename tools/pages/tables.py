"""Tables of keys: one for each object of a schema that declares keys, linked from every place that can have it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from pages.markdown import Json, code, link, prose, table
from pages.words import NOUNS, either, scalar, written


@dataclass(frozen=True)
class Style:
    """How one page speaks of its schema.

    `called` says what a definition is called, one and several; `titles` are the headings of definitions that their
    path would not name well, `notes` what to say below one instead of its description; `heading` makes a heading of a
    path. `names` stand for the keys of a map, by its path. `defaults` are those that the schema does not know, by the
    path of the key.
    """

    table: tuple[str, str]
    heading: Callable[[str], str]
    called: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[str, str, str, str] = ("key", "meaning", "values", "default")


@dataclass(frozen=True)
class Place:
    """Where a value stands: its path as people write it, and what tells one object of the schema from another."""

    path: str
    identity: str

    def step(self, name: str, identity: str) -> Place:
        """Return the place one step further in."""
        path = name if name == "[]" or not self.path else f".{name}"
        return Place(f"{self.path}{path}" if name else self.path, f"{self.identity}/{identity}")


@dataclass(frozen=True)
class Known:
    """An object with keys: where it was found first, and the heading over its table."""

    node: Json
    place: Place
    heading: str


class Tables:
    """The tables of one schema; each object gets one, below the first that may hold it."""

    def __init__(self, document: Json, style: Style) -> None:
        self._document = document
        self._style = style
        self._known: dict[str, Known] = {}

    def section(self, node: Json, path: str, heading: str | None = None, level: int = 2) -> Iterator[str]:
        """Yield the blocks of an object and of all objects within it: for each a heading, what it is, and a table."""
        place = self._settled(node, Place(path, path))
        known = Known(node, place, heading or self._style.heading(path))
        self._known[place.identity] = known
        yield from self._blocks(known, level)

    def resolved(self, node: Json) -> dict[str, Json]:
        """Return a node with its references followed; what stands beside a reference wins."""
        found: dict[str, Json] = node if isinstance(node, dict) else {}
        while "$ref" in found:
            target = self._document
            for key in found["$ref"].removeprefix("#/").split("/"):
                target = target[key]
            found = {**target, **{key: value for key, value in found.items() if key != "$ref"}}
        return found

    def _blocks(self, known: Known, level: int) -> Iterator[str]:
        children: list[Known] = []
        resolved = self.resolved(known.node)
        base = self._base(known.node) if "properties" in known.node else {}
        rows = [
            self._row(key, {**base.get(key, {}), **value}, known.place.step(key, key), resolved, children)
            for key, value in resolved.get("properties", {}).items()
        ]
        others = resolved.get("additionalProperties")
        if isinstance(others, dict) and rows:
            name = self._style.names.get(known.place.path, "<name>")
            rows.append(self._row(name, others, known.place.step(name, "*"), {}, children))
        yield f"{'#' * level} {known.heading}\n"
        description = self._style.notes.get(known.place.identity) or resolved.get("description")
        if description:
            yield prose(description) + "\n"
        if rows:
            wide = 4 if any(row[3] for row in rows) else 3
            yield table(self._style.columns[:wide], [row[:wide] for row in rows])
        else:
            self._words(known.node, known.place, children)
        if "$ref" in known.node and "properties" in known.node:
            reference = {"$ref": known.node["$ref"]}
            linked = self._linked(reference, self._settled(reference, known.place), children, several=False)
            yield f"You can also use the keys of {linked}.\n"
        for child in children:
            yield from self._blocks(child, level + 1)

    def _row(
        self, key: str, node: Json, place: Place, parent: dict[str, Json], children: list[Known]
    ) -> tuple[str, str, str, str]:
        resolved = self.resolved(node)
        default = self._style.defaults.get(place.path, "")
        if not default and key in parent.get("required", ()):
            default = "required"
        elif not default and "default" in resolved:
            default = code(json.dumps(resolved["default"]))
        words = self._words(node, place, children)
        return code(key), prose(resolved.get("description", "")), words, default

    def _settled(self, node: Json, place: Place) -> Place:
        """Return the place of a node; where it is a definition and adds no key, its identity is the definition's."""
        while isinstance(node, dict) and "$ref" in node and not self._added(node):
            _, _, *steps = node["$ref"].split("/")
            place = Place(place.path, "/".join(step for step in steps if step != "properties"))
            node = self._document["$defs"]
            for step in steps:
                node = node[step]
        return place

    def _added(self, node: Json) -> set[str]:
        """Return the keys that stand beside a reference and are not the definition's own."""
        return set(node.get("properties", ())) - set(self._base(node))

    def _base(self, node: Json) -> dict[str, Json]:
        """Return the properties of the definition that a node refers to."""
        properties: dict[str, Json] = {}
        if "$ref" in node:
            properties = self.resolved({"$ref": node["$ref"]}).get("properties", {})
        return properties

    def _words(self, node: Json, place: Place, children: list[Known], *, several: bool = False) -> str:
        """Return what a value may be, with links to the tables of objects; new ones join the children."""
        place = self._settled(node, place)
        resolved = self.resolved(node)
        if "properties" not in resolved and place.identity in self._style.called:
            return self._called(place.identity, several)
        if "enum" in resolved:
            return either([written(value) for value in resolved["enum"]])
        if "const" in resolved:
            return written(resolved["const"])
        if "anyOf" in resolved:
            branches = enumerate(resolved["anyOf"])
            words = [
                self._words(each, place.step("", f"anyOf{number}"), children, several=several)
                for number, each in branches
            ]
            return either(words)
        kinds = resolved.get("type", ["object"] if "properties" in resolved else [])
        kinds = [kinds] if isinstance(kinds, str) else kinds
        return either([self._kind(kind, node, place, children, several) for kind in kinds]) or "anything"

    def _kind(self, kind: str, node: Json, place: Place, children: list[Known], several: bool) -> str:
        resolved = self.resolved(node)
        if kind == "array":
            items = self._words(resolved.get("items"), place.step("[]", "[]"), children, several=True)
            return f"{NOUNS[kind][several]} of {items}" if items != "anything" else NOUNS[kind][several]
        if kind != "object":
            return scalar(kind, resolved, several)
        if "properties" in resolved:
            return self._linked(node, place, children, several)
        values = resolved.get("additionalProperties")
        if not isinstance(values, dict):
            return self._style.table[several]
        name = self._style.names.get(place.path, "<name>")
        inner = self._words(values, place.step(name, "*"), children, several=True)
        return f"{self._style.table[several]} of {inner}"

    def _linked(self, node: Json, place: Place, children: list[Known], several: bool) -> str:
        if place.identity not in self._known:
            heading = self._style.titles.get(place.identity) or self._style.heading(place.path)
            node = self._document["$defs"].get(place.identity, node)  # not as one place narrows it
            self._known[place.identity] = Known(node, place, heading)
            children.append(self._known[place.identity])
        return link(self._called(place.identity, several), self._known[place.identity].heading)

    def _called(self, identity: str, several: bool) -> str:
        return self._style.called.get(identity, self._style.table)[several]
