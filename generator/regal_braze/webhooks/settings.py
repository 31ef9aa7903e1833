"""Read `[webhooks]` in regal-braze.toml: where values come from, and what the workspace adds to the bodies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias, get_args

from regal_braze.braze.liquid_names import file_name
from regal_braze.documents.pointer import KeyPath
from regal_braze.documents.toml_text import Toml
from regal_braze.immutable import Immutable
from regal_braze.workspace.settings import Scalar, ValueType, value_type

SourceKind: TypeAlias = Literal["profile", "attribute", "event", "context", "trigger", "subscription_group"]


NAMESPACES: dict[SourceKind, str] = {
    "profile": "",
    "attribute": "custom_attribute",
    "event": "event_properties",
    "context": "context",
    "trigger": "api_trigger_properties",
    "subscription_group": "subscribed_state",
}
"""The namespace of Liquid that has each kind of value. Profile fields have none."""


class BrazeValue(Immutable):
    """A value in Braze: a profile field, a custom attribute, a property, or the state of a group (by its ID)."""

    kind: SourceKind
    name: str


class Constant(Immutable):
    """A value that is the same for every profile."""

    value: Scalar


Origin: TypeAlias = BrazeValue | Constant


class Declared(Immutable):
    """An extra trait, or a property of a custom event.

    `webhooks` are the names of those that send it; all of them if it is empty. `path` is where the file declares it.
    """

    name: str
    type: ValueType
    origin: Origin
    webhooks: tuple[str, ...]
    path: KeyPath


class CustomEvent(Immutable):
    """A custom event with its own template.

    `file` is the template's name, and `path` is where the file has its name. `trigger` is blank if the file has none.
    """

    name: str
    file: str
    trigger: str
    properties: tuple[Declared, ...]
    traits: tuple[Declared, ...]
    path: KeyPath


def braze_value(table: Mapping[str, Toml]) -> BrazeValue:
    """Return the value that a table names by its kind."""
    return next(BrazeValue(kind, table[kind]) for kind in get_args(SourceKind) if kind in table)


def origin(value: Toml) -> Origin | None:
    """Return where a value comes from: a fixed value, or what a table names; None if there is neither."""
    if not isinstance(value, Mapping):
        return None if value is None else Constant(value)
    if "value" in value:
        return Constant(value["value"])
    return braze_value(value) if value.keys() & {*get_args(SourceKind)} else None


def declared(table: Mapping[str, Toml], *path: str | int) -> tuple[Declared, ...]:
    """Return the traits or properties of the table at `path`, in the order of their names."""
    found = []
    for name, value in sorted(table.items()):
        options = value if isinstance(value, Mapping) else {"value": value}
        source = Constant(options["value"]) if "value" in options else braze_value(options)
        kind = options.get("type") or (value_type(source.value) if isinstance(source, Constant) else "string")
        webhooks = tuple(options.get("webhooks", ()))
        found.append(Declared(name, "string" if kind == "date" else kind, source, webhooks, (*path, name)))
    return tuple(found)


def custom_events(webhooks: Mapping[str, Toml]) -> Iterator[CustomEvent]:
    """Yield the custom events that get a separate template."""
    for index, table in enumerate(webhooks.get("custom_events", [])):
        path = ("webhooks", "custom_events", index)
        yield CustomEvent(
            name=table["name"],
            file=file_name(table["name"]),
            trigger=table.get("trigger", ""),
            properties=declared(table.get("properties", {}), *path, "properties"),
            traits=declared(table.get("traits", {}), *path, "traits"),
            path=(*path, "name"),
        )
