"""Find the files with recorded payloads: files, folders and standard input."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from regal_braze.documents.files import is_named_in, leads_inside
from regal_braze.documents.json_text import display, is_file, is_folder
from regal_braze.findings.finding import ConfigurationError, Finding
from regal_braze.payloads.problem import Problem

STANDARD_INPUT: Final = "-"
_SUFFIXES = (".json", ".jsonl", ".ndjson")
"""The ends of the names of payload files, in any case; `.gz` may follow."""


def require_files(names: Sequence[str]) -> None:
    """Raise ConfigurationError if one of `names` does not exist."""
    missing = [name for name in names if name != STANDARD_INPUT and not _exists(name)]
    if missing:
        help_text = "Name a file or a folder, or - for standard input."
        messages = (f"The file {name or repr(name)} does not exist" for name in missing)
        raise ConfigurationError(*(Finding("payload-invalid", message, help_text) for message in messages))


def payload_files(names: Sequence[str], workspace: Path) -> Iterator[str | Problem]:
    """Yield the files that `names` stand for, in order: the files of a folder, every other name as it is.

    The user may name any file or folder. But what is in the workspace may come from anyone, so a symbolic link there
    must not lead out of the workspace, and a link in another folder not out of that folder.
    """
    for name in dict.fromkeys(names):
        if name == STANDARD_INPUT or "\0" in name:
            yield name
            continue
        path = Path(name)
        boundary = workspace if is_named_in(path, workspace) else path
        if not leads_inside(path, boundary):
            yield Problem("outside", display(path))
        elif is_folder(path):
            found = [*_files_below(name, boundary)]
            yield from found or [Problem("no-files", display(path))]
        else:
            yield name


def total_size(names: Sequence[str], workspace: Path) -> int | None:
    """Return the size in bytes of all files as they are stored; None if one of them is a stream."""
    total = 0
    for file in payload_files(names, workspace):
        if isinstance(file, Problem):
            continue
        if file == STANDARD_INPUT or not is_file(Path(file)):
            return None
        with suppress(OSError):
            total += Path(file).stat().st_size
    return total


def _exists(name: str) -> bool:
    """Return whether a file or folder has this name. Other errors than a missing file are left to its reader."""
    try:
        os.lstat(name)
    except OSError as error:
        return error.errno not in (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG)
    return True


def _files_below(folder: str, boundary: Path) -> Iterator[str | Problem]:
    """Yield the payload files in a folder and below it, sorted by name, without hidden ones.

    Links to folders are not followed, and links to files not out of the folder `boundary`.
    """
    errors: list[OSError] = []
    for path, folders, files in os.walk(folder, onerror=errors.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            file = Path(path, name)
            if name.startswith(".") or not name.lower().removesuffix(".gz").endswith(_SUFFIXES):
                continue
            is_inside = not file.is_symlink() or leads_inside(file, boundary)
            yield str(file) if is_inside else Problem("outside", display(file))
    for error in errors:
        yield Problem("unreadable", display(Path(error.filename)), detail=str(error.strerror))
