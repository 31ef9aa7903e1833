"""Write to a folder as its only writer, without being interrupted."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeAlias

from regal_braze.findings.finding import Finding, FindingsError
from regal_braze.output.journal import is_half_written, recover

_DEFERRED = (signal.SIGHUP, signal.SIGTERM, signal.SIGINT)  # SIGINT raises an exception, so it is restored last

_NO_LOCKS = {errno.EBADF, errno.EINVAL, errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP}  # flock(2), NFS


Explain: TypeAlias = Callable[[OSError, bool], Finding]
"""Makes the finding for an error, and for whether the write is incomplete and could not be undone."""


@contextmanager
def exclusive(folder: Path, explain: Explain, *, create_above: bool = True) -> Iterator[None]:
    """Prepare a folder for `journal.apply`: create it if necessary, lock it, and undo an interrupted write.

    Raises FindingsError: `busy`, and what `explain` returns for an error of the operating system. Folders that were
    created are removed again after an error.
    """
    folders = [folder, *(folder.absolute().parents if create_above else ())]
    with signals_deferred():
        try:
            made = _create(folders)
            with locked(folder), _removed_after_error(made):
                recover(folder)
                yield
        except OSError as error:
            raise FindingsError(explain(error, is_half_written(folder))) from error


def unwritable(place: str, help_text: str, error: OSError, is_incomplete: bool) -> Finding:
    """Return the finding of a command that writes to `place`, and is run again after an error."""
    again = "Correct that and run the command again: it first undoes what is half written."
    message = f"It cannot be written: {error.strerror}"
    return Finding("unwritable", message, again if is_incomplete else help_text, place)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Be the only writer of a folder."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _lock(descriptor, folder)
        yield
    finally:
        os.close(descriptor)  # releases the lock


def _lock(descriptor: int, folder: Path) -> None:
    """Lock the folder's own descriptor: no lock file remains, and a killed process holds nothing."""
    message = "Another regal-braze command is writing to this folder"
    busy = FindingsError(Finding("busy", message, "Wait until it is done and try again.", folder.as_posix()))
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise busy from None
    except OSError as error:
        if error.errno not in _NO_LOCKS:  # a file system without locks is used without them
            raise
    if not folder.exists() or not os.path.samestat(os.fstat(descriptor), folder.stat()):
        raise busy  # that command has removed the folder after an error


@contextmanager
def signals_deferred() -> Iterator[None]:
    """Defer signals. Only the main thread can do this, and signals interrupt Python code only there."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    arrived: list[int] = []
    previous = {number: handler for number in _DEFERRED if (handler := signal.getsignal(number)) is not None}
    try:
        for number in previous:
            signal.signal(number, lambda number, _frame: arrived.append(number))
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
        for arrival in arrived:
            signal.raise_signal(arrival)


def _create(folders: Sequence[Path]) -> list[Path]:
    """Create the folders that are missing, from the last to the first, and return them. Raises OSError."""
    made: list[Path] = []
    with _removed_after_error(made):
        for folder in reversed(folders):
            if not os.path.lexists(folder):
                with suppress(FileExistsError):  # another command has just created it
                    folder.mkdir()
                    made.append(folder)
    return made


@contextmanager
def _removed_after_error(made: Sequence[Path]) -> Iterator[None]:
    """After an error, remove these folders again, unless another program has put a file into them."""
    try:
        yield
    except BaseException:
        for folder in reversed(made):
            with suppress(OSError):
                folder.rmdir()
        raise
