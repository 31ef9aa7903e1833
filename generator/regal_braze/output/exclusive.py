"""Write to a folder as its only writer, without being interrupted."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from regal_braze.findings.finding import Finding, FindingsError
from regal_braze.output.journal import needs_recovery, recover

_DEFERRED = (signal.SIGHUP, signal.SIGTERM, signal.SIGINT)  # SIGINT raises an exception, so it is restored last

_NO_LOCKS = {errno.EBADF, errno.EINVAL, errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP}  # flock(2), NFS


@contextmanager
def exclusive(folder: Path, place: str, help_text: str) -> Iterator[None]:
    """Prepare a folder for `journal.apply`: create it if necessary, lock it, and undo an interrupted write.

    Raises FindingsError: `busy`, and `unwritable` at `place` with `help_text` for errors of the operating system.
    Folders that were created are removed again after an error.
    """
    with signals_deferred(), _os_errors_as_findings(folder, place, help_text), _folders_above(folder), locked(folder):
        recover(folder)
        yield


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Create the folder if necessary, and be its only writer. After an error a new folder is removed again."""
    try:
        folder.mkdir()
        created = True
    except FileExistsError:
        created = False
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _lock(descriptor, folder)
        try:
            yield
        except BaseException:
            if created:
                with suppress(OSError):
                    folder.rmdir()
            raise
    finally:
        os.close(descriptor)  # releases the lock


def _lock(descriptor: int, folder: Path) -> None:
    """Lock the folder's own descriptor: no lock file remains, and a killed process holds nothing."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        message = "Another regal-braze command is writing to this folder"
        raise FindingsError(
            Finding("busy", message, "Wait until it is done and try again.", file=folder.as_posix())
        ) from None
    except OSError as error:
        if error.errno not in _NO_LOCKS:  # a file system without locks is used without them
            raise


@contextmanager
def signals_deferred() -> Iterator[None]:
    """Defer signals. Only the main thread can do this, and signals interrupt Python code only there."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    arrived: list[int] = []

    def remember(number: int, _frame: FrameType | None) -> None:
        arrived.append(number)

    previous = {number: handler for number in _DEFERRED if (handler := signal.getsignal(number)) is not None}
    try:
        for number in previous:
            signal.signal(number, remember)
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
        for arrival in arrived:
            signal.raise_signal(arrival)


@contextmanager
def _folders_above(folder: Path) -> Iterator[None]:
    """Create the folders above. After an error new folders are removed again."""
    missing = [parent for parent in folder.absolute().parents if not os.path.lexists(parent)]
    try:
        for parent in reversed(missing):
            parent.mkdir(exist_ok=True)
        yield
    except BaseException:
        for parent in missing:
            with suppress(OSError):  # another program has put a file into it
                parent.rmdir()
        raise


@contextmanager
def _os_errors_as_findings(folder: Path, place: str, help_text: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if is_half_written(folder):
            help_text = "Correct that and run the command again: it first undoes what is half written."
        message = f"It cannot be written: {error.strerror}"
        raise FindingsError(Finding("unwritable", message, help_text, place)) from error


def is_half_written(folder: Path) -> bool:
    """Return whether a write to the folder was interrupted. A folder that cannot be read was not written to."""
    try:
        return needs_recovery(folder)
    except OSError:
        return False
