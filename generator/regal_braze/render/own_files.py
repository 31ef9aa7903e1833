"""Find and read the templates of a workspace."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from regal_braze.documents.files import read_file
from regal_braze.documents.json_text import display, unreadable
from regal_braze.findings.finding import Finding, suggestion
from regal_braze.render.contexts import TEMPLATES
from regal_braze.render.process import OwnTemplate

MOST_BYTES: Final = 200_000
"""Most bytes of a template, many times those of the built-in ones."""
_MOST_FILES: Final = 1000
"""Files and folders that are looked at."""


def find_own_templates(root: Path) -> tuple[dict[str, OwnTemplate], list[Finding]]:
    """Return the templates in a workspace's folder by name, and a finding for each that cannot be read.

    A file without a built-in template of the same name is a warning.
    """
    own: dict[str, OwnTemplate] = {}
    findings: list[Finding] = []
    for name, path in _files(root):
        if name not in TEMPLATES.values():
            message = f"There is no built-in template {name}: the file has no effect"
            help_text = suggestion(name, TEMPLATES.values(), "docs/templates.md lists the built-in templates.")
            findings.append(Finding("unknown-template", message, help_text, display(path), severity="warning"))
            continue
        try:
            content = read_file(path, root.parent, MOST_BYTES)
            own[name] = OwnTemplate(display(path), content.decode("utf-8-sig").replace("\r\n", "\n"))
        except OSError as error:
            findings.append(unreadable(path, error))
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            message = f"Byte {error.start} is not UTF-8"
            findings.append(Finding("unreadable-file", message, "Save it as UTF-8.", display(path), None, line))
    return own, findings


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files in a folder that may be meant as templates, by name; hidden files and notes are not."""
    for path in sorted(islice(folder.rglob("*"), _MOST_FILES)):
        name = path.relative_to(folder).as_posix()
        is_note = re.search(r"(^|/)\.|\.(md|txt)$", name)
        if not is_note and (not path.is_dir() or path.suffix in (".jinja", ".js")):
            yield name, path
