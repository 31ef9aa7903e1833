"""Find out for which events the settings of a table for several events, such as `[events."call.*"]`, count.

A setting counts for an event that has the properties that it names. A setting that counts for no event is probably a
typing error, so it is a finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from regal_braze.documents.json_text import Json
from regal_braze.documents.pointer import KeyPath
from regal_braze.findings.finding import Finding, suggestion
from regal_braze.schema.check_properties import unknown_properties
from regal_braze.schema.load import EventSchema
from regal_braze.workspace.settings import Settings

Statement: TypeAlias = tuple[str, str | None, Json, KeyPath]
"""One setting of an event's table: its key, the entry if the value is a table or a list, the value, and the path.

The value of a key in LISTS is a tuple of pairs: the index of a purchase or an order, and the purchase or order.
"""


LISTS = ("purchases", "orders")
"""The keys that are lists of tables."""
_TABLES = ("rename", "convert", "attributes", "limits", "subscription_groups")
"""The keys of which each entry is a setting."""
BY_DESTINATION = {
    "changes": ("enabled",),
    "subscription": ("enabled", "subscription_groups"),
    "catalog": ("enabled", "omit", "rename", "convert", "limits", "long_texts", "times"),
    "objects": ("enabled",),
}
"""The keys of an event's table that have an effect if the event does not become a custom event in Braze."""


def applies(schema: EventSchema, key: str, settings: Settings) -> bool:
    """Return whether a key of an event's table has an effect."""
    kinds = [kind for kind in BY_DESTINATION if kind in schema.annotation]
    if not kinds or (kinds == ["objects"] and not settings.catalogs):
        return key != "subscription_groups"
    return key in BY_DESTINATION[kinds[0]]


def statements(pattern: str, settings: Settings) -> Iterator[Statement]:
    """Yield the settings in the table of a pattern.

    `omit` comes first: other settings of the same property contradict it.
    """
    table, path = settings.events[pattern], ("events", pattern)
    for index, name in enumerate(table.get("omit", [])):
        yield "omit", name, True, (*path, "omit", index)
    for key, value in table.items():
        if key in _TABLES:
            for entry in value:
                yield key, entry, value[entry], (*path, key, entry)
        elif key in LISTS:
            yield key, None, tuple(enumerate(value)), (*path, key)
        elif key != "omit":
            yield key, None, value, (*path, key)


def fitting(schema: EventSchema, statement: Statement) -> Statement | None:
    """Return the part of a statement whose properties an event declares; None if there is no such part."""
    key, entry, value, path = statement
    if key in LISTS and value:
        kept = tuple(pair for pair in value if not _unknown(schema, (key, entry, (pair,), path)))
        return (key, entry, kept, path) if kept else None
    return None if _unknown(schema, statement) else statement


def idle_statements(pattern: str, schemas: Sequence[EventSchema], settings: Settings) -> Iterator[Finding]:
    """Yield a finding for each statement in the table of a pattern that counts for none of the events it matches."""
    for key, entry, value, path in statements(pattern, settings):
        candidates = [schema for schema in schemas if applies(schema, key, settings)]
        if not candidates:
            message = f"{key} has no effect for any of the events that {pattern} matches"
            yield settings.file.finding("contradiction", path, message, "Remove it, or name other events.")
            continue
        for part in [(pair,) for pair in value] if key in LISTS else [value]:
            statement = (key, entry, part, path)
            if not any(fitting(schema, statement) for schema in candidates):
                yield _unknown_to_all(pattern, candidates, statement, settings)


def _unknown_to_all(pattern: str, schemas: Sequence[EventSchema], statement: Statement, settings: Settings) -> Finding:
    key, _, value, path = statement
    path = (*path, value[0][0]) if key in LISTS else path
    by_event = [_unknown(schema, statement) for schema in schemas]
    for pointer, name, _ in by_event[0]:
        if all(name in (other for _, other, _ in unknown) for unknown in by_event):
            known = [names for unknown in by_event for _, other, names in unknown if other == name]
            declared = sorted({declared_name for names in known for declared_name in names})
            message = f"None of the events that {pattern} matches declares a property {name}"
            help_text = suggestion(name, declared, f"Declared: {', '.join(declared) or 'nothing'}.")
            parts = pointer.split("/")[4:] if key in LISTS else []
            return settings.file.finding("unknown-property", (*path, *parts), message, help_text)
    message = f"None of the events that {pattern} matches declares all properties of this setting"
    return settings.file.finding("unknown-property", path, message, "Move it to the tables of single events.")


def _unknown(schema: EventSchema, statement: Statement) -> list[tuple[str, str, list[str]]]:
    """Return the properties that a statement names and the event does not declare, like `unknown_properties`."""
    key, entry, value, _ = statement
    annotation: dict[str, Json] = {"rows": schema.annotation.get("rows", {})}
    if key in LISTS:
        annotation[key] = [purchase for _, purchase in value]
    elif key == "omit":
        annotation[key] = [entry]
    elif key in ("rename", "convert", "attributes", "limits"):
        annotation[key] = {entry: value}
    return list(unknown_properties(schema, annotation))
