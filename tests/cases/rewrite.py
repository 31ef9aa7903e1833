"""Rewrite what cases expect, what the pages of docs/findings show, and the findings of mistakes."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from braze import requests
from commands.init import test_flags
from commands.new import test_inference
from documents import test_describe_json_error
from findings.rewrite import rewrite_pages
from privacy import test_forms
from render import mistaken
from schema import changes, refused
from support import examples
from support.cases import all_cases
from webhooks import test_schemas
from workspace import planning

EXAMPLES = (
    *(requests, test_flags, test_inference, test_describe_json_error, test_forms, mistaken, changes, refused),
    *(test_schemas, planning),
)
"""Modules with a folder of examples, and a function that returns the findings for one."""


def main() -> None:
    """Write the files that change, and list them on standard error."""
    changed = [
        *(case for case in all_cases() if case.rewrite()),
        *rewrite_pages(),
        *(name for module in EXAMPLES for name in examples.rewrite(module.FOLDER, module.said)),
    ]
    for name in changed:
        sys.stderr.write(f"rewritten: {name}\n")
    sys.stderr.write(f"{len(changed)} rewritten\n")


if __name__ == "__main__":
    main()
