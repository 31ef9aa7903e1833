"""Distinguish the names of properties from keys that are data, such as the name of a person or a phone number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property, lru_cache

from regal_braze.documents.json_text import Json
from regal_braze.documents.pointer import KeyPath, lookup

HIDDEN = "<key>"
"""Replaces a key that looks like data."""
MOST_MEMBERS = 50
"""The keys of an object with more members are data. The properties of an event may be more."""
_NAME_LENGTH = 60
_NAME_WORDS = 5
_MOST_CACHED = 200
"""Characters of the texts whose words are kept, because `drift` meets them again."""

_PLAIN = re.compile(r"_?[a-z][A-Za-z0-9]*(?:_+[A-Za-z0-9]+)*_?")
_LIKE_AN_ID = re.compile(r"[0-9][a-z]|(?:[0-9][^0-9]*){4}")
_END_OF_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD = re.compile(r"[^\W_]+")
_EMAIL = re.compile(r"([^\s@]+)@[^\s@]+")


def words_of(name: str) -> list[str]:
    """Return the words of a name in camelCase, snake_case or kebab-case, in lower case."""
    return _WORD.findall(_END_OF_WORD.sub(" ", name).lower())


class Keys:
    """The keys that occur with some values, which may contain the names of people.

    A key may be shown if it is one of `names`, or if it looks like the name of a property: camelCase or snake_case with
    at most three digits, and not a name that is also one of the values. What is below one of `kept` keeps its keys.
    """

    def __init__(self, names: Collection[str], values: Json, kept: Collection[str] = ()) -> None:
        self._names = {*names, *kept} if kept else names
        self._values = values
        self._kept = kept

    def shown(self, key: str, members: int = 0) -> str:
        """Return a key, or HIDDEN if it looks like data. `members` is the number of members of its object."""
        if key.strip() in self._names:
            return key
        return HIDDEN if members > MOST_MEMBERS or _looks_like_data(key) or self._is_value(key) else key

    def path(self, path: KeyPath) -> Iterator[str | int]:
        """Yield the steps of a path in the payload, as they may be shown."""
        value = self._values
        for level, step in enumerate(path):
            members = len(value) if level > 1 and isinstance(value, dict) else 0
            yield step if isinstance(step, int) else self.shown(step, members)
            value = lookup(value, (step,))

    def hide(self, value: Json, level: int = 0) -> Json:
        """Return a copy of a payload without keys that look like data."""
        if isinstance(value, list):
            return [self.hide(item, level + 1) for item in value]
        if not isinstance(value, dict):
            return value
        members = len(value) if level > 1 else 0
        inner = {key: member if key in self._kept else self.hide(member, level + 1) for key, member in value.items()}
        return renamed(inner, lambda key: self.shown(key, members))

    def _is_value(self, key: str) -> bool:
        texts, words = self._people
        own = words_of(key)
        return "_".join(own) in texts or {*own} <= words

    @cached_property
    def _people(self) -> tuple[set[str], set[str]]:
        """Return the short values in snake_case, and the words of those that can be names or email addresses."""
        texts: set[str] = set()
        words: set[str] = set()
        for text in _texts(self._values):
            joined, names = _names_in(text) if len(text) > _MOST_CACHED else _cached_names_in(text)
            texts.add(joined)
            words.update(names)
        return texts, words


def renamed(members: Mapping[str, Json], shown: Callable[[str], str]) -> dict[str, Json]:
    """Return an object with the keys that `shown` returns. Several hidden keys get numbers: `<key 2>`."""
    result: dict[str, Json] = {}
    hidden = 0
    for key, member in members.items():
        name = shown(key)
        if name == HIDDEN:
            hidden += 1
            name = HIDDEN if hidden == 1 else f"<key {hidden}>"
        result[name] = member
    return result


def is_hidden(name: str) -> bool:
    """Return whether a key is what `renamed` writes for a key that looks like data."""
    return re.fullmatch("<key(?: [0-9]+)?>", name) is not None


@lru_cache(maxsize=4_096)
def _looks_like_data(key: str) -> bool:
    return len(key) > _NAME_LENGTH or not _PLAIN.fullmatch(key) or _LIKE_AN_ID.search(key) is not None


def _names_in(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a short text in snake_case, and its words if it can be a name or an email address; else nothing."""
    parts = text.split(maxsplit=_NAME_WORDS)
    if not parts or len(parts) > _NAME_WORDS:
        return "", ()
    plain = _without_accents(text)
    words = words_of(plain)
    if found := _EMAIL.fullmatch(text):
        return "_".join(words), tuple(words_of(found[1]))
    is_name = parts[0][0].isupper() and parts[-1][0].isupper()
    return "_".join(words), (*words, *words_of(plain.lower())) if is_name else ()  # McAdam is one word or two


_cached_names_in = lru_cache(maxsize=10_000)(_names_in)


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for member in value.values() if isinstance(value, dict) else value:
            yield from _texts(member)
