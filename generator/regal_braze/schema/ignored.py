"""Find files of a workspace that look like schemas and are not read, because of their folder or their ending."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from regal_braze.documents.json_text import display, is_folder
from regal_braze.findings.finding import Finding

_READ_FOLDERS: Final = ("common", "events", "webhooks", "webhooks/parts")
_FOLDERS_LIKE_THESE: Final = ("event", "events", "webhook", "webhooks", "common")
_ROOTS: Final = ("schemas", "schema")
_ENDINGS: Final = (".json", ".jsonc", ".json5", ".yaml", ".yml")
_MOST_FILES: Final = 1000
"""Files and folders that are looked at."""


def ignored_files(workspace: Path) -> Iterator[Finding]:
    """Yield a warning for each file in `schemas` of a workspace, or in a folder called `schema`, that is not read.

    Other folders in them, which may belong to another tool, are not looked at.
    """
    for root in (workspace / name for name in _ROOTS):
        if not is_folder(root):
            continue
        for path in sorted(islice(root.rglob("*"), _MOST_FILES)):
            name = path.relative_to(root)
            looks_like_schema = path.suffix.lower() in _ENDINGS and not name.name.startswith(".")
            if looks_like_schema and name.parts[0].lower() in (*_FOLDERS_LIKE_THESE, name.name.lower()):
                is_in_place = root.name == "schemas" and name.parent.as_posix() in _READ_FOLDERS
                if not (is_in_place and name.suffix == ".json") and not is_folder(path):
                    message = "The file looks like a schema, but is not read"
                    help_text = f"If it is the schema of an event, write it to schemas/events/{path.stem}.json."
                    if is_in_place:
                        help_text = f"Schemas are JSON: write it as {path.stem}.json."
                    yield Finding("ignored-file", message, help_text, display(path), severity="warning")
