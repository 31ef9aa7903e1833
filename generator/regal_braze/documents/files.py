"""Read files that may come from anyone: regular files only, up to a size, and none outside of a folder.

Also writes the files of caches.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

MOST_BYTES: Final = 6_000_000
"""Most bytes of a file in a workspace, many times those of any real one. It bounds the time of all commands."""


class RefusedError(OSError):
    """A file is there, but must not be read; `help` says how to fix that."""

    def __init__(self, message: str, help_text: str, path: Path) -> None:
        super().__init__(errno.EPERM, message, str(path))
        self.help = help_text


def read_file(path: Path, inside: Path | None = None, most: int = MOST_BYTES) -> bytes:
    """Return the content of a regular file.

    Raises OSError. It is RefusedError for a file that is outside of the workspace `inside`, that is not a regular file
    (reading a pipe could wait forever), or that has more than `most` bytes.
    """
    if inside is not None:
        require_inside(path, inside)
    with open_regular(path) as file:
        size = os.fstat(file.fileno()).st_size
        content = file.read(min(size, most) + 1)  # reading up to `most` would reserve as much memory
        if size < len(content) <= most:  # the size of a file in /proc is 0
            content += file.read(most + 1 - len(content))
    if len(content) > most:
        raise RefusedError(f"It has more than {most // 1000:,} KB", "Remove what it does not need.", path)
    return content


def open_regular(path: Path) -> IO[bytes]:
    """Open a regular file for reading. Raises OSError; it is RefusedError for pipes, sockets and devices."""
    _require_regular(path, path.stat())
    file = os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY), "rb")
    try:
        _require_regular(path, os.fstat(file.fileno()))
    except OSError:
        file.close()
        raise
    return file


def require_inside(path: Path, folder: Path) -> None:
    """Raise RefusedError if symbolic links lead from `path` to a place outside of a workspace, `folder`."""
    if not leads_inside(path, folder):
        help_text = "Replace the symbolic link by what it leads to."
        raise RefusedError("A symbolic link leads out of the workspace", help_text, path)


def leads_inside(path: Path, folder: Path) -> bool:
    """Return whether a path, with all symbolic links followed, is in a folder or is the folder."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def is_named_in(path: Path, folder: Path) -> bool:
    """Return whether a path names something in a folder, or the folder; its symbolic links are not followed."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - `Path.resolve` follows links
    return any(absolute.is_relative_to(place) for place in (os.path.abspath(folder), os.path.realpath(folder)))  # noqa: PTH100


def write_cache(file: Path, content: bytes) -> None:
    """Write a file in `__pycache__` as a whole. If that is impossible, the next process computes it again."""
    if sys.dont_write_bytecode:
        return
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    with suppress(OSError):
        file.parent.mkdir(exist_ok=True)
        draft.write_bytes(content)
        draft.replace(file)
    with suppress(OSError):  # it is still there if the disk is full
        draft.unlink(missing_ok=True)


def _require_regular(path: Path, status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(status.st_mode):
        message = "It is a pipe, a socket or a device"
        raise RefusedError(message, "Put a regular file in its place.", path)
