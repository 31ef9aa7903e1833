"""The manifest: which files in output/ are ours.

`output/manifest.json` is `{"version": 1, "files": [{path, kind, event, sha256, schema}, ...]}`, sorted by
path; `sha256` is of the file's bytes. A file that it does not list is never replaced or removed, so what it
says is checked before it is believed.
"""

from __future__ import annotations

import hashlib
import json
import stat
from collections.abc import Iterable
from pathlib import Path

from regal_braze.findings.finding import Finding, FindingsError
from regal_braze.immutable import Immutable

MANIFEST = "manifest.json"
"""The manifest's own path within output/."""

STAGING = ".regal-braze-staging"
"""The folder within output/ that exists while a write is at work, and after one that was killed."""

VERSION = 1


class Artifact(Immutable):
    """One generated file.

    `path` is a POSIX path relative to output/; `name` the event; `schema` the path of the schema it comes
    from; `content` its text, written as UTF-8 with the newlines it has.
    """

    path: str
    kind: str
    name: str
    schema: str
    content: str


class Manifest(Immutable):
    """What an existing manifest lists: `paths`, relative to output/, the manifest itself not among them."""

    paths: frozenset[str]


def render_manifest(artifacts: Iterable[Artifact]) -> str:
    """Return the text of output/manifest.json for these artifacts, whatever their order."""
    files = [
        {
            "path": artifact.path,
            "kind": artifact.kind,
            "event": artifact.name,
            "sha256": hashlib.sha256(artifact.content.encode()).hexdigest(),
            "schema": artifact.schema,
        }
        for artifact in sorted(artifacts, key=lambda artifact: artifact.path)
    ]
    return json.dumps({"version": VERSION, "files": files}, indent=2, ensure_ascii=False) + "\n"


def is_safe_path(path: str) -> bool:
    """Tell whether a path may be an artifact's: it stays inside output/, in normal form and printable.

    The manifest and the staging folder are no artifacts, in whatever case: some file systems ignore it.
    """
    parts = path.split("/")
    return (
        not any(part in ("", ".", "..") for part in parts)
        and "\\" not in path
        and path.isprintable()
        and path.casefold() != MANIFEST
        and parts[0].casefold() != STAGING
    )


def read_manifest(output: Path) -> Manifest:
    """Return what output/manifest.json lists; nothing, where there is none.

    Raises FindingsError (`manifest-invalid`) for one that cannot be trusted.
    """
    file = output / MANIFEST
    try:
        mode = file.lstat().st_mode
        if not stat.S_ISREG(mode):
            raise _untrusted(file, "it is not a plain file")
        written = json.loads(file.read_bytes())
    except FileNotFoundError:
        return Manifest(frozenset())
    except OSError as error:
        raise _untrusted(file, f"it cannot be read ({error.strerror})") from error
    except (ValueError, RecursionError) as error:
        raise _untrusted(file, "it is not valid JSON") from error
    return Manifest(_listed(file, written))


def _listed(file: Path, written: object) -> frozenset[str]:
    if not isinstance(written, dict) or not isinstance(written.get("files"), list):
        raise _untrusted(file, 'it is not an object with a list of "files"')
    if written.get("version") != VERSION:
        raise _untrusted(file, f"its version is not {VERSION}: another version of regal-braze wrote it")
    paths: set[str] = set()
    for index, entry in enumerate(written["files"]):
        pointer = f"/files/{index}"
        path = entry.get("path") if isinstance(entry, dict) else None
        if not isinstance(path, str):
            raise _untrusted(file, 'an entry has no "path"', pointer)
        if not is_safe_path(path):
            raise _untrusted(file, f"{path!r} is no path of a generated file", f"{pointer}/path")
        if path in paths:
            raise _untrusted(file, f"{path!r} is listed twice", f"{pointer}/path")
        paths.add(path)
    return frozenset(paths)


def _untrusted(file: Path, reason: str, pointer: str | None = None) -> FindingsError:
    return FindingsError(
        Finding(
            "manifest-invalid",
            f"The manifest does not say which files are ours: {reason}",
            "Restore it from version control. Or delete it and generate again: files that are as they should"
            " be are taken over, any other file in the way is named and left alone.",
            file=file.as_posix(),
            pointer=pointer,
        )
    )
