"""Rewrite what every golden expects from what its transformation returns now; review the difference."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bundles.goldens import rewrite_goldens as rewrite_bundles
from explain.cases import rewrite_goldens as rewrite_explanations
from goldens.cases import all_cases, as_golden
from support import run


def main() -> None:
    """Write request.json or error.txt beside every payload.json, the bodies of bundles, and what `explain` prints."""
    changed = 0
    for case in all_cases():
        files = as_golden(run(case.event, case.payload))
        if files == case.expected:
            continue
        changed += 1
        for name in case.expected:
            (case.folder / name).unlink()
        for name, text in files.items():
            (case.folder / name).write_text(text, encoding="utf-8")
        sys.stderr.write(f"rewritten: {case}\n")
    for name in [*rewrite_bundles(), *rewrite_explanations()]:
        changed += 1
        sys.stderr.write(f"rewritten: {name}\n")
    sys.stderr.write(f"{changed} goldens rewritten\n")


if __name__ == "__main__":
    main()
