"""Commands that write to the same folder at the same time: one writes, and the others change nothing."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest

from regal_braze.findings.finding import Finding, FindingsError
from regal_braze.output.exclusive import exclusive

LOCK = fcntl.flock


def explain(error: OSError, is_incomplete: bool) -> Finding:
    return Finding("unwritable", str(error), str(is_incomplete))


def refusal(folder: Path) -> str:
    """Return the code with which a command that wants to write to a folder is refused."""
    with pytest.raises(FindingsError) as refused, exclusive(folder, explain):
        pytest.fail("it can write")
    return refused.value.findings[0].code


def test_a_refused_command_leaves_the_folder_to_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other has locked the folder, which this one has created, before this one could."""

    def lock(descriptor: int, operation: int) -> None:
        raise BlockingIOError

    monkeypatch.setattr(fcntl, "flock", lock)
    assert refusal(tmp_path / "output") == "busy"
    assert (tmp_path / "output").is_dir()


@pytest.mark.parametrize("is_created_again", [True, False])
def test_a_folder_that_another_command_has_removed_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_created_again: bool
) -> None:
    folder = tmp_path / "output"

    def lock(descriptor: int, operation: int) -> None:
        LOCK(descriptor, operation)
        folder.rename(tmp_path / "earlier")
        if is_created_again:
            folder.mkdir()

    monkeypatch.setattr(fcntl, "flock", lock)
    assert refusal(folder) == "busy"
    assert folder.exists() == is_created_again


def test_new_folders_are_removed_after_an_error(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    with pytest.raises(FindingsError), exclusive(folder, explain):
        raise OSError("the disk is full")
    assert [*tmp_path.iterdir()] == []
