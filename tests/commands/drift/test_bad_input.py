"""Bad input is counted, named by its line, and never fatal to the rest."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest

from commands.drift.traffic import call, outcome, write_lines
from regal_braze.commands.drift.tally import MOST_NOTICES
from support.command import Ended, run

GOOD = json.dumps(call())


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty workspace, which is the current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _problems(ended: Ended) -> list[tuple[str, int | None, str]]:
    return [
        (each["code"], each["line"], each["message"])
        for each in ended.findings
        if each["code"] in {"payload-invalid", "duplicate-key"}
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"name": "call.completed", "prop', "It begins here, but does not end"),
        ('{"name": call.completed}', "It is not valid JSON"),
        ('{"a": NaN}', "It holds a number that JSON does not know, or one of thousands of digits"),
        ('{"a": %s}' % ("9" * 5_000), "It holds a number that JSON does not know, or one of thousands of digits"),
        ('{"a": %s}' % ("[" * 100_000 + "]" * 100_000), "It is nested too deeply"),
        ('{"a": %s}' % ('{"a":' * 100_000 + "1" + "}" * 100_000), "It is nested too deeply"),
        ('{"a": %s}' % ("[" * 250 + "]" * 250), "It is nested too deeply"),
        ("<html>", "Here is something that is no JSON object"),
        ("5", "Here is something that is no JSON object"),
        (f"{GOOD}}}", "Here is something that is no JSON object"),
        ('{"payload": "{\\"name\\": \\"call.comp"}', "The payload in its wrapper is not valid JSON"),
    ],
)
def test_a_broken_line_in_the_middle_is_named_and_the_others_count(line: str, message: str) -> None:
    printed, ended = outcome("-", stdin=f"{GOOD}\n{GOOD}\n{line}\n{GOOD}\n".encode())
    assert _problems(ended) == [("payload-invalid", 3, message)]
    assert printed["summary"]["payloads"] == 3 + line.startswith(GOOD)
    assert ended.code == 1


def test_bytes_that_are_not_utf_8_are_named() -> None:
    printed, ended = outcome("-", stdin=GOOD.encode() + b'\n{"a": "\xff"}\n' + GOOD.encode())
    assert _problems(ended) == [("payload-invalid", 2, "It is not UTF-8")]
    assert printed["summary"]["payloads"] == 2
    assert _problems(outcome("-", stdin=GOOD.encode("utf-16"))[1]) == [("payload-invalid", 1, "It is UTF-16")]


def test_duplicate_keys_are_warned_of_and_the_last_one_counts() -> None:
    repeated = GOOD.replace('"direction"', '"talk_time": "x", "direction"')
    printed, ended = outcome("-", stdin=f"{GOOD}\n{repeated}\n".encode())
    assert _problems(ended) == [
        ("duplicate-key", 2, "A key occurs twice in one object; the last one counts: talk_time")
    ]
    assert printed["summary"]["drift"] == 0
    assert ended.code == 0


@pytest.mark.parametrize("content", [b"", b" \n\n", b"[]", b"\xef\xbb\xbf"])
def test_an_empty_file_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "empty.json").write_bytes(content)
    write_lines(tmp_path / "good.json", [GOOD])
    printed, ended = outcome("empty.json", "good.json")
    assert _problems(ended) == [("payload-invalid", None, "There is no payload in it")]
    assert printed["summary"]["payloads"] == 1
    assert ended.code == 1


def test_a_truncated_file_counts_up_to_where_it_ends(tmp_path: Path) -> None:
    pretty = json.dumps([call(), call(), call()], indent=2)
    (tmp_path / "cut.json").write_text(pretty[: int(len(pretty) * 0.8)])
    printed, ended = outcome("cut.json")
    assert printed["summary"]["payloads"] == 2
    [(_, line, message)] = _problems(ended)
    assert message == "It begins here, but does not end"
    assert line == 2 + 2 * (pretty.count("\n") - 1) // 3


def test_gzip_is_told_by_its_bytes_and_not_by_its_name(tmp_path: Path) -> None:
    packed = gzip.compress(f"{GOOD}\n".encode()) + gzip.compress(f"{GOOD}\n".encode())
    (tmp_path / "packed.json").write_bytes(packed)
    assert outcome("packed.json")[0]["summary"]["payloads"] == 2
    write_lines(tmp_path / "plain.json.gz", [GOOD])
    printed, ended = outcome("plain.json.gz")
    assert printed["summary"]["payloads"] == 1
    assert _problems(ended)[0][2].startswith("It is not compressed")
    assert ended.code == 0


@pytest.mark.parametrize("damage", ["cut", "changed", "followed by text"])
def test_damaged_gzip_counts_up_to_the_damage(tmp_path: Path, damage: str) -> None:
    lines = "".join(f"{json.dumps(call(notes=os.urandom(90).hex()))}\n" for _ in range(3_000))
    packed = bytearray(gzip.compress(lines.encode()))
    if damage == "cut":
        del packed[len(packed) // 2 :]
    elif damage == "changed":
        packed[len(packed) // 2 : len(packed) // 2 + 50] = b"\xff" * 50
    else:
        packed += b"some text"
    (tmp_path / "damaged.gz").write_bytes(packed)
    write_lines(tmp_path / "good.json", [GOOD])
    printed, ended = outcome("damaged.gz", "good.json")
    assert any("compressed data" in message for _, _, message in _problems(ended))
    assert printed["summary"]["payloads"] > 1_000
    assert ended.code == 1


def test_files_that_cannot_be_read_are_named_and_the_others_count(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "dangling.json").symlink_to("nowhere")
    write_lines(tmp_path / "good.json", [GOOD])
    printed, ended = outcome("dangling.json", "folder", "good.json")
    assert [message for _, _, message in _problems(ended)] == [
        "It cannot be read: No such file or directory",
        "There is no .json, .jsonl or .ndjson file in this folder",
    ]
    assert printed["summary"]["payloads"] == 1


def test_many_broken_lines_are_counted_in_full_and_named_in_part(tmp_path: Path) -> None:
    file = write_lines(tmp_path / "bad.ndjson", [GOOD, *['{"broken'] * 5_000, GOOD])
    ended = run("drift", file)
    assert ended.err.count("error[payload-invalid]") == 11
    assert "4,990 more like these" in ended.err
    printed, _ = outcome(file)
    assert printed["summary"]["problems"] == {"unfinished": 5_000}
    assert printed["summary"]["payloads"] == 2


def test_names_without_end_are_counted_and_not_kept() -> None:
    lines = [json.dumps(call(**{f"k{number:x}x": 1})) for number in range(2 * MOST_NOTICES)]
    lines += [json.dumps({"name": f"event.{number}"}) for number in range(500)]
    printed, _ = outcome("-", stdin="\n".join(lines).encode())
    [call_row, *_] = printed["events"]
    assert len(call_row["drift"]) + len(call_row["losses"]) == MOST_NOTICES
    assert call_row["unlisted"] == 3 * MOST_NOTICES
    assert printed["summary"]["payloads"] == 2 * MOST_NOTICES + 500


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
