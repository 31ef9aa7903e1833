"""Judge the names that things would have in Braze: those that a schema declares and those that x-braze gives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from regal_braze.braze import limits
from regal_braze.documents.json_text import Json
from regal_braze.documents.pointer import escape
from regal_braze.findings.finding import Finding
from regal_braze.schema.annotation import EVENT_ID_PROPERTY, AttributeTarget, attribute_targets, legal_name
from regal_braze.schema.load import EventSchema

_CATALOG_NAME = re.compile(r"[A-Za-z0-9_-]{1,250}\Z")  # schemas/braze/catalog-items.json
_CATALOG_HELP = "Use 1 to 250 letters, digits, hyphens and underscores."
_RESERVED_PROPERTIES = (*limits.RESERVED_EVENT_PROPERTIES, EVENT_ID_PROPERTY, "__proto__")
_TEXT_FIELDS = ("email", "first_name", "home_city", "image_url", "last_name", "phone", "time_zone")
"""The profile fields that take any text, or that a conversion makes fit."""
_DECLARED = "/properties/properties/properties"


def check_names(schema: EventSchema) -> Iterator[Finding]:
    """Yield a finding for each name that Braze would refuse or take for something else (M5, M10)."""
    annotation = schema.annotation
    yield from _event_name(schema)
    yield from _nested_names(schema, schema.properties, "/properties/properties")
    yield from _attributes(schema)
    for source, cells in annotation.get("rows", {}).items():
        for index, cell in enumerate(cells):
            if not _is_legal(cell):
                pointer, message = f"/x-braze/rows/{escape(source)}/{index}", f"Braze takes no key named {cell!r}"
                yield schema.finding("reserved-name", pointer, message, "Choose another name.")
    if "catalog" in annotation:
        yield from _catalog(schema)
        return
    for source, name in annotation.get("rename", {}).items():
        if not _is_legal(name) or name in _RESERVED_PROPERTIES:
            message = f"Braze takes no property named {name!r}"
            yield schema.finding("reserved-name", f"/x-braze/rename/{escape(source)}", message, "Rename it else.")


def _event_name(schema: EventSchema) -> Iterator[Finding]:
    name = schema.annotation.get("event")
    if name is None and not schema.event.strip("._"):
        message, help_text = f"{schema.event} makes no name of an event in Braze", 'Give one by "event" in x-braze.'
        yield schema.finding("unsafe-name", "/properties/name/const", message, help_text)
    elif name is not None and _is_marked(name):
        yield schema.finding("reserved-name", "/x-braze/event", *_marked(name))


def _nested_names(schema: EventSchema, node: Mapping[str, Json], pointer: str) -> Iterator[Finding]:
    """Yield what is wrong with names at any depth, but for what the planner of fields can put right."""
    omitted = schema.annotation.get("omit", []) if node is schema.properties else []
    for name, property_schema in node.get("properties", {}).items():
        place = f"{pointer}/properties/{escape(name)}"
        if name in omitted:
            continue
        if _is_marked(name):
            yield schema.finding("reserved-name", place, *_marked(name))
        if name == "__proto__" and node is not schema.properties:
            message, help_text = "A nested property __proto__ cannot be sent", "Take it out of the schema."
            yield schema.finding("reserved-name", place, message, help_text)
        yield from _nested_names(schema, property_schema, place)
    if "items" in node:
        yield from _nested_names(schema, node["items"], f"{pointer}/items")
    for index, cell in enumerate(node.get("prefixItems", [])):
        yield from _nested_names(schema, cell, f"{pointer}/prefixItems/{index}")


def _attributes(schema: EventSchema) -> Iterator[Finding]:
    named: dict[str, AttributeTarget] = {}
    for target in attribute_targets(schema.annotation):
        pointer, path, name = target.pointer, "/".join(target.path), target.name
        if target.named_by is not None:
            yield from _attribute_prefix(schema, pointer, name)
            continue
        if not _is_legal(name):
            message = f"Braze takes no attribute named {name!r}"
            yield schema.finding("reserved-name", pointer, message, "Choose another name.")
        elif name in limits.RESERVED_ATTRIBUTES and name not in _TEXT_FIELDS:
            message = f"Braze keeps {name} for itself"
            yield schema.finding("reserved-name", pointer, message, "Choose another name.")
        elif name in named:
            other = named[name]
            message = f"{'/'.join(other.path)!r} and {path!r} would both become the attribute {name!r}"
            decided = next((each for each in (pointer, other.pointer) if each in schema.origins), pointer)
            yield schema.finding("name-collision", decided, message, "Give each a name of its own.")
        named.setdefault(name, target)


def _attribute_prefix(schema: EventSchema, pointer: str, prefix: str) -> Iterator[Finding]:
    """Yield what is wrong with the part of an attribute's name that comes before what a payload says."""
    if not _is_legal(f"{prefix}x"):
        message = f"Braze takes no attribute whose name begins with {prefix!r}"
        yield schema.finding("reserved-name", pointer, message, "Choose another name.")
    near = next((name for name in limits.RESERVED_ATTRIBUTES if name.startswith(prefix)), None)
    if near is not None:
        message = f"With {prefix!r} before it, a payload could make the name {near}, which Braze keeps for itself"
        yield schema.finding("reserved-name", pointer, message, 'Begin it with more, such as "regal_".')


def _catalog(schema: EventSchema) -> Iterator[Finding]:
    annotation = schema.annotation
    catalog = annotation["catalog"]
    if not _CATALOG_NAME.match(catalog["name"]):
        message = f"{catalog['name']!r} names no catalog"
        yield schema.finding("reserved-name", "/x-braze/catalog/name", message, _CATALOG_HELP)
    if not _is_field(catalog["time"]) or catalog["time"] == "id":
        message = f"A catalog takes the time in no field named {catalog['time']!r}"
        yield schema.finding("reserved-name", "/x-braze/catalog/time", message, _CATALOG_HELP)
    renamed = annotation.get("rename", {})
    for source in schema.properties.get("properties", {}):
        name = renamed.get(source) or legal_name(source) or source
        if source not in annotation.get("omit", []) and not _is_field(name):
            place = f"/x-braze/rename/{escape(source)}" if source in renamed else f"{_DECLARED}/{escape(source)}"
            message = f"A catalog takes no field named {name!r}"
            yield schema.finding("reserved-name", place, message, f"Rename or omit it. {_CATALOG_HELP}")
        elif source in renamed and name in ("id", catalog["time"]):
            message = (
                f"{name} is what the item itself is known by" if name == "id" else f"{name} takes the event's time"
            )
            yield schema.finding("reserved-name", f"/x-braze/rename/{escape(source)}", message, "Rename it else.")


def _is_field(name: str) -> bool:
    return bool(_CATALOG_NAME.match(name)) and name != "__proto__"


def _is_legal(name: str) -> bool:
    return legal_name(name) == name and not _is_marked(name) and name != "__proto__"


def _is_marked(name: str) -> bool:
    """Tell whether a byte order mark is at an end of a name: white space to JavaScript, but not to Python."""
    return name.strip("\ufeff") != name


def _marked(name: str) -> tuple[str, str]:
    return f"A byte order mark (U+FEFF) is at an end of {name!r}", "Delete it."
