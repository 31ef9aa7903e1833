"""Write output/, all or nothing, and change only files that regal-braze has written.

One writer at a time holds a lock on the folder. `journal` recovers from an earlier write that was interrupted.
`compare` finds the differences, and the manifest says which of these files may be changed. Then `journal` changes them.
A file without a difference is not touched, and without differences nothing is written.

Signals are deferred: the work takes a fraction of a second, so an interrupt takes effect when it is complete.
"""

from __future__ import annotations

import errno
import stat
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from regal_braze.documents.files import RefusedError, require_inside
from regal_braze.findings.finding import Finding, FindingsError
from regal_braze.immutable import Immutable, replace
from regal_braze.output.compare import Difference, compare
from regal_braze.output.exclusive import exclusive
from regal_braze.output.journal import Change, apply, inside
from regal_braze.output.manifest import MANIFEST, STAGING, Artifact, is_safe_path, read_manifest

_PERMISSION = "Give yourself permission to write to it and to every folder in it, and generate again."
_HELP = {
    errno.ENOSPC: "The disk is full. Free some space and generate again.",
    errno.EDQUOT: "Your disk quota is used up. Free some space and generate again.",
    errno.EROFS: "The file system is read-only. Generate into a folder on another one.",
    errno.EACCES: _PERMISSION,
    errno.EPERM: _PERMISSION,
    errno.ENAMETOOLONG: "The path is too long for the file system. Shorten the name of the event, or move the workspace"
    " up.",
    errno.ENOTDIR: "This must be a folder. Move the file away and generate again.",
    errno.EISDIR: "This must be a file. Move the folder away and generate again.",
    errno.ENOENT: "The folder above it must exist and stay there. Create it and generate again.",
    errno.EXDEV: "All of output/ must be on one file system. Remove the mount inside it and generate again.",
}


class WriteReport(Immutable):
    """The result of a write: paths relative to output/, sorted, including the manifest."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]


def write_output(output: Path, artifacts: Sequence[Artifact]) -> WriteReport:
    """Write these artifacts and their manifest to output/, and remove the other files that the old manifest lists.

    If anything fails, output/ stays as it was. Raises FindingsError: `unsafe-name`, `busy`, `manifest-invalid`,
    `foreign-file`, `unwritable`, `unreadable-file`.
    """
    _check_paths(artifacts)
    try:
        require_inside(output, output.parent)
    except RefusedError as error:
        raise FindingsError(replace(_unwritable(output, error), help=error.help)) from error
    with exclusive(output, partial(_explained, output), create_above=False):
        changes = _changes(output, compare(output, artifacts), read_manifest(output))
        if changes:
            apply(output, changes)
    written = {change.path for change in changes if change.content is not None}
    removed = {change.path for change in changes if change.content is None}
    expected = {MANIFEST, *(artifact.path for artifact in artifacts)}
    return WriteReport(tuple(sorted(written)), tuple(sorted(removed)), tuple(sorted(expected - written)))


def _check_paths(artifacts: Sequence[Artifact]) -> None:
    findings: list[Finding] = []
    seen: dict[str, Artifact] = {}
    for artifact in artifacts:
        if not is_safe_path(artifact.path):
            message = f"{artifact.path!r} cannot be the path of a generated file"
            help_text = f"Rename the event in {artifact.schema}. The event gives the file its name."
            findings.append(Finding("unsafe-name", message, help_text))
        other = seen.setdefault(artifact.path.casefold(), artifact)  # macOS ignores case in the names of files
        if other is not artifact:
            message = f"{other.path!r} and {artifact.path!r} would be the same file"
            help_text = f"Rename the event of {other.schema} or of {artifact.schema}."
            findings.append(Finding("unsafe-name", message, help_text))
    if findings:
        raise FindingsError(*findings)


def _changes(output: Path, differences: Sequence[Difference], listed: frozenset[str]) -> list[Change]:
    """Return the changes to make. Raises FindingsError with every file that is in the way."""
    changes: list[Change] = []
    findings: list[Finding] = []
    for difference in differences:
        path = difference.path
        is_listed = path in listed or path == MANIFEST
        if difference.expected is None:
            if is_listed:
                changes.append(Change(path, None, exists=True))
        elif difference.kind == "changed" and not is_listed:
            message = "A file that regal-braze did not write is in the way"
            help_text = "Move it away, or delete it if it is a generated file. Then generate again."
            findings.append(Finding("foreign-file", message, help_text, (output / path).as_posix()))
        else:
            try:
                _refuse_folder(inside(output, path))
            except OSError as error:
                findings.append(_unwritable(output / path, error))
            changes.append(Change(path, difference.expected.encode(), exists=difference.kind == "changed"))
    if findings:
        raise FindingsError(*findings)
    return changes


def _refuse_folder(file: Path) -> None:
    with suppress(FileNotFoundError):
        if stat.S_ISDIR(file.lstat().st_mode):
            raise IsADirectoryError(errno.EISDIR, "it is a folder", str(file))


def _unwritable(place: Path, error: OSError) -> Finding:
    message = f"{place.as_posix()} cannot be written: {error.strerror}"
    help_text = _HELP.get(error.errno or 0, "Nothing was changed. Correct that and generate again.")
    return Finding("unwritable", message, help_text, place.as_posix())


def _explained(output: Path, error: OSError, is_incomplete: bool) -> Finding:
    named = [str(name) for name in (error.filename, error.filename2) if name and STAGING not in str(name)]
    finding = _unwritable(Path(named[0]) if named else output, error)
    if not is_incomplete:
        return finding
    message = f"{finding.message}. The write is incomplete and could not be undone"
    return replace(finding, message=message, help=f"{finding.help} The next generate undoes the write first.")
