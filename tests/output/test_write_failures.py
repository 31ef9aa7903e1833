"""A write that fails at any step leaves output/ as it was or as it should be; signals wait for its end."""

from __future__ import annotations

import itertools
import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from depth import WRITE_STEP
from output.files import artifact, only_code, tree
from regal_braze.findings.finding import FindingsError
from regal_braze.output.compare import compare
from regal_braze.output.manifest import MANIFEST, STAGING
from regal_braze.output.write import WriteReport, write_output
from support.schemas import write

STEPS = ["mkdir", "open", "write", "fsync", "close", "rename", "replace", "unlink", "rmdir", "lstat", "scandir"]


class Failing:
    """Makes the n-th system call fail."""

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
    for number in itertools.count(1, WRITE_STEP):
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
        # Only an empty folder that the disk would not remove may stay.
        tolerated = {"x"} if failing.failed == "rmdir" else set()
        assert set(tree(folder)) - tolerated == {MANIFEST, "same.js", "a.js", "t", "t/added.js"}
    assert outcomes == {"as it was", "as it should be"}
    assert number > 40


def test_a_write_that_cannot_be_undone_is_reported_and_the_next_write_undoes_it(
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
    assert "incomplete" in finding.message
    assert "next generate" in finding.help
    write_output(output, [artifact("a.js", "old\n"), artifact("b.js", "old\n")])
    assert set(tree(output)) == {MANIFEST, "a.js", "b.js"}
    assert (output / "a.js").read_text() == "old\n"


def test_a_file_that_was_put_there_after_a_kill_stays(output: Path) -> None:
    """The undo removes only files that the interrupted write had put there."""
    write_output(output, [])
    put_there = {"path": "t/a.js", "sha256": "0", "existed": False}
    journal = {"steps": [put_there], "created": ["t"], "emptied": []}
    write(output, {f"{STAGING}/journal.json": journal, "t/a.js": "mine"})
    write_output(output, [])
    assert (output / "t/a.js").read_text() == "mine"
    assert not (output / STAGING).exists()


def test_a_folder_deleted_after_a_kill_does_not_stop_the_undo(output: Path) -> None:
    write_output(output, [artifact("t/a.js", "old\n")])
    replaced = {"path": "t/a.js", "sha256": "0", "existed": True}
    write(output, {f"{STAGING}/journal.json": {"steps": [replaced], "created": [], "emptied": []}})
    (output / "t/a.js").rename(output / STAGING / "old-0")
    (output / "t").rmdir()
    assert write_output(output, [artifact("t/a.js", "old\n")]).written == ()


# --- Locks and signals


@pytest.mark.parametrize("number", [9, 22, 37, 38, 95])
def test_a_file_system_without_locks_is_written_too(output: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
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
