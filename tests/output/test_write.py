"""Output is written all or nothing; only listed files are ever replaced or removed."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import pytest

from depth import WRITE_STEP
from output.files import artifact, findings, only_code, tree
from regal_braze.findings.finding import FindingsError
from regal_braze.output.compare import compare
from regal_braze.output.manifest import MANIFEST, read_manifest, render_manifest
from regal_braze.output.write import WriteReport, write_output
from support.schemas import write


def test_it_writes_every_artifact_and_the_manifest(output: Path) -> None:
    files = [artifact("t/b.js", "// é\u2028\n"), artifact("t/a.js")]
    report = write_output(output, files)
    assert report == WriteReport((MANIFEST, "t/a.js", "t/b.js"), (), ())
    assert (output / "t/b.js").read_bytes() == "// é\u2028\n".encode()
    assert (output / MANIFEST).read_text() == render_manifest(files)
    assert set(tree(output)) == {MANIFEST, "t", "t/a.js", "t/b.js"}


def test_a_second_write_touches_nothing(output: Path) -> None:
    files = [artifact("t/a.js"), artifact("b.js")]
    write_output(output, files)
    before, folder = tree(output), output.stat().st_mtime_ns
    assert write_output(output, files) == WriteReport((), (), ("b.js", MANIFEST, "t/a.js"))
    assert tree(output) == before
    assert output.stat().st_mtime_ns == folder


def test_a_file_that_did_not_change_keeps_its_time(output: Path) -> None:
    write_output(output, [artifact("a.js"), artifact("b.js")])
    before = (output / "a.js").stat()
    assert write_output(output, [artifact("a.js"), artifact("b.js", "new\n")]) == WriteReport(
        ("b.js", MANIFEST), (), ("a.js",)
    )
    after = (output / "a.js").stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)
    assert (output / "b.js").read_text() == "new\n"


def test_a_generated_file_that_was_edited_or_deleted_is_written_again(output: Path) -> None:
    files = [artifact("a.js"), artifact("b.js")]
    write_output(output, files)
    (output / "a.js").write_text("edited\n")
    (output / "b.js").unlink()
    assert write_output(output, files).written == ("a.js", "b.js")
    assert compare(output, files) == ()


def test_the_file_of_a_removed_event_goes_with_the_folders_that_it_leaves_empty(output: Path) -> None:
    write_output(output, [artifact("a.js"), artifact("x/y/b.js"), artifact("x/c.js")])
    assert write_output(output, [artifact("a.js"), artifact("x/c.js")]).removed == ("x/y/b.js",)
    assert set(tree(output)) == {MANIFEST, "a.js", "x", "x/c.js"}
    assert write_output(output, [artifact("a.js")]).removed == ("x/c.js",)
    assert set(tree(output)) == {MANIFEST, "a.js"}
    write_output(output, [])
    assert set(tree(output)) == {MANIFEST}
    assert read_manifest(output) == frozenset()


@pytest.mark.parametrize("umask", [0o022, 0o077, 0o002, 0o000])
def test_modes_follow_the_umask(output: Path, umask: int) -> None:
    previous = os.umask(umask)
    try:
        write_output(output, [artifact("t/a.js")])
    finally:
        os.umask(previous)
    assert {(output / name).stat().st_mode & 0o777 for name in (MANIFEST, "t/a.js")} == {0o666 & ~umask}
    assert {folder.stat().st_mode & 0o777 for folder in (output, output / "t")} == {0o777 & ~umask}


def test_output_may_itself_be_a_link_to_a_folder(output: Path) -> None:
    (output.parent / "elsewhere").mkdir()
    output.symlink_to("elsewhere")
    write_output(output, [artifact("t/a.js")])
    assert (output.parent / "elsewhere/t/a.js").exists()


# --- Files that are not in the manifest


def test_foreign_files_elsewhere_stay(output: Path) -> None:
    write_output(output, [artifact("t/a.js"), artifact("u/b.js")])
    write(output, {"notes.txt": "mine", "u/notes.txt": "mine"})
    (output / "mine").mkdir()
    write_output(output, [artifact("t/a.js")])
    assert set(tree(output)) == {MANIFEST, "mine", "notes.txt", "t", "t/a.js", "u", "u/notes.txt"}


def test_an_unlisted_file_with_the_right_content_is_taken_over(output: Path) -> None:
    write(output, {"a.js": "generated\n"})
    before = (output / "a.js").stat().st_mtime_ns
    assert write_output(output, [artifact("a.js")]) == WriteReport((MANIFEST,), (), ("a.js",))
    assert (output / "a.js").stat().st_mtime_ns == before
    assert write_output(output, []).removed == ("a.js",)


def test_every_foreign_file_in_the_way_is_named_and_nothing_is_written(output: Path) -> None:
    write_output(output, [artifact("a.js")])
    write(output, {"b.js": "mine", "c.js": "mine"})
    named = findings(output, artifact("a.js", "new"), artifact("b.js"), artifact("c.js"), artifact("d.js"))
    assert [(finding.code, finding.file) for finding in named] == [
        ("foreign-file", f"{output}/b.js"),
        ("foreign-file", f"{output}/c.js"),
    ]


def test_without_its_manifest_nothing_that_differs_is_replaced(output: Path) -> None:
    write_output(output, [artifact("a.js"), artifact("b.js")])
    (output / MANIFEST).unlink()
    assert only_code(output, artifact("a.js", "new"), artifact("b.js")) == "foreign-file"


def test_a_manifest_that_cannot_be_trusted_stops_the_write(output: Path) -> None:
    listed = {"version": 1, "files": [{"path": "../mine.txt"}]}
    write(output.parent, {"mine.txt": "mine", f"output/{MANIFEST}": listed})
    assert only_code(output, artifact("a.js")) == "manifest-invalid"


def test_only_listed_files_are_replaced_or_removed(output: Path) -> None:
    """Two files, each absent, right or wrong, listed or not, wanted or not: 144 cases."""
    states = list(itertools.product([None, "generated\n", "other\n"], [True, False], [True, False]))
    cases = itertools.product(states, repeat=2)
    for number, case in enumerate(itertools.islice(cases, 0, None, WRITE_STEP)):
        folder = output.with_name(f"output-{number}")
        names = dict(zip(("a.js", "t/b.js"), case, strict=True))
        write_output(folder, [artifact(name) for name, (_, listed, _) in names.items() if listed])
        for name, (content, _, _) in names.items():
            (folder / name).unlink(missing_ok=True)
            if content is not None:
                write(folder, {name: content})
        wanted = [artifact(name) for name, (_, _, is_wanted) in names.items() if is_wanted]
        foreign = {name: content for name, (content, listed, _) in names.items() if content and not listed}
        in_the_way = any(content == "other\n" and names[name][2] for name, content in foreign.items())
        before = tree(folder)
        if in_the_way:
            with pytest.raises(FindingsError):
                write_output(folder, wanted)
            assert tree(folder) == before
        else:
            write_output(folder, wanted)
            left = {(difference.kind, difference.path) for difference in compare(folder, wanted)}
            assert left == {("orphan", name) for name in foreign if not names[name][2]}
        assert all((folder / name).read_text() == content for name, content in foreign.items())
