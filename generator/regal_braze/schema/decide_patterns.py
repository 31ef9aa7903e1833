"""Find out for which events the settings of a table for several events, such as `[events."call.*"]`, count.

A setting counts for an event that has the properties that it names. A setting that counts for no event is probably a
typing error, so it is a finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from regal_braze.documents.json_text import Json
from regal_braze.documents.pointer import KeyPath
from regal_braze.findings.finding import Finding, suggestion
from regal_braze.immutable import Immutable, replace
from regal_braze.schema.check_properties import unknown_properties
from regal_braze.schema.load import EventSchema
from regal_braze.workspace.settings import Settings


class Statement(Immutable):
    """One setting in the table of a pattern: its key, the entry if the value is a table or a list, and the value.

    The value of a key in LISTS is a tuple of pairs: the index of a purchase or an order, and the purchase or order.
    """

    pattern: str
    key: str
    entry: str | None
    value: Json
    path: KeyPath


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
        yield Statement(pattern, "omit", name, True, (*path, "omit", index))
    for key, value in table.items():
        if key in _TABLES:
            yield from (Statement(pattern, key, entry, value[entry], (*path, key, entry)) for entry in value)
        elif key != "omit":
            yield Statement(pattern, key, None, tuple(enumerate(value)) if key in LISTS else value, (*path, key))


def fitting(schema: EventSchema, statement: Statement) -> Statement | None:
    """Return the part of a statement whose properties an event declares; None if there is no such part."""
    if statement.key in LISTS and statement.value:
        kept = tuple(pair for pair in statement.value if not _unknown(schema, replace(statement, value=(pair,))))
        return replace(statement, value=kept) if kept else None
    return None if _unknown(schema, statement) else statement


def idle_statements(pattern: str, schemas: Sequence[EventSchema], settings: Settings) -> Iterator[Finding]:
    """Yield a finding for each statement in the table of a pattern that counts for none of the events it matches."""
    for statement in statements(pattern, settings):
        candidates = [schema for schema in schemas if applies(schema, statement.key, settings)]
        if not candidates:
            message = f"{statement.key} has no effect for any of the events that {pattern} matches"
            yield settings.file.finding("contradiction", statement.path, message, "Remove it, or name other events.")
            continue
        for part in [(pair,) for pair in statement.value] if statement.key in LISTS else [statement.value]:
            single = replace(statement, value=part)
            if not any(fitting(schema, single) for schema in candidates):
                yield _unknown_to_all(candidates, single, settings)


def _unknown_to_all(schemas: Sequence[EventSchema], statement: Statement, settings: Settings) -> Finding:
    pattern, is_list = statement.pattern, statement.key in LISTS
    path = (*statement.path, statement.value[0][0]) if is_list else statement.path
    by_event = [_unknown(schema, statement) for schema in schemas]
    for pointer, name, _ in by_event[0]:
        if all(name in (other for _, other, _ in unknown) for unknown in by_event):
            known = [names for unknown in by_event for _, other, names in unknown if other == name]
            declared = sorted({declared_name for names in known for declared_name in names})
            message = f"None of the events that {pattern} matches declares a property {name}"
            help_text = suggestion(name, declared, f"Declared: {', '.join(declared) or 'nothing'}.")
            parts = pointer.split("/")[4:] if is_list else []
            return settings.file.finding("unknown-property", (*path, *parts), message, help_text)
    message = f"None of the events that {pattern} matches declares all properties of this setting"
    return settings.file.finding("unknown-property", path, message, "Move it to the tables of single events.")


def _unknown(schema: EventSchema, statement: Statement) -> list[tuple[str, str, list[str]]]:
    """Return the properties that a statement names and the event does not declare, like `unknown_properties`."""
    key, value = statement.key, statement.value
    annotation: dict[str, Json] = {"rows": schema.annotation.get("rows", {})}
    if key in LISTS:
        annotation[key] = [purchase for _, purchase in value]
    elif key == "omit":
        annotation[key] = [statement.entry]
    elif key in _TABLES:
        annotation[key] = {statement.entry: value}
    return list(unknown_properties(schema, annotation))
