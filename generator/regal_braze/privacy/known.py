"""What the schemas say about names and words: these are no personal data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from regal_braze.documents.json_text import Json
from regal_braze.immutable import Immutable


class Known(Immutable):
    """The names of the properties that schemas declare, and the words that they list for a name."""

    names: frozenset[str]
    words: Mapping[str, frozenset[str]]


def known_in(documents: Iterable[Json]) -> Known:
    """Return the names and words in schemas: `enum`, `const`, and the `examples` of a property."""
    words: dict[str, set[str]] = {}
    for document in documents:
        for name, schema in _declared(document):
            lists = (schema.get("enum"), schema.get("examples"), [schema.get("const")])
            listed = (word for words_of_one in lists if isinstance(words_of_one, list) for word in words_of_one)
            words.setdefault(name.strip(), set()).update(word for word in listed if isinstance(word, str))
    return Known(frozenset(words), {name: frozenset(found) for name, found in words.items() if found})


def _declared(schema: Json) -> Iterator[tuple[str, Mapping[str, Json]]]:
    """Yield the name and the schema of each property and each definition in a schema, at any depth."""
    if isinstance(schema, list):
        for part in schema:
            yield from _declared(part)
    if not isinstance(schema, dict):
        return
    for keyword, part in schema.items():
        if keyword in ("properties", "$defs") and isinstance(part, dict):
            for name, member in part.items():
                if isinstance(member, dict):
                    yield name, member
                    yield from _declared(member)
        elif keyword not in ("enum", "const", "examples", "default", "x-braze"):
            yield from _declared(part)
