"""Put the files of a workspace into a folder: all of them or none, and none in the place of another."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from regal_braze.commands.init.files import WITHOUT
from regal_braze.documents.json_text import display, is_folder
from regal_braze.findings.finding import Finding, FindingsError
from regal_braze.output.journal import Change, apply, inside, needs_recovery, recover
from regal_braze.output.write import locked, signals_deferred


def create(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files, given by their paths in `folder`, which is made where it is missing.

    Raises FindingsError with everything as it was: `foreign-file`, `unwritable`, `busy`.
    """
    with signals_deferred(), _os_errors_as_findings(folder), _folders_above(folder), locked(folder):
        recover(folder)
        refuse_what_is_there(folder, files)
        apply(folder, [Change(path, text.encode(), exists=False) for path, text in files.items()])


def refuse_what_is_there(folder: Path, paths: Iterable[str]) -> None:
    """Raise FindingsError with a `foreign-file` for each path at which something is already."""
    if os.path.lexists(folder) and not is_folder(folder):
        raise FindingsError(_in_the_way(folder, "A file is where the folder should be"))
    if not is_folder(folder) or _half_written(folder):
        return  # nothing is there; or an earlier init was killed, and `create` takes back what it left
    findings = []
    for path in paths:
        try:
            place = inside(folder, path)
        except NotADirectoryError as error:
            findings.append(_in_the_way(folder / path, f"It cannot be made: {error.strerror}"))
            continue
        except OSError:
            continue  # `create` will tell
        if os.path.lexists(place):
            findings.append(_in_the_way(place, "It is there already, and is left as it is", WITHOUT.get(path)))
    if findings:
        raise FindingsError(*findings)


def _in_the_way(place: Path, message: str, without: str | None = None) -> Finding:
    """Return the finding; `without` is the flag that makes do without the file."""
    ways = f"Keep it with {without}, move" if without else "Move"
    return Finding(
        "foreign-file", message, f"{ways} it away, or name another folder. Nothing was written.", display(place)
    )


@contextmanager
def _folders_above(folder: Path) -> Iterator[None]:
    """Make the folders above; those that were made for nothing are removed again."""
    missing = [parent for parent in folder.absolute().parents if not os.path.lexists(parent)]
    try:
        for parent in reversed(missing):
            parent.mkdir(exist_ok=True)
        yield
    except BaseException:
        for parent in missing:
            with suppress(OSError):  # somebody's file is in it by now
                parent.rmdir()
        raise


@contextmanager
def _os_errors_as_findings(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = f"It cannot be written: {error.strerror}"
        help_text = "Correct that, or name another folder. Nothing was written."
        if _half_written(folder):
            help_text = "Correct that and run init again: it first takes back what is half written."
        raise FindingsError(Finding("unwritable", message, help_text, display(folder))) from error


def _half_written(folder: Path) -> bool:
    try:
        return needs_recovery(folder)
    except OSError:
        return False
