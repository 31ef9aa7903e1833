"""W2: for every profile the body is valid JSON, valid for Regal, and contains exactly the values of the profile.

`support.webhooks` checks that of every body, and that ruby-liquid renders the same one.
"""

from __future__ import annotations

import itertools
import json
import math
import random
from collections.abc import Iterator
from typing import Any, Final

import pytest

from depth import MUTATION_STEP, PROFILES_PER_TEMPLATE, some
from regal_braze.losses.profiles import HOSTILE, one_by_one, states, usual
from regal_braze.webhooks.model import Variable, Webhook
from support.webhooks import ABORTED, TEMPLATES, Json, Values, bodies, body, plans

RANDOM: Final = 4_096
"""Random profiles at most. Among 1,024 of them, any two fields are in any two states some 15 times."""
ODD: Final[tuple[Json, ...]] = (
    *(0, 1, -0.5, "1", "-0.5", "12.5", "007", "1e5", "0x10", "true", "false", "False", "nil"),
    *([], {}, ["a"], [1, "a"], {"a": 1}, 2**53 - 1, 12.25, 1.0, "1.50", "inf", "NaN", 2**63),
)
"""Values that a field of another type may have."""
WITH_EXPONENT: Final[tuple[Json, ...]] = (1e15, 1e16, -1e20, 1e-7)
"""Numbers that Ruby writes with an exponent."""

every_template = pytest.mark.parametrize(
    "plan", [plans(w)[name] for w, name in some(TEMPLATES, 8)], ids=map(" ".join, some(TEMPLATES, 8))
)


def six_states(variable: Variable) -> tuple[Json, ...]:
    """Return absent, null, blank, false, the plain values and a hostile text."""
    return tuple(state for state in states(variable) if state != " \t")


def combinations(plan: Webhook) -> Iterator[Values]:
    """Yield every combination of states; if there are too many, each state once and random combinations."""
    choices = [six_states(variable) for variable in plan.variables]
    if math.prod(map(len, choices)) <= PROFILES_PER_TEMPLATE:
        for combination in itertools.product(*choices):
            yield {variable.source: state for variable, state in zip(plan.variables, combination, strict=True)}
        return
    yield from one_by_one(plan.variables)
    chance = random.Random(plan.template)
    for _ in range(min(PROFILES_PER_TEMPLATE, RANDOM)):
        values = {variable.source: chance.choice(states(variable)) for variable in plan.variables}
        if chance.random() < 0.8:  # otherwise most profiles would lack what is required
            values |= {variable.source: usual(variable) for variable in required_of(plan)}
        yield values


def required_of(plan: Webhook) -> list[Variable]:
    """Return variables that meet what a webhook requires."""
    return [when.variables[0] for required in plan.required for when in required.any_of[0]]


@every_template
def test_every_combination_of_states(plan: Webhook) -> None:
    sent = bodies(plan, list(combinations(plan)))
    assert 0 < sum(found is ABORTED for found in sent) < len(sent)
    assert [blanks for found in sent if (blanks := list(blanks_in(found)))] == []


@every_template
def test_a_value_of_another_type_breaks_nothing(plan: Webhook) -> None:
    """It is sent as declared, or not at all (W4)."""
    variables = [variable for variable in plan.variables if variable.source.kind != "subscription_group"]
    plain = next(one_by_one(variables))
    profiles = [
        {**plain, variable.source: value}
        for variable in variables
        for value in (ODD if variable.field else (*ODD, *WITH_EXPONENT))
        # Braze's own fields contain texts. A phone number is never a list or an object.
        if not ((variable.field or variable.type == "phone") and isinstance(value, list | dict))
    ]
    assert bodies(plan, profiles[::MUTATION_STEP])


@every_template
def test_a_hostile_text_comes_back_character_for_character(plan: Webhook) -> None:
    """Quotes, backslashes, line breaks, U+2028, emoji and Liquid."""
    consents = {variable.source: usual(variable) for variable in required_of(plan) if variable.type == "boolean"}
    sent = body(plan, {**{variable.source: HOSTILE for variable in plan.variables}, **consents})
    assert json.dumps(HOSTILE, ensure_ascii=False)[1:-1] in json.dumps(sent, ensure_ascii=False)


def blanks_in(value: Any, depth: int = 0) -> Iterator[str]:
    """Yield the blank fields of a body; `properties` is there even if the event has none."""
    for key, inner in value.items() if isinstance(value, dict) else ():
        if inner is None or inner == [] or (isinstance(inner, str) and not inner.strip()):
            yield key
        if isinstance(inner, dict) and depth < 2:
            yield from blanks_in(inner, depth + 1)
