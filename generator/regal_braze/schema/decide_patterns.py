"""Tell what a table for several events, such as `[events."call.*"]`, says to which of them.

It counts where an event has the properties that it names. What counts nowhere is a finding: a typing error, most often.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from regal_braze.documents.json_text import Json
from regal_braze.findings.finding import Finding, suggestion
from regal_braze.schema.check_properties import unknown_properties
from regal_braze.schema.load import EventSchema
from regal_braze.workspace.settings import Settings

Path: TypeAlias = tuple[str | int, ...]
Statement: TypeAlias = tuple[str, str | None, Json, Path]
"""What an event's table says: a key and, where its value is a table or list, that one's key; the value; the path.

The value of `purchases` is a tuple of pairs: each purchase with its index.
"""


def statements(table: Mapping[str, Json], path: Path, tables: Sequence[str]) -> Iterator[Statement]:
    """Yield what an event's table says; `tables` are the keys whose entries count one by one.

    What is omitted comes first: what else is said of the same property then contradicts it.
    """
    for index, name in enumerate(table.get("omit", [])):
        yield "omit", name, True, (*path, "omit", index)
    for key, value in table.items():
        if key in tables:
            for inner in value:
                yield key, inner, value[inner], (*path, key, inner)
        elif key == "purchases":
            yield key, None, tuple(enumerate(value)), (*path, key)
        elif key != "omit":
            yield key, None, value, (*path, key)


def fitting(schema: EventSchema, statement: Statement) -> Statement | None:
    """Return what of a statement an event can take, having the properties that it names; None for nothing."""
    key, inner, value, path = statement
    if key == "purchases" and value:
        kept = tuple(pair for pair in value if not _unknown(schema, (key, inner, (pair,), path)))
        return (key, inner, kept, path) if kept else None
    return None if _unknown(schema, statement) else statement


def idle_statements(
    pattern: str,
    schemas: Sequence[EventSchema],
    settings: Settings,
    tables: Sequence[str],
    applies: Callable[[EventSchema, str], bool],
) -> Iterator[Finding]:
    """Yield a finding for each statement of a pattern's table that counts for none of the events that it matches."""
    for statement in statements(settings.events[pattern], ("events", pattern), tables):
        key, inner, value, path = statement
        open_to = [schema for schema in schemas if applies(schema, key)]
        if not open_to:
            message = f"None of the events that {pattern} matches takes {key}"
            help_text = "Take it out, or name other events."
            yield settings.file.finding("contradiction", path, message, help_text)
        for each in _each(value) if key == "purchases" else [value]:
            if open_to and not any(fitting(schema, (key, inner, each, path)) for schema in open_to):
                yield _unknown_to_all(pattern, open_to, (key, inner, each, path), settings)


def _each(purchases: tuple[tuple[int, Json], ...]) -> Iterator[Json]:
    return ((pair,) for pair in purchases)


def _unknown_to_all(pattern: str, schemas: Sequence[EventSchema], statement: Statement, settings: Settings) -> Finding:
    key, _, value, path = statement
    path = (*path, value[0][0]) if key == "purchases" else path
    by_event = [_unknown(schema, statement) for schema in schemas]
    for pointer, name, _ in by_event[0]:
        if all(name in (other for _, other, _ in unknown) for unknown in by_event):
            known = {
                each for unknown in by_event for _, other, declared in unknown if other == name for each in declared
            }
            message = f"None of the events that {pattern} matches declares a property {name}"
            help_text = suggestion(name, sorted(known), f"Declared: {', '.join(sorted(known)) or 'nothing'}.")
            parts = pointer.split("/")[4:] if key == "purchases" else []
            return settings.file.finding("unknown-property", (*path, *parts), message, help_text)
    message = f"None of the events that {pattern} matches declares all of its properties"
    return settings.file.finding("unknown-property", path, message, "Say it of single events.")


def _unknown(schema: EventSchema, statement: Statement) -> list[tuple[str, str, list[str]]]:
    """Return the properties that a statement names and the event does not declare, as `unknown_properties` has them."""
    key, inner, value, _ = statement
    annotation: dict[str, Json] = {"rows": schema.annotation.get("rows", {})}
    if key == "purchases":
        annotation[key] = [purchase for _, purchase in value]
    elif key == "omit":
        annotation[key] = [inner]
    elif key in ("rename", "convert", "attributes", "limits"):
        annotation[key] = {inner: value}
    return list(unknown_properties(schema, annotation))
