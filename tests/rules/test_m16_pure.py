"""M16: the payload is not changed, and the same payload gives the same request, whatever the order of its keys.

Every result that `three_engines` returns is checked too: JSON carries it unchanged, and the payload is as it was.
tests/proof/test_laws.py repeats these laws on generated payloads.
"""

from __future__ import annotations

import json
import random

import pytest

from depth import some
from regal_braze.engines.v8.sandbox import Sandbox
from rules.test_m17_total import ODD
from support.payloads.mutation import shuffled
from support.shipped import bodies, plans, samples
from support.three_engines import STOPPED, results

FROZEN = """
"use strict";
const freeze = (value) => {
  if (value && typeof value === "object") Object.values(Object.freeze(value)).forEach(freeze);
  return value;
};
"""


@pytest.mark.parametrize("event", some(plans(), 8))
def test_it_runs_in_strict_mode_on_a_frozen_payload(event: str) -> None:
    body = f"{FROZEN}return (function (payload) {{\n{STOPPED}{bodies()[event]}\n}})(freeze(payload));"
    with Sandbox(body) as strict:
        outcomes = strict.run_many([json.dumps(sample) for sample in samples(event)])
    requests = [json.loads(str(outcome.request)) if outcome.request else outcome.error for outcome in outcomes]
    assert requests == results(plans()[event], samples(event))


@pytest.mark.parametrize("event", some(plans(), 8))
def test_what_does_not_count(event: str) -> None:
    """Other payloads before it, the order of keys, and unknown keys of the envelope and the traits."""
    chance = random.Random(event)
    sample = samples(event)[-1]
    unknown = {"made_up": {"a": [1]}, "event": "x", "data": {}, "attributes": [{}], "events": [{}], "time": "x"}
    traits = {**sample.get("traits", {}), "made_up": 1, "firstName": "Jane", "external_id": "x"}
    alike = [sample, *(shuffled(sample, chance) for _ in range(5)), {**unknown, **sample, "traits": traits}]
    first, *others = results(plans()[event], [*alike, *ODD, sample])
    assert isinstance(first, dict)
    assert [*others[: len(alike) - 1], others[-1]] == [first] * len(alike)
