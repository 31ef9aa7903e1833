"""M9, M10: long and broken texts, and the keys that Braze refuses, at any depth."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from regal_braze.plan.model import Track
from support.shipped import Json, envelope, plans, properties_of, request

# Each puts a value where a text of some depth may stand, and reads it back.
PLACES = {
    "declared": ("call.completed", ("disposition",)),
    "undeclared": ("object.created", ("Stage__c",)),
    "in an object": ("object.created", ("Owner", "Name")),
    "in a list": ("object.created", ("Tags", 0)),
    "in a list of objects": ("object.created", ("Contacts", 0, "Name")),
    "five levels down": ("object.created", ("a", "b", "c", "d", "e")),
    "in a flattened map": ("call.analysis.available", ("call_analysis", "objection")),
    "in a declared object": ("call.transcript.available", ("sentiments", "agent_sentiment_reason")),
    "in a declared list": ("email.sent", ("to_emails", 0)),
    "in a row": ("sms.conversation.completed", ("content", 0, 3)),
}
LONG = [
    ("a" * 254, "a" * 254),
    ("a" * 255, "a" * 255),
    ("a" * 256, "a" * 254 + "…"),
    ("a" * 5000, "a" * 254 + "…"),
    ("é" * 256, "é" * 254 + "…"),
    ("a" * 253 + "😀", "a" * 253 + "😀"),
    ("a" * 253 + "😀b", "a" * 253 + "…"),
    ("a" * 252 + "😀bc", "a" * 252 + "😀…"),
    ("a" * 254 + "😀", "a" * 254 + "…"),
    ("😀" * 128, "😀" * 127 + "…"),
    ("\ud83d", "\ufffd"),
    ("a\ude00b", "a\ufffdb"),
    ("\ude00\ud83d", "\ufffd\ufffd"),
    ("\ud83d\ud83d\ude00", "\ufffd😀"),
    ("a" * 253 + "\ud83dbc", "a" * 253 + "…"),
    ("a" * 253 + "\ude00bc", "a" * 253 + "\ufffd…"),
    ("</script>\u2028*/ {{x}} `${y}` \\ \" '", "</script>\u2028*/ {{x}} `${y}` \\ \" '"),
    ("\x00\x1f\x7f", "\x00\x1f\x7f"),
]


def placed(path: tuple[str | int, ...], value: Json) -> Json:
    for step in reversed(path):
        value = {step: value} if isinstance(step, str) else [None] * step + [value]
    return value


def values_in(value: Json) -> Iterator[Json]:
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from values_in(item)
    else:
        yield value


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("text", "expected"), LONG, ids=lambda value: ascii(value)[-24:])
def test_m09_a_text_is_cut_to_255_units_and_well_formed_at_any_depth(place: str, text: str, expected: str) -> None:
    event, path = PLACES[place]
    *_, sent = values_in(properties_of(event, placed(path, text)))
    assert sent == expected
    assert len(sent.encode("utf-16-le")) // 2 <= 255


@pytest.mark.parametrize(("text", "expected"), LONG, ids=lambda value: ascii(value)[-24:])
@pytest.mark.parametrize("changes", [True, False], ids=["edited", "created"])
def test_m09_a_text_among_the_attributes_is_cut_alike(changes: bool, text: str, expected: str) -> None:
    event = "contact.attribute.edited" if changes else "contact.created"
    pairs = {"custom_properties": {"plan": {"new_value": text}}, "firstName": {"new_value": text}}
    properties = {"changes": pairs} if changes else {"plan": text, "firstName": text}
    (updated,) = request(event, envelope(event, properties))["attributes"]
    assert (updated["plan"], updated["first_name"]) == (expected, expected)


def test_m09_a_text_in_the_catalog_is_cut_alike() -> None:
    payload = {"properties": {"agent_email": "a", "agent_activity_name": "a" * 256}}
    assert request("agent.activity.updated", payload)["items"][0]["agent_activity_name"] == "a" * 254 + "…"


def test_m09_the_event_id_is_cut_too() -> None:
    payload = envelope("call.completed", {}, eventId="a" * 300)
    assert request("call.completed", payload)["events"][0]["properties"] == {"regal_event_id": "a" * 254 + "…"}


KEYS = [
    ("Stage__c", "Stage__c"),
    ("two words.and a dot", "two words.and a dot"),
    ("in$ide", "in$ide"),
    (" padded\t", "padded"),
    ("\u00a0padded\ufeff", "padded"),
    ("$price", "price"),
    ("$$price", "price"),
    (" $ $price", "price"),
    ("", None),
    (" \u2028", None),
    ("$", None),
    (" $ $ ", None),
    ("__proto__", None),
    ("$__proto__", None),
    ("k" * 255, "k" * 255),
    (" " + "k" * 255, "k" * 255),
    ("k" * 256, None),
    ("😀" * 127 + "k", "😀" * 127 + "k"),
    ("😀" * 128, None),
    ("bro\ud83dken", "bro\ufffdken"),
    ("constructor", "constructor"),
    ("hasOwnProperty", "hasOwnProperty"),
    ("toJSON", "toJSON"),
    ("7", "7"),
]


@pytest.mark.parametrize(("key", "name"), KEYS, ids=lambda value: ascii(value)[:24])
@pytest.mark.parametrize("depth", range(5))
def test_m10_a_key_that_braze_refuses_is_renamed_or_dropped_at_any_depth(
    depth: int, key: str, name: str | None
) -> None:
    outer = ("a", "b", "c", "d")[:depth]
    kept = {} if name is None else {name: "value"}
    expected = placed(outer, kept)
    assert properties_of("object.created", placed((*outer, key), "value")) == expected
    assert properties_of("call.analysis.available", {"call_analysis": placed((*outer, key), "value")}) == expected


@pytest.mark.parametrize("key", ["time", "event_name", " time", "$event_name", "regal_event_id"])
def test_m10_a_key_that_is_reserved_gets_a_prefix(key: str) -> None:
    name = key.strip(" $")
    assert properties_of("object.created", {key: "value"}) == {f"regal_{name}": "value"}
    assert properties_of("call.analysis.available", {"call_analysis": {key: "value"}}) == {
        f"call_analysis_{name}": "value"
    }


def test_m10_reserved_keys_are_no_longer_reserved_below_the_top() -> None:
    nested = {"Owner": {"time": "noon", "event_name": "made up"}}
    assert properties_of("object.created", nested) == nested


def test_m10_callback_timestamp_loses_its_space() -> None:
    event = "scheduled.callback.requested"
    with_space, without = {"callback_timestamp ": "2022-07-13 14:00:00 -07:00"}, {"callback_timestamp": "later"}
    assert properties_of(event, with_space) == {"callback_timestamp": "2022-07-13 14:00:00 -07:00"}
    assert properties_of(event, without) == {"callback_timestamp": "later"}
    assert properties_of(event, {**without, **with_space}) == properties_of(event, with_space)
    assert properties_of(event, {"callback_timestamp ": None}) == {"callback_timestamp": None}


@pytest.mark.parametrize("event", [event for event, plan in plans().items() if isinstance(plan.destination, Track)])
def test_m10_no_declared_property_has_a_name_that_braze_refuses(event: str) -> None:
    destination = plans()[event].destination
    assert isinstance(destination, Track)
    names = [field.name for field in destination.event.fields]
    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch(r"[A-Za-z]\w*", name)] == []
    assert not {"time", "event_name", "regal_event_id"} & set(names)


@pytest.mark.parametrize(
    ("map_", "expected"),
    [
        ({"a": 1, " a": 2}, {"a": 1}),
        ({" a": 2, "$a": 3}, {"a": 2}),
        ({"$a": 3, " a": 2, "a": 1}, {"a": 1}),
        ({" a": 2, "a": None}, {"a": None}),
    ],
)
def test_m10_of_two_keys_with_one_name_the_exact_one_wins_whatever_their_order(map_: Json, expected: Json) -> None:
    for entries in (map_, dict(reversed(map_.items()))):
        assert properties_of("object.created", entries) == expected
        assert properties_of("object.created", {"Owner": entries}) == {"Owner": expected}
