"""Check the names in Braze of events, properties, attributes and fields: declared ones and those in `x-braze`."""

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
"""The profile fields that accept any text, or that have a conversion."""
_DECLARED = "/properties/properties/properties"


def check_names(schema: EventSchema) -> Iterator[Finding]:
    """Yield a finding for each name that Braze would refuse or misread (M5, M10)."""
    annotation = schema.annotation
    yield from _event_name(schema)
    yield from _nested_names(schema, schema.properties, "/properties/properties")
    yield from _attributes(schema)
    for source, cells in annotation.get("rows", {}).items():
        for index, cell in enumerate(cells):
            if not _is_legal(cell):
                yield _refused(schema, f"/x-braze/rows/{escape(source)}/{index}", f"Braze refuses the key {cell!r}")
    if "catalog" in annotation:
        yield from _catalog(schema)
        return
    for source, name in annotation.get("rename", {}).items():
        if not _is_legal(name) or name in _RESERVED_PROPERTIES:
            yield _refused(schema, f"/x-braze/rename/{escape(source)}", f"Braze refuses the property name {name!r}")


def _refused(schema: EventSchema, place: str, message: str, help_text: str = "Choose another name.") -> Finding:
    return schema.finding("reserved-name", place, message, help_text)


def _event_name(schema: EventSchema) -> Iterator[Finding]:
    name = schema.annotation.get("event")
    if name is None and not schema.event.strip("._"):
        message, help_text = f"{schema.event} contains no word to name the event in Braze", 'Set "event" in x-braze.'
        yield schema.finding("unsafe-name", "/properties/name/const", message, help_text)
    elif name is not None and _is_marked(name):
        yield _marked(schema, "/x-braze/event", name)


def _nested_names(schema: EventSchema, node: Mapping[str, Json], pointer: str) -> Iterator[Finding]:
    """Yield a finding for each wrong name at any depth, except for names that the plan of the fields corrects."""
    omitted = schema.annotation.get("omit", []) if node is schema.properties else []
    for name, property_schema in node.get("properties", {}).items():
        place = f"{pointer}/properties/{escape(name)}"
        if name in omitted:
            continue
        if _is_marked(name):
            yield _marked(schema, place, name)
        if name == "__proto__" and node is not schema.properties:
            yield _refused(schema, place, "A nested property __proto__ cannot be sent", "Remove it from the schema.")
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
            if not _is_legal(f"{name}x"):
                yield _refused(schema, pointer, f"Braze refuses attribute names that begin with {name!r}")
            if near := next((each for each in limits.RESERVED_ATTRIBUTES if each.startswith(name)), None):
                message = f"A payload could complete {name!r} to {near}, which Braze reserves"
                yield _refused(schema, pointer, message, 'Use a longer prefix, such as "regal_".')
        elif not _is_legal(name):
            yield _refused(schema, pointer, f"Braze refuses the attribute name {name!r}")
        elif name in limits.RESERVED_ATTRIBUTES and name not in _TEXT_FIELDS:
            yield _refused(schema, pointer, f"Braze reserves the name {name}")
        elif name in named:
            other = named[name]
            message = f"{'/'.join(other.path)!r} and {path!r} would both become the attribute {name!r}"
            place = next((place for place in (pointer, other.pointer) if place in schema.origins), pointer)
            yield schema.finding("name-collision", place, message, "Give them different names.")
        if target.named_by is None:
            named.setdefault(name, target)


def _catalog(schema: EventSchema) -> Iterator[Finding]:
    annotation = schema.annotation
    catalog = annotation["catalog"]
    if not _CATALOG_NAME.match(catalog["name"]):
        message = f"{catalog['name']!r} cannot be the name of a catalog"
        yield _refused(schema, "/x-braze/catalog/name", message, _CATALOG_HELP)
    if not _is_field(catalog["time"]) or catalog["time"] == "id":
        message = f"{catalog['time']!r} cannot be the field for the time"
        yield _refused(schema, "/x-braze/catalog/time", message, _CATALOG_HELP)
    renamed = annotation.get("rename", {})
    for source in schema.properties.get("properties", {}):
        name = renamed.get(source) or legal_name(source) or source
        if source not in annotation.get("omit", []) and not _is_field(name):
            place = f"/x-braze/rename/{escape(source)}" if source in renamed else f"{_DECLARED}/{escape(source)}"
            help_text = f"Rename or omit it. {_CATALOG_HELP}"
            yield _refused(schema, place, f"{name!r} cannot be a field of a catalog", help_text)
        elif source in renamed and name in ("id", catalog["time"]):
            message = f"{name} is the field for {'the id of the item' if name == 'id' else 'the time of the event'}"
            yield _refused(schema, f"/x-braze/rename/{escape(source)}", message)


def _is_field(name: str) -> bool:
    return bool(_CATALOG_NAME.match(name)) and name != "__proto__"


def _is_legal(name: str) -> bool:
    return legal_name(name) == name and not _is_marked(name) and name != "__proto__"


def _is_marked(name: str) -> bool:
    """Return whether a name begins or ends with a byte order mark: JavaScript trims it, Python does not."""
    return name.strip("\ufeff") != name


def _marked(schema: EventSchema, place: str, name: str) -> Finding:
    message = f"{name!r} begins or ends with a byte order mark (U+FEFF)"
    return _refused(schema, place, message, "Delete it.")
