"""Broken payloads are named by their line, and `new` uses the others."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from support.command import Ended, run, tree

pytestmark = pytest.mark.usefixtures("few")

Json: TypeAlias = Any

EVENT = "survey.answered"
FILE = f"schemas/events/{EVENT}.json"


def line(**properties: Json) -> str:
    return json.dumps({"userId": "u-1", "name": EVENT, "properties": properties})


def new(*arguments: str | Path) -> Ended:
    return run("new", EVENT, "--format", "json", *arguments)


def lines(ended: Ended) -> list[tuple[str, int | None]]:
    return [(each["code"], each["line"]) for each in ended.findings]


def declared() -> list[str]:
    return [*json.loads(Path(FILE).read_text())["properties"]["properties"]["properties"]]


@pytest.mark.parametrize(
    ("content", "code", "where"),
    [
        (b"", "payload-invalid", None),
        (line(a=1)[:-5].encode(), "payload-invalid", 1),
        (b'{"properties": {"a": 1,\n"a": 2}}', "duplicate-key", 2),
        (b'{"name": "survey.answered", "properties": [1]}', "payload-invalid", 1),
    ],
)
def test_nothing_is_written_if_no_payload_is_left(
    workspace: Path, content: bytes, code: str, where: int | None
) -> None:
    Path("payload.json").write_bytes(content)
    ended = new("--from", "payload.json")
    assert ended.code == 1
    assert lines(ended) == [(code, where)]
    assert ended.findings[0]["file"] == "payload.json"
    assert [*tree(workspace)] == ["payload.json"]


def test_broken_payloads_are_named_and_the_others_are_read(workspace: Path) -> None:
    texts = [line(a=1), '{"a": ', line(b=1), "", "2026-11-01 INFO sent", line(c=1)[:-3], '{"x": 1, "x": 2}', line(d=1)]
    Path("recorded.ndjson").write_text("\n".join(texts))
    ended = new("--from", "recorded.ndjson")
    assert lines(ended) == [*(("payload-invalid", number) for number in (2, 5, 6)), ("duplicate-key", 7)]
    assert declared() == ["a", "b", "d"]
    assert ended.code == 1


def test_many_broken_lines_are_counted(workspace: Path) -> None:
    Path("recorded.ndjson").write_text("nothing\n" * 1000 + line(a=1))
    ended = new("--from", "recorded.ndjson")
    assert len(ended.findings) == 101
    assert "900 more" in ended.findings[-1]["message"]
    assert declared() == ["a"]


def test_log_entries_folders_and_compressed_files_are_read(workspace: Path) -> None:
    """The schema declares what the payload has, not what the log has around it."""
    Path("recorded").mkdir()
    entry = {"payload": json.loads(line(score=9, comment="text")), "output": {"events": []}}
    Path("recorded", "a.json").write_text(json.dumps(entry, indent=1))
    Path("recorded", "b.ndjson.gz").write_bytes(gzip.compress(line(score=8, comment="text", language="en").encode()))
    ended = new("--from", "recorded")
    assert (ended.code, ended.findings) == (0, [])
    assert declared() == ["score", "comment", "language"]


def test_missing_files_and_empty_folders_are_findings(workspace: Path) -> None:
    Path("folder").mkdir()
    for source, code in (("missing.json", 2), ("folder", 1)):
        ended = new("--from", source)
        assert [each["code"] for each in ended.findings] == ["payload-invalid"]
        assert ended.code == code


def test_a_number_that_javascript_changes_is_a_warning(workspace: Path) -> None:
    """Numbers beyond 2^53 are left out of requests (M8)."""
    Path("big.json").write_text(line(a=2**53 - 1, b=2**53, c=[{"d": -(2**60)}], e="9007199254740993"))
    ended = new("--from", "big.json")
    assert ended.code == 0
    assert [(each["code"], each["pointer"]) for each in ended.findings] == [
        ("drift-loss", f"/examples/0/properties/{path}") for path in ("b", "c/0/d")
    ]
    assert all("JavaScript cannot hold this number exactly" in each["message"] for each in ended.findings)


def test_a_payload_of_another_event_is_a_finding(workspace: Path) -> None:
    Path("two.ndjson").write_text(f"{line(a=1)}\n{line(b=1).replace(EVENT, 'survey.sent')}")
    ended = new("--from", "two.ndjson")
    assert lines(ended) == [("event-mismatch", 2)]
    assert ended.findings[0]["pointer"] == "/name"
    assert declared() == ["a"]


def test_a_payload_without_envelope_is_a_warning(workspace: Path) -> None:
    """The sample gets a made-up envelope, so that it can be verified."""
    Path("bare.json").write_text('{"score": 9}')
    ended = new("--from", "bare.json")
    assert (ended.code, [each["code"] for each in ended.findings]) == (0, ["envelope-missing"])
    assert run("verify", "--quiet").code == 0


def test_a_payload_without_contact_is_an_error(workspace: Path) -> None:
    Path("anonymous.json").write_text(json.dumps({"name": EVENT, "properties": {"a": 1}}))
    ended = new("--from", "anonymous.json")
    assert ended.code == 1
    (finding,) = ended.findings
    assert (finding["code"], finding["file"], finding["pointer"]) == ("deliberate-error", FILE, "/examples/0")
    assert "catalog" in finding["help"]
    assert run("verify", "--quiet").code == 1


@pytest.mark.parametrize("event", ["", "Call Completed", "call", "../x.y", "a.b\n", "é.b", "x." * 60 + "y", "a..b"])
def test_an_event_name_that_is_not_valid_is_refused(workspace: Path, event: str) -> None:
    Path("payload.json").write_text(line(a=1))
    ended = run("new", event, "--from", "payload.json", "--format", "json")
    assert ended.code == 2
    assert [each["code"] for each in ended.findings] == ["unsafe-name"]
    assert [*tree(workspace)] == ["payload.json"]


def test_a_file_must_be_named(workspace: Path) -> None:
    assert run("new", EVENT).code == 2


def test_keep_keeps_the_values_of_a_property(workspace: Path) -> None:
    note, by_name = "\u2028 {{ x }} */ \ud800", {"Grace H.": ["Grace"]}
    Path("payload.json").write_text(line(first_name="Grace", note=note, by_name=by_name, **{"Order Total": 5}))
    assert new("--from", "payload.json", "--keep", "note", "--keep", "by_name", "--keep", "Order Total").code == 0
    assert declared() == ["first_name", "note", "by_name", "Order Total"]
    (sample,) = json.loads(Path(FILE).read_text(encoding="utf-8"))["examples"]
    kept = {"note": "\u2028 {{ x }} */ \ufffd", "by_name": by_name, "Order Total": 5}
    assert sample["properties"] == {"first_name": "Lorem", **kept}
    assert run("verify", "--quiet").code == 0
