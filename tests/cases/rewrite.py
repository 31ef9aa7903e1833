"""Rewrite what cases expect, what the pages of docs/findings show, and the findings of mistakes."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from braze import requests
from findings.rewrite import rewrite_pages
from render import mistaken
from schema import changes, refused
from support import examples
from support.cases import all_cases
from workspace import planning


def main() -> None:
    """Write the files that change, and list them on standard error."""
    changed = [
        *(case for case in all_cases() if case.rewrite()),
        *rewrite_pages(),
        *examples.rewrite(planning.MISTAKES, planning.annotated),
        *examples.rewrite(mistaken.FOLDER, mistaken.annotated),
        *examples.rewrite(refused.FOLDER, refused.said),
        *examples.rewrite(changes.FOLDER, changes.findings),
        *examples.rewrite(requests.FOLDER, requests.said),
    ]
    for name in changed:
        sys.stderr.write(f"rewritten: {name}\n")
    sys.stderr.write(f"{len(changed)} rewritten\n")


if __name__ == "__main__":
    main()
