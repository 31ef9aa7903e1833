"""What is shown of values: forms, and codes that come again and again; nothing that is about a person."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from commands.drift.traffic import call, write_lines
from regal_braze.commands.drift.examples import choice, examples_in, form_of, look_at, safe_name, type_of
from regal_braze.commands.drift.tally import MOST_FORMS, Sighting
from support.command import run

PERSONAL = (
    "jane.doe@example.com", "+17625551796", "(762) 555-1796", "Jane", "Jane Doe", "DOE", "rebecca",
    "1 Main Street, Springfield", "1990-05-17", "94107-1234", "078-05-1120", 17625551796, "17625551796",
    4111111111111111, "4111 1111 1111 1111",
    "https://example.com/jane?token=abc", "41dd1aa2-1111-4011-a2d5-005056111111", "WT7f3ea47fa6e6055aa847f0a6",
    "Hi Jane, are you there?", '{"name": "Jane"}', "203.0.113.7",
)  # fmt: skip


@pytest.mark.parametrize("value", PERSONAL)
def test_personal_values_are_never_shown_wherever_they_stand(tmp_path: Path, value: object) -> None:
    shown = str(value)
    payloads = [
        call(contact_nickname=value, note_2=value, talk_time=[value], notes={"deep": value}, new={"deep": [value]}),
        {**call(), "owner": value, "originalTimestamp": value, "traits": {"phone": value, "email": value, "ip": value}},
        {"name": shown, "properties": {shown: value}} if "@" in shown or "+" in shown else call(),
    ]
    file = write_lines(tmp_path / "calls.ndjson", payloads * 5)
    for form in ("text", "json", "github"):
        ended = run("-C", tmp_path, "drift", "--format", form, file)
        assert shown not in (ended.out + ended.err).replace(str(file), "").replace("calls.ndjson", "")


def test_a_key_that_is_an_address_is_not_shown(tmp_path: Path) -> None:
    payload = call(**{"jane@example.com": 1, "+17625551796": 2, "account 4711123456": 3, "x" * 5_000: 4})
    ended = run("-C", tmp_path, "drift", write_lines(tmp_path / "calls.ndjson", [payload]))
    assert "jane@example.com" not in ended.out
    assert "7625551796" not in ended.out
    assert "4711123456" not in ended.out
    assert "x" * 100 not in ended.out
    for name in ("<e-mail address>", "<phone number>", "account <digits>", "<text of over 5,000 characters>"):
        assert name in ended.out


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (True, "true"), (None, "null"), (12, "12"), (12.5, "12.5"), (1 / 3, "fraction"), (1657855059, "unix time"),
        (10**400, "long number"), (float("inf"), "long number"), ("", "empty text"), (" ", "blank text"),
        ("jane@example.com", "e-mail address"), ("+1 762 555-1796", "phone number"), ("https://example.com", "URL"),
        ("2022-07-15", "date"), ("2022-07-15T03:17:39Z", "time in a text"), ("1657855059", "time in a text"),
        ("12", "number in a text"), ("true", "boolean in a text"), ('{"a": 1}', "JSON in a text"),
        ("f49a3cf9cb13", "identifier"), ("Some words", "text of up to 20 characters"),
        ("word " * 30, "text of up to 255 characters"), ("word " * 1_000, "text of over 5,000 characters"),
        ([], "array of 0 items"), ([1] * 500, "array of over 100 items"), ({"a": 1}, "object of 1 entry"),
    ],
)  # fmt: skip
def test_values_are_told_by_their_form(value: object, form: str) -> None:
    assert form_of(value) == form


def test_types_are_those_of_json_schema() -> None:
    values = ["", 1, 1.0, 1.5, True, None, [], {}]
    assert [type_of(each) for each in values] == [
        "string", "integer", "integer", "number", "boolean", "null", "array", "object",
    ]  # fmt: skip


def _seen(values: Iterable[object], key: str) -> list[str]:
    sighting = Sighting("x", 1)
    for value in values:
        sighting.count += 1
        look_at(sighting, value, key)
    return examples_in(sighting)


def test_a_code_is_shown_once_it_was_seen_three_times() -> None:
    assert _seen(["INBOUND"] * 2 + ["in_progress"], "state") == ["short word"]
    assert _seen(["INBOUND"] * 3 + ["in_progress"], "state") == ["INBOUND", "short word"]


@pytest.mark.parametrize("key", ["last_name", "agent", "contact_city", "Email", "note", "zip"])
def test_codes_and_numbers_under_a_key_about_a_person_are_not_shown(key: str) -> None:
    assert _seen(["SMITH"] * 9, key) == ["text of up to 20 characters"]
    assert _seen([94107] * 9, key) == ["a number"]


def test_words_that_are_many_are_no_codes() -> None:
    words = [f"code_{letter}" for letter in "abcdefghijklmn"]
    assert _seen(words[:MOST_FORMS] * 3, "state") == words[:MOST_FORMS]
    assert _seen(words[: MOST_FORMS + 1] * 3, "state") == ["short word"]


def test_forms_of_one_property_are_few() -> None:
    assert len(_seen(range(100), "state")) == MOST_FORMS


def test_a_choice_is_shown_if_it_looks_like_one() -> None:
    assert choice("Converted During Convo") == "Converted During Convo"
    assert choice("Jane's number: 5551796") == "text of up to 50 characters"
    assert choice(7) == "7"


def test_a_name_is_shown_if_it_is_one() -> None:
    assert safe_name("talk_time") == "talk_time"
    assert safe_name("\u202ered") == "<text of up to 20 characters>"
    assert json.loads(json.dumps(safe_name("a b"))) == "a b"
