"""Replace the values of sample payloads by made-up ones. No value is kept unless it is known to be harmless."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from math import copysign, isfinite
from sys import float_info

from regal_braze.documents.json_text import Json, exceeds
from regal_braze.privacy.keys import Keys
from regal_braze.privacy.made_up import MadeUp

_MOST_VALUES = 100_000
"""Values of a JSON document in a text; a longer one is replaced like any other text."""


class Redactor:
    """Makes copies of payloads in which all values are made up, apart from booleans and nulls.

    These are kept too: the values of the properties in `keep` with all that is below them, and, for a property in
    `words`, the words there. `payloads` are all payloads, so that no made-up value is one of their values.
    """

    def __init__(
        self, payloads: Sequence[Json], keys: Keys, words: Mapping[str, Collection[str]], keep: Collection[str]
    ) -> None:
        self._made_up = MadeUp({*_texts(payloads)})
        self._keys = keys
        self._words = words
        self._keep = keep

    def redacted(self, value: Json, key: str = "") -> Json:
        """Return a copy of a value. `key` is the key of the property that contains it."""
        if isinstance(value, dict):
            return {
                name: member if name in self._keep else self.redacted(member, name) for name, member in value.items()
            }
        if isinstance(value, list):
            return [self.redacted(item, key) for item in value]
        if isinstance(value, str):
            return value if value in self._words.get(key.strip(), ()) else self._text(value)
        if isinstance(value, bool) or value is None:
            return value
        return self._made_up.for_number(value)

    def _text(self, text: str) -> str:
        """Return the substitute for a text. That of a JSON document is one too."""
        try:
            document = json.loads(text) if text.lstrip()[:1] in ("{", "[") else None
        except (ValueError, RecursionError):
            document = None
        if document is None or exceeds(document, _MOST_VALUES):
            return self._made_up.for_text(text)
        return json.dumps(self.redacted(self._keys.hide(printable(document), level=2)), ensure_ascii=False)


def printable(value: Json) -> Json:
    """Return a copy of a value that a JSON file can contain: without lone surrogates and infinite numbers."""
    if isinstance(value, float) and not isfinite(value):
        return copysign(float_info.max, value)
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, list):
        return [printable(item) for item in value]
    if isinstance(value, dict):
        return {printable(key): printable(member) for key, member in value.items()}
    return value


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        yield from value
        for member in value.values():
            yield from _texts(member)
    elif value is not None:
        yield str(value)
