"""All or nothing: change several files of a folder so that it is as it was or as it should be, never between.

The design is an undo journal, the one kind that serves a failure and a killed process alike:

1. Stage. New contents go to `.regal-braze-staging/new-N`; nothing outside it is touched.
2. Journal. `journal.json` says what is about to happen. It appears whole, by a rename.
3. Change. Folders are made; each file that is in the way moves to `old-N`, each new one to its place. All of
   it is renaming, which needs no space and no copy, and keeps the old file with its times and mode.
4. Commit. `journal.json` becomes `done.json`: before this rename all is undone, after it all stands.
5. Finish. Folders that lost their last file are removed, then the staging folder.

Whatever interrupts, `recover` reads the staging folder and does the rest: with `journal.json` it rolls back,
with `done.json` it finishes, with neither it only cleans up. Each of its steps can be repeated, so it may be
killed too. It runs after a failure at once, after a kill when the next write begins.

Contents and journal are on the disk before the first change, so that a power failure is no worse than a kill.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import stat
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath

from regal_braze.findings.finding import Finding, FindingsError
from regal_braze.immutable import Immutable, as_dict
from regal_braze.output.manifest import MANIFEST, STAGING, is_safe_path

JOURNAL = "journal.json"
DONE = "done.json"


class Change(Immutable):
    """One file to write (`content`) or to remove (None); `exists`: something is there that gives way."""

    path: str
    content: bytes | None
    exists: bool


class _Step(Immutable):
    path: str
    sha256: str | None
    existed: bool


class _Journal(Immutable):
    """`created` folders, outermost first; `emptied` folders, innermost first: perhaps empty in the end."""

    steps: tuple[_Step, ...]
    created: tuple[str, ...]
    emptied: tuple[str, ...]


def inside(root: Path, path: str) -> Path:
    """Return `root / path`.

    Raises NotADirectoryError if a folder on the way is a symbolic link, which may lead out, or no folder.
    """
    for folder in _folders(path):
        try:
            mode = (root / folder).lstat().st_mode
        except FileNotFoundError:
            break
        if not stat.S_ISDIR(mode):
            reason = "a symbolic link" if stat.S_ISLNK(mode) else "a file"
            raise NotADirectoryError(errno.ENOTDIR, f"{folder} is {reason}, not a folder", path)
    return root / path


def apply(root: Path, changes: Sequence[Change]) -> None:
    """Make all changes, or raise what prevented them and leave everything as it was.

    The caller holds the folder's lock and has called `recover`.
    """
    staging = root / STAGING
    try:
        staging.mkdir()
        for number, change in enumerate(changes):
            if change.content is not None:
                _write(staging / f"new-{number}", change.content)
        journal = _plan(root, changes)
        _write(staging / "draft", json.dumps(as_dict(journal)).encode())
        (staging / "draft").rename(staging / JOURNAL)
        _flush_folder(staging)
        _change(root, staging, journal)
        (staging / JOURNAL).rename(staging / DONE)
    except BaseException:
        recover(root)
        raise
    recover(root)


def recover(root: Path) -> None:
    """Bring a write that was interrupted to its end: undo it, or tidy up after it.

    Raises OSError where that is not possible; `needs_recovery` then stays true, and it can be tried again.
    """
    staging = root / STAGING
    try:
        mode = staging.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISDIR(mode):
        raise NotADirectoryError(errno.ENOTDIR, f"{STAGING} is not a folder of ours", str(staging))
    if (staging / DONE).exists():
        for folder in _read(staging / DONE).emptied:
            with suppress(OSError):  # not empty after all; an empty folder that stays does no harm
                inside(root, folder).rmdir()
    elif needs_recovery(root):
        _roll_back(root, staging, _read(staging / JOURNAL))
        (staging / JOURNAL).unlink()
    shutil.rmtree(staging, ignore_errors=True)  # what stays is harmless, and removed next time


def needs_recovery(root: Path) -> bool:
    """Tell whether the folder is between two states."""
    return (root / STAGING / JOURNAL).exists()


def _change(root: Path, staging: Path, journal: _Journal) -> None:
    for folder in journal.created:
        (root / folder).mkdir()
    for number, step in enumerate(journal.steps):
        place = root / step.path
        if step.existed:
            place.rename(staging / f"old-{number}")
        if step.sha256 is not None:
            (staging / f"new-{number}").rename(place)


def _roll_back(root: Path, staging: Path, journal: _Journal) -> None:
    for number, step in enumerate(journal.steps):
        place, old = inside(root, step.path), staging / f"old-{number}"
        if step.existed:
            if os.path.lexists(old):
                place.parent.mkdir(parents=True, exist_ok=True)
                old.replace(place)
        elif not (staging / f"new-{number}").exists() and _digest(place) == step.sha256:
            place.unlink()  # the one we put there; what somebody has put there since stays
    for folder in reversed(journal.created):
        with suppress(OSError):  # never made, or somebody's file is in it
            inside(root, folder).rmdir()


def _plan(root: Path, changes: Sequence[Change]) -> _Journal:
    steps = tuple(
        _Step(change.path, hashlib.sha256(change.content).hexdigest() if change.content is not None else None,
              change.exists)
        for change in changes
    )  # fmt: skip
    written = {folder for step in steps if step.sha256 is not None for folder in _folders(step.path)}
    removed = {folder for step in steps if step.sha256 is None for folder in _folders(step.path)}
    created = sorted(folder for folder in written if not (root / folder).exists())
    return _Journal(steps, tuple(created), tuple(sorted(removed, reverse=True)))


def _read(file: Path) -> _Journal:
    """Read a journal, and believe it no more than a manifest: it may have come with a checkout."""
    try:
        written = json.loads(file.read_bytes())
        steps = tuple(_Step(step["path"], step["sha256"], step["existed"]) for step in written["steps"])
        journal = _Journal(steps, tuple(written["created"]), tuple(written["emptied"]))
        paths = (*(step.path for step in steps if step.path != MANIFEST), *journal.created, *journal.emptied)
        if all(is_safe_path(path) for path in paths):
            return journal
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        pass
    raise FindingsError(
        Finding(
            "unwritable",
            "An interrupted write cannot be undone: its journal is damaged",
            f"Delete the folder {STAGING}, restore output/ from version control and generate again.",
            file=file.as_posix(),
        )
    )


def _folders(path: str) -> list[str]:
    """Return the folders above a path, outermost first."""
    return [parent.as_posix() for parent in reversed(PurePosixPath(path).parents[:-1])]


def _digest(file: Path) -> str | None:
    try:
        plain = stat.S_ISREG(file.lstat().st_mode)
        return hashlib.sha256(file.read_bytes()).hexdigest() if plain else None
    except FileNotFoundError:
        return None


def _write(file: Path, content: bytes) -> None:
    """Write a new file; its mode is what the umask leaves of rw for all."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # not every file system can
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
