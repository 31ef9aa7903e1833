"""Write: make output/ what it should be, all or nothing, touching only what is ours.

One writer at a time holds a lock on the folder itself; `transaction` recovers what an earlier one left;
`compare` says what differs; the manifest says which of that is ours; `transaction` changes it. What does not
differ is not touched, and where nothing differs nothing is written at all.

Signals wait: the work takes a fraction of a second, so an interrupt comes through when it is complete.
"""

from __future__ import annotations

import errno
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from regal_braze.findings.finding import Finding, FindingsError
from regal_braze.immutable import Immutable
from regal_braze.output.compare import Difference, compare
from regal_braze.output.exclusive import locked, signals_deferred
from regal_braze.output.journal import Change, apply, inside, needs_recovery, recover
from regal_braze.output.manifest import MANIFEST, STAGING, Artifact, Manifest, is_safe_path, read_manifest

_HELP = {
    errno.ENOSPC: "The disk is full: free some space and generate again.",
    errno.EDQUOT: "Your disk quota is used up: free some space and generate again.",
    errno.EROFS: "The file system is read-only: generate into a folder on another one.",
    errno.EACCES: "Give yourself permission to write to it, and to every folder in it, and generate again.",
    errno.EPERM: "Give yourself permission to write to it, and to every folder in it, and generate again.",
    errno.ENAMETOOLONG: "The path is longer than the file system takes: shorten the event's name or move the"
    " workspace up.",
    errno.ENOTDIR: "A folder belongs there: move away what is in its place and generate again.",
    errno.EISDIR: "A file belongs there: move the folder away and generate again.",
    errno.ENOENT: "The folder that it belongs into must exist, and stay there: create it and generate again.",
    errno.EXDEV: "output/ must lie on one file system: remove the mount inside it and generate again.",
}


class WriteReport(Immutable):
    """What was done, as paths relative to output/, sorted; the manifest is among them."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]


def write_output(output: Path, artifacts: Sequence[Artifact]) -> WriteReport:
    """Make output/ hold these artifacts and their manifest, and no other file that the old manifest lists.

    Raises FindingsError with output/ as it was: `unsafe-name`, `busy`, `manifest-invalid`, `foreign-file`,
    `unwritable`, `unreadable-file`.
    """
    _refuse_unsafe(artifacts)
    with signals_deferred(), _os_errors_as_findings(output), locked(output):
        recover(output)
        changes = _changes(output, compare(output, artifacts), read_manifest(output))
        if changes:
            apply(output, changes)
    written = {change.path for change in changes if change.content is not None}
    removed = {change.path for change in changes if change.content is None}
    expected = {MANIFEST, *(artifact.path for artifact in artifacts)}
    return WriteReport(tuple(sorted(written)), tuple(sorted(removed)), tuple(sorted(expected - written)))


def _refuse_unsafe(artifacts: Sequence[Artifact]) -> None:
    findings = [
        Finding("unsafe-name", f"{artifact.path!r} is no path for a generated file",
                f"Rename the event: it gives the file its name. It comes from {artifact.schema}.")
        for artifact in artifacts
        if not is_safe_path(artifact.path)
    ]  # fmt: skip
    seen: dict[str, Artifact] = {}
    for artifact in artifacts:
        # Two names that differ in case only are one file on macOS.
        other = seen.setdefault(artifact.path.casefold(), artifact)
        if other is not artifact:
            findings.append(
                Finding("unsafe-name", f"{other.path!r} and {artifact.path!r} would be one file",
                        f"Rename the event of {other.schema} or of {artifact.schema}.")
            )  # fmt: skip
    if findings:
        raise FindingsError(*findings)


def _changes(output: Path, differences: Sequence[Difference], ours: Manifest) -> list[Change]:
    """Return what to change; raises FindingsError with everything that is in the way."""
    changes: list[Change] = []
    findings: list[Finding] = []
    for difference in differences:
        path = difference.path
        listed = path in ours.paths or path == MANIFEST
        if difference.expected is None:
            if listed:
                changes.append(Change(path, None, exists=True))
        elif difference.kind == "changed" and not listed:
            findings.append(
                Finding("foreign-file", "A file is in the way that regal-braze did not write",
                        "Move it away, or delete it if it is a generated one, and generate again.",
                        file=(output / path).as_posix())
            )  # fmt: skip
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
            raise IsADirectoryError(errno.EISDIR, "a folder is in its place", str(file))


def _unwritable(place: Path, error: OSError) -> Finding:
    return Finding(
        "unwritable",
        f"{place.as_posix()} cannot be written: {error.strerror}",
        _HELP.get(error.errno or 0, "Nothing was changed. Correct that and generate again."),
        file=place.as_posix(),
    )


@contextmanager
def _os_errors_as_findings(output: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        named = [str(name) for name in (error.filename, error.filename2) if name and STAGING not in str(name)]
        finding = _unwritable(Path(named[0]) if named else output, error)
        if not needs_recovery(output):
            raise FindingsError(finding) from error
        message = f"{finding.message}; it is half written, and could not be put back"
        help_ = f"{finding.help} The next generate puts it back first."
        raise FindingsError(Finding("unwritable", message, help_, file=finding.file)) from error
