"""Read schemas and `x-braze`: functions that several stages share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from regal_braze.braze import limits
from regal_braze.documents.json_text import utf16_length
from regal_braze.documents.pointer import escape, unescape
from regal_braze.immutable import Immutable

EVENT_ID_PROPERTY = "regal_event_id"
"""The property that holds Regal's event id (M7)."""


def types_of(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the JSON types of the values that a schema accepts, without null; none if it accepts all.

    A schema without `type` says them by `const`, `enum`, `properties` or `items`.
    """
    named = schema.get("type")
    if named is None:
        values = [schema["const"]] if "const" in schema else schema.get("enum", ())
        implied = [name for key, name in _IMPLIED.items() if key in schema][:1]
        named = [*dict.fromkeys(_TYPES[type(value)] for value in values)] or implied
    return tuple(name for name in ([named] if isinstance(named, str) else named) if name != "null")


_TYPES = {
    str: "string", bool: "boolean", int: "number", float: "number", list: "array", dict: "object", type(None): "null"
}  # fmt: skip
_IMPLIED = {"properties": "object", "items": "array", "prefixItems": "array"}


def split_path(path: str) -> tuple[str, ...]:
    """Return the names in a property path, which are joined by "/" and escaped like the parts of a JSON Pointer."""
    return tuple(map(unescape, path.split("/")))


def legal_name(key: str) -> str | None:
    """Return `key` without outer spaces and leading dollars, or None if Braze refuses the rest (M10)."""
    name = key.strip().lstrip("$ \t\n\r\f\v")
    return name if name and utf16_length(name) <= limits.KEY_LIMIT else None


class AttributeTarget(Immutable):
    """An attribute in `x-braze`, at `pointer`. Paths are within Regal's `properties`."""

    pointer: str
    path: tuple[str, ...]
    name: str
    when: tuple[str, ...] | None = None
    convert: str | None = None
    named_by: tuple[str, ...] | None = None


def attribute_targets(annotation: Mapping[str, Any]) -> Iterator[AttributeTarget]:
    """Yield every attribute in `x-braze`; those of recipes come last."""
    recipes = annotation.get("recipes", {}).items()
    tables = {"/x-braze": annotation} | {f"/x-braze/recipes/{escape(name)}": recipe for name, recipe in recipes}
    for pointer, table in tables.items():
        for path, value in table.get("attributes", {}).items():
            target = {"name": value} if isinstance(value, str) else value
            yield AttributeTarget(
                f"{pointer}/attributes/{escape(path)}",
                split_path(path),
                target["name"],
                split_path(target["when"]) if "when" in target else None,
                target.get("convert"),
                split_path(target["named_by"]) if "named_by" in target else None,
            )


def named(annotation: Mapping[str, Any], keyword: str) -> Iterator[tuple[str, str]]:
    """Yield each property that a keyword of `x-braze` names, with its pointer."""
    names = annotation.get(keyword, [])
    for index, name in enumerate(names):
        yield f"/x-braze/{keyword}/{escape(name) if isinstance(names, Mapping) else index}", name


def sales(annotation: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield each purchase and each order, with its pointer."""
    for kind in ("purchases", "orders"):
        yield from ((f"/x-braze/{kind}/{index}", sale) for index, sale in enumerate(annotation.get(kind, [])))


def values_of(sale: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Yield each value of a purchase or order and of its products: pointer within it, name, and literal or source."""
    yield from ((f"/{name}", name, value) for name, value in sale.items() if name not in ("event", "when", "products"))
    for index, product in enumerate(sale.get("products", [])):
        yield from ((f"/products/{index}/{name}", name, value) for name, value in product.items())


def declared_at(properties: Mapping[str, Any], path: Iterable[str]) -> Mapping[str, Any]:
    """Return the schema of the property at `path`; an empty one if the schema says nothing about it."""
    node = properties
    for name in path:
        others = node.get("additionalProperties")
        node = node.get("properties", {}).get(name, others if isinstance(others, Mapping) else {})
    return node
