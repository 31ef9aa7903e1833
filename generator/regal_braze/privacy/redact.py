"""Replace personal data in sample payloads by made-up values of the same format.

The same value gets the same substitute everywhere, so that related values stay related. Substitutes are numbered, not
computed from the originals, so the originals cannot be recovered.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from math import copysign, isfinite
from sys import float_info

from regal_braze.documents.json_text import Json
from regal_braze.privacy.formats import EMAIL, IP, MOMENT, PHONE, URL
from regal_braze.privacy.made_up import MadeUp
from regal_braze.privacy.personal import Kind, is_common_word, kind_by_format, kind_by_name

_KEPT = ("name", "originalTimestamp", "original_timestamp", "created_at")
"""Keys of the envelope with the event and the time: their values are not personal data."""
_SHORTEST = 3
"""Shorter values are not replaced inside other texts, because too many texts contain them."""
_LONG_ID = 8
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")


def redact(samples: Sequence[Json]) -> list[Json]:
    """Return copies of payloads without personal data."""
    redactor = _Redactor(samples)
    return [redactor.redacted(sample) for sample in samples]


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


class _Redactor:
    """Replaces the personal values of some samples."""

    def __init__(self, samples: Sequence[Json]) -> None:
        texts = set(_texts(samples))
        self._made_up = MadeUp(texts | {word for text in texts for word in text.split()})
        self._substitutes: dict[str, str] = {}
        self._numbers: dict[str, str] = {}
        self._inside: set[str] = set()
        self._in_keys: set[str] = set()
        for sample in samples:
            for value, kind in _personal(sample):
                self._learn(value, kind)
        formats = [pattern.pattern for pattern in (URL, EMAIL, PHONE, IP)]
        self._search = re.compile("|".join([*_alternatives(self._inside), *formats]))
        self._search_keys = re.compile("|".join([*_alternatives(self._in_keys), *formats]))

    def redacted(self, sample: Json) -> Json:
        if not isinstance(sample, dict):
            return self._replaced(sample)
        return {
            self._key(key): member if key in _KEPT and not isinstance(member, (dict, list)) else self._replaced(member)
            for key, member in sample.items()
        }

    def _replaced(self, value: Json) -> Json:
        if isinstance(value, str):
            if value in self._substitutes:
                return self._substitutes[value]
            return value if MOMENT.match(value) else self._search.sub(self._substitute, value)
        if isinstance(value, list):
            return [self._replaced(item) for item in value]
        if isinstance(value, dict):
            return {self._key(key): self._replaced(member) for key, member in value.items()}
        if isinstance(value, bool) or value is None or str(value) not in self._substitutes:
            return value
        substitute = self._substitutes[str(value)]
        if not _NUMBER.fullmatch(substitute):  # the substitute of an equal text
            substitute = self._numbers.setdefault(str(value), self._made_up.for_number(value))
        return json.loads(substitute)

    def _key(self, key: str) -> str:
        return self._search_keys.sub(self._substitute, key)

    def _substitute(self, found: re.Match[str]) -> str:
        text = found[0]
        if text not in self._substitutes:
            self._learn(text, kind_by_format(text) or "id")
        return self._substitutes[text]

    def _learn(self, value: Json, kind: Kind) -> None:
        text = value if isinstance(value, str) else str(value)
        if text in self._substitutes:
            return
        substitute = self._made_up.for_text(text, kind) if isinstance(value, str) else self._made_up.for_number(value)
        self._substitutes[text] = substitute
        if kind == "phone":
            self._learn_digits(text, substitute)
        if kind == "name":
            for word, other in self._made_up.words(text):
                if len(word) >= _SHORTEST and not is_common_word(word):
                    self._substitutes.setdefault(word, other)
                    self._inside.add(word)
        if kind != "text" and len(text) >= _SHORTEST and not is_common_word(text):
            self._inside.add(text)
            if kind in ("email", "phone") or len(text) >= _LONG_ID:
                self._in_keys.add(text)

    def _learn_digits(self, text: str, substitute: str) -> None:
        """Learn the other forms of a phone number: without the plus, and without +1."""
        digits, others = re.sub(r"\D", "", text), re.sub(r"\D", "", substitute)
        for start in (0, 1 if digits.startswith("1") else len(digits)):
            if len(digits) - start >= 10:
                self._substitutes.setdefault(digits[start:], others[start:])
                self._inside.add(digits[start:])
                self._in_keys.add(digits[start:])


def _personal(sample: Json) -> Iterator[tuple[Json, Kind]]:
    """Yield each personal text and number of a payload with its kind."""
    for key, member in sample.items() if isinstance(sample, dict) else ():
        if key not in _KEPT or isinstance(member, (dict, list)):
            yield from _values(member, kind_by_name(key), 0)


def _values(value: Json, kind: Kind | None, lists: int) -> Iterator[tuple[Json, Kind]]:
    """Yield the personal data in `value`, which is inside `lists` lists below a property of the kind `kind`."""
    if isinstance(value, dict):
        for key, member in value.items():
            yield from _values(member, kind_by_name(key) or kind, lists)
    elif isinstance(value, list):
        for item in value:
            yield from _values(item, kind, lists + 1)
    elif isinstance(value, str):
        found = kind_by_format(value) or kind
        is_code = found == "text" and lists > 1 and " " not in value  # a cell of a row
        if found and value.strip() and not is_code and (found == "date" or not MOMENT.match(value)):
            yield value, found
    elif isinstance(value, (int, float)) and not isinstance(value, bool) and kind in ("phone", "id", "secret", "place"):
        yield value, kind


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


def _alternatives(values: set[str]) -> list[str]:
    longest_first = sorted(values, key=lambda text: (-len(text), text))
    return [rf"(?<!\w){re.escape(text)}(?!\w)" for text in longest_first]
