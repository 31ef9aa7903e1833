"""Samples keep booleans and known words. All other values are made up, in the same type, format and length."""

from __future__ import annotations

import json
import re
from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depth import some
from regal_braze.commands.new.observe import observe
from regal_braze.commands.new.samples import Private
from regal_braze.commands.new.schema import schema_document
from regal_braze.privacy.formats import format_of
from regal_braze.privacy.forms import form_of, type_of
from regal_braze.privacy.known import Known, known_in
from support import shipped
from support.payloads.strategies import any_json

Json: TypeAlias = Any

KNOWN = Known(frozenset(), {"direction": frozenset({"INBOUND"})})


def sample(*keep: str, **properties: Json) -> Json:
    """Return the properties of the sample of a payload with these properties."""
    private = Private([{"properties": properties}], KNOWN, keep)
    return private.samples(private.payloads)[0].get("properties")


KEPT: tuple[Json, ...] = (True, False, None, "", "  ", "true", "FALSE", [], {})
LIKE = {
    "+14155550132": r"\+1762555[0-9]{4}",
    "+44 (0)20 7946 0958": r"\+1 762 555 [0-9]{4}",
    "(415) 555-0177": r"\(762\) 555-[0-9]{4}",
    "1 415 555 0177": r"1 762 555 [0-9]{4}",
    "14155550132": r"1762555[0-9]{4}",
    14155550132: r"1762555[0-9]{4}",
    "grace@navy.example.org": r"person1@example\.com",
    "grace@localhost": r"person1@example",
    "4be87957-9140-4451-894a-bdbaed1f2460": r"00000000-0000-4000-8000-[0-9]{12}",
    "2022-07-13T14:00:00.123Z": r"2025-01-01T01:01:01\.000Z",
    "2022-07-13 14:00:00 -07:00": r"2025-01-01 01:01:01 -00:00",
    "1984-05-06": "2025-01-01",
    "5/17/1990": "1/01/2025",
    "2:45 PM": "1:01 PM",
    "1657855059": "1735689601",
    1657855059: "1735689601",
    1657855059123: "1735689601000",
    "203.0.113.77": r"192\.0\.2\.1",
    "2a02:8109::7": "2001:db8::1",
    "https://media.example.org/r/9f8a7b.mp3?token=s3cr3t": r"https://example\.com/1/x+",
    "4111 1111 1111 1111": r"1000 0000 0000 0001",
    4111111111111111: "1000000000000001",
    "POL-77-1234": r"[A-Z]{3}-[0-9]{2}-[0-9]{4}",
    9.25: r"[0-9]\.05",
    0.25: r"0\.[0-9]5",
    -7: "-[1-9]",
    2**60: "9[0-9]{18}",
    "OUTBOUND": "Loremips",
    "Grace wants a call back.": "Lorem ipsum dolor sit am",
    "山田さくら": "Lorem",
}


@pytest.mark.parametrize("value", KEPT, ids=repr)
def test_booleans_and_empty_values_are_kept(value: Json) -> None:
    assert sample(a=value) == {"a": value}


@pytest.mark.parametrize("value", LIKE, ids=str)
def test_a_made_up_value_looks_like_the_recorded_one(value: Json) -> None:
    made_up = sample(a=value)["a"]
    assert re.fullmatch(LIKE[value], str(made_up)), made_up
    assert (type(made_up), form_of(made_up)) == (type(value), form_of(value))
    assert not isinstance(value, str) or format_of(made_up) == format_of(value)


def test_words_of_a_schema_are_kept_in_their_property() -> None:
    found = sample(direction="INBOUND", other="INBOUND", rows=[{"direction": ["INBOUND", "SIDEWAYS"]}])
    assert found == {"direction": "INBOUND", "other": "Loremip", "rows": [{"direction": ["INBOUND", "Loremips"]}]}


def test_known_words_are_enums_constants_and_examples_of_properties() -> None:
    properties = {"a": {"enum": ["x", None]}, "b": {"examples": ["y"], "properties": {"c": {"const": "z"}}}, "d": {}}
    known = known_in([{"properties": properties, "examples": [{"a": "Grace", "e": {"properties": {"f": {}}}}]}])
    assert known.names == {*"abcd"}
    assert known.words == {"a": {"x"}, "b": {"y"}, "c": {"z"}}


def test_the_values_of_a_property_are_kept_at_any_depth() -> None:
    found = sample("mood", mood="sunny", rows=[{"mood": {"Grace Hopper": 4}}], other="sunny")
    assert found == {"mood": "sunny", "rows": [{"mood": {"Grace Hopper": 4}}], "other": "Lorem"}


def test_json_in_a_text_stays_json() -> None:
    inside = {"patient": "Grace", "Grace Hopper": ["+14155550132", {"ok": True}]}
    found = json.loads(sample(raw=json.dumps(inside))["raw"])
    assert found == {"patient": "Lorem", "<key>": ["+17625550100", {"ok": True}]}
    for text in ("[" * 100_000, "{broken", "[" * 300 + "]" * 300):
        assert sample(raw=text)["raw"].startswith("Lorem") or text == "{broken"


def test_the_keys_of_an_open_map_are_hidden() -> None:
    found = sample(answers={"grace": {"score": 1}, "ada": {"score": 2}}, details={"score": 1, "mood": "sunny"})
    assert [*found["answers"]] == ["<key>", "<key 2>"]
    assert [*found["details"]] == ["score", "mood"]


def test_the_same_value_gets_the_same_substitute() -> None:
    found = sample(a="+14155550132", b=["+14155550132"], c="+14155550133", d=77123456, e="77123456")
    assert found["a"] == found["b"][0] != found["c"]
    assert str(found["d"]) == found["e"]


def test_a_made_up_value_is_none_of_the_recorded_ones() -> None:
    recorded = {"a": "+17625550100", "b": "person1@example.com", "c": "Lorem Ipsum", "d": "192.0.2.1", "e": 1735689601}
    found = sample(**recorded)
    assert not {*map(str, recorded.values())} & {*map(str, found.values())}
    assert "orem" not in found["c"]


@pytest.mark.parametrize("event", some(sorted(shipped.schemas()), 8))
def test_a_documented_sample_keeps_its_types_and_formats(event: str) -> None:
    """The schema that is inferred from the sample is the one that is inferred from what was recorded."""
    known = known_in(schema.file.document for schema in shipped.schemas().values())
    recorded = [each if "properties" in each else {"properties": each} for each in shipped.samples(event)]
    private = Private(recorded, known, ())
    after = observe([each["properties"] for each in private.samples(private.payloads)])
    assert schema_document(event, after, {}) == schema_document(event, private.observed, {})


@given(any_json())
def test_any_value_keeps_its_type_and_nothing_else(value: Json) -> None:
    found = sample(some_property=value)["some_property"]
    assert type_of(found) == type_of(value)
    if isinstance(value, str) and value.strip() and value.lower() not in ("true", "false"):
        assert found != value


@given(st.text(st.characters(exclude_characters="@:"), min_size=3).map(str.strip))
def test_a_text_keeps_its_length_in_braze(text: str) -> None:
    """Its length in UTF-16 units (M9). Only addresses, phone numbers and JSON may have other lengths."""
    found = sample(some_property=text)["some_property"]
    if text[:1] not in ("{", "[", "+"):
        assert len(found) == len(text.encode("utf-16-le", "replace")) // 2
