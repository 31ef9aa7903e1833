"""Find and read schema files. The files of a workspace are on top of the built-in ones."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from regal_braze.documents.files import RefusedError, require_inside
from regal_braze.documents.json_positions import locate
from regal_braze.documents.json_text import MOST_VALUES, Json, count_values, display, is_file, read_json, unreadable
from regal_braze.findings.finding import Finding
from regal_braze.immutable import Immutable

REFERABLE_FOLDERS = ("common", "events", "webhooks/parts")
"""The folders that a `$ref` may lead to: dialects validate their files."""
MOST_FILES = 2_000
"""Most schemas in one folder of a workspace."""
MOST_CHARACTERS = 20_000_000
"""Most characters of all schemas of a workspace."""


class SchemaFile(Immutable):
    """A schema file and its content.

    `label` names it in headers and in the manifest, the same on every machine. `text` is the file as it was read.
    `is_tested` is for the built-in files: the tests of this package check them.
    """

    path: Path
    folder: str
    label: str
    document: Json
    text: str
    is_tested: bool = False

    def finding(self, code: str, pointer: str, message: str, help_text: str) -> Finding:
        """Return a finding at `pointer` of this file, with its line and column."""
        line, column = locate(self.text, pointer) or (None, None)
        return Finding(code, message, help_text, display(self.path), pointer, line, column)


class SchemaFiles:
    """The schema files in some roots. A later root is on top of the earlier ones. Each file is read once.

    The first root is trusted. Files of the others must be in the folder around their root, which is the workspace, and
    they are limited in number and size. `tested` is the root of the built-in files, if they are not edited here.
    `read` returns the file at a path, or the finding that says why it cannot be read. `find` returns the file that a
    reference in a file of a folder names, or None; the folder's own root comes first.
    """

    def __init__(self, roots: tuple[Path, ...], tested: Path | None = None) -> None:
        self.roots = roots
        self._tested = f"{tested}{os.sep}" if tested else None
        self.read = cache(self._read)
        self.find = cache(self._find)
        self._workspace_of = cache(self._find_workspace)
        self._characters = 0
        self._values = 0

    def in_folder(self, folder: str) -> tuple[list[SchemaFile], list[Finding]]:
        """Return the files of a folder, by name, and the findings for those that cannot be read.

        A file replaces the file of that name in an earlier root.
        """
        paths: dict[str, Path] = {}
        findings: list[Finding] = []
        for root in self.roots:
            try:
                paths |= {path.name: path for path in self._listed(root, folder)}
            except FileNotFoundError:
                continue
            except OSError as error:
                findings.append(unreadable(root / folder, error))
        files = [self.read(paths[name]) for name in sorted(paths)]
        findings += (file for file in files if isinstance(file, Finding))
        return [file for file in files if isinstance(file, SchemaFile)], findings

    def _listed(self, root: Path, folder: str) -> list[Path]:
        """Return the schemas in a folder. Raises OSError."""
        workspace = self._workspace_of(root)
        if workspace is not None:
            require_inside(root / folder, workspace)
        # Editors and file managers leave hidden files.
        paths = [path for path in (root / folder).iterdir() if path.suffix == ".json" and path.name[0] != "."]
        if workspace is not None and len(paths) > MOST_FILES:
            message = f"It has more than {MOST_FILES:,} schemas"
            raise RefusedError(message, "Remove those that nothing needs.", root / folder)
        return paths

    def _find_workspace(self, folder: Path) -> Path | None:
        """Return the workspace that a folder belongs to; None if it is trusted."""
        root = next((root for root in self.roots if folder.is_relative_to(root)), self.roots[0])
        return None if root == self.roots[0] else root.parent

    def _read(self, path: Path) -> SchemaFile | Finding:
        workspace = self._workspace_of(path.parent)
        content = read_json(path) if workspace is None else read_json(path, workspace, MOST_VALUES - self._values)
        if isinstance(content, Finding):
            return content
        if workspace is not None:
            self._values += count_values(content.text)
            self._characters += len(content.text)
            if self._characters > MOST_CHARACTERS:
                message = f"The schemas of the workspace have more than {MOST_CHARACTERS // 1000:,} KB"
                return unreadable(path, RefusedError(message, "Remove what nothing needs.", path))
        folder = str(path.parent)
        is_tested = self._tested is not None and folder.startswith(self._tested)
        label = f"schemas/{path.parent.name}/{path.name}"
        return SchemaFile(path, folder, label, content.document, content.text, is_tested)

    def _find(self, folder: Path, name: str) -> Path | None:
        wanted = Path(os.path.normpath(folder / name))
        for root in reversed(self.roots):
            if folder.is_relative_to(root) and wanted.is_relative_to(root):
                relative = wanted.relative_to(root)
                if relative.parent.as_posix() not in REFERABLE_FOLDERS:
                    return None
                candidates = (other / relative for other in (root, *reversed(self.roots)))
                return next((path for path in candidates if is_file(path)), None)
        return None
