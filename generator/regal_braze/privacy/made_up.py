"""Make up values that are obviously not real, in the format of the values that they replace."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from posixpath import splitext
from urllib.parse import urlsplit

from regal_braze.privacy.formats import format_of
from regal_braze.privacy.personal import Kind

_FIRST = ("Jane", "John", "Mary", "Richard", "Robin", "Alex", "Kim", "Sam", "Ada", "Max")
_LAST = ("Doe", "Roe", "Major", "Miles", "Sample", "Example", "Placeholder", "Nobody", "Somebody", "Anybody")
_TEXT = (
    "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et dolore "
    "magna aliqua. Ut enim ad minim veniam, quis nostrud exercitation ullamco laboris nisi ut aliquip ex ea commodo. "
)
_MOST_TRIES = 10_000
_MASKED = 4
"""A phone number with fewer digits is already masked."""


class MadeUp:
    """Makes substitutes that are different from each other and from the values in `originals`."""

    def __init__(self, originals: set[str]) -> None:
        self._originals = originals
        self._given: set[str] = set()
        self._words: dict[str, str] = {}

    def for_text(self, text: str, kind: Kind) -> str:
        """Return a substitute for a text with that kind of personal data."""
        match kind:
            case "email" if "@" in text:
                domain = "example.com" if format_of(text) == "email" else "example"
                return self._next(lambda n: f"{_person(n).lower()}@{domain}")
            case "phone" if format_of(text) == "e164":
                return self._next(lambda n: f"+1762555{(99 + n) % 10_000:04}")
            case "phone":
                return self._next(lambda n: _filled(text, f"1762555{(99 + n) % 10_000:04}"))
            case "url":
                return self._next(lambda n: f"https://example.com/made-up/{n}{_extension(text)}")
            case "ip" if ":" in text:
                return self._next(lambda n: f"2001:db8::{n:x}")
            case "ip" if text.count(".") == 3:
                return self._next(lambda n: f"192.0.2.{n}")
            case "email" | "name":
                return " ".join(other for _, other in self.words(text))
            case "date":
                return re.sub("[0-9]+", lambda found: {4: "1980", 2: "01", 1: "1"}.get(len(found[0]), found[0]), text)
            case "place":
                return self._next(lambda n: _place(text, n))
            case "text":
                return (_TEXT * (len(text) // len(_TEXT) + 1))[: len(text)].strip().ljust(len(text), ".")
            case _:
                return self._next(lambda n: _counted(text, n))

    def for_number(self, number: float) -> str:
        """Return the JSON text of a number of the same type with the same number of digits."""
        digits = str(number) if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", str(number)) else "0.5"
        return self._next(lambda n: _counted(digits, n))

    def words(self, text: str) -> Iterator[tuple[str, str]]:
        """Yield the words of a name with their substitutes: a first name, then last names."""
        for index, word in enumerate(text.split()):
            if word not in self._words:
                pool = _LAST if index else _FIRST
                self._words[word] = self._next(partial(_numbered, pool))
            yield word, self._words[word]

    def _next(self, substitute: Callable[[int], str]) -> str:
        """Return the first substitute that is neither used nor an original; after many tries, the last one tried."""
        tried = ""
        for number in count(1):
            tried = substitute(number)
            if number > _MOST_TRIES or (tried not in self._given and tried not in self._originals):
                break
        self._given.add(tried)
        return tried


def _person(number: int) -> str:
    """Return first and last name of a made-up person, with a number if all names are used."""
    first, last = _FIRST[(number - 1) % len(_FIRST)], _LAST[(number - 1) % len(_LAST)]
    return f"{first}.{last}" if number <= len(_FIRST) else f"{first}.{last}{number}"


def _place(text: str, number: int) -> str:
    """Return a made-up place: a street with a number, a town, or a code of the same shape."""
    if not re.search("[0-9]", text):
        return "Sampletown" if number == 1 else f"Sampletown {number}"
    return f"{number} Sample Street" if " " in text else _counted(text, number)


def _numbered(pool: tuple[str, ...], number: int) -> str:
    return pool[number - 1] if number <= len(pool) else f"{pool[(number - 1) % len(pool)]}{number}"


def _extension(url: str) -> str:
    try:
        found = splitext(urlsplit(url).path)[1]
    except ValueError:
        return ""
    return found.lower() if re.fullmatch(r"\.[A-Za-z0-9]{1,5}", found) else ""


def _filled(shape: str, digits: str) -> str:
    """Return `shape` with its digits replaced by `digits`, with leading zeros; a masked number stays as it is."""
    places = sum(map(str.isdigit, shape))
    if places < _MASKED:
        return shape
    left = iter(digits.zfill(places)[-places:])
    return "".join(next(left) if character.isdigit() else character for character in shape)


def _counted(shape: str, number: int) -> str:
    """Return `number` written in the shape of `shape`: digits for digits, letters for letters."""
    letters = (
        "abcdef" if not re.search("[g-zG-Z]", shape) and re.search("[0-9]", shape) else "abcdefghijklmnopqrstuvwxyz"
    )
    places = [index for index, character in enumerate(shape) if character.isalnum()]
    characters = [*shape]
    for position, index in reversed([*enumerate(places)]):
        replaced = shape[index]
        alphabet = "0123456789" if replaced.isdigit() else letters.upper() if replaced.isupper() else letters
        if position == 0 and replaced.isdigit():
            alphabet = "0" if replaced == "0" else alphabet[1:]  # only a number that has a leading zero keeps it
        number, digit = divmod(number, len(alphabet))
        characters[index] = alphabet[digit]
    return "".join(characters)
