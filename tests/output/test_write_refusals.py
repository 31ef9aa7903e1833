"""A write that cannot succeed changes nothing, leads nowhere else, and is a finding with its fix."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from depth import some
from output.files import artifact, findings, only_code
from regal_braze.output.manifest import STAGING
from regal_braze.output.write import write_output
from support.schemas import write

# --- Nothing leaves output/


@pytest.mark.parametrize("path", ["../a.js", "/a.js", "a/../../b.js", "a\\b.js", "", "manifest.json", f"{STAGING}/x"])
def test_an_artifact_outside_of_output_is_refused(output: Path, path: str) -> None:
    assert only_code(output, artifact("good.js"), artifact(path)) == "unsafe-name"


def test_two_artifacts_that_some_file_systems_take_for_one_are_refused(output: Path) -> None:
    (finding,) = findings(output, artifact("Call.js"), artifact("call.js"))
    assert finding.code == "unsafe-name"
    assert "'Call.js' and 'call.js'" in finding.message


@pytest.fixture
def elsewhere(output: Path) -> Path:
    """Return a folder next to output/ that output/t, with a listed file, has become a link to."""
    write_output(output, [artifact("t/a.js", "old\n")])
    folder = output.parent / "elsewhere"
    (output / "t").rename(folder)
    (output / "t").symlink_to(folder)
    return folder


def test_a_linked_folder_is_not_written_through(output: Path, elsewhere: Path) -> None:
    (finding,) = findings(output, artifact("t/a.js", "new\n"))
    assert finding.code == "unwritable"
    assert "t is a symbolic link" in finding.message


def test_a_linked_folder_is_not_removed_through(output: Path, elsewhere: Path) -> None:
    write_output(output, [])
    assert (elsewhere / "a.js").read_text() == "old\n"


def test_a_listed_file_that_became_a_link_is_replaced_and_its_target_is_not(output: Path) -> None:
    write_output(output, [artifact("a.js", "old\n")])
    (output / "a.js").rename(output.parent / "mine.js")
    (output / "a.js").symlink_to("../mine.js")
    write_output(output, [artifact("a.js", "new\n")])
    assert (output.parent / "mine.js").read_text() == "old\n"
    assert not (output / "a.js").is_symlink()


@pytest.mark.parametrize("content", ["generated\n", "other\n"])
def test_an_unlisted_link_is_foreign_wherever_it_leads(output: Path, content: str) -> None:
    output.mkdir()
    (output.parent / "mine.js").write_text(content)
    (output / "a.js").symlink_to("../mine.js")
    assert only_code(output, artifact("a.js")) == "foreign-file"


@pytest.mark.parametrize(
    "journal",
    [
        "{",
        "[]",
        '{"steps": [], "created": []}',
        '{"steps": [{"path": "../mine", "sha256": null, "existed": true}], "created": [], "emptied": []}',
        '{"steps": [{"path": "/mine", "sha256": null, "existed": true}], "created": [], "emptied": []}',
        '{"steps": [{"path": 1, "sha256": null, "existed": true}], "created": [], "emptied": []}',
        '{"steps": [], "created": ["../empty"], "emptied": []}',
        '{"steps": [], "created": [], "emptied": ["../empty"]}',
    ],
)
@pytest.mark.parametrize("name", ["journal.json", "done.json"])
def test_a_journal_that_no_write_left_leads_nowhere(output: Path, journal: str, name: str) -> None:
    write(output / STAGING, {name: journal, "old-0": "hostile"})
    (output.parent / "empty").mkdir()
    (finding,) = findings(output, artifact("a.js"))
    assert finding.code == "unwritable"
    assert "version control" in finding.help


@pytest.mark.parametrize("name", ["journal.json", "done.json"])
def test_a_journal_does_not_lead_through_a_link(output: Path, elsewhere: Path, name: str) -> None:
    (elsewhere / "empty").mkdir()
    write(output / STAGING, {name: {"steps": [], "created": ["t/empty"], "emptied": ["t/empty"]}})
    write_output(output, [])
    assert (elsewhere / "empty").is_dir()


@pytest.mark.parametrize("link", [True, False])
def test_a_staging_folder_that_is_not_a_folder_stops_the_write(output: Path, link: bool) -> None:
    output.mkdir()
    if link:
        (output.parent / "mine").mkdir()
        (output.parent / "mine/journal.json").write_text("{}")
        (output / STAGING).symlink_to("../mine")
    else:
        (output / STAGING).write_text("mine")
    assert only_code(output, artifact("a.js")) == "unwritable"


# --- What cannot be written


def test_output_in_a_folder_that_does_not_exist(output: Path) -> None:
    (finding,) = findings(output / "workspace/output", artifact("a.js"))
    assert finding.code == "unwritable"
    assert "must exist" in finding.help


@pytest.mark.parametrize(
    ("there", "path", "help_text"),
    [
        ("", "a.js", "This must be a folder."),
        ("a.js/", "a.js", "This must be a file."),
        ("t", "t/a.js", "This must be a folder."),
        ("/", "x" * 253 + ".js", "too long for the file system"),
        ("/", "/".join(["x" * 200] * 25), "too long for the file system"),
    ],
    ids=["output is a file", "a folder for a file", "a file for a folder", "a long name", "a long path"],
)
def test_what_is_in_the_way_of_a_file(output: Path, there: str, path: str, help_text: str) -> None:
    """`there` is a file, or a folder if it ends in a slash."""
    place = output / there.strip("/")
    place.parent.mkdir(exist_ok=True)
    place.mkdir() if there.endswith("/") else place.write_text("mine")
    (finding,) = findings(output, artifact(path), *([artifact("b.js")] if there else []))
    assert finding.code == "unwritable"
    assert finding.file == (f"{output}/{path}" if there else str(output))
    assert help_text in finding.help


def test_everything_in_the_way_is_named_at_once(output: Path) -> None:
    (output / "a.js").mkdir(parents=True)
    (output / "b.js").write_text("mine")
    named = findings(output, artifact("a.js"), artifact("b.js"), artifact("x" * 300))
    assert [finding.code for finding in named] == ["unwritable", "foreign-file", "unwritable"]


FAILURES = {
    28: "Free some space",
    122: "quota",
    13: "permission",
    1: "permission",
    30: "read-only",
    18: "one file system",
    5: "Nothing was changed",
}


@pytest.mark.parametrize("number", some(FAILURES, 2))
@pytest.mark.parametrize("step", ["mkdir", "open", "write", "fsync", "rename"])
@pytest.mark.parametrize("exists", [True, False])
def test_a_disk_that_refuses_leaves_no_trace_and_the_finding_has_a_fix(
    output: Path, monkeypatch: pytest.MonkeyPatch, number: int, step: str, exists: bool
) -> None:
    if exists:
        write_output(output, [artifact("a.js", "old\n")])

    original = getattr(os, step)

    def refuse(*arguments: object, **options: object) -> object:
        if step == "open" and not (isinstance(arguments[1], int) and arguments[1] & os.O_CREAT):
            return original(*arguments, **options)
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, step, refuse)
    (finding,) = findings(output, artifact("a.js", "new\n"), artifact("t/b.js"))
    assert finding.code == "unwritable"
    assert FAILURES[number] in finding.help
    assert output.exists() == exists


def test_a_file_inside_that_cannot_be_replaced_is_named(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_output(output, [artifact("a.js", "old\n"), artifact("t/b.js", "old\n")])
    rename = os.rename

    def refuse(source: Path, target: Path) -> None:
        if source == output / "t/b.js":
            raise PermissionError(13, "Permission denied", str(source), None, str(target))
        rename(source, target)

    monkeypatch.setattr(os, "rename", refuse)
    (finding,) = findings(output, artifact("a.js", "new\n"), artifact("t/b.js", "new\n"))
    assert (finding.code, finding.file) == ("unwritable", f"{output}/t/b.js")
