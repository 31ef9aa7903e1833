"""What `explain` prints for telling events, word for word; `make golden` rewrites it after a change that is meant."""

from __future__ import annotations

import pytest

from commands.explain.cases import FOLDER, GOLDENS, Case, golden, printed


@pytest.mark.parametrize("case", GOLDENS, ids=".".join)
def test_explain_prints_what_the_golden_says(case: Case) -> None:
    assert printed(case) == golden(case).read_text(encoding="utf-8")


def test_every_golden_belongs_to_a_case() -> None:
    assert set((FOLDER / "goldens").iterdir()) == {golden(case) for case in GOLDENS}
