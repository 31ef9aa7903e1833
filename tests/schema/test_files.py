"""A file that is not a schema is a finding with its place and its fix."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

import regal_braze.workspace.workspace
from regal_braze.pipeline import plan_workspace
from regal_braze.resources import schemas_root
from regal_braze.workspace.workspace import open_workspace
from support.command import run
from support.schemas import EVENT, FILE, TEXT, errors_in, places, schema, write

VALID = json.dumps(schema(), indent=1)

UNREADABLE: dict[str, tuple[bytes, int | None, str]] = {  # tests/documents/mistakes has more
    "a missing comma": (b'{\n "a": 1\n "b": 2\n}', 3, "A comma is missing"),
    "an end too early": (VALID[:-2].encode(), VALID.count("\n"), "The file ends too early"),
    "a byte order mark": (b"\xef\xbb\xbf" + VALID.encode(), 1, "The file begins with a byte order mark"),
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
def test_a_file_that_is_not_json(small: Path, case: str) -> None:
    content, line, message = UNREADABLE[case]
    write(small, {FILE: content})
    errors = errors_in(small)
    assert places(errors) == [("broken-json", FILE, None, line)]
    assert errors[0].message.startswith(message)


def test_a_key_that_occurs_twice_is_found_in_its_line(small: Path) -> None:
    write(small, {FILE: '{"a": {"type": 1,\n "type": 2},\n "b": {"type": 3},\n "c": ["type"]}'})
    errors = errors_in(small)
    assert places(errors) == [("duplicate-key", FILE, None, 2)]
    assert errors[0].message == 'The key "type" occurs twice in one object'


@pytest.mark.parametrize("content", ["null", "[]", "1", '"text"', "true", "{}"])
def test_a_file_without_a_schema(small: Path, content: str) -> None:
    write(small, {FILE: content})
    found = places(errors_in(small))
    assert {(code, file, line) for code, file, _, line in found} == {("schema-invalid", FILE, 1)}


def test_files_that_cannot_be_read(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    events = small / "schemas" / "events"
    write(small, {"schemas/events/secret.thing.json": schema(event="secret.thing")})
    (events / "a.folder.json").mkdir()
    (events / "a.loop.json").symlink_to("a.loop.json")
    (events / "a.dangling.json").symlink_to("nowhere.json")
    open_file = os.open

    def guarded(path: str | Path, flags: int) -> int:
        if Path(path).name == "secret.thing.json":
            raise PermissionError(13, os.strerror(13), str(path))
        return open_file(path, flags)

    monkeypatch.setattr("regal_braze.documents.files.os.open", guarded)
    found = {Path(str(finding.file)).name: (finding.code, finding.message) for finding in errors_in(small)}
    assert found == {
        "a.dangling.json": ("unreadable-file", "It cannot be read: No such file or directory"),
        "a.folder.json": ("unreadable-file", "It cannot be read: Is a directory"),
        "a.loop.json": ("unreadable-file", "It cannot be read: Too many levels of symbolic links"),
        "secret.thing.json": ("unreadable-file", "It cannot be read: Permission denied"),
    }


def test_a_folder_that_cannot_be_read(small: Path) -> None:
    write(small, {"schemas/events": "a file, where the folder should be"})
    errors = errors_in(small)
    assert places(errors) == [("unreadable-file", "schemas/events", None, None)]
    assert errors[0].message == "It cannot be read: Not a directory"


def test_a_schema_may_be_a_symbolic_link_to_a_file_of_the_workspace(small: Path) -> None:
    """tests/security has links that lead out of it."""
    write(small, {"shared/it.json": schema()})
    (small / "schemas" / "events").mkdir(parents=True)
    (small / FILE).symlink_to("../../shared/it.json")
    assert errors_in(small) == []
    assert [plan.event for plan in plan_workspace(open_workspace(small)).transformations] == [EVENT]


def test_files_of_editors_and_file_managers_are_not_schemas(small: Path) -> None:
    write(small, {f"schemas/events/{name}": b"\0\xff" for name in ("._my.event.json", "my.event.json~", "x.txt")})
    (small / "schemas" / "events" / ".#my.event.json").symlink_to("user@machine")
    assert errors_in(small) == []
    assert plan_workspace(open_workspace(small)).transformations == ()


@pytest.mark.parametrize(
    ("name", "fix"),
    [
        ("schemas/events/my.event.yaml", "write it as my.event.json"),
        ("schemas/events/my.event.JSON", "write it as my.event.json"),
        ("schemas/events/my.event.jsonc", "write it as my.event.json"),
        ("schemas/webhooks/my-webhook.yml", "write it as my-webhook.json"),
        ("schemas/my.event.json", "write it to schemas/events/my.event.json"),
        ("schemas/event/my.event.json", "write it to schemas/events/my.event.json"),
        ("schemas/events/calls/my.event.json", "write it to schemas/events/my.event.json"),
        ("schema/events/my.event.json", "write it to schemas/events/my.event.json"),
    ],
)
def test_a_file_that_is_not_read_because_of_its_folder_or_ending_is_a_warning(few: Path, name: str, fix: str) -> None:
    write(few, {name: schema()})
    ended = run("generate")
    assert ended.code == 0
    assert f"{name}: warning[ignored-file]: The file looks like a schema, but is not read\n  help: " in ended.err
    assert fix in ended.err


def test_files_of_other_tools_are_not_taken_for_schemas(workspace: Path) -> None:
    write(workspace, dict.fromkeys(("schemas/openapi/v1.yaml", "schema/user.graphql", "schemas/events/.a.json"), "{}"))
    assert "ignored-file" not in run("generate").err


def test_a_workspace_can_have_webhooks_only(workspace: Path) -> None:
    write(workspace, {"regal-braze.toml": '[events."*"]\nenabled = false\n'})
    assert run("generate").code == 0
    assert {path.parent.name for path in (workspace / "output").rglob("*.*")} == {"output", "webhooks"}
    assert (run("check").code, run("verify").code, run("show", "new-contact").code) == (0, 0, 0)


@pytest.mark.parametrize("name", ["%24defs/a%20b", "$defs/a b", "%24defs/a%20%62"])
def test_the_fragment_of_a_reference_may_be_percent_encoded(small: Path, name: str) -> None:
    """RFC 6901, section 6."""
    definitions = {"a b": {"description": "A text.", "type": "string"}}
    write(small, {FILE: schema({"b": {"$ref": f"#/{name}"}}) | {"$defs": definitions}})
    assert errors_in(small) == []


def test_all_errors_of_all_files_are_reported_at_once(small: Path) -> None:
    write(
        small,
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
    codes = [(Path(file or "").stem, code) for code, file, _, _ in places(errors_in(small))]
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


def test_built_in_schemas_are_validated_only_where_they_are_edited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tests of this package validate them, so other workspaces need not."""
    checkout = tmp_path / "checkout"
    shutil.copytree(schemas_root(), checkout / "schemas")
    monkeypatch.setattr(regal_braze.workspace.workspace, "schemas_root", lambda: checkout / "schemas")
    file = checkout / "schemas" / "events" / "sms.sent.json"
    file.write_text(file.read_text(encoding="utf-8").replace("{", '{"unknown": 1,', 1), encoding="utf-8")
    (tmp_path / "other").mkdir()
    assert {finding.code for finding in errors_in(checkout)} == {"schema-invalid"}
    assert errors_in(tmp_path / "other") == []
    write(tmp_path / "other", {"schemas/events/sms.sent.json": json.loads(file.read_text(encoding="utf-8"))})
    assert {finding.code for finding in errors_in(tmp_path / "other")} == {"schema-invalid"}
