"""Rewrite what every golden expects from what its transformation returns now; review the difference."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bundles.goldens import FOLDER, GOLDENS, golden_bundle
from goldens.cases import all_cases, as_golden
from support import run


def main() -> None:
    """Write request.json or error.txt beside every payload.json, and the bodies of small bundles."""
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
    for name in GOLDENS:
        path = FOLDER / f"{name}.js"
        body = golden_bundle(name).body
        if not path.exists() or path.read_text(encoding="utf-8") != body:
            path.write_text(body, encoding="utf-8")
            sys.stderr.write(f"rewritten: the bundle {name}\n")
    sys.stderr.write(f"{changed} of {len(all_cases())} goldens rewritten\n")


if __name__ == "__main__":
    main()
