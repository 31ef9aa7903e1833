"""Rewrite what every golden expects from what its transformation returns now; review the difference."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bundles.goldens import rewrite_goldens as rewrite_bundles
from commands.explain.cases import rewrite_goldens as rewrite_explanations
from findings.rewrite import rewrite_pages
from goldens.cases import Case, all_cases, as_golden
from options import cases as options
from support.shipped import run


def main() -> None:
    """Write what is expected of payloads, of options, of bundles, of what `explain` prints, and of findings."""
    changed = [
        *(case for case in all_cases() if _rewrite(case, as_golden(run(case.event, case.payload)))),
        *(case for case in options.all_cases() if _rewrite(case, case.found())),
        *rewrite_bundles(),
        *rewrite_explanations(),
        *rewrite_pages(),
    ]
    for case in changed:
        sys.stderr.write(f"rewritten: {case}\n")
    sys.stderr.write(f"{len(changed)} goldens rewritten\n")


def _rewrite(case: Case | options.Case, files: dict[str, str]) -> bool:
    """Write the files that hold what is expected where they differ from those that are there; tell whether they do."""
    if files == case.expected:
        return False
    for name in case.expected:
        (case.folder / name).unlink()
    for name, text in files.items():
        (case.folder / name).write_text(text, encoding="utf-8")
    return True


if __name__ == "__main__":
    main()
