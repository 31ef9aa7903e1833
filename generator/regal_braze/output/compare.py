"""Compare output/ with the files that `generate` would write. This only reads, also after an interrupted write.

Only regular files count. A symbolic link is never a generated file, and is not followed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Literal

from regal_braze.documents.files import require_inside
from regal_braze.findings.finding import Finding, FindingsError, visible
from regal_braze.immutable import Immutable, replace
from regal_braze.output.manifest import MANIFEST, STAGING, Artifact, render_manifest

SHOWN = 1 << 20
"""The size in bytes up to which the content of an unexpected file is kept for a diff: 1 MiB."""

MOST_SHOWN = 16 << 20
"""The bytes of all files together that are kept for a diff: 16 MiB."""

LONGEST_LINE = 10_000
"""Most characters of a line in a diff. The page output/index.html has its data in one line."""


class Difference(Immutable):
    """A file of output/ that is missing, changed or unexpected.

    `path` is relative to output/, with control characters escaped. `expected` is None for an orphan. `actual` is None
    for a missing file and for a file that cannot be shown (not a regular file, or too large). Bytes that are not UTF-8
    are lone surrogates in it (PEP 383), so print it with `unified_diff`.
    """

    kind: Literal["missing", "changed", "orphan"]
    path: str
    expected: str | None
    actual: str | None


def compare(output: Path, artifacts: Iterable[Artifact]) -> tuple[Difference, ...]:
    """Return every difference between output/ and the artifacts with their manifest, sorted by path.

    An orphan is any file that is not expected, whether or not the existing manifest lists it. Raises FindingsError
    (`unreadable-file`) if output/ cannot be read.
    """
    artifacts = tuple(artifacts)
    expected = {artifact.path: artifact.content for artifact in artifacts}
    expected[MANIFEST] = render_manifest(artifacts)
    try:
        require_inside(output, output.parent)
        found = dict(_files(output))
        differences = (_difference(path, expected.get(path), found.get(path)) for path in sorted({*expected, *found}))
        return tuple(_showable(difference for difference in differences if difference))
    except OSError as error:
        message = f"{error.filename} cannot be compared: {error.strerror}"
        help_text = "output/ must be a folder in which everything is readable. Correct the permissions or move it away."
        raise FindingsError(Finding("unreadable-file", message, help_text, output.as_posix())) from error


def unified_diff(difference: Difference) -> str:
    """Return the diff from the current file to the expected one, with control characters escaped."""
    labels = f"output/{difference.path} (as it is)", f"output/{difference.path} (as it should be)"
    head = f"--- {labels[0]}\n+++ {labels[1]}\n"
    if difference.kind != "missing" and (difference.actual is None or "\0" in difference.actual):
        return f"{head}  the current file is not text that can be shown\n"
    texts = [text for text in (difference.actual, difference.expected) if text]
    if any(len(line) > LONGEST_LINE for text in texts for line in text.splitlines()):
        return f"{head}  lines of more than {LONGEST_LINE:,} characters are not shown\n"
    from difflib import unified_diff as differing_lines

    lines = differing_lines(_lines(difference.actual), _lines(difference.expected), *labels)
    return "".join(_diff_line(line) for line in lines) or head


def _files(output: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield the path and the entry of every file below output/, except the files of an interrupted write."""
    folders = [""]
    while folders:
        folder = folders.pop()
        try:
            entries = os.scandir(output / folder)
        except FileNotFoundError:
            continue
        with entries:
            for entry in entries:
                path = folder + entry.name
                if not entry.is_dir(follow_symlinks=False):
                    yield path, entry
                elif path != STAGING:
                    folders.append(f"{path}/")


def _difference(path: str, expected: str | None, found: os.DirEntry[str] | None) -> Difference | None:
    if found is None:
        return Difference("missing", path, expected, None)
    if expected is None:
        actual = None
        with suppress(OSError):
            actual = _read(found, SHOWN)
        return Difference("orphan", visible(path), None, _decoded(actual))
    content = expected.encode()
    try:
        actual = _read(found, max(len(content), SHOWN))
    except FileNotFoundError:  # removed since the folder was read
        return Difference("missing", path, expected, None)
    return None if actual == content else Difference("changed", path, expected, _decoded(actual))


def _showable(differences: Iterable[Difference]) -> Iterator[Difference]:
    """Yield the differences, without the current content from the one on that passes MOST_SHOWN."""
    size = 0
    for difference in differences:
        size += len(difference.actual or "")
        yield replace(difference, actual=None) if size > MOST_SHOWN else difference


def _read(entry: os.DirEntry[str], limit: int) -> bytes | None:
    """Return the bytes of a regular file, or None for anything else (a pipe would block) and above the limit."""
    if not entry.is_file(follow_symlinks=False):
        return None
    with Path(entry.path).open("rb", buffering=0) as file:
        size = os.fstat(file.fileno()).st_size
        content = file.read(min(size, limit) + 1)  # reading up to the limit would reserve as much memory
    return content if len(content) <= limit else None


def _decoded(content: bytes | None) -> str | None:
    return None if content is None else content.decode("utf-8", "surrogateescape")


def _lines(text: str | None) -> list[str]:
    """Split a text at line feeds only. `str.splitlines` also splits at characters that JavaScript allows in strings."""
    return [] if not text else re.findall(r"[^\n]*\n|[^\n]+", text)


def _diff_line(line: str) -> str:
    body = "\t".join(map(visible, line.removesuffix("\n").split("\t")))
    return f"{body}\n" if line.endswith("\n") else f"{body}\n\\ No newline at end of file\n"
