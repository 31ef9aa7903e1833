"""What Braze does not get of an event, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import assert_never

from regal_braze.commands.explain.facts import LeftOut
from regal_braze.commands.explain.words import both, either, path_words
from regal_braze.commands.explain.workspace_lines import place_of
from regal_braze.documents.json_text import Json
from regal_braze.plan import model
from regal_braze.schema.load import EventSchema


def left_out(plan: model.Transformation, schema: EventSchema) -> tuple[LeftOut, ...]:
    """Return what stays behind: first declared properties, then what nobody has declared, then the envelope."""
    return (*_declared(plan.destination, schema), *_undeclared(plan.destination, schema), _envelope(plan))


def sends_time(destination: model.Destination) -> bool:
    """Tell whether Braze gets the time of the event."""
    match destination:
        case model.Track() | model.Catalog():
            return True
        case model.Changes() | model.Subscription():
            return False
        case model.ObjectCatalogs(types=types):
            return any(each.time_field for each in types)
        case _:
            assert_never(destination)


def _declared(destination: model.Destination, schema: EventSchema) -> Iterator[LeftOut]:
    declared: Mapping[str, Json] = schema.properties.get("properties", {})
    match destination:
        case model.Track(_, attributes, _):
            yield from _omitted(declared, schema, attributes)
            for name in schema.annotation.get("flatten", []):
                yield LeftOut(_names([name]), "each of its entries is a property of its own instead")
        case model.Catalog():
            yield from _omitted(declared, schema, None)
        case model.Changes(source):
            yield from _others(declared, {source}, "Braze gets what was changed, and nothing else")
        case model.Subscription(channel=channel):
            yield from _others(declared, {channel}, "Braze gets the change of the subscription, and nothing else")
        case model.ObjectCatalogs(type_source, id_source, types, changes):
            used = {type_source, id_source, *([changes] if changes else ())}
            if changes is None:
                used |= {source for each in types for field in each.fields for source in field.sources}
            yield from _others(declared, used, "the catalogs hold the fields that the workspace names, and no others")
        case _:
            assert_never(destination)


def _omitted(
    declared: Mapping[str, Json], schema: EventSchema, attributes: model.Attributes | None
) -> Iterator[LeftOut]:
    reasons: dict[str, list[str]] = {}
    for index, name in enumerate(schema.annotation.get("omit", [])):
        if name not in declared:
            continue
        place = place_of(schema, f"/x-braze/omit/{index}")
        why = f"omitted by {place or 'the schema'}"
        fields = attributes.fields if attributes else ()
        beside = [field.name for field in fields if field.path[0] == name]
        if beside:
            why += f"; it only becomes the attribute {either(beside)}"
        reasons.setdefault(why, []).append(name)
    for why, names in reasons.items():
        yield LeftOut(_names(names), why)


def _others(declared: Mapping[str, Json], used: set[str], why: str) -> Iterator[LeftOut]:
    names = [name for name in declared if name not in used]
    if names:
        yield LeftOut(_names(names), why)


def _undeclared(destination: model.Destination, schema: EventSchema) -> Iterator[LeftOut]:
    goes_on = False
    match destination:
        case model.Track(event, attributes, _):
            into_event = any(each.source is None for each in event.open_maps)
            goes_on = into_event or bool(attributes and attributes.undeclared_except is not None)
        case model.Changes() | model.Subscription() | model.Catalog():
            pass
        case model.ObjectCatalogs():
            goes_on = True  # the fields that the workspace names need no declaration
        case _:
            assert_never(destination)
    if not goes_on:
        place = place_of(schema, "/x-braze/undeclared")
        why = f"dropped, as {place} says" if place else "dropped"
        yield LeftOut(("properties that the schema does not declare",), why)


def _envelope(plan: model.Transformation) -> LeftOut:
    read_for = [
        *["who it is about"] * bool(plan.identity),
        *["when it happened"] * sends_time(plan.destination),
        *["its id"] * isinstance(plan.destination, model.Track),
    ]
    why = f"only read to tell {both(read_for)}" if read_for else "nothing of it is needed"
    return LeftOut(("traits, and all else around Regal's properties",), why)


def _names(names: list[str]) -> tuple[str, ...]:
    return tuple(path_words((name,)) for name in names)
