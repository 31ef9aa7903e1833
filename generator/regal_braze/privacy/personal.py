"""Tell which values are about a person: by what they look like, and by the name that they stand under."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["email", "phone", "url", "ip", "name", "id", "secret", "date", "place", "text"]

# Each runs in linear time: what may repeat is bounded, or begins where nothing of its kind stands before.
EMAIL = re.compile(r"[^\s@<>()\[\]\\,;:\"'|/=]{1,64}@[^\s@<>()\[\]\\,;:\"'|/=]{0,254}[^\s@<>()\[\]\\,;:\"'|/=.!?]")
URL = re.compile(r"(?<![A-Za-z0-9+.-])(?:[A-Za-z][A-Za-z0-9+.-]{0,30}://|www\.)[^\s\"<>]+")
PHONE = re.compile(r"(?<![\w.+-])(?:\+[0-9][0-9 ().-]{5,20}[0-9]|\(?[0-9]{3}\)?[ .-][0-9]{3}[ .-][0-9]{4})(?![\w-])")
IP = re.compile(
    r"(?<![\w.:])(?:(?:[0-9]{1,3}\.){3}[0-9]{1,3}|(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}"
    r"|(?:[0-9A-Fa-f]{1,4}:){1,7}:(?:[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4}){0,6})?)(?![\w:.])"
)
MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9:.]+ ?(?:Z|[+-][0-9:]+)?)?\Z|[0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{2,4}\Z"
)
LONG_TEXT = 60
"""From this length on a text of several words is taken for something that somebody said."""

_WORDS = {
    # Words that make a name that of a thing: `campaign_name` is no person's.
    "things": "activity attribute brand campaign custom device domain event execution experiment field file flow form "
    "group host internal journey label list menu number object page plan product property queue segment source stage "
    "status store survey system tag task team template timezone tracker type variant workflow",
    "people": "account agent anonymous caller client contact customer external lead member owner patient person policy "
    "profile subscriber user",
    "others": "call email inbound outbound sms test the voice",
}
_THINGS, _PEOPLE, _OTHERS = (frozenset(words.split()) for words in _WORDS.values())
_LAST_WORDS: dict[Kind, str] = {
    "email": "email emails mail",
    "phone": "phone phones mobile cell telephone fax msisdn",
    "name": "firstname lastname fullname surname nickname username owner assignee speaker",
    "url": "url uri link href",
    "id": "ssn passport iban license licence vin mrn userid",
    "secret": "secret password token authorization signature pin key cookie",
    "date": "birthday birthdate dob",
    "place": "address street city zip zipcode postcode latitude longitude lat lng",
    "text": "note notes comment comments content body snippet message transcript summary text subject feedback remark "
    "remarks reply answer quote",
}
_BY_LAST_WORD = {word: kind for kind, words in _LAST_WORDS.items() for word in words.split()}
_BY_LAST_TWO: dict[tuple[str, str], Kind] = {
    ("ip", "address"): "ip",
    ("email", "address"): "email",
    ("postal", "code"): "place",
    ("zip", "code"): "place",
    ("birth", "date"): "date",
    ("from", "number"): "phone",
    ("to", "number"): "phone",
    ("phone", "number"): "phone",
    ("contact", "number"): "phone",
    ("caller", "number"): "phone",
    ("mobile", "number"): "phone",
    ("from", "agent"): "text",
}


def words_of(name: str) -> list[str]:
    """Return the words of a name in camelCase, snake_case or kebab-case, in lower case."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    return re.findall(r"[^\W_]+", spaced.lower())


def kind_by_name(name: str) -> Kind | None:
    """Return what a property of that name tells about a person, or None."""
    words = words_of(name)
    if not words:
        return None
    last = words[-1]
    if len(words) > 1 and (words[-2], last) in _BY_LAST_TWO:
        return _BY_LAST_TWO[words[-2], last]
    if last in ("ip", "ipv4", "ipv6"):
        return "ip"
    if last in ("id", "ids", "number", "uuid"):
        return "id" if any(word in _PEOPLE for word in words[:-1]) else None
    if last in ("name", "names"):
        is_thing = any(word in _THINGS for word in words[:-1]) and "first" not in words and "last" not in words
        return None if is_thing else "name"
    return _BY_LAST_WORD.get(last)


def kind_by_look(text: str) -> Kind | None:
    """Return what a whole text is that tells about a person, whatever it is called, or None."""
    for kind, pattern in _LOOKS:
        if pattern.fullmatch(text):
            return kind
    return "text" if len(text) >= LONG_TEXT and " " in text else None


def is_personal(text: str) -> bool:
    """Tell whether an address or a number of somebody is in a text."""
    return any(pattern.search(text) for _, pattern in _LOOKS)


_LOOKS: tuple[tuple[Kind, re.Pattern[str]], ...] = (("url", URL), ("email", EMAIL), ("phone", PHONE), ("ip", IP))


def is_common_word(text: str) -> bool:
    """Tell whether a word is in too many texts to be somebody's name, whatever stands under `agent_name`."""
    return text.lower() in _THINGS | _PEOPLE | _OTHERS
