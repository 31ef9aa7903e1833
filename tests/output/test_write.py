"""Section 7: output is written all or nothing; only listed files are ever replaced or removed."""

from __future__ import annotations

import itertools
import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from regal_braze.findings.finding import Finding, FindingsError
from regal_braze.output.compare import compare
from regal_braze.output.manifest import MANIFEST, STAGING, Artifact, read_manifest, render_manifest
from regal_braze.output.write import WriteReport, write_output


def artifact(path: str, content: str = "generated\n") -> Artifact:
    return Artifact(path, "transformation", path, f"schemas/{path}on", content)


def tree(folder: Path) -> dict[str, object]:
    """Everything below a folder: files with content and time, links with their target, folders."""
    found: dict[str, object] = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = path.readlink()
        else:
            found[name] = (path.read_bytes(), path.stat().st_mtime_ns) if path.is_file() else None
    return found


def findings(output: Path, *artifacts: Artifact) -> tuple[Finding, ...]:
    """The findings of a write that must fail, and change nothing at all beside and in output/."""
    before = tree(output.parent)
    with pytest.raises(FindingsError) as raised:
        write_output(output, artifacts)
    assert tree(output.parent) == before
    return raised.value.findings


def only_code(output: Path, *artifacts: Artifact) -> str:
    (finding,) = findings(output, *artifacts)
    return finding.code


# --- What is written


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


def test_no_artifacts_leave_an_empty_manifest(output: Path) -> None:
    write_output(output, [artifact("t/a.js")])
    write_output(output, [])
    assert set(tree(output)) == {MANIFEST}
    assert read_manifest(output).paths == frozenset()


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


# --- What is not ours


def test_foreign_files_elsewhere_stay(output: Path) -> None:
    write_output(output, [artifact("t/a.js"), artifact("u/b.js")])
    (output / "notes.txt").write_text("mine")
    (output / "u/notes.txt").write_text("mine")
    (output / "mine").mkdir()
    write_output(output, [artifact("t/a.js")])
    assert set(tree(output)) == {MANIFEST, "mine", "notes.txt", "t", "t/a.js", "u", "u/notes.txt"}


def test_an_unlisted_file_with_the_right_content_is_taken_over(output: Path) -> None:
    output.mkdir()
    (output / "a.js").write_text("generated\n")
    before = (output / "a.js").stat().st_mtime_ns
    assert write_output(output, [artifact("a.js")]) == WriteReport((MANIFEST,), (), ("a.js",))
    assert (output / "a.js").stat().st_mtime_ns == before
    assert write_output(output, []).removed == ("a.js",)


def test_every_foreign_file_in_the_way_is_named_and_nothing_is_written(output: Path) -> None:
    write_output(output, [artifact("a.js")])
    for name in ("b.js", "c.js"):
        (output / name).write_text("mine")
    named = findings(output, artifact("a.js", "new"), artifact("b.js"), artifact("c.js"), artifact("d.js"))
    assert [(finding.code, finding.file) for finding in named] == [
        ("foreign-file", f"{output}/b.js"),
        ("foreign-file", f"{output}/c.js"),
    ]


def test_without_its_manifest_nothing_that_differs_is_replaced(output: Path) -> None:
    write_output(output, [artifact("a.js"), artifact("b.js")])
    (output / MANIFEST).unlink()
    assert only_code(output, artifact("a.js", "new"), artifact("b.js")) == "foreign-file"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"version": 1, "files": [{"path": "../mine.txt"}]}',
        '{"version": 1, "files": [{"path": 3}]}',
    ],
)
def test_a_manifest_that_cannot_be_trusted_stops_the_write(output: Path, text: str) -> None:
    output.mkdir()
    (output.parent / "mine.txt").write_text("mine")
    (output / MANIFEST).write_text(text)
    assert only_code(output, artifact("a.js")) == "manifest-invalid"


def test_the_law_of_ours_and_theirs_in_every_combination(output: Path) -> None:
    """Two files, each absent, right or wrong, listed or not, wanted or not: 144 cases."""
    states = list(itertools.product([None, "generated\n", "other\n"], [True, False], [True, False]))
    for number, case in enumerate(itertools.product(states, repeat=2)):
        folder = output.with_name(f"output-{number}")
        names = dict(zip(("a.js", "t/b.js"), case, strict=True))
        write_output(folder, [artifact(name) for name, (_, listed, _) in names.items() if listed])
        for name, (content, _, _) in names.items():
            (folder / name).unlink(missing_ok=True)
            if content is not None:
                (folder / name).parent.mkdir(exist_ok=True)
                (folder / name).write_text(content)
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
    """A folder beside output/ that output/t, where one of our files is, has become a link to."""
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
    (output / STAGING).mkdir(parents=True)
    (output / STAGING / name).write_text(journal)
    (output / STAGING / "old-0").write_text("hostile")
    (output.parent / "empty").mkdir()
    (finding,) = findings(output, artifact("a.js"))
    assert finding.code == "unwritable"
    assert "version control" in finding.help


@pytest.mark.parametrize("name", ["journal.json", "done.json"])
def test_a_journal_does_not_lead_through_a_link(output: Path, elsewhere: Path, name: str) -> None:
    (elsewhere / "empty").mkdir()
    (output / STAGING).mkdir()
    (output / STAGING / name).write_text('{"steps": [], "created": ["t/empty"], "emptied": ["t/empty"]}')
    write_output(output, [])
    assert (elsewhere / "empty").is_dir()


@pytest.mark.parametrize("link", [True, False])
def test_a_staging_folder_that_is_none_stops_the_write(output: Path, link: bool) -> None:
    output.mkdir()
    if link:
        (output.parent / "mine").mkdir()
        (output.parent / "mine/journal.json").write_text("{}")
        (output / STAGING).symlink_to("../mine")
    else:
        (output / STAGING).write_text("mine")
    assert only_code(output, artifact("a.js")) == "unwritable"


# --- What cannot be written


def test_output_that_is_a_file(output: Path) -> None:
    output.write_text("mine")
    (finding,) = findings(output, artifact("a.js"))
    assert finding.code == "unwritable"
    assert "A folder belongs there" in finding.help


def test_output_in_a_folder_that_does_not_exist(output: Path) -> None:
    (finding,) = findings(output / "workspace/output", artifact("a.js"))
    assert finding.code == "unwritable"
    assert "must exist" in finding.help


def test_a_folder_in_the_place_of_a_file(output: Path) -> None:
    (output / "a.js").mkdir(parents=True)
    (finding,) = findings(output, artifact("a.js"), artifact("b.js"))
    assert (finding.code, finding.file) == ("unwritable", f"{output}/a.js")
    assert "A file belongs there" in finding.help


def test_a_file_in_the_place_of_a_folder(output: Path) -> None:
    output.mkdir()
    (output / "t").write_text("mine")
    (finding,) = findings(output, artifact("t/a.js"), artifact("b.js"))
    assert (finding.code, finding.file) == ("unwritable", f"{output}/t/a.js")
    assert "A folder belongs there" in finding.help


@pytest.mark.parametrize("path", ["x" * 253 + ".js", "/".join(["x" * 200] * 25)])
def test_a_name_or_path_that_is_too_long(output: Path, path: str) -> None:
    output.mkdir()
    (finding,) = findings(output, artifact(path), artifact("b.js"))
    assert finding.code == "unwritable"
    assert "longer than the file system takes" in finding.help


def test_everything_in_the_way_is_named_at_once(output: Path) -> None:
    (output / "a.js").mkdir(parents=True)
    (output / "b.js").write_text("mine")
    named = findings(output, artifact("a.js"), artifact("b.js"), artifact("x" * 300))
    assert [finding.code for finding in named] == ["unwritable", "foreign-file", "unwritable"]


FAILURES = {
    28: "free some space",
    122: "quota",
    13: "permission",
    1: "permission",
    30: "read-only",
    18: "one file system",
    5: "Nothing was changed",
}


@pytest.mark.parametrize("number", FAILURES)
@pytest.mark.parametrize("step", ["mkdir", "open", "write", "fsync"])
@pytest.mark.parametrize("exists", [True, False])
def test_a_disk_that_refuses_leaves_no_trace_and_says_what_to_do(
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


STEPS = (
    "mkdir",
    "open",
    "write",
    "fsync",
    "close",
    "rename",
    "replace",
    "unlink",
    "rmdir",
    "lstat",
    "scandir",
)


class Failing:
    """Makes one system call fail, the so-many-th of all."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, number: int, error: BaseException) -> None:
        self.number, self.error, self.count, self.failed = number, error, 0, ""
        for name in STEPS:
            monkeypatch.setattr(os, name, self._counted(name, getattr(os, name)))

    def _counted(self, name: str, original: Callable[..., object]) -> Callable[..., object]:
        def counted(*arguments: object, **options: object) -> object:
            self.count += 1
            if self.count != self.number:
                return original(*arguments, **options)
            self.failed = name
            if name == "close":  # which closes even where it fails
                original(*arguments)
            raise self.error

        return counted


@pytest.mark.parametrize(
    "error",
    [OSError(28, "No space left on device"), OSError(5, "I/O error"), KeyboardInterrupt(), MemoryError()],
    ids=repr,
)
def test_a_failure_at_any_step_leaves_output_as_it_was_or_as_it_should_be(
    output: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    old = [artifact("same.js"), artifact("a.js", "old\n"), artifact("x/removed.js")]
    new = [artifact("same.js"), artifact("a.js", "new\n"), artifact("t/added.js")]
    outcomes = set()
    for number in itertools.count(1):
        folder = output.with_name(f"output-{number}")
        write_output(folder, old)
        before = tree(folder)
        failed = False
        with monkeypatch.context() as patch:
            failing = Failing(patch, number, error)
            try:
                write_output(folder, new)
            except (FindingsError, KeyboardInterrupt, MemoryError):
                failed = True
        if failing.count < number:
            break
        after = {name: entry for name, entry in tree(folder).items() if not name.startswith(STAGING)}
        if failed and after == before:
            outcomes.add("as it was")
        else:
            assert {(d.kind, d.path) for d in compare(folder, new)} == set()
            outcomes.add("as it should be")
        write_output(folder, new)
        # An empty folder that the disk would not remove is the one thing that may stay.
        tolerated = {"x"} if failing.failed == "rmdir" else set()
        assert set(tree(folder)) - tolerated == {MANIFEST, "same.js", "a.js", "t", "t/added.js"}
    assert outcomes == {"as it was", "as it should be"}
    assert number > 40


def test_where_not_even_the_way_back_works_it_is_said_and_the_next_write_goes_it(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_output(output, [artifact("a.js", "old\n"), artifact("b.js", "old\n")])
    count = 0
    rename = os.rename

    def fail_in_the_end(*paths: Path) -> None:
        nonlocal count
        count += 1
        if count > 4:
            raise OSError(5, "I/O error")
        rename(*paths)

    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", fail_in_the_end)
        patch.setattr(os, "replace", fail_in_the_end)
        with pytest.raises(FindingsError) as raised:
            write_output(output, [artifact("a.js", "new\n"), artifact("b.js", "new\n")])
    (finding,) = raised.value.findings
    assert "half written" in finding.message
    assert "next generate" in finding.help
    write_output(output, [artifact("a.js", "old\n"), artifact("b.js", "old\n")])
    assert set(tree(output)) == {MANIFEST, "a.js", "b.js"}
    assert (output / "a.js").read_text() == "old\n"


def test_what_somebody_put_there_after_a_kill_stays(output: Path) -> None:
    """The undo removes only what the interrupted write had put in a place."""
    write_output(output, [])
    staging = output / STAGING
    staging.mkdir()
    (staging / "journal.json").write_text(
        '{"steps": [{"path": "t/a.js", "sha256": "0", "existed": false}], "created": ["t"], "emptied": []}'
    )
    (output / "t").mkdir()
    (output / "t/a.js").write_text("mine")
    write_output(output, [])
    assert (output / "t/a.js").read_text() == "mine"
    assert not staging.exists()


def test_a_folder_deleted_after_a_kill_does_not_stop_the_undo(output: Path) -> None:
    write_output(output, [artifact("t/a.js", "old\n")])
    staging = output / STAGING
    staging.mkdir()
    (staging / "journal.json").write_text(
        '{"steps": [{"path": "t/a.js", "sha256": "0", "existed": true}], "created": [], "emptied": []}'
    )
    (output / "t/a.js").rename(staging / "old-0")
    (output / "t").rmdir()
    assert write_output(output, [artifact("t/a.js", "old\n")]).written == ()


# --- Locks and signals


@pytest.mark.parametrize("number", [9, 22, 37, 38, 95])
def test_a_file_system_without_locks_is_written_all_the_same(
    output: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("fcntl.flock", refuse)
    assert write_output(output, [artifact("a.js")]).written == ("a.js", MANIFEST)


def test_a_lock_that_fails_for_another_reason_is_a_finding(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(5, "I/O error")

    output.mkdir()
    monkeypatch.setattr("fcntl.flock", refuse)
    assert only_code(output, artifact("a.js")) == "unwritable"


@pytest.fixture
def handlers() -> Iterator[None]:
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("handlers")
def test_signal_handlers_are_put_back_and_called_when_the_write_is_complete(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[int, bool]] = []

    def note(number: int, _frame: object) -> None:
        seen.append((number, (output / "a.js").exists()))

    signal.signal(signal.SIGTERM, note)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    fsync = os.fsync

    def interrupted(descriptor: int) -> None:
        signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGHUP)
        monkeypatch.setattr(os, "fsync", fsync)

    monkeypatch.setattr(os, "fsync", interrupted)
    write_output(output, [artifact("a.js")])
    assert seen == [(signal.SIGTERM, True)]
    assert signal.getsignal(signal.SIGTERM) is note
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN


def test_it_works_in_another_thread_where_signals_never_arrive(output: Path) -> None:
    reports: list[WriteReport] = []
    thread = threading.Thread(target=lambda: reports.append(write_output(output, [artifact("a.js")])))
    thread.start()
    thread.join()
    assert reports == [WriteReport(("a.js", MANIFEST), (), ())]
