"""Text and numbers in JavaScript's way: what Python would do differently."""

from __future__ import annotations

import pytest

from support.interpreter.text import cut, number_text, trim, unit_order

CLOWN = "\U0001f921"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"), (-0.0, "0"), (445, "445"), (12.0, "12"), (12.5, "12.5"), (-3.75, "-3.75"), (0.1, "0.1"),
        (123456789012345680000, "123456789012345680000"), (1e20, "100000000000000000000"), (1e21, "1e+21"),
        (1.5e300, "1.5e+300"), (1e-6, "0.000001"), (1.5e-6, "0.0000015"), (1e-7, "1e-7"),
        (1.25e-7, "1.25e-7"), (5e-324, "5e-324"), (9007199254740991, "9007199254740991"),
        (123456.789, "123456.789"), (-1e-7, "-1e-7"),
    ],
)  # fmt: skip
def test_numbers_are_spelled_as_javascript_spells_them(number: float, text: str) -> None:
    assert number_text(number) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a" * 254, "a" * 254),
        ("a" * 255, "a" * 255),
        ("a" * 256, "a" * 254 + "…"),
        ("é" * 256, "é" * 254 + "…"),
        ("a" * 253 + CLOWN, "a" * 253 + CLOWN),
        ("a" * 253 + CLOWN + "b", "a" * 253 + "…"),
        ("a" * 252 + CLOWN + "bb", "a" * 252 + CLOWN + "…"),
        (CLOWN * 127 + "a", CLOWN * 127 + "a"),
        (CLOWN * 128, CLOWN * 127 + "…"),
        ("a\ud800", "a\ufffd"),
        ("\udc00\ud800", "\ufffd\ufffd"),
        ("a" * 253 + "\ud800bc", "a" * 253 + "…"),
        ("a" * 253 + "\udc00bc", "a" * 253 + "\ufffd…"),
    ],
)
def test_m9_texts_are_cut_to_255_units_and_never_through_a_pair(text: str, expected: str) -> None:
    assert cut(text) == expected


def test_white_space_is_javascripts() -> None:
    assert trim("\ufeff\u00a0\u2028 a \u3000\v") == "a"
    assert trim("\x1ca\x85") == "\x1ca\x85"  # white space for Python only


def test_keys_are_ordered_by_utf16_units() -> None:
    assert sorted(["\uffee", CLOWN, "z"], key=unit_order) == ["z", CLOWN, "\uffee"]
