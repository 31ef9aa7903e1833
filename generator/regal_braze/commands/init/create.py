"""Write the files of a workspace: all or none, and never over an existing file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile

from regal_braze.documents.json_text import display, is_folder
from regal_braze.findings.finding import Finding, FindingsError
from regal_braze.output.exclusive import Explain, exclusive, unwritable
from regal_braze.output.journal import Change, apply, inside, is_half_written


def create(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files, by path in `folder`, which is created if it is missing.

    Raises FindingsError and changes nothing: `foreign-file`, `unwritable`, `busy`.
    """
    with exclusive(folder, _unwritable(folder)):
        refuse_what_is_there(folder, files)
        apply(folder, [Change(path, text.encode(), exists=False) for path, text in files.items()])


def require_writable(folder: Path, paths: Iterable[str]) -> None:
    """Raise FindingsError with `unwritable` if `create` could not write there, by making a file that has no name."""
    try:
        for each in dict.fromkeys(_nearest(place) for place in (folder, *(folder / path for path in paths))):
            TemporaryFile(dir=each).close()
    except OSError as error:
        raise FindingsError(_unwritable(folder)(error, False)) from error


def _nearest(place: Path) -> Path:
    """Return the place, or the nearest one above it that exists. Raises OSError if the place cannot exist."""
    with suppress(FileNotFoundError):
        os.lstat(place)
    return next(each for each in (place, *place.absolute().parents) if os.path.lexists(each))


def _unwritable(folder: Path) -> Explain:
    return partial(unwritable, display(folder), "Correct that, or name another folder. Nothing was written.")


def refuse_what_is_there(folder: Path, paths: Iterable[str]) -> None:
    """Raise FindingsError with a `foreign-file` for each path at which something is already."""
    if os.path.lexists(folder) and not is_folder(folder):
        raise FindingsError(_in_the_way(folder, "A file is where the folder should be"))
    if not is_folder(folder) or is_half_written(folder):
        return  # nothing is there, or an earlier init was killed and `create` removes what it left
    findings = []
    for path in paths:
        try:
            place = inside(folder, path)
            if os.path.lexists(place):
                findings.append(_in_the_way(place, "It already exists, and stays as it is"))
        except NotADirectoryError as error:
            findings.append(_in_the_way(folder / path, f"It cannot be made: {error.strerror}"))
        except OSError:
            continue  # `create` reports it
    if findings:
        raise FindingsError(*findings)


def _in_the_way(place: Path, message: str) -> Finding:
    help_text = "Move it away, or name another folder. Nothing was written."
    return Finding("foreign-file", message, help_text, display(place))
