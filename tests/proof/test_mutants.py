"""Each guard, limit and fallback of the generated code matters: without it, at least one payload gives another result.

Mutants that change no result are listed in equivalent_mutants.toml with the reason.
"""

from __future__ import annotations

import re
from typing import Final

import pytest

from proof.mutation import all_groups, all_mutants, as_entries, equivalents, survivors
from regal_braze.render.helpers import HELPERS_FILES
from regal_braze.resources import templates_root

pytestmark = pytest.mark.proof

PARTS: Final = 2
"""Tests that share the mutants, for as many processes."""


@pytest.mark.parametrize("part", range(PARTS))
def test_every_mutant_is_killed_or_listed_as_equivalent(part: int) -> None:
    mutants = set(all_mutants()[part::PARTS])
    alive = survivors(all_groups(), mutants)
    listed = {mutant for mutant in mutants if mutant[:3] in equivalents()}
    assert not alive - listed, f"These mutants survive:\n{as_entries(alive - listed)}"
    assert not listed - alive, f"These mutants are listed as equivalent and are killed:\n{as_entries(listed - alive)}"


def test_the_list_names_mutants_and_reasons() -> None:
    assert equivalents().keys() - {mutant[:3] for mutant in all_mutants()} == set()
    assert all(equivalents().values())


def test_every_helper_is_changed() -> None:
    helpers = "".join((templates_root() / name).read_text(encoding="utf-8") for name in HELPERS_FILES)
    assert (
        set(re.findall(r"^function (\w+)", helpers, re.MULTILINE)) - {mutant.scope for mutant in all_mutants()} == set()
    )
