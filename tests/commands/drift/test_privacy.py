"""Reports show nothing about a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands.drift.traffic import call, write_lines
from depth import some
from support.command import run

PERSONAL = (
    "jane.doe@example.com", "+17625551796", "(762) 555-1796", "Jane", "Jane Doe", "DOE", "rebecca",
    "1 Main Street, Springfield", "1990-05-17", "94107-1234", "078-05-1120", 17625551796, "17625551796",
    4111111111111111, "4111 1111 1111 1111",
    "https://example.com/jane?token=abc", "41dd1aa2-1111-4011-a2d5-005056111111", "WT7f3ea47fa6e6055aa847f0a6",
    "Hi Jane, are you there?", '{"name": "Jane"}', "203.0.113.7",
)  # fmt: skip


@pytest.mark.parametrize("value", some(PERSONAL, 7))
def test_personal_values_are_never_shown(tmp_path: Path, value: object) -> None:
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


def test_a_key_that_is_data_is_not_shown(tmp_path: Path) -> None:
    payload = call(**{"jane@example.com": 1, "+17625551796": 2, "account 4711123456": 3, "x" * 5_000: 4})
    ended = run("-C", tmp_path, "drift", write_lines(tmp_path / "calls.ndjson", [payload]))
    assert "jane@example.com" not in ended.out
    assert "7625551796" not in ended.out
    assert "4711123456" not in ended.out
    assert "x" * 100 not in ended.out
    assert "/properties/<key>" in ended.out
