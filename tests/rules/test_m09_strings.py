"""M9: a string has at most 255 UTF-16 units; a longer one ends in an ellipsis, never inside a surrogate pair."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from typing import Final, TypeAlias

import pytest

from regal_braze.workspace.settings import Policies, Settings
from support.shipped import Json, envelope
from support.three_engines import placed, properties, request, rows, short, unchanged

Path: TypeAlias = tuple[str | int, ...]
PROPERTIES: Final = ("events", 0, "properties")
PLACES: Final[dict[str, tuple[str, Path, Path]]] = {
    "declared": ("call.completed", ("disposition",), (*PROPERTIES, "disposition")),
    "undeclared": ("object.created", ("Stage__c",), (*PROPERTIES, "Stage__c")),
    "in an object": ("object.created", ("Owner", "Name"), (*PROPERTIES, "Owner", "Name")),
    "in a list": ("object.created", ("Tags", 0), (*PROPERTIES, "Tags", 0)),
    "in a list of objects": ("object.created", ("Contacts", 0, "Name"), (*PROPERTIES, "Contacts", 0, "Name")),
    "five levels down": ("object.created", tuple("abcde"), (*PROPERTIES, *"abcde")),
    "in a flattened map": ("call.analysis.available", ("call_analysis", "q"), (*PROPERTIES, "q")),
    "deep in a flattened map": ("call.analysis.available", ("call_analysis", "q", 0, "r"), (*PROPERTIES, "q", 0, "r")),
    "in a declared object": (
        "call.transcript.available",
        ("sentiments", "agent_sentiment_reason"),
        (*PROPERTIES, "sentiments", "agent_sentiment_reason"),
    ),
    "in a declared list": ("email.sent", ("to_emails", 0), (*PROPERTIES, "to_emails", 0)),
    "in a row": ("sms.conversation.completed", ("content", 0, 3), (*PROPERTIES, "content", 0, "text")),
    "a custom attribute": ("contact.created", ("plan",), ("attributes", 0, "plan")),
    "deep in a custom attribute": ("contact.created", ("plan", "a", 0), ("attributes", 0, "plan", "a", 0)),
    "a profile field": ("contact.created", ("firstName",), ("attributes", 0, "first_name")),
    "an edited attribute": (
        "contact.attribute.edited",
        ("changes", "custom_properties", "plan", "new_value"),
        ("attributes", 0, "plan"),
    ),
}
"""Where a string is: the event, the path in Regal's properties, and the path in the request."""
STRINGS: Final = [
    *unchanged("a" * 254, "a" * 255, "a" * 253 + "😀", "😀" * 127 + "a"),
    *rows("a" * 254 + "…", "a" * 256, "a" * 5000, "a" * 254 + "😀"),
    ("é" * 256, "é" * 254 + "…"),
    ("a" * 253 + "😀b", "a" * 253 + "…"),
    ("a" * 252 + "😀bc", "a" * 252 + "😀…"),
    ("😀" * 128, "😀" * 127 + "…"),
    # Half a surrogate pair becomes U+FFFD
    ("\ud83d", "\ufffd"),
    *rows("a\ufffdb", "a\ude00b", "a\ud800b"),
    ("\ude00\ud83d", "\ufffd\ufffd"),
    ("\ud83d😀", "\ufffd😀"),
    ("a" * 253 + "\ud83dbc", "a" * 253 + "…"),
    ("a" * 253 + "\ude00bc", "a" * 253 + "\ufffd…"),
    # Everything else stays as it is
    *unchanged("\\ud83d", "</script>\u2028*/ {{x}} `${y}` \\ \" '", "\x00\x1f\x7f"),
]
LIMIT: Final = 255


def sent_at(place: str, text: str) -> str:
    """Return what Braze gets of a text in one of the places."""
    event, source, target = PLACES[place]
    sent: Json = request(event, envelope(event, {"agent_email": "a", **placed(source, text)}))
    return str(reduce(lambda value, step: value[step], target, sent))


@pytest.mark.parametrize(("text", "expected"), STRINGS, ids=short)
def test_strings_in_every_place(text: str, expected: str) -> None:
    for place in PLACES:
        assert sent_at(place, text) == expected, place
    payload = envelope("call.completed", {}, eventId=text)
    assert request("call.completed", payload)["events"][0]["properties"] == {"regal_event_id": expected}


def around_the_limit() -> Iterator[str]:
    """Yield texts of 253 to 257 units, also with a surrogate pair just before, across and after the cut."""
    for length in range(LIMIT - 2, LIMIT + 3):
        yield from ("a" * length, "é" * length)
        yield from ("a" * before + "😀" + "b" * (length - before - 2) for before in range(250, length - 1))
    yield from ("😀" * 127 + "a", "😀" * 128, "a" + "😀" * 127, "a" + "😀" * 128)


def units(text: str) -> int:
    """Return the length in UTF-16 units. Raises UnicodeEncodeError for half a surrogate pair."""
    return len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize("place", PLACES)
def test_texts_around_the_limit_are_whole_or_cut_between_characters(place: str) -> None:
    for text in around_the_limit():
        sent = sent_at(place, text)
        if units(text) <= LIMIT:
            assert sent == text
        else:
            assert sent.endswith("…")
            assert text.startswith(sent[:-1])
            assert LIMIT - 1 <= units(sent) <= LIMIT


@pytest.mark.parametrize(
    ("settings", "kept"),
    [
        (Settings(), {"notes": "n" * 254 + "…", "type": "t"}),
        (Settings(properties=Policies(long_texts="omit")), {"type": "t"}),
        (Settings(events={"call.completed": {"limits": {"notes": 3}}}), {"notes": "nn…", "type": "t"}),
        (Settings(events={"call.completed": {"limits": {"notes": 3}, "long_texts": "omit"}}), {"type": "t"}),
    ],
    ids=["by default", "omit", "a limit", "omit beyond a limit"],
)
def test_the_workspace_can_omit_long_strings_and_cut_shorter(settings: Settings, kept: Json) -> None:
    assert properties("call.completed", {"notes": "n" * 256, "type": "t"}, settings) == kept
