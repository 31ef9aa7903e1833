"""List what Braze does not get of an event, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import assert_never

from regal_braze.documents.json_text import Json
from regal_braze.explain.facts import Omission
from regal_braze.explain.words import path_words
from regal_braze.findings.finding import listed
from regal_braze.plan import model
from regal_braze.render.destinations import uses_time
from regal_braze.schema.load import EventSchema, place_of


def omissions(plan: model.Transformation, schema: EventSchema) -> tuple[Omission, ...]:
    """Return everything that Braze does not get: declared properties, undeclared properties and the envelope."""
    return (*_declared(plan.destination, schema), *_undeclared(plan.destination, schema), _envelope(plan))


def _declared(destination: model.Destination, schema: EventSchema) -> Iterator[Omission]:
    declared: Mapping[str, Json] = schema.properties.get("properties", {})
    match destination:
        case model.Track(_, attributes, _):
            yield from _omitted(declared, schema, attributes)
            for name in schema.annotation.get("flatten", []):
                yield Omission(_names([name]), "each of its entries becomes a property instead")
        case model.Catalog():
            yield from _omitted(declared, schema, None)
        case model.Changes(source):
            yield from _others(declared, {source}, "Braze gets only what was changed")
        case model.Subscription(channel=channel):
            yield from _others(declared, {channel}, "Braze gets only the change of the subscription")
        case model.ObjectCatalogs(type_source, id_source, types, changes):
            used = {type_source, id_source, *([changes] if changes else ())}
            if changes is None:
                used |= {source for kind in types for field in kind.fields for source in field.sources}
            yield from _others(declared, used, "catalogs contain only the fields that the workspace names")
        case _:
            assert_never(destination)


def _omitted(
    declared: Mapping[str, Json], schema: EventSchema, attributes: model.Attributes | None
) -> Iterator[Omission]:
    reasons: dict[str, list[str]] = {}
    for index, name in enumerate(schema.annotation.get("omit", [])):
        if name not in declared:
            continue
        why = f"omitted by {place_of(schema, f'/x-braze/omit/{index}') or 'the schema'}"
        fields = attributes.fields if attributes else ()
        becomes = [field.name for field in fields if field.path[0] == name]
        if becomes:
            why += f"; it only becomes the attribute {listed(becomes)}"
        reasons.setdefault(why, []).append(name)
    for why, names in reasons.items():
        yield Omission(_names(names), why)


def _others(declared: Mapping[str, Json], used: set[str], why: str) -> Iterator[Omission]:
    names = [name for name in declared if name not in used]
    if names:
        yield Omission(_names(names), why)


def _undeclared(destination: model.Destination, schema: EventSchema) -> Iterator[Omission]:
    are_sent = isinstance(destination, model.ObjectCatalogs)  # fields that the workspace names need no declaration
    if isinstance(destination, model.Track):
        are_sent = any(open_map.source is None for open_map in destination.event.open_maps)
        are_sent |= destination.attributes is not None and destination.attributes.undeclared_except is not None
    if not are_sent:
        place = place_of(schema, "/x-braze/undeclared")
        why = f"dropped by {place}" if place else "dropped"
        yield Omission(("properties that the schema does not declare",), why)


def _envelope(plan: model.Transformation) -> Omission:
    used_for = [
        *["the identity"] * bool(plan.identity),
        *["the time"] * uses_time(plan.destination),
        *["the event id"] * isinstance(plan.destination, model.Track),
    ]
    why = f"only used for {listed(used_for, 'and')}" if used_for else "not needed"
    return Omission(("traits, and everything else around Regal's properties",), why)


def _names(names: list[str]) -> tuple[str, ...]:
    return tuple(path_words((name,)) for name in names)
