"""Make files that are not regular files."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Final


def _socket(path: Path) -> None:
    """Make a socket. The system allows only short paths for it, so it is made from inside its folder."""
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path.name)
    finally:
        os.chdir(here)


SPECIAL: Final[dict[str, Callable[[Path], None]]] = {
    "pipe": os.mkfifo,
    "socket": _socket,
    "device": lambda path: path.symlink_to("/dev/zero"),
}
"""What makes a file of each kind at a path. A workspace in git can have only the device: as a symbolic link."""
