"""A schema that is wrong is a finding that says where and what to do; output/ stays as it was."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from hostile.workspaces import (
    EVENT,
    FILE,
    TEXT,
    places,
    refused,
    schema,
    write,
)
from support.command import run

VALID = json.dumps(schema(), indent=1)

UNREADABLE: dict[str, tuple[bytes, int | None, str]] = {
    "a missing comma": (b'{\n "a": 1\n "b": 2\n}', 3, "A comma is missing"),
    "a trailing comma": (b'{\n "a": 1,\n}', 2, "There is a comma before the closing }"),
    "a comment": (b'{\n // why\n "a": 1}', 2, "JSON has no comments"),
    "an end too early": (VALID[:-2].encode(), VALID.count("\n"), "The file ends too early"),
    "nothing": (b"", 1, "The file is empty"),
    "a byte order mark": (b"\xef\xbb\xbf" + VALID.encode(), 1, "The file begins with a byte order mark"),
    "a merge conflict": (b'{\n<<<<<<< ours\n "a": 1\n}', 2, "A merge conflict was left in the file"),
    "NaN": (b'{\n "a": ["NaN"],\n "b": NaN}', 3, "JSON has no NaN"),
    "Infinity": (b'{"b":\n -Infinity}', 2, "JSON has no -Infinity"),
    "Latin-1": (b'{"a": "\xe9"}', None, "Byte 7 is not UTF-8"),
    "UTF-16": (VALID.encode("utf-16"), None, "Byte 0 is not UTF-8"),
    "an endless number": (b'{"a": ' + b"7" * 5000 + b"}", None, "It holds a number of thousands of digits"),
    "half a character": (b'{"a": "\\\\ud800 \\ud83d\\ude00",\n "b": "\\ud83d"}', 2, "\\ud83d is half a character"),
    "the other half as a key": (b'{\n"\\uDE00": 1}', 2, "\\uDE00 is half a character"),
    "endless nesting": (b"[" * 100_000, None, "It is nested too deeply"),
    "nesting": (b'{"a":' * 201 + b"1" + b"}" * 201, None, "It is nested too deeply"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_a_file_that_is_no_json(workspace: Path, case: str) -> None:
    content, line, message = UNREADABLE[case]
    write(workspace, {FILE: content})
    ended = refused(workspace)
    assert places(ended) == [("broken-json", FILE, None, line)]
    assert ended.findings[0]["message"].startswith(message)


def test_a_key_that_occurs_twice_is_found_where_it_does(workspace: Path) -> None:
    write(workspace, {FILE: '{"a": {"type": 1,\n "type": 2},\n "b": {"type": 3},\n "c": ["type"]}'})
    ended = refused(workspace)
    assert places(ended) == [("duplicate-key", FILE, None, 2)]
    assert ended.findings[0]["message"] == 'The key "type" occurs twice in one object'


@pytest.mark.parametrize("content", ["null", "[]", "1", '"text"', "true", "{}"])
def test_a_file_that_holds_no_schema(workspace: Path, content: str) -> None:
    write(workspace, {FILE: content})
    found = places(refused(workspace))
    assert {(code, file, line) for code, file, _, line in found} == {("schema-invalid", FILE, 1)}


def test_files_that_cannot_be_read(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    events = workspace / "schemas" / "events"
    write(workspace, {"schemas/events/secret.thing.json": schema(event="secret.thing")})
    (events / "a.folder.json").mkdir()
    (events / "a.loop.json").symlink_to("a.loop.json")
    (events / "a.dangling.json").symlink_to("nowhere.json")
    read_bytes = Path.read_bytes

    def guarded(path: Path) -> bytes:
        if path.name == "secret.thing.json":
            raise PermissionError(13, os.strerror(13), str(path))
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", guarded)
    ended = run("generate", "--format", "json")
    assert ended.code == 1
    found = {Path(finding["file"]).name: (finding["code"], finding["message"]) for finding in ended.findings}
    assert found == {
        "a.dangling.json": ("unreadable-file", "It cannot be read: No such file or directory"),
        "a.folder.json": ("unreadable-file", "It cannot be read: Is a directory"),
        "a.loop.json": ("unreadable-file", "It cannot be read: Too many levels of symbolic links"),
        "secret.thing.json": ("unreadable-file", "It cannot be read: Permission denied"),
    }


def test_a_folder_that_cannot_be_read(workspace: Path) -> None:
    write(workspace, {"schemas/events": "a file, where the folder should be"})
    ended = refused(workspace)
    assert places(ended) == [("unreadable-file", "schemas/events", None, None)]
    assert ended.findings[0]["message"] == "It cannot be read: Not a directory"


def test_a_schema_may_be_a_symbolic_link(workspace: Path, tmp_path: Path) -> None:
    write(tmp_path, {"elsewhere.json": schema()})
    (workspace / "schemas" / "events").mkdir(parents=True)
    (workspace / FILE).symlink_to(tmp_path / "elsewhere.json")
    assert run("generate").code == 0
    assert (workspace / "output" / "transformations" / f"{EVENT}.js").is_file()


def test_what_editors_and_file_managers_leave_is_no_schema(workspace: Path) -> None:
    write(workspace, {f"schemas/events/{name}": b"\0\xff" for name in ("._my.event.json", "my.event.json~", "x.txt")})
    (workspace / "schemas" / "events" / ".#my.event.json").symlink_to("somebody@somewhere")
    assert run("generate").code == 0


def test_all_errors_of_all_files_are_reported_at_once(workspace: Path) -> None:
    write(
        workspace,
        {
            "schemas/events/a.broken.json": "{",
            "schemas/events/b.twice.json": '{"a": 1, "a": 2}',
            "schemas/events/c.lost.json": schema({"a": {"$ref": "#/$defs/x"}, "b": {"$ref": "#"}}, event="c.lost"),
            "schemas/events/d.other.json": schema(event="d.another"),
            "schemas/events/e.typo.json": schema({"a": {"typ": 1}, "b": {"description": ""}}, event="e.typo"),
            "schemas/events/f.missing.json": schema(annotation={"omit": ["x", "y"]}, event="f.missing"),
            "schemas/events/g.names.json": schema(
                {"toString": TEXT}, {"attributes": {"toString": "braze_id"}}, event="g.names"
            ),
        },
    )
    codes = [(Path(file or "").stem, code) for code, file, _, _ in places(refused(workspace))]
    assert set(codes) == {
        ("a.broken", "broken-json"),
        ("b.twice", "duplicate-key"),
        ("c.lost", "unknown-ref"),
        ("d.other", "file-name"),
        ("e.typo", "schema-invalid"),
        ("f.missing", "unknown-property"),
        ("g.names", "reserved-name"),
    }
    assert codes.count(("c.lost", "unknown-ref")) == 2
    assert codes.count(("f.missing", "unknown-property")) == 2
    assert codes.count(("g.names", "reserved-name")) == 2


def test_a_workspace_adds_and_replaces_events(workspace: Path) -> None:
    write(workspace, {FILE: schema(), "schemas/events/sms.sent.json": schema(event="sms.sent")})
    listed = {each["event"] for each in json.loads(run("list", "--format", "json").out)}
    assert len(listed) == 49
    assert "  a: text," in run("show", "sms.sent").out
    assert run("generate").code == 0
    assert (workspace / "output" / "notes.txt").read_text() == "somebody's\n"
    assert not (workspace / "output" / "transformations" / "old.js").exists()
