"""Write one schema file: all of it or nothing, and never over one that was not read before."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from regal_braze.documents.json_text import display
from regal_braze.findings.finding import Finding, FindingsError


def create(path: Path, text: str) -> None:
    """Write a new file, and the folders above it. Raises FindingsError: `event-known` if there is one already."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = _drafted(path, text)
        try:
            _link(draft, path)
        finally:
            draft.unlink(missing_ok=True)
    except FileExistsError as error:
        message, help_text = "A file is in its place", "Move it away, or add --update if it is the event's schema."
        raise FindingsError(Finding("event-known", message, help_text, display(path))) from error
    except OSError as error:
        raise _unwritable(path, error) from error


def change(path: Path, before: str, text: str) -> None:
    """Replace the file that holds `before`. Raises FindingsError: `unwritable`, also if it was changed since."""
    try:
        if path.read_bytes() != before.encode():
            message, help_text = "It was changed meanwhile", "Run the command again."
            raise FindingsError(Finding("unwritable", message, help_text, display(path)))
        draft = _drafted(path, text)
        try:
            shutil.copymode(path, draft)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(path, error) from error


def _drafted(path: Path, text: str) -> Path:
    """Write `text` to a file beside `path`, hidden from whoever reads the folder meanwhile."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return draft


def _link(draft: Path, path: Path) -> None:
    """Give the draft its name, unless that is taken; where there are no links, with a moment between look and leap."""
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        raise
    except OSError:
        with suppress(FileNotFoundError):
            path.lstat()
            raise FileExistsError(path) from None
        draft.rename(path)


def _unwritable(path: Path, error: OSError) -> FindingsError:
    message = f"It cannot be written: {error.strerror}"
    help_text = "Nothing was changed. Correct that, and run the command again."
    return FindingsError(Finding("unwritable", message, help_text, display(path)))
