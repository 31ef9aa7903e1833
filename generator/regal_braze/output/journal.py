"""Change several files of a folder, all or nothing: afterward, the folder is in its old state or in the new one.

The design is an undo journal, the one kind that handles both an error and a killed process:

1. Stage: new contents are written to `.regal-braze-staging/new-N`. Nothing outside of it changes.
2. Journal: `journal.json` lists the changes. A rename makes it appear as a whole.
3. Change: folders are created, each file in the way moves to `old-N`, and each new file moves to its place. All of this
   is renaming, which needs no space and no copy, and keeps the time and the mode of the old file.
4. Commit: `journal.json` is renamed to `done.json`. Before this rename, everything is undone. After it, everything is
   kept.
5. Finish: folders that have lost their last file are removed, then the staging folder.

After an interruption, `recover` reads the staging folder and does the rest. With `journal.json` it rolls back, with
`done.json` it finishes, and without both it only removes the staging folder. Each of its steps can be repeated, so it
can be killed too. It runs immediately after an error, and at the start of the next write after a kill.

Contents and journal are flushed to the disk before the first change, so a power failure is not worse than a kill.
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

from regal_braze.documents.files import read_file
from regal_braze.findings.finding import Finding, FindingsError
from regal_braze.immutable import Immutable, as_dict
from regal_braze.output.manifest import MANIFEST, MOST_BYTES, STAGING, is_safe_path

JOURNAL = "journal.json"
DONE = "done.json"


class Change(Immutable):
    """A file to write, with its `content`, or to remove (None). `exists` means that there is an old file to move."""

    path: str
    content: bytes | None
    exists: bool


class _Step(Immutable):
    path: str
    sha256: str | None
    existed: bool


class _Journal(Immutable):
    """The planned changes. `created` are folders, outermost first. `emptied` are folders that may become empty."""

    steps: tuple[_Step, ...]
    created: tuple[str, ...]
    emptied: tuple[str, ...]


def inside(root: Path, path: str) -> Path:
    """Return `root / path`.

    Raises NotADirectoryError if a folder on the way is a symbolic link, which can lead out of `root`, or a file.
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
    """Make all changes, or undo them and raise what prevented them.

    The caller holds the lock of the folder and has called `recover`.
    """
    staging = root / STAGING
    try:
        staging.mkdir()
        journal = _plan(root, changes)
        new = ((f"new-{number}", change.content) for number, change in enumerate(changes))
        contents = {name: content for name, content in new if content is not None}
        contents["draft"] = json.dumps(as_dict(journal)).encode()
        for name, content in contents.items():
            _write(staging / name, content)
        for name in contents:  # after all writes, because that takes less time than after each of them
            _flush(staging / name)
        (staging / "draft").rename(staging / JOURNAL)
        _flush(staging)
        _change(root, staging, journal)
        (staging / JOURNAL).rename(staging / DONE)
    except BaseException:
        recover(root)
        raise
    recover(root)


def recover(root: Path) -> None:
    """Undo an interrupted write, or finish it.

    Raises OSError if that is not possible. Then `is_half_written` stays true, and it can be tried again.
    """
    staging = root / STAGING
    try:
        mode = staging.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISDIR(mode):
        raise NotADirectoryError(errno.ENOTDIR, f"{STAGING} is not a folder of regal-braze", str(staging))
    if (staging / DONE).exists():
        for folder in _read(staging / DONE).emptied:
            with suppress(OSError):  # the folder is not empty, or it stays, which does no harm
                inside(root, folder).rmdir()
    elif is_half_written(root):
        _roll_back(root, staging, _read(staging / JOURNAL))
        (staging / JOURNAL).unlink()
    shutil.rmtree(staging, ignore_errors=True)  # what remains does no harm, and is removed next time


def is_half_written(root: Path) -> bool:
    """Return whether a write to the folder was interrupted. A folder that cannot be read was not written to."""
    return os.path.exists(root / STAGING / JOURNAL)  # noqa: PTH110 - `Path.exists` raises errors of the system


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
            place.unlink()  # only the file that this write has put there
    for folder in reversed(journal.created):
        with suppress(OSError):  # it was never created, or it contains another file
            inside(root, folder).rmdir()


def _plan(root: Path, changes: Sequence[Change]) -> _Journal:
    steps = tuple(_Step(change.path, _sha256(change.content), change.exists) for change in changes)
    written = {folder for step in steps if step.sha256 is not None for folder in _folders(step.path)}
    removed = {folder for step in steps if step.sha256 is None for folder in _folders(step.path)}
    created = sorted(folder for folder in written if not (root / folder).exists())
    return _Journal(steps, tuple(created), tuple(sorted(removed, reverse=True)))


def _read(file: Path) -> _Journal:
    """Read and check a journal. It cannot be trusted more than a manifest, because both can come from a checkout."""
    try:
        document = json.loads(read_file(file, inside=file.parent, most=MOST_BYTES))
        steps = tuple(_Step(step["path"], step["sha256"], step["existed"]) for step in document["steps"])
        journal = _Journal(steps, tuple(document["created"]), tuple(document["emptied"]))
        paths = (*(step.path for step in steps if step.path != MANIFEST), *journal.created, *journal.emptied)
        if all(is_safe_path(path) for path in paths):
            return journal
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        pass
    message = "An interrupted write cannot be undone: its journal is damaged"
    help_text = f"Delete the folder {STAGING}, restore output/ from version control and generate again."
    raise FindingsError(Finding("unwritable", message, help_text, file.as_posix()))


def _folders(path: str) -> list[str]:
    """Return the folders above a path, outermost first."""
    return [parent.as_posix() for parent in reversed(PurePosixPath(path).parents[:-1])]


def _digest(file: Path) -> str | None:
    try:
        return _sha256(file.read_bytes()) if stat.S_ISREG(file.lstat().st_mode) else None
    except FileNotFoundError:
        return None


def _sha256(content: bytes | None) -> str | None:
    return None if content is None else hashlib.sha256(content).hexdigest()


def _write(file: Path, content: bytes) -> None:
    """Write a new file. Everyone can read and write it, as far as the umask allows."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    finally:
        os.close(descriptor)


def _flush(path: Path) -> None:
    """Write a file or a folder through to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):  # some file systems cannot flush folders
            raise
    finally:
        os.close(descriptor)
