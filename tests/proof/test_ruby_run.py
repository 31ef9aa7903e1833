"""W2 for any workspace: each state of each field gives a valid body with exactly the profile's values, also in Ruby.

The workspaces are those that the pages and examples show, and random ones. tests/rules/test_w2_valid.py renders three
more for every combination of states, one of them with the default settings. `bodies` compares each body with the
interpreter, validates it, and compares both engines.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest

from depth import DOCUMENTED_WEBHOOKS, PROFILES_PER_TEMPLATE, RANDOM_WEBHOOKS, some
from regal_braze.losses.profiles import one_by_one
from regal_braze.webhooks.model import Webhook
from support import ruby_liquid
from support.webhook_workspaces import documented, random_workspace
from support.webhooks import ABORTED, Json, Values, bodies, plans_with

ODD: Final[tuple[Json, ...]] = (1e15, "12.50", ["a", 1.5], {"a": None}, "[1]")
"""Values that all fields have at once, whatever their types are."""

WORKSPACES: Final = {
    **dict(some(documented().items(), DOCUMENTED_WEBHOOKS)),
    **{f"random {seed}": random_workspace(seed) for seed in range(RANDOM_WEBHOOKS)},
}


def profiles(plan: Webhook) -> Iterator[Values]:
    """Yield an empty profile, and one for each state of each field."""
    yield {}
    usual, *others = one_by_one(plan.variables)
    yield from (usual, *others)
    required = [required.variable for required in plan.required]
    texts = {variable.source for variable in plan.variables if variable.field or variable in required}
    for odd in ODD:
        yield usual | {variable.source: odd for variable in plan.variables if variable.source not in texts}


@pytest.mark.parametrize("name", WORKSPACES)
def test_each_state_of_each_field_in_two_engines(name: str) -> None:
    ruby_liquid.need()
    for plan in plans_with(WORKSPACES[name]).values():
        without_phone, *sent = bodies(plan, some(profiles(plan), PROFILES_PER_TEMPLATE))
        assert without_phone is ABORTED
        assert any(body is not ABORTED for body in sent)
