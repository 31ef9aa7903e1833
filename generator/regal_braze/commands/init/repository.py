"""Fit a new workspace into what is there: its git repository, and files that have the names of those `init` writes."""

from __future__ import annotations

import json
import os
import re
import shlex
from collections.abc import Mapping
from pathlib import Path

from regal_braze.documents.files import read_file
from regal_braze.immutable import Immutable

README, OTHER_README = "README.md", "regal-braze.md"
"""The names of the README; the second one if the folder has a README already."""
WORKFLOW, HOOK = ".github/workflows/regal-braze.yml", ".pre-commit-config.yaml"
_INSTALL, _STEP = "      - uses: actions/setup-python@", "      - name: "
_ADDED_FROM = {README: None, ".gitignore": "", ".gitattributes": "", WORKFLOW: _INSTALL, HOOK: "  - repo: "}
"""The files that stay as they are if they are there, and how the text to add to them begins.

The text is empty for files to which single lines are added, and None for one to which nothing is added.
"""
_PLAIN = re.compile(r"[\w./~-]+(?: [\w./~-]+)*")


class Place(Immutable):
    """Where a workspace is: `folder`, from the folder `root` at the top of its git repository.

    Without a repository, `root` is the workspace, and `folder` is empty.
    """

    root: Path
    folder: str = ""

    def path(self, file: str) -> str:
        """Return the path from `root` of a file of the workspace. Tools read some files only at the top."""
        return file if file in (WORKFLOW, HOOK) or not self.folder else f"{self.folder}/{file}"

    def exists(self, file: str) -> bool:
        """Return whether something has the name of a file of the workspace."""
        return os.path.lexists(self.root / self.path(file))

    def in_yaml(self, command: str) -> str:
        """Return a command of regal-braze for this workspace, as a value in YAML."""
        in_folder = f"-C {shlex.quote(self.folder)} " if self.folder else ""
        payloads = shlex.quote(f"{self.folder}/payloads" if self.folder else "payloads")
        line = f"regal-braze {in_folder}{command.replace(' payloads', f' {payloads}')}"
        return line if _PLAIN.fullmatch(line) else json.dumps(line, ensure_ascii=False)


def place_of(folder: Path) -> Place:
    """Return where a workspace in `folder` is."""
    resolved = folder.resolve()
    for top in (resolved, *resolved.parents):
        if os.path.lexists(top / ".git"):
            inner = resolved.relative_to(top).as_posix()
            return Place(top, inner) if inner != "." else Place(folder)
    return Place(folder)


def fit(place: Place, files: Mapping[str, str]) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Return the files to write, by their path from `place.root`, and the files that stay as they are.

    Each of those has the text to `add` to it, which is empty if nothing is missing.
    """
    new: dict[str, str] = {}
    kept: list[dict[str, str]] = []
    for file, text in files.items():
        if file == README and place.exists(README) and not place.exists(OTHER_README):
            new[place.path(OTHER_README)] = text
        elif file in _ADDED_FROM and place.exists(file):
            added = _missing(place.root / place.path(file), _ADDED_FROM[file], text)
            kept.append({"file": place.path(file), "add": added})
        else:
            new[place.path(file)] = text
    return new, kept


def _missing(path: Path, begin: str | None, text: str) -> str:
    """Return what a file lacks of `text`: all that follows `begin`, or the single lines."""
    try:
        there = read_file(path).decode("utf-8", "replace")
    except OSError:
        there = ""
    if begin is None:
        return ""
    if begin:
        is_installed = begin == _INSTALL and "pip install" in there and "regal-braze" in there
        added = text[text.find(_STEP if is_installed else begin) :]
        return "" if added in there else added
    lines = {line.strip() for line in there.splitlines()}
    return "".join(f"{line}\n" for line in text.splitlines() if line and line[0] != "#" and line not in lines)
