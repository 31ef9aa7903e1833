"""Find and read schema files. The files of a workspace are on top of the built-in ones."""

from __future__ import annotations

import os
from pathlib import Path

from regal_braze.documents.json_positions import locate
from regal_braze.documents.json_text import Json, display, is_file, read_json, unreadable
from regal_braze.findings.finding import Finding
from regal_braze.immutable import Immutable

REFERABLE_FOLDERS = ("common", "events", "webhooks/parts")
"""The folders that a `$ref` may lead to: dialects validate their files."""


class SchemaFile(Immutable):
    """A schema file and its content.

    `label` names it in headers and in the manifest, the same on every machine. `is_tested` is for the built-in files:
    the tests of this package check that they follow the dialect.
    """

    path: Path
    folder: str
    label: str
    document: Json
    is_tested: bool = False

    def finding(self, code: str, pointer: str, message: str, help_text: str) -> Finding:
        """Return a finding at `pointer` of this file, with its line and column."""
        line, column = locate(self.path.read_text(encoding="utf-8"), pointer) or (None, None)
        return Finding(code, message, help_text, display(self.path), pointer, line, column)


class SchemaFiles:
    """The schema files in some roots. A later root is on top of the earlier ones. Each file is read once.

    `tested` is the root of the built-in files, if they are not edited here.
    """

    def __init__(self, roots: tuple[Path, ...], tested: Path | None = None) -> None:
        self.roots = roots
        self._tested = f"{tested}{os.sep}" if tested else None
        self._files: dict[Path, SchemaFile | Finding] = {}
        self._found: dict[tuple[Path, str], Path | None] = {}

    def in_folder(self, folder: str) -> tuple[list[SchemaFile], list[Finding]]:
        """Return the files of a folder, by name, and the findings for those that cannot be read.

        A file replaces the file of that name in an earlier root.
        """
        paths: dict[str, Path] = {}
        findings: list[Finding] = []
        for root in self.roots:
            try:
                found = list((root / folder).iterdir())
            except FileNotFoundError:
                continue
            except OSError as error:
                findings.append(unreadable(root / folder, error))
                continue
            # Editors and file managers leave hidden files.
            paths |= {path.name: path for path in found if path.suffix == ".json" and path.name[0] != "."}
        files = [self.read(paths[name]) for name in sorted(paths)]
        findings += (file for file in files if isinstance(file, Finding))
        return [file for file in files if isinstance(file, SchemaFile)], findings

    def read(self, path: Path) -> SchemaFile | Finding:
        """Return the file at `path`, or the finding that says why it cannot be read."""
        if path not in self._files:
            document = read_json(path)
            self._files[path] = document if isinstance(document, Finding) else self._file(path, document)
        return self._files[path]

    def _file(self, path: Path, document: Json) -> SchemaFile:
        folder = str(path.parent)
        is_tested = self._tested is not None and folder.startswith(self._tested)
        return SchemaFile(path, folder, f"schemas/{path.parent.name}/{path.name}", document, is_tested)

    def find(self, source: Path, name: str) -> Path | None:
        """Return the file that a reference in `source` names; the source's own root comes first."""
        if not name:
            return source
        asked = source.parent, name
        if asked not in self._found:
            self._found[asked] = self._find(source, name)
        return self._found[asked]

    def _find(self, source: Path, name: str) -> Path | None:
        wanted = Path(os.path.normpath(source.parent / name))
        for root in reversed(self.roots):
            if source.is_relative_to(root) and wanted.is_relative_to(root):
                relative = wanted.relative_to(root)
                if relative.parent.as_posix() not in REFERABLE_FOLDERS:
                    return None
                candidates = (other / relative for other in (root, *reversed(self.roots)))
                return next((path for path in candidates if is_file(path)), None)
        return None
