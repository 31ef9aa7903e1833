"""Files that are broken, wholly or in part: each finding names the line, and the rest is read."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from support.command import Ended, run, tree

Json: TypeAlias = Any

EVENT = "survey.answered"
FILE = f"schemas/events/{EVENT}.json"


def line(**properties: Json) -> str:
    return json.dumps({"userId": "u-1", "name": EVENT, "properties": properties})


def new(*arguments: str | Path, stdin: bytes | None = None) -> Ended:
    return run("new", EVENT, "--format", "json", *arguments, stdin=stdin)


def lines(ended: Ended) -> list[tuple[str, int | None]]:
    return [(each["code"], each["line"]) for each in ended.findings]


def declared() -> list[str]:
    return [*json.loads(Path(FILE).read_text())["properties"]["properties"]["properties"]]


def packed(content: bytes) -> bytes:
    """Pack without the time, which would make other tests in each process."""
    return gzip.compress(content, mtime=0)


BROKEN = {
    "empty": (b"", None),
    "blank": (b" \n \n", None),
    "truncated": (line(a=1)[:-5].encode(), 1),
    "truncated list": (b"[\n{", 2),
    "no object": (b"[1, 2]", 1),
    "latin": (b'{"a": "\xe9"}', 1),
    "utf-16": ('{"a": 1}'.encode("utf-16"), 1),
    "gzip cut off": (packed(line(a=1).encode())[:-9], None),
    "gzip broken": (b"\x1f\x8b\x08nothing", None),
    "duplicate key": (b'{"properties": {"a": 1,\n"a": 2}}', 2),
    "deep": (b'{"a":' * 100_000, 1),
    "deep and whole": (b'{"a":' * 500 + b"1" + b"}" * 500, 1),
    "nan": (b'{"a": NaN}', 1),
    "digits": (b'{"a": ' + b"9" * 5000 + b"}", 1),
    "properties": (b'{"name": "survey.answered", "properties": [1]}', 1),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_with_nothing_else(workspace: Path, name: str) -> None:
    content, where = BROKEN[name]
    Path("payload.json").write_bytes(content)
    ended = new("--from", "payload.json")
    assert ended.code == 1
    assert ended.findings[0]["file"] == "payload.json"
    assert ended.findings[0]["line"] == where
    assert all(each["help"] for each in ended.findings)
    assert [*tree(workspace)] == ["payload.json"]


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_among_others(workspace: Path, name: str) -> None:
    Path("broken.json").write_bytes(BROKEN[name][0])
    Path("good.json").write_text(line(a=1))
    ended = new("--from", "broken.json", "good.json")
    assert ended.code == 1
    assert {each["file"] for each in ended.findings} == {"broken.json"}
    assert json.loads(ended.out)["payloads"] == 1
    assert declared() == ["a"]


def test_broken_lines_in_the_middle(workspace: Path) -> None:
    texts = [line(a=1), '{"a": ', line(b=1), "", "2026-11-01 INFO sent", line(c=1)[:-3], '{"x": 1, "x": 2}', line(d=1)]
    Path("recorded.ndjson").write_text("\n".join(texts))
    ended = new("--from", "recorded.ndjson")
    assert lines(ended) == [
        ("payload-invalid", 2),
        ("payload-invalid", 5),
        ("payload-invalid", 6),
        ("duplicate-key", 7),
    ]
    assert declared() == ["a", "b", "d"]
    assert ended.code == 1


def test_a_broken_payload_within_a_list(workspace: Path) -> None:
    Path("list.json").write_text(f'[\n  {line(a=1)},\n  {{"b": {{\n    "c": 1,\n  }}}},\n  {line(d=1)}\n]\n')
    assert lines(new("--from", "list.json")) == [("payload-invalid", 4)]
    assert declared() == ["a", "d"]


def test_many_broken_lines_are_counted(workspace: Path) -> None:
    Path("recorded.ndjson").write_text("nothing\n" * 1000 + line(a=1))
    ended = new("--from", "recorded.ndjson")
    assert len(ended.findings) == 51
    assert "950 more" in ended.findings[-1]["message"]
    assert declared() == ["a"]


@pytest.mark.parametrize(
    ("name", "content", "codes"),
    [
        ("a.json.gz", packed(line(a=1).encode()), []),
        ("a.json", packed(line(a=1).encode()), []),
        ("a.ndjson.gz", packed(line(a=1).encode()) + packed(b"\n" + line(b=1).encode()), []),
        ("a.json.gz", line(a=1).encode(), ["payload-invalid"]),
        ("bom.json", b"\xef\xbb\xbf" + line(a=1).encode(), []),
        ("crlf.ndjson", f"{line(a=1)}\r\n{line(b=1)}\r\n".encode(), []),
        ("list.json", f"[{line(a=1)}, {line(b=1)}]".encode(), []),
        ("pretty.json", json.dumps(json.loads(line(a=1)), indent=4).encode(), []),
    ],
    ids=["packed", "packed unnamed", "packed twice", "packed by name only", "mark", "crlf", "list", "pretty"],
)
def test_what_is_read_as_it_is(workspace: Path, name: str, content: bytes, codes: list[str]) -> None:
    Path(name).write_bytes(content)
    ended = new("--from", name)
    assert (ended.code, [each["code"] for each in ended.findings]) == (0, codes)
    assert declared()[0] == "a"


def test_standard_input(workspace: Path) -> None:
    assert new("--from", "-", stdin=line(a=1).encode()).code == 0
    assert declared() == ["a"]


def test_a_file_that_is_none(workspace: Path) -> None:
    Path("folder").mkdir()
    ended = new("--from", "missing.json", "folder", "null\0.json")
    assert [each["code"] for each in ended.findings] == ["payload-invalid"] * 3
    assert ended.code == 1


def test_another_events_name(workspace: Path) -> None:
    Path("two.ndjson").write_text(f"{line(a=1)}\n{line(b=1).replace(EVENT, 'survey.sent')}")
    ended = new("--from", "two.ndjson")
    assert lines(ended) == [("event-mismatch", 2)]
    assert ended.findings[0]["pointer"] == "/name"
    assert declared() == ["a"]


def test_no_envelope(workspace: Path) -> None:
    """Nothing says who it is about: the sample stands in a made-up envelope, so that it can be verified."""
    Path("bare.json").write_text('{"score": 9}')
    ended = new("--from", "bare.json")
    assert (ended.code, [each["code"] for each in ended.findings]) == (0, ["envelope-missing"])
    assert run("verify", "--quiet").code == 0


def test_nobody_is_named(workspace: Path) -> None:
    Path("nobody.json").write_text(json.dumps({"name": EVENT, "properties": {"a": 1}}))
    ended = new("--from", "nobody.json")
    assert ended.code == 1
    (finding,) = ended.findings
    assert (finding["code"], finding["file"], finding["pointer"]) == ("deliberate-error", FILE, "/examples/0")
    assert "catalog" in finding["help"]
    assert run("verify", "--quiet").code == 1


@pytest.mark.parametrize("event", ["", "Call Completed", "call", "../x.y", "a.b\n", "é.b", "x." * 60 + "y", "a..b"])
def test_a_name_that_names_no_event(workspace: Path, event: str) -> None:
    Path("payload.json").write_text(line(a=1))
    ended = run("new", event, "--from", "payload.json", "--format", "json")
    assert ended.code == 2
    assert [each["code"] for each in ended.findings] == ["unsafe-name"]
    assert [*tree(workspace)] == ["payload.json"]


def test_no_file_is_named(workspace: Path) -> None:
    assert run("new", EVENT).code == 2


def test_values_are_kept_if_asked_for(workspace: Path) -> None:
    Path("payload.json").write_text(line(first_name="Grace", note="\u2028 {{ x }} */ \ud800"))
    assert new("--from", "payload.json", "--keep-values").code == 0
    (sample,) = json.loads(Path(FILE).read_text(encoding="utf-8"))["examples"]
    assert sample["properties"] == {"first_name": "Grace", "note": "\u2028 {{ x }} */ \ufffd"}
    assert run("verify", "--quiet").code == 0
