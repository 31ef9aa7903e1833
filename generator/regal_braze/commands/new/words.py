"""Write descriptions from the names of events and properties."""

from __future__ import annotations

import re

from regal_braze.commands.new.observe import Observation
from regal_braze.privacy.keys import words_of

_ACRONYMS = {
    **{
        word: word.upper()
        for word in ("ai", "api", "crm", "id", "ip", "ivr", "mms", "nps", "sms", "url", "utc", "uuid")
    },
    "email": "e-mail",
    "firstname": "first name",
    "fullname": "full name",
    "lastname": "last name",
}
_IRREGULAR = ("begun", "built", "sent", "made", "won", "lost", "paid", "put", "set", "sold", "left", "held", "kept")
_TRUTHS = {"is": "it is", "has": "it has", "was": "it was", "did": "it did", "can": "it can", "should": "it should"}
_KEYS = ("id", "ids", "uuid", "sid", "guid")
_TIMES = ("at", "timestamp", "time", "date", "datetime", "created", "updated")
_NOUNS = (
    "address", "amount", "category", "city", "code", "count", "country", "currency", "day", "duration", "label",
    "language", "length", "level", "name", "number", "order", "phone", "price", "rating", "reason", "result", "score",
    "size", "source", "stage", "state", "status", "timezone", "title", "total", "type", "value", "version",
)  # fmt: skip
_LONGEST = 100


def is_time(name: str) -> bool:
    """Check whether a name is that of a time, so that a number can be unix seconds."""
    words = words_of(name)
    return bool(words) and (words[-1] in _TIMES or "timestamp" in words[-1])


def describe_event(event: str) -> str:
    """Return a sentence that describes an event, as far as its name allows."""
    words = [_ACRONYMS.get(word, word) for word in re.split(r"[._]+", event) if word]
    if not words:
        return "Something happened."
    subject, last = " ".join(words[:-1]), words[-1]
    if not subject:
        return f"Something happened: {last}."
    takes_an = subject[0] in "aeioAEIO" or subject.startswith(("SMS", "MMS", "NPS"))
    subject = f"{'An' if takes_an else 'A'} {subject}"
    if last.endswith("ed") or last in _IRREGULAR:
        return f"{subject} was {last}."
    if last.endswith(("able", "ible", "ready")):
        return f"{subject} is {last}."
    return f"Something happened: {' '.join(words)}."


def describe(name: str, observed: Observation, objects: int) -> str:
    """Return a sentence that describes a property; `objects` is the number of objects that could have it."""
    text = _subject(name, observed)
    if observed.types == ("null",):
        text += "; no payload so far had one"
    elif "null" in observed.types:
        text += "; null when there is none"
    return f"{text}; not always sent." if observed.count < objects else f"{text}."


def _subject(name: str, observed: Observation) -> str:
    words = words_of(name)
    spelled = [_ACRONYMS.get(word, word) for word in words]
    whole, rest = _short(spelled), _short(spelled[:-1])
    if not words:
        return "A property whose name has no words"
    match observed.own_types:
        case ("boolean",) if words[0] in _TRUTHS and len(words) > 1:
            return f"True if {_TRUTHS[words[0]]} {_short(spelled[1:])}"
        case ("boolean",):
            return f"True or false: {whole}"
        case ("array",):
            return f"List of {whole}"
        case ("object",):
            return f"Details of the {whole}"
    of_what = f" of the {rest}" if rest else ""
    if words[-1] in _KEYS:
        return f"Identifies the {rest}" if rest else "Identifies it"
    if is_time(name) and observed.format in ("unix-seconds", "date-time"):
        return f"When it was {rest}" if rest and (words[-1] == "at" or rest.endswith("ed")) else f"Time{of_what}"
    if observed.format == "email":
        return f"E-mail address{of_what}" if words[-1] == "email" else f"E-mail address: {whole}"
    if observed.format == "e164":
        return f"Phone number{of_what}" if words[-1] in ("phone", "number") else f"Phone number: {whole}"
    if observed.format == "uri":
        return f"Address{of_what}" if words[-1] in ("url", "link", "uri") else f"Address of the {whole}"
    if words[-1] in _NOUNS and rest:
        return f"{spelled[-1].capitalize()}{of_what}"
    return f"The {whole}"


def _short(words: list[str]) -> str:
    text = " ".join(words)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(' ', 1)[0]} …"
