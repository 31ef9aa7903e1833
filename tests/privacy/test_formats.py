"""Formats are recognized by a whole text, strictly."""

from __future__ import annotations

import pytest

from regal_braze.privacy.formats import format_of


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("+17625551796", "e164"),
        ("+1XXXXXXXXXX", None),
        ("jane.doe@example.com", "email"),
        ("a@b@example.com", None),
        ("jane@localhost", None),
        ("https://example.com/a?b=c#d", "uri"),
        ("https://example.com/a b", None),
        ("ftp://example.com", None),
        ("2025-01-01T14:11:57.000Z", "date-time"),
        ("2025-02-30T14:11:57Z", None),
        ("2022-07-13 14:00:00 -07:00", None),
        ("2025-01-31", "date"),
        ("2025-01-32", None),
        ("192.0.2.1", "ipv4"),
        ("192.0.2.256", None),
        ("4be87957-9140-4451-894a-bdbaed1f2460", "uuid"),
        ("1657855059", "unix-seconds"),
        ("16578550", None),
        ("", None),
    ],
)
def test_formats(text: str, form: str | None) -> None:
    assert format_of(text) == form
