"""A schema that is broken, or a place that cannot be written, is a finding, and nothing is written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from regal_braze.output.exclusive import locked
from support.command import CALL, Ended, run, tree
from support.schemas import write

EVENT_FILE = "schemas/events/call.completed.json"
SHARED_FILE = "schemas/common/properties.json"


def new() -> Ended:
    payload = CALL | {"properties": {"mood": "sunny", "talk_time": 7.5}}
    return run("new", "call.completed", "--from", "-", "--update", stdin=json.dumps(payload).encode())


@pytest.mark.parametrize(
    ("file", "document"),
    [
        (EVENT_FILE, []),
        (EVENT_FILE, None),
        (EVENT_FILE, {"properties": {"name": {"const": "call.completed"}}}),
        (EVENT_FILE, {"properties": {"name": {"const": "call.completed"}, "properties": {"properties": []}}}),
        (EVENT_FILE, {"properties": {"name": {"const": "other.event"}, "properties": {"properties": {}}}}),
        (EVENT_FILE, {"x-braze": {"names": ["x"]}, "properties": {"name": {"const": "call.completed"}}}),
        (SHARED_FILE, []),
        (SHARED_FILE, {"$defs": {"mood": 5}}),
        (SHARED_FILE, {"$defs": {"talk_time": {"type": 5, "properties": [], "items": True}}}),
    ],
)
def test_a_broken_schema_is_a_finding(workspace: Path, file: str, document: Any) -> None:
    write(workspace, {file: document})
    before = tree(workspace)
    ended = new()
    assert ended.code == 1
    assert f"{file}:" in ended.err
    assert "Nothing was written." in ended.err
    assert tree(workspace) == before


def test_a_place_that_cannot_be_written_is_a_finding(workspace: Path) -> None:
    Path("schemas").write_text("a file")
    ended = new()
    assert ended.code == 1
    assert f"{EVENT_FILE}: error[unwritable]: It cannot be written: Not a directory" in ended.err
    assert tree(workspace) == {"schemas": b"a file"}


def test_a_second_writer_is_refused(workspace: Path) -> None:
    folder = Path(EVENT_FILE).parent
    folder.mkdir(parents=True)
    with locked(folder):
        ended = new()
    assert ended.code == 1
    assert "error[busy]" in ended.err
    assert tree(workspace) == {}


def test_an_update_keeps_the_mode_of_the_file_and_leaves_nothing_else(workspace: Path) -> None:
    assert new().code == 0
    file = Path(EVENT_FILE)
    file.chmod(0o640)
    file.write_text(file.read_text().replace('"mood"', '"weather"'))
    assert new().code == 0
    assert file.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in file.parent.iterdir()] == [file.name]
