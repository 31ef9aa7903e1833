"""Make up values that are obviously not real, of the same type, format and length as the values that they replace."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from regal_braze.documents.json_text import utf16_length
from regal_braze.privacy.formats import DIGITS, EMAIL, IPV6, MOMENT, NUMBER, PHONE, format_of, is_unix_time

_TEXT = (
    "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore et dolore magna "
    "aliqua ut enim ad minim veniam quis nostrud exercitation ullamco laboris nisi ut aliquip ex ea commodo consequat"
)
_FIRST_TIME = 1_735_689_600
"""2025-01-01 in unix seconds."""
_LARGEST = 2**53 - 1
_MOST_TRIES = 100
_CODE = re.compile(r"(?=[!-~]*[0-9])[!-~]+")


class MadeUp:
    """Makes substitutes. The same value gets the same one, and others are different from it and from all `originals`.

    Substitutes are numbered, not computed from the originals, so the originals cannot be recovered.
    """

    def __init__(self, originals: set[str]) -> None:
        self._originals = originals
        self._given: dict[str, str] = {}
        self._used: set[str] = set()
        words = {word for text in originals for word in re.findall(r"\w+", text.lower())}
        self._words = [word for word in _TEXT.split() if word not in words] or ["x"]

    def for_text(self, text: str) -> str:
        """Return the substitute for a text. Blank texts and booleans stay as they are."""
        if not text.strip() or text.lower() in ("true", "false"):
            return text
        if text not in self._given:
            substitute = _numbered(text)
            self._given[text] = self._next(substitute) if substitute else self._sentence(text)
        return self._given[text]

    def for_number(self, number: float) -> float:
        """Return the substitute for a number, which has the same number of digits."""
        text = str(int(number) if isinstance(number, float) and number.is_integer() and abs(number) < 1e21 else number)
        substitute: float = json.loads(self.for_text(text)) if NUMBER.fullmatch(text) else 0.5
        return float(substitute) if isinstance(number, float) else substitute

    def _next(self, substitute: Callable[[int], str]) -> str:
        """Return the first substitute that is neither used nor an original; after many tries, the last one tried."""
        tried = ""
        for number in range(1, _MOST_TRIES):
            tried = substitute(number)
            if tried not in self._used and tried not in self._originals:
                break
        self._used.add(tried)
        return tried

    def _sentence(self, text: str) -> str:
        """Return a sentence, or a word if the text is one, of the same length in UTF-16 units (M9)."""
        length = utf16_length(text)
        words = ("" if len(text.split()) == 1 else " ").join(self._words).capitalize()
        return (f"{words}. " * (length // len(words) + 1))[:length].strip().ljust(length, ".")


def _numbered(text: str) -> Callable[[int], str] | None:
    """Return the function that makes the n-th substitute in the format of a text, or None if it has no format."""
    match format_of(text):
        case "email":
            return lambda n: f"person{n}@example.com"
        case "e164":
            return lambda n: f"+{_phone(n)}"
        case "ipv4":
            return lambda n: f"192.0.2.{n}"
        case "uuid":
            return lambda n: f"00000000-0000-4000-8000-{n:012}"
        case "uri":
            return lambda n: f"https://example.com/{n}/".ljust(len(text), "x")
    if re.fullmatch("[0-9]{9,13}", text) and is_unix_time(int(text)):
        return lambda n: f"{_FIRST_TIME + n}{'000' * (len(text) > 10)}"
    if NUMBER.fullmatch(text):
        return lambda n: _number(text, n)
    if MOMENT.fullmatch(text):
        return lambda n: _moment(text, n)
    if EMAIL.fullmatch(text):
        return lambda n: f"person{n}@example"
    if PHONE.fullmatch(text):
        return lambda n: _national(text, n) if "+" not in text else f"+{_phone(n, ' ')}"
    if IPV6.fullmatch(text):
        return lambda n: f"2001:db8::{n:x}"
    return (lambda n: _counted(text, n)) if _CODE.fullmatch(text) or DIGITS.fullmatch(text) else None


def _phone(number: int, between: str = "") -> str:
    """Return a number from the range for fiction, as far as it goes."""
    return between.join(("1", "762", "555", f"{99 + number:04}"))


def _national(shape: str, number: int) -> str:
    """Return a North American number of 10 or 11 digits in the shape of another one."""
    left = iter(_phone(number)[-sum(map(str.isdigit, shape)) :])
    return re.sub("[0-9]", lambda _: next(left), shape)


def _number(text: str, number: int) -> str:
    """Return the text of a number with the same digits before and after the point; a fraction stays one."""
    whole, point, fraction = text.partition(".")
    if fraction.strip("0"):
        return (
            f"{whole}.{_counted(fraction[:-1], number)}5"
            if whole.strip("-") == "0"
            else (f"{_counted(whole, number)}.{'0' * (len(fraction) - 1)}5")
        )
    if re.fullmatch("1?[0-9]{10}", whole):
        return _phone(number)[-len(whole) :] + point + fraction
    digits = whole.strip("-")
    if len(digits) > 16 or int(digits) > _LARGEST:  # JavaScript cannot hold it, nor its substitute
        return f"{whole[: -len(digits)]}{'9' * (len(digits) - 3)}{999 - number}"
    return _counted(whole, number) + point + fraction


def _moment(text: str, number: int) -> str:
    """Return a date or a time in the same notation."""
    part = (number - 1) % 12 + 1
    parts = {4: "2025", 2: f"{part:02}", 1: str((number - 1) % 9 + 1)}
    replaced = re.sub("[0-9]+", lambda found: parts.get(len(found[0]), "0" * len(found[0])), text)
    offset = re.search(r"[0-9] ?[+-][0-9:]+\Z", text) if ":" in text else None
    return replaced if offset is None else replaced[: offset.start() + 1] + re.sub("[0-9]", "0", offset[0][1:])


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
            alphabet = "0" if replaced == "0" and len(places) > 1 else alphabet[1:]  # it keeps a leading zero
        number, digit = divmod(number, len(alphabet))
        characters[index] = alphabet[digit]
    return "".join(characters)
