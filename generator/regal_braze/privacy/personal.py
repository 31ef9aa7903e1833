"""Recognize personal data, by the format of a value and by the name of its property."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from regal_braze.privacy.formats import EMAIL, IP, PHONE, URL

Kind: TypeAlias = Literal["email", "phone", "url", "ip", "name", "id", "secret", "date", "place", "text"]

LONG_TEXT = 60
"""A text of several words with at least this length may be the words of a person."""

_WORDS = {
    # With one of these words, a name is that of a thing: `campaign_name` is not the name of a person.
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

_MAYBE_PERSONAL = re.compile(
    r"name|first|last|mail|phone|number|address|street|city|zip|postal|birth|dob|contact|agent|user|customer|owner|"
    r"person|speaker|note|message|text|body|subject|title|content|transcript|summary|ssn|token|secret|key|password",
    re.IGNORECASE,
)


def words_of(name: str) -> list[str]:
    """Return the words of a name in camelCase, snake_case or kebab-case, in lower case."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    return re.findall(r"[^\W_]+", spaced.lower())


def kind_by_name(name: str) -> Kind | None:
    """Return the kind of personal data that a property of that name contains, or None."""
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


def may_be_personal(name: str) -> bool:
    """Check whether a property of that name may contain personal data.

    This is wider than `kind_by_name`: it decides what reports show, and reports are passed on.
    """
    return _MAYBE_PERSONAL.search(name) is not None


def kind_by_format(text: str) -> Kind | None:
    """Return the kind of personal data that a whole text is, by its format and length, or None."""
    for kind, pattern in _FORMATS:
        if pattern.fullmatch(text):
            return kind
    return "text" if len(text) >= LONG_TEXT and " " in text else None


def is_personal(text: str) -> bool:
    """Check whether a text contains an address or a number of a person."""
    return any(pattern.search(text) for _, pattern in _FORMATS)


_FORMATS: tuple[tuple[Kind, re.Pattern[str]], ...] = (("url", URL), ("email", EMAIL), ("phone", PHONE), ("ip", IP))


def is_common_word(text: str) -> bool:
    """Check whether a word is too common to be replaced in all texts, even if it is a value of `agent_name`."""
    return text.lower() in _THINGS | _PEOPLE | _OTHERS
