"""The manifest: the list of the files in output/ that regal-braze has written.

`output/manifest.json` is `{"version": 1, "files": [{path, kind, event, sha256, schema}, ...]}`, sorted by path.
`sha256` is the hash of the file's bytes. A file that the manifest does not list is never replaced or removed, so the
manifest is checked before it is used.
"""

from __future__ import annotations

import hashlib
import json
import stat
from collections.abc import Iterable
from pathlib import Path

from regal_braze.documents.files import read_file
from regal_braze.findings.finding import Finding, FindingsError
from regal_braze.immutable import Immutable

MANIFEST = "manifest.json"
"""The path of the manifest within output/."""

STAGING = ".regal-braze-staging"
"""The folder within output/ that exists during a write, and after a write that was killed."""

VERSION = 1

MOST_BYTES = 2_000_000
"""Most bytes of a manifest or journal, which takes 300 for each file."""


class Artifact(Immutable):
    """A generated file.

    `path` is a POSIX path relative to output/. `name` is the event, bundle or webhook, `schema` the path of the schema
    that the file comes from. `content` is its text, which is written as UTF-8 without changing line ends.
    """

    path: str
    kind: str
    name: str
    schema: str
    content: str


def render_manifest(artifacts: Iterable[Artifact]) -> str:
    """Return the text of output/manifest.json for these artifacts, in any order."""
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
    """Return whether a path can be used for an artifact: it stays inside output/, is normalized and printable.

    The manifest and the staging folder are excluded in upper and lower case, because some file systems ignore case.
    """
    parts = path.split("/")
    return (
        not any(part in ("", ".", "..") for part in parts)
        and "\\" not in path
        and path.isprintable()
        and path.casefold() != MANIFEST
        and parts[0].casefold() != STAGING
    )


def read_manifest(output: Path) -> frozenset[str]:
    """Return the paths that output/manifest.json lists, relative to output/; none if there is no manifest.

    Raises FindingsError (`manifest-invalid`) if it cannot be trusted.
    """
    file = output / MANIFEST
    try:
        if not stat.S_ISREG(file.lstat().st_mode):
            raise _invalid(file, "it is not a regular file")
        document = json.loads(read_file(file, most=MOST_BYTES))
    except FileNotFoundError:
        return frozenset()
    except OSError as error:
        raise _invalid(file, f"it cannot be read ({error.strerror})") from error
    except (ValueError, RecursionError) as error:
        raise _invalid(file, "it is not valid JSON") from error
    if not isinstance(document, dict) or not isinstance(document.get("files"), list):
        raise _invalid(file, 'it is not an object with a list of "files"')
    if document.get("version") != VERSION:
        raise _invalid(file, f"its version is not {VERSION}, so another version of regal-braze wrote it")
    paths: set[str] = set()
    for index, entry in enumerate(document["files"]):
        pointer = f"/files/{index}"
        path = entry.get("path") if isinstance(entry, dict) else None
        if not isinstance(path, str):
            raise _invalid(file, 'an entry has no "path"', pointer)
        if not is_safe_path(path):
            raise _invalid(file, f"{path!r} cannot be the path of a generated file", f"{pointer}/path")
        if path in paths:
            raise _invalid(file, f"{path!r} is listed twice", f"{pointer}/path")
        paths.add(path)
    return frozenset(paths)


def _invalid(file: Path, reason: str, pointer: str | None = None) -> FindingsError:
    message = f"The manifest cannot be trusted: {reason}"
    help_text = (
        "Restore it from version control. Or delete it and generate again: files that are up to date are kept, and"
        " any other file in the way is reported and left alone."
    )
    return FindingsError(Finding("manifest-invalid", message, help_text, file.as_posix(), pointer))
