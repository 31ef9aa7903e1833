"""Values are described by their form, and names are shown unless they are addresses."""

from __future__ import annotations

import pytest

from regal_braze.privacy.forms import choice, form_of, is_code, safe_name, safe_step, type_of


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (True, "true"), (None, "null"), (12, "12"), (12.5, "12.5"), (1 / 3, "fraction"), (1657855059, "unix time"),
        (1657855059123, "unix time"), (10**400, "long number"), (float("inf"), "long number"), ("", "empty text"),
        (" ", "blank text"), ("jane@example.com", "e-mail address"), (" ü@exämple.com ", "e-mail address"),
        ("+1 762 555-1796", "phone number"), ("+12", "phone number"), ("https://example.com", "URL"),
        ("41dd1aa2-1111-4011-a2d5-005056111111", "UUID"), ("2022-07-15", "date"),
        ("2022-07-15T03:17:39Z", "time in a text"), ("2022-07-15 03:17:39.5 +02:00", "time in a text"),
        ("1657855059", "time in a text"), ("12", "number in a text"), ("-1.5", "number in a text"),
        ("true", "boolean in a text"), ('{"a": 1}', "JSON in a text"), ("f49a3cf9cb13", "identifier"),
        ("Some words", "text of up to 20 characters"), ("word " * 30, "text of up to 255 characters"),
        ("word " * 300, "long text"), ("word " * 1_000, "text of over 5,000 characters"),
        ([], "array of 0 items"), ([1] * 500, "array of over 100 items"), ({"a": 1}, "object of 1 entry"),
    ],
)  # fmt: skip
def test_values_have_a_form(value: object, form: str) -> None:
    assert form_of(value) == form


def test_types_are_those_of_json_schema() -> None:
    values = ["", 1, 1.0, 1.5, True, None, [], {}]
    assert [type_of(value) for value in values] == [
        "string", "integer", "integer", "number", "boolean", "null", "array", "object",
    ]  # fmt: skip


def test_a_value_that_an_enum_lacks_is_shown_if_it_is_a_few_words() -> None:
    assert choice("Converted During Convo") == "Converted During Convo"
    assert choice("Jane's number: 5551796") == "text of up to 50 characters"
    assert choice(7) == "7"


def test_codes_are_words_in_one_case() -> None:
    assert [text for text in ("OUTBOUND", "in_progress", "Jane", "a", "x" * 33) if is_code(text)] == [
        "OUTBOUND",
        "in_progress",
    ]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("talk_time", "talk_time"),
        ("a b", "a b"),
        ("jane@example.com", "<e-mail address>"),
        ("+1 762 555-1796", "<phone number>"),
        ("41dd1aa2-1111-4011-a2d5-005056111111", "<UUID>"),
        ("account 4711123456", "account <digits>"),
        ("\u202ered", "<text of up to 20 characters>"),
        ("x" * 61, "<text of up to 255 characters>"),
    ],
)
def test_names_are_shown_unless_they_are_addresses_or_ids(name: str, shown: str) -> None:
    assert safe_name(name) == shown
    assert safe_step(f"{name}/~") == safe_name(f"{name}/~").replace("~", "~0").replace("/", "~1")
