"""Compare: how output/ differs from what it should be. Only reads, also where a write was killed halfway.

Only plain files count: a symbolic link is never what was generated, and is not followed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from regal_braze.findings.finding import Finding, FindingsError
from regal_braze.immutable import Immutable
from regal_braze.output.manifest import MANIFEST, STAGING, Artifact, render_manifest

SHOWN = 1 << 20
"""The size in bytes up to which the content of an unexpected file is kept to be shown: 1 MiB."""


class Difference(Immutable):
    """One file of output/ that is not as it should be.

    `path` is relative to output/, with control characters spelled out. `expected` is None for an orphan.
    `actual` is None for a missing file and for one that cannot be shown (no plain file, over 1 MiB); bytes
    that are not UTF-8 are in it as lone surrogates (PEP 383), so print it by `unified_diff`.
    """

    kind: Literal["missing", "changed", "orphan"]
    path: str
    expected: str | None
    actual: str | None


def compare(output: Path, artifacts: Iterable[Artifact]) -> tuple[Difference, ...]:
    """Return every difference between output/ and the artifacts with their manifest, sorted by path.

    An orphan is any file that is not expected, whether the existing manifest lists it or not.
    Raises FindingsError (`unreadable-file`) where output/ cannot be read.
    """
    artifacts = tuple(artifacts)
    expected = {artifact.path: artifact.content for artifact in artifacts}
    expected[MANIFEST] = render_manifest(artifacts)
    try:
        found = dict(_files(output))
        differences = (_difference(path, expected.get(path), found.get(path)) for path in sorted({*expected, *found}))
        return tuple(difference for difference in differences if difference)
    except OSError as error:
        raise FindingsError(
            Finding(
                "unreadable-file",
                f"{error.filename} cannot be compared: {error.strerror}",
                "output/ must be a folder, and all in it readable: correct the permissions or move it away.",
                file=output.as_posix(),
            )
        ) from error


def unified_diff(difference: Difference) -> str:
    """Return what leads from the file as it is to what it should be; control characters are spelled out."""
    labels = f"output/{difference.path} (as it is)", f"output/{difference.path} (as it should be)"
    head = f"--- {labels[0]}\n+++ {labels[1]}\n"
    if difference.kind != "missing" and (difference.actual is None or "\0" in difference.actual):
        return f"{head}  what is there is not text that can be shown\n"
    from difflib import unified_diff as differing_lines

    lines = differing_lines(_lines(difference.actual), _lines(difference.expected), *labels)
    return "".join(_ended(line) for line in lines) or head


def _files(output: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
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
        try:
            return Difference("orphan", _visible(path), None, _shown(_read(found, SHOWN)))
        except OSError:
            return Difference("orphan", _visible(path), None, None)
    wanted = expected.encode()
    try:
        actual = _read(found, max(len(wanted), SHOWN))
    except FileNotFoundError:  # removed since the folder was read
        return Difference("missing", path, expected, None)
    return None if actual == wanted else Difference("changed", path, expected, _shown(actual))


def _read(entry: os.DirEntry[str], limit: int) -> bytes | None:
    """Return a plain file's bytes; None for anything else (a pipe would block) and beyond the limit."""
    if not entry.is_file(follow_symlinks=False):
        return None
    with Path(entry.path).open("rb", buffering=0) as file:
        content = file.read(limit + 1)
    return content if len(content) <= limit else None


def _shown(content: bytes | None) -> str | None:
    return None if content is None else content.decode("utf-8", "surrogateescape")


def _lines(text: str | None) -> list[str]:
    """Split at newlines only; `str.splitlines` also splits at what a JavaScript string may hold."""
    return [] if not text else re.findall(r"[^\n]*\n|[^\n]+", text)


def _ended(line: str) -> str:
    body = _visible(line.removesuffix("\n"))
    return f"{body}\n" if line.endswith("\n") else f"{body}\n\\ No newline at end of file\n"


def _visible(text: str) -> str:
    """Spell out what a terminal would obey, hide or fail on."""
    return re.sub(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]", _escape, text)


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is not UTF-8, PEP 383
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
