"""Find the files with recorded payloads: files, folders and standard input."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from regal_braze.documents.json_text import display, is_file, is_folder
from regal_braze.findings.finding import ConfigurationError, Finding
from regal_braze.payloads.problem import Problem

STANDARD_INPUT: Final = "-"
_SUFFIXES = (".json", ".jsonl", ".ndjson")


def require_files(names: Sequence[str]) -> None:
    """Raise ConfigurationError if one of `names` does not exist."""
    missing = [name for name in names if name != STANDARD_INPUT and not os.path.lexists(name)]
    if missing:
        help_text = "Name files or folders with payloads, or - for standard input."
        raise ConfigurationError(
            *(Finding("payload-invalid", f"There is no file {name}", help_text) for name in missing)
        )


def payload_files(names: Sequence[str]) -> Iterator[str | Problem]:
    """Yield the files that `names` stand for, in order: the files of a folder, every other name as it is."""
    for name in dict.fromkeys(names):
        if name == STANDARD_INPUT or not is_folder(Path(name)):
            yield name
            continue
        found = [*_files_below(name)]
        yield from found or [Problem("no-files", display(Path(name)))]


def total_size(names: Sequence[str]) -> int | None:
    """Return the size in bytes of all files as they are stored; None if one of them is a stream."""
    total = 0
    for file in payload_files(names):
        if isinstance(file, Problem):
            continue
        if file == STANDARD_INPUT or not is_file(Path(file)):
            return None
        with suppress(OSError):
            total += Path(file).stat().st_size
    return total


def _files_below(folder: str) -> Iterator[str | Problem]:
    """Yield the payload files in a folder and below it, sorted by name, without hidden ones."""
    errors: list[OSError] = []
    for path, folders, files in os.walk(folder, onerror=errors.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            file = Path(path, name)
            if name.removesuffix(".gz").endswith(_SUFFIXES) and not name.startswith(".") and is_file(file):
                yield str(file)
    for error in errors:
        yield Problem("unreadable", display(Path(error.filename)), detail=str(error.strerror))
