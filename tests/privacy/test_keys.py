"""Keys are shown if they look like the names of properties, and not if they look like data."""

from __future__ import annotations

import pytest

from regal_braze.privacy.keys import HIDDEN, MOST_MEMBERS, Keys

NAMES = ("queue", "talk_time", "firstName", "line_1", "s3_url", "q10", "utm_campaign", "_id", "addressLine2", "nextURL")
DATA = (
    "", " ", "Jane", "Jane Doe", "DOE", "jane.doe", "o'neil", "anna-lena", "jane@example.com", "+17625551796",
    "17625551796", "1990-05-17", "mrn_884121", "a1b2", "41dd1aa2", "WT7f3ea47f", "Zo\u00eb",
    "zoe\u0308", "さくら", "مريم",
    "12 Main Street", "203.0.113.7", "https://example.com", "x" * 61, "__proto__", "<key>",
)  # fmt: skip


@pytest.mark.parametrize("key", NAMES)
def test_names_of_properties_are_shown(key: str) -> None:
    assert Keys((), {key: "a text"}).shown(key) == key


@pytest.mark.parametrize("key", DATA)
def test_data_is_shown_only_if_it_is_known(key: str) -> None:
    assert Keys((), {}).shown(key) == HIDDEN
    assert Keys((key.strip(),), {}).shown(key) == key
    assert Keys((), {}, (key.strip(),)).shown(key) == key


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("grace", "grace"), ("grace", "Grace"), ("grace", "Grace B. Hopper"), ("hopper", "HOPPER, Grace"),
        ("grace_hopper", "Grace Hopper"), ("graceHopper", "grace hopper"), ("hopperGrace", "Grace Hopper"),
        ("jose", "Jos\u00e9"), ("jose", "Jose\u0301 Lima"), ("mcadam", "McAdam"), ("grace", "grace.hopper@example.com"),
    ],
)  # fmt: skip
def test_a_name_that_is_a_value_is_hidden(key: str, value: str) -> None:
    assert Keys((), {"a": [{"b": value}], key: 1}).shown(key) == HIDDEN
    assert Keys((), {"a": f"a text with many words about {value}", key: 1}).shown(key) == key


def test_many_keys_of_one_object_are_data() -> None:
    """The properties of an event may be many."""
    many = {f"k_{chr(97 + number // 26)}{chr(97 + number % 26)}": number for number in range(MOST_MEMBERS + 1)}
    hidden = Keys((), {}).hide({"name": "a.b", "properties": {**many, "map": many}})
    assert [*hidden["properties"]] == [*many, "map"]
    assert {key[:4] for key in hidden["properties"]["map"]} == {"<key"}
    assert len(hidden["properties"]["map"]) == len(many)


def test_paths_are_shown_as_objects_are() -> None:
    payload = {"properties": {"by_name": {"Jane Doe": [{"queue": 1}]}, "Jane Doe": 1}}
    keys = Keys((), payload)
    assert [*keys.path(("properties", "by_name", "Jane Doe", 0, "queue"))] == [
        "properties", "by_name", HIDDEN, 0, "queue",
    ]  # fmt: skip
    assert keys.hide(payload) == {"properties": {"by_name": {HIDDEN: [{"queue": 1}]}, HIDDEN: 1}}
