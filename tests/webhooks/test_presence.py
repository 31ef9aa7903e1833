"""W2, W3: whatever a profile holds, the body is valid JSON, valid for Regal, and holds just what was there."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator

import pytest

from regal_braze.engines.liquid import Aborted
from regal_braze.verify.profiles import ABSENT, HOSTILE, one_by_one, states, usual
from regal_braze.verify.webhooks import problem_of
from regal_braze.webhooks.model import Variable
from regal_braze.workspace.webhook_settings import BrazeValue
from webhooks.expected import ABORTED, expected
from webhooks.templates import TEMPLATES, Json, parsed, plans, rendered

EXHAUSTIVE = 11_000
"""Up to so many combinations of a template's fields are all rendered; of more, random ones."""

RANDOM = {"shipped": 4_096, "partner page": 1_024, "everything": 1_024}
"""How many random profiles; among 1,024 are any two fields in any two states some 15 times."""

ODD: tuple[Json, ...] = (
    0,
    1,
    1.0,
    "1",
    "-0.5",
    "007",
    "1.50",
    "1e5",
    "inf",
    "NaN",
    "true",
    "False",
    [],
    {},
    ["a"],
    {"a": 1},
    "nil",
)
"""Values that a field of another type may hold."""


def fields(name: str, workspace: str) -> tuple[Variable, ...]:
    return plans(workspace)[name].variables


def six_states(variable: Variable) -> tuple[Json, ...]:
    """Absent, null, blank, false, plain (each plain one), hostile."""
    return tuple(state for state in states(variable) if state != " \t")


def combinations(workspace: str, name: str) -> Iterator[dict[BrazeValue, Json]]:
    plan = plans(workspace)[name]
    variables = plan.variables
    choices = [six_states(variable) for variable in variables]
    count = 1
    for each in choices:
        count *= len(each)
    if count <= EXHAUSTIVE:
        for combination in itertools.product(*choices):
            yield {variable.source: state for variable, state in zip(variables, combination, strict=True)}
        return
    yield from one_by_one(variables)
    generator = random.Random(name)
    for _ in range(RANDOM[workspace]):
        values = {variable.source: generator.choice(states(variable)) for variable in variables}
        if generator.random() < 0.8:  # most profiles have what is required, else most would be aborted
            values |= {each.variable.source: usual(each.variable) for each in plan.required}
        yield values


def check(workspace: str, name: str, values: dict[BrazeValue, Json]) -> bool:
    """Check one profile; tell whether a body was sent."""
    should = expected(plans(workspace)[name], values)
    sent = rendered(workspace, name, values)
    if should is ABORTED:
        assert isinstance(sent, Aborted), (values, sent)
        assert sent.reason == "No phone number: nothing was sent to Regal"
        return False
    assert isinstance(sent, str), (values, sent)
    assert problem_of(sent) is None, (values, sent)
    got = parsed(sent)
    assert exact(got) == exact(should), (values, sent)
    assert not list(blanks(got)), sent
    return True


def exact(value: Json) -> str:
    """Return JSON that tells 1 from true and from 1.0."""
    return json.dumps(value, sort_keys=True)


def blanks(value: Json, depth: int = 0) -> Iterator[Json]:
    """Yield what is blank among the fields of a body; `properties` is there even where the event has none."""
    for key, each in value.items() if isinstance(value, dict) else ():
        if each in (None, "") or (isinstance(each, str) and not each.strip()) or each == []:
            yield key
        if isinstance(each, dict) and depth < 2:
            yield from blanks(each, depth + 1)


@pytest.mark.parametrize(("workspace", "name"), TEMPLATES)
def test_every_combination_of_states_is_sent_exactly(workspace: str, name: str) -> None:
    """Every combination of absent, null, blank, false, plain and hostile up to a number, random ones beyond (W2)."""
    sent = [check(workspace, name, values) for values in combinations(workspace, name)]
    assert any(sent)
    assert not all(sent)


@pytest.mark.parametrize(("workspace", "name"), TEMPLATES)
def test_values_of_another_type_break_nothing(workspace: str, name: str) -> None:
    """A number where text was declared, text where a number was: valid JSON, sent as declared or not at all (W4)."""
    variables = [each for each in fields(name, workspace) if each.source.kind != "subscription_group"]
    plain = next(one_by_one(variables))
    for variable in variables:
        for value in ODD:
            if variable.type in ("string", "phone") and isinstance(value, list | dict):
                continue  # what Braze prints of a list is not documented
            check(workspace, name, {**plain, variable.source: value})


@pytest.mark.parametrize(("workspace", "name"), TEMPLATES)
def test_a_hostile_profile_comes_back_character_for_character(workspace: str, name: str) -> None:
    """Quotes, backslashes, line breaks, U+2028, emoji and Liquid in a value stay what they are (W2)."""
    values = {variable.source: HOSTILE for variable in fields(name, workspace)}
    sent = rendered(workspace, name, values)
    assert isinstance(sent, str)
    written = json.dumps(parsed(sent), ensure_ascii=False)
    assert json.dumps(HOSTILE, ensure_ascii=False)[1:-1] in written
    assert values  # every template reads something
    assert ABSENT not in values.values()
