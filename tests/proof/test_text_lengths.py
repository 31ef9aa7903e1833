"""M9: at 255 UTF-16 units a text is whole, at 256 it is cut, and never through a surrogate pair."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest

from proof.outcomes import request_of, valid_payload
from support.payloads.pieces import CLOWN
from support.shipped import Json

LIMIT: Final = 255
LENGTHS: Final = range(253, 258)
PLACES: Final[dict[str, tuple[str, tuple[str | int, ...], tuple[str | int, ...]]]] = {
    "a property": ("sms.sent", ("content",), ("events", 0, "properties", "content")),
    "an item of a list": ("call.completed", ("objections", 0), ("events", 0, "properties", "objections", 0)),
    "a field of an object": (
        "call.transcript.available",
        ("sentiments", "contact_sentiment_reason"),
        ("events", 0, "properties", "sentiments", "contact_sentiment_reason"),
    ),
    "a cell of a row": (
        "sms.conversation.completed",
        ("content", 0, 3),
        ("events", 0, "properties", "content", 0, "text"),
    ),
    "an entry of an open map": ("call.analysis.available", ("call_analysis", "q"), ("events", 0, "properties", "q")),
    "a value deep in an open map": (
        "call.analysis.available",
        ("call_analysis", "q", 0, "r"),
        ("events", 0, "properties", "q", 0, "r"),
    ),
    "an attribute": ("contact.created", ("firstName",), ("attributes", 0, "first_name")),
    "a custom attribute": ("contact.created", ("custom",), ("attributes", 0, "custom")),
    "a value deep in an attribute": ("contact.created", ("custom", "a", 0), ("attributes", 0, "custom", "a", 0)),
    "a changed attribute": (
        "contact.attribute.edited",
        ("changes", "custom_properties", "note", "new_value"),
        ("attributes", 0, "note"),
    ),
}
"""Where a text stands: the event, the path within Regal's properties, the path within the request."""


def _texts() -> Iterator[str]:
    """Yield texts of each length, also with a surrogate pair just before, across and behind the cut."""
    for length in LENGTHS:
        yield "a" * length
        yield "é" * length
        for before in range(250, length - 1):
            yield "a" * before + CLOWN + "b" * (length - before - 2)
    yield from (CLOWN * 127 + "a", CLOWN * 128, "a" + CLOWN * 127, "a" + CLOWN * 128)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _built(path: tuple[str | int, ...], text: str) -> object:
    if not path:
        return text
    step, inner = path[0], _built(path[1:], text)
    return {step: inner} if isinstance(step, str) else [*[""] * step, inner]


def _sent(where: str, text: str) -> str:
    """Return what Braze gets of a text that stands there."""
    event, source, target = PLACES[where]
    payload = valid_payload(event)
    properties, built = payload["properties"], _built(source, text)
    assert isinstance(properties, dict)
    assert isinstance(built, dict)
    sent: Json = request_of(event, {**payload, "properties": {**properties, **built}})
    for step in target:
        sent = sent[step]
    assert isinstance(sent, str)
    return sent


@pytest.mark.parametrize("where", PLACES)
def test_m9_texts_around_the_limit_are_whole_or_cut_between_characters(where: str) -> None:
    for text in _texts():
        sent = _sent(where, text)
        if _units(text) <= LIMIT:
            assert sent == text
        else:
            assert sent.endswith("…")
            assert text.startswith(sent[:-1])
            assert LIMIT - 1 <= _units(sent) <= LIMIT  # raises for half a pair


@pytest.mark.parametrize("where", PLACES)
def test_m9_half_a_pair_is_replaced(where: str) -> None:
    assert _sent(where, "a\ud800b") == _sent(where, "a\udc00b") == "a\ufffdb"
