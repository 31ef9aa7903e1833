"""Write the current output of commands into the pages of docs/findings."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from findings.pages import paths, play, read, rewritten


def rewrite_pages() -> Iterator[str]:
    """Rewrite each page whose output has changed, and yield its name."""
    before = Path.cwd()
    for path in paths():
        page = read(path)
        with tempfile.TemporaryDirectory() as folder:
            workspace = Path(folder, "workspace")
            workspace.mkdir()
            os.chdir(workspace)
            try:
                printed = [typed.printed for _, typed in play((*page.wrong, *page.right), workspace)]
            finally:
                os.chdir(before)
        text = path.read_text(encoding="utf-8")
        if (now := rewritten(text, iter(printed))) != text:
            path.write_text(now, encoding="utf-8")
            yield path.name
