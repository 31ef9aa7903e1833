"""M10: keys that Braze rejects are renamed or left out, at any depth."""

from __future__ import annotations

import re
from typing import Any, Final

import pytest

from support.shipped import tracked
from support.three_engines import placed, properties, rows, short, unchanged

LEFT_OUT: Final = "(left out)"


@pytest.mark.parametrize(
    ("key", "name"),
    [
        *unchanged("Stage__c", "two words.and a dot", "in$ide", "constructor", "hasOwnProperty", "toJSON", "7"),
        *unchanged("k" * 255, "😀" * 127 + "k"),
        *rows("padded", " padded\t", "\u00a0padded\ufeff"),
        *rows("price", "$price", "$$price", " $ $price"),
        (" " + "k" * 255, "k" * 255),
        ("bro\ud83dken", "bro\ufffdken"),
        ("\ud800", "\ufffd"),
        *rows(LEFT_OUT, "", " \u2028", "$", " $", " $ $ ", "__proto__", "$__proto__"),
        *rows(LEFT_OUT, "k" * 256, "😀" * 128),
    ],
    ids=short,
)
def test_keys_at_every_depth(key: str, name: str) -> None:
    for depth in range(5):
        given = placed("abcd"[:depth], {key: "value"})
        expected = placed("abcd"[:depth], {} if name == LEFT_OUT else {name: "value"})
        assert properties("object.created", given) == expected
        assert properties("call.analysis.available", {"call_analysis": given}) == expected


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ({"a": 1, " a": 2}, {"a": 1}),
        ({" a": 2, "$a": 3}, {"a": 2}),
        ({"$a": 3, " a": 2, "a": 1}, {"a": 1}),
        ({" a": 2, "a": None}, {"a": None}),
        ({"\u00a0a": 3, " a": 1, "a": 2}, {"a": 2}),
        ({"$ $b": 4, " b": 5}, {"b": 5}),
    ],
    ids=repr,
)
def test_of_two_keys_with_one_name_the_exact_one_wins_whatever_their_order(entries: Any, expected: Any) -> None:
    for given in (entries, dict(reversed(entries.items()))):
        assert properties("object.created", given) == expected
        assert properties("object.created", {"Owner": given}) == {"Owner": expected}


@pytest.mark.parametrize("key", ["time", "event_name", " time", "$event_name", "regal_event_id"])
def test_a_reserved_key_gets_a_prefix(key: str) -> None:
    name = key.strip(" $")
    analysis = {"call_analysis": {key: "value"}}
    assert properties("object.created", {key: "value"}) == {f"regal_{name}": "value"}
    assert properties("call.analysis.available", analysis) == {f"call_analysis_{name}": "value"}
    assert properties("object.created", {"Owner": {name: "value"}}) == {"Owner": {name: "value"}}, "only at the top"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"callback_timestamp ": "2022-07-13 14:00:00 -07:00"}, "2022-07-13 14:00:00 -07:00"),
        ({"callback_timestamp": "later"}, "later"),
        ({"callback_timestamp ": 445}, "445"),
        ({"callback_timestamp": "later", "callback_timestamp ": "now"}, "now"),
        ({"callback_timestamp ": None}, None),
    ],
    ids=repr,
)
def test_callback_timestamp_loses_its_space(given: Any, expected: Any) -> None:
    assert properties("scheduled.callback.requested", given) == {"callback_timestamp": expected}


def test_no_declared_property_has_a_name_that_braze_rejects() -> None:
    for event in tracked().values():
        names = [field.name for field in event.fields]
        assert len(set(names)) == len(names)
        assert [name for name in names if not re.fullmatch(r"[A-Za-z]\w*", name)] == []
        assert not {"time", "event_name", "regal_event_id"} & set(names)
