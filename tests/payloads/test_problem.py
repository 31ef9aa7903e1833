"""Problems of recorded payloads are counted in full, and each kind says what to do."""

from __future__ import annotations

from pathlib import Path

from regal_braze.payloads.problem import MOST_KEPT, WORDINGS, Problem, Problems
from regal_braze.payloads.wrappers import WRAPPERS
from support.shipped import ROOT


def test_problems_are_counted_in_full_and_kept_in_part() -> None:
    total = Problems()
    for problem in (*(Problem("broken", "a.json", line) for line in range(3_000)), *[Problem("empty", "b.json")] * 3):
        total.add(problem)
    assert total.counts == {"broken": 3_000, "empty": 3}
    assert [problem.line for problem in total.kept if problem.kind == "broken"] == [*range(MOST_KEPT)]
    *others, last = total.findings(10)
    assert len(others) == 10 + 3
    assert last.message == "2,990 more like these: The payload is not valid JSON"


def test_the_page_names_every_key_of_log_entries_and_every_kind_says_what_to_do() -> None:
    page = Path(ROOT, "docs", "recorded-payloads.md").read_text(encoding="utf-8")
    assert all(f"`{key}`" in page for key in WRAPPERS)
    assert all(wording.message and wording.help.endswith(".") for wording in WORDINGS.values())
