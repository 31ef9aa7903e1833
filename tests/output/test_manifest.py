"""The manifest says which files are ours, and is believed only where it can be (section 7)."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

from regal_braze.findings.finding import FindingsError
from regal_braze.output.manifest import Artifact, is_safe_path, read_manifest, render_manifest
from support.schemas import write

CONTENT = "// é\n"
CALL, TEXT = (
    Artifact(f"transformations/{event}.js", "transformation", event, f"schemas/events/{event}.json", content)
    for event, content in (("call.completed", CONTENT), ("sms.sent", ""))
)


def test_it_lists_path_kind_event_digest_and_schema_of_each_file() -> None:
    entry = {
        "path": "transformations/call.completed.js",
        "kind": "transformation",
        "event": "call.completed",
        "sha256": hashlib.sha256(CONTENT.encode("utf-8")).hexdigest(),
        "schema": "schemas/events/call.completed.json",
    }
    assert render_manifest([CALL]) == json.dumps({"version": 1, "files": [entry]}, indent=2) + "\n"


def test_what_was_rendered_in_any_order_can_be_read(output: Path) -> None:
    assert read_manifest(output) == frozenset(), "none lists nothing"
    assert render_manifest([TEXT, CALL]) == render_manifest([CALL, TEXT])
    write(output, {"manifest.json": render_manifest([CALL, TEXT])})
    assert read_manifest(output) == {CALL.path, TEXT.path}


UNSAFE = (
    *("", "/", "/etc/hosts", "..", "../a.js", "a/../../b.js", "a/..", "./a.js", "a//b.js", "a/", "a\\b.js", "..\\a.js"),
    *("a\nb.js", "a\0.js", "a\u2028b.js", "\ud800.js"),
    *("manifest.json", "Manifest.JSON", ".regal-braze-staging/journal.json", ".Regal-Braze-Staging/a"),
)


@pytest.mark.parametrize("path", UNSAFE)
def test_a_path_that_could_leave_output_or_be_something_else_is_unsafe(path: str) -> None:
    assert not is_safe_path(path)


@pytest.mark.parametrize("path", ["a.js", "transformations/call.completed.js", "a/b/c", "..a", "a..b/c d", "é.js"])
def test_an_ordinary_path_is_safe(path: str) -> None:
    assert is_safe_path(path)


def _listing(*files: object, version: object = 1) -> str:
    return json.dumps({"version": version, "files": files})


BROKEN = {
    "empty": "",
    "cut off": render_manifest([CALL])[:-20],
    "not UTF-8": b"\xff\xfe{}",
    "too deep": "[" * 100_000,
    "a list": "[]",
    "null": "null",
    "no files": '{"version": 1}',
    "files is not a list": '{"version": 1, "files": {}}',
    "no version": '{"files": []}',
    "a later version": _listing(version=2),
    "an entry is a string": _listing("a.js"),
    "an entry without path": _listing({"kind": "transformation"}),
    "a path is a number": _listing({"path": 1}),
    "listed twice": _listing({"path": "a.js"}, {"path": "a.js"}),
    **{f"unsafe path {path!r}": _listing({"path": "a.js"}, {"path": path}) for path in UNSAFE},
}


@pytest.mark.parametrize("case", BROKEN)
def test_one_that_cannot_be_trusted_is_a_finding_that_says_what_to_do(output: Path, case: str) -> None:
    write(output, {"manifest.json": BROKEN[case]})
    with pytest.raises(FindingsError) as raised:
        read_manifest(output)
    (finding,) = raised.value.findings
    assert finding.code == "manifest-invalid"
    assert finding.file == f"{output}/manifest.json"
    assert "version control" in finding.help
    assert finding.pointer == "/files/1/path" or not case.startswith("unsafe path"), "the entry"


@pytest.mark.parametrize("kind", ["folder", "link", "pipe"])
def test_one_that_is_no_plain_file_is_not_trusted_and_not_waited_for(output: Path, kind: str) -> None:
    output.mkdir()
    file = output / "manifest.json"
    if kind == "folder":
        file.mkdir()
    elif kind == "link":
        (output.parent / "elsewhere.json").write_text(render_manifest([CALL]))
        file.symlink_to(output.parent / "elsewhere.json")
    else:
        os.mkfifo(file)
    with pytest.raises(FindingsError, match="regular file"):
        read_manifest(output)
