"""Bad input is counted, named by its line, and never fatal to the rest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from commands.drift.traffic import call, outcome, write_lines
from regal_braze.commands.drift.tally import MOST_KINDS
from support.command import Ended, run

pytestmark = pytest.mark.usefixtures("workspace")

GOOD = json.dumps(call())


def _problems(ended: Ended) -> list[tuple[str, int | None, str]]:
    return [
        (each["code"], each["line"], each["message"])
        for each in ended.findings
        if each["code"] in {"payload-invalid", "duplicate-key"}
    ]


def letters(number: int) -> str:
    return f"k{number}".translate(str.maketrans("0123456789", "abcdefghij"))


def test_broken_lines_are_named_and_the_others_count(workspace: Path) -> None:
    repeated = GOOD.replace('"direction"', '"talk_time": "x", "a@b.example.org": 1, "a@b.example.org": 1, "direction"')
    (workspace / "empty.json").touch()
    file = write_lines(workspace / "calls.ndjson", [GOOD, '{"name": Grace}', "5", GOOD, repeated])
    printed, ended = outcome("empty.json", file)
    assert _problems(ended) == [
        ("payload-invalid", None, "The file has no payload"),
        ("payload-invalid", 2, "The payload is not valid JSON"),
        ("payload-invalid", 3, "This text is not a JSON object"),
        ("duplicate-key", 5, "A key occurs twice in one object; the last one counts: <key>"),
    ]
    assert printed["summary"]["payloads"] == 3
    assert printed["summary"]["problems"] == {"broken": 1, "empty": 1, "repeated-key": 1, "text": 1}
    assert ended.code == 1


def test_repeated_keys_are_a_warning_and_the_last_one_counts() -> None:
    repeated = GOOD.replace('"direction"', '"talk_time": "x", "direction"')
    printed, ended = outcome("-", stdin=f"{GOOD}\n{repeated}\n".encode())
    assert _problems(ended) == [
        ("duplicate-key", 2, "A key occurs twice in one object; the last one counts: talk_time")
    ]
    assert printed["summary"]["drift"] == 0
    assert ended.code == 0


def test_many_broken_lines_are_counted_in_full_and_named_in_part(workspace: Path) -> None:
    file = write_lines(workspace / "bad.ndjson", [GOOD, *['{"broken'] * 5_000, GOOD])
    ended = run("drift", file)
    assert ended.err.count("error[payload-invalid]") == 11
    assert "4,990 more like these" in ended.err
    printed, _ = outcome(file)
    assert printed["summary"]["problems"] == {"unfinished": 5_000}
    assert printed["summary"]["payloads"] == 2


def test_names_without_end_are_counted_and_not_kept() -> None:
    lines = [json.dumps(call(**{letters(number): 1})) for number in range(2 * MOST_KINDS)]
    lines += [json.dumps({"name": f"event.{letters(number)}"}) for number in range(500)]
    printed, _ = outcome("-", stdin="\n".join(lines).encode())
    [call_row, *_] = printed["events"]
    assert len(call_row["drift"]) + len(call_row["losses"]) == MOST_KINDS
    assert call_row["unlisted"] == 3 * MOST_KINDS
    assert printed["summary"]["payloads"] == 2 * MOST_KINDS + 500


@pytest.mark.parametrize(
    "payload",
    [
        {"name": ["call.completed"]},
        {"name": "call.completed"},
        {"name": "call.completed", "properties": None, "userId": "1"},
        {"name": "call.completed", "properties": [], "traits": "x", "userId": {}},
        {"name": "__proto__", "properties": {"__proto__": {}}},
        {"name": "call.completed", "userId": "\ud800", "properties": {"notes": "\udc00" * 300, "\ud800": 1}},
        {"name": "call.completed", "userId": "1", "properties": {"type": {"a": []}, "talk_time": 10**400}},
        {"name": "\x1b[31mred\u202e", "properties": {}},
        {},
    ],
)
def test_odd_payloads_are_looked_at_all_the_same(payload: object) -> None:
    stdin = json.dumps(payload).encode()
    printed, ended = outcome("-", stdin=stdin)
    assert printed["summary"]["payloads"] == 1
    assert ended.code in {0, 1}
    assert "\x1b" not in run("drift", "-", stdin=stdin).out
