"""M9: a string has at most 255 UTF-16 units; a longer one ends in an ellipsis, never inside a surrogate pair."""

from __future__ import annotations

from functools import reduce
from typing import Final, TypeAlias

import pytest

from regal_braze.workspace.settings import Policies, Settings
from support.shipped import Json, envelope
from support.three_engines import properties, request, short

Path: TypeAlias = tuple[str | int, ...]
PROPERTIES: Final = ("events", 0, "properties")
PLACES: Final[dict[str, tuple[str, Path, Path]]] = {
    "declared": ("call.completed", ("disposition",), (*PROPERTIES, "disposition")),
    "undeclared": ("object.created", ("Stage__c",), (*PROPERTIES, "Stage__c")),
    "in an object": ("object.created", ("Owner", "Name"), (*PROPERTIES, "Owner", "Name")),
    "in a list": ("object.created", ("Tags", 0), (*PROPERTIES, "Tags", 0)),
    "in a list of objects": ("object.created", ("Contacts", 0, "Name"), (*PROPERTIES, "Contacts", 0, "Name")),
    "five levels down": ("object.created", tuple("abcde"), (*PROPERTIES, *"abcde")),
    "in a flattened map": ("call.analysis.available", ("call_analysis", "objection"), (*PROPERTIES, "objection")),
    "in a declared object": (
        "call.transcript.available",
        ("sentiments", "agent_sentiment_reason"),
        (*PROPERTIES, "sentiments", "agent_sentiment_reason"),
    ),
    "in a declared list": ("email.sent", ("to_emails", 0), (*PROPERTIES, "to_emails", 0)),
    "in a row": ("sms.conversation.completed", ("content", 0, 3), (*PROPERTIES, "content", 0, "text")),
    "a custom attribute": ("contact.created", ("plan",), ("attributes", 0, "plan")),
    "a profile field": ("contact.created", ("firstName",), ("attributes", 0, "first_name")),
    "an edited attribute": (
        "contact.attribute.edited",
        ("changes", "custom_properties", "plan", "new_value"),
        ("attributes", 0, "plan"),
    ),
}
"""Where a string is: the event, the path in Regal's properties, and the path in the request."""
STRINGS: Final = [
    ("a" * 254, "a" * 254),
    ("a" * 255, "a" * 255),
    ("a" * 256, "a" * 254 + "…"),
    ("a" * 5000, "a" * 254 + "…"),
    ("é" * 256, "é" * 254 + "…"),
    ("a" * 253 + "😀", "a" * 253 + "😀"),
    ("a" * 253 + "😀b", "a" * 253 + "…"),
    ("a" * 252 + "😀bc", "a" * 252 + "😀…"),
    ("a" * 254 + "😀", "a" * 254 + "…"),
    ("😀" * 127 + "a", "😀" * 127 + "a"),
    ("😀" * 128, "😀" * 127 + "…"),
    # Half a surrogate pair becomes U+FFFD
    ("\ud83d", "\ufffd"),
    ("a\ude00b", "a\ufffdb"),
    ("\ude00\ud83d", "\ufffd\ufffd"),
    ("\ud83d😀", "\ufffd😀"),
    ("\\ud83d", "\\ud83d"),
    ("a" * 253 + "\ud83dbc", "a" * 253 + "…"),
    ("a" * 253 + "\ude00bc", "a" * 253 + "\ufffd…"),
    # Everything else stays as it is
    ("</script>\u2028*/ {{x}} `${y}` \\ \" '", "</script>\u2028*/ {{x}} `${y}` \\ \" '"),
    ("\x00\x1f\x7f", "\x00\x1f\x7f"),
]


def placed(path: Path, value: Json) -> Json:
    for step in reversed(path):
        value = {step: value} if isinstance(step, str) else [None] * step + [value]
    return value


@pytest.mark.parametrize(("text", "expected"), STRINGS, ids=short)
def test_strings_in_every_place(text: str, expected: str) -> None:
    for place, (event, source, target) in PLACES.items():
        sent: Json = request(event, envelope(event, {"agent_email": "a", **placed(source, text)}))
        assert reduce(lambda value, step: value[step], target, sent) == expected, place
    payload = envelope("call.completed", {}, eventId=text)
    assert request("call.completed", payload)["events"][0]["properties"] == {"regal_event_id": expected}


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
