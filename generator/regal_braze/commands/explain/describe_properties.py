"""Describe properties: what Braze calls them, where they come from, and why they have another name than Regal's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from regal_braze.commands.explain.facts import Property
from regal_braze.commands.explain.words import either, inner_properties, path_words, type_words
from regal_braze.commands.explain.workspace_lines import place_of
from regal_braze.documents.pointer import escape
from regal_braze.plan import conversions, model
from regal_braze.schema.annotation import legal_name
from regal_braze.schema.load import EventSchema


def describe_properties(fields: Iterable[conversions.Field], schema: EventSchema, reserved: str) -> Iterator[Property]:
    """Yield each field with what it holds; `reserved` says why a name is not free, with {} for the name."""
    for field in fields:
        source = either(path_words((each,)) for each in field.sources)
        notes = (*_renamed(field, schema, reserved), *_decided(field, schema))
        yield Property(field.name, source, type_words(field.conversion), notes)
        yield from inner_properties(field.name, source, field.conversion)


def describe_spread(open_map: model.OpenMap) -> Property:
    """Return the line for all entries of an open map."""
    whole = conversions.Open(room=open_map.room)
    notes = [f"a name that is taken gets {open_map.prefix} before it"]
    if open_map.source is None:
        notes.insert(0, "each property that the schema does not declare")
        return Property("<key>", "<key>", type_words(conversions.Open()), (*notes, _together(whole)))
    source = path_words((open_map.source,))
    notes.insert(0, f"each entry of {source}")
    return Property("<key>", f"{source}.<key>", type_words(conversions.Open()), (*notes, _together(whole)))


def _together(whole: conversions.Open) -> str:
    return f"{type_words(whole).rsplit(', ', 1)[1]} altogether"


def _renamed(field: conversions.Field, schema: EventSchema, reserved: str) -> Iterator[str]:
    source = field.sources[0]
    renamed = schema.annotation.get("rename", {}).get(source)
    wanted = renamed or legal_name(source) or source
    if renamed is not None:
        yield f"renamed by {place_of(schema, f'/x-braze/rename/{escape(source)}') or 'the schema'}"
    elif wanted != source:
        yield "Braze refuses a name with outer spaces or a leading $"
    if field.name != wanted:
        yield reserved.format(path_words((wanted,)))


def _decided(field: conversions.Field, schema: EventSchema) -> Iterator[str]:
    """Yield where the workspace says how the property is converted or limited."""
    for key, words in (("convert", "converted"), ("limits", "limited")):
        pointer = f"/x-braze/{key}/{escape(field.sources[0])}"
        if pointer in schema.origins:
            yield f"{words} by {place_of(schema, pointer)}"
