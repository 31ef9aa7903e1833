"""M17: a sample with one thing wrong still gives a valid request, or one of the deliberate errors.

Every value of every sample is removed, written in other types, put into a list and an object, and replaced by 28 other
values; every object gets hostile keys. That is 37,555 payloads over the 40 events.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest

from depth import MUTATION_STEP
from proof.outcomes import EVENTS, flaws_of
from regal_braze.engines.v8.sandbox import Sandbox
from support import shipped
from support.payloads import mutations, to_json

KINDS: Final = 28
"""Ways in which every value is replaced."""
TIME_LIMIT: Final = 1.0
"""Seconds that no payload may take: they run in batches that must end within them."""
BATCH: Final = 250


def _values(value: object) -> Iterator[object]:
    yield value
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _values(inner)


def _least(event: str) -> int:
    return sum(KINDS * len(list(_values(sample))) for sample in shipped.samples(event))


@pytest.mark.parametrize("event", EVENTS)
def test_a_mutated_sample_gives_a_valid_request_or_a_deliberate_error(event: str) -> None:
    every = [mutation for sample in shipped.samples(event) for mutation in mutations(sample)]
    assert len(every) > _least(event)
    labelled = [(label, to_json(payload)) for label, payload in every[::MUTATION_STEP]]
    flaws = []
    requests = 0
    with Sandbox(shipped.bodies()[event], time_limit=TIME_LIMIT) as sandbox:
        for start in range(0, len(labelled), BATCH):
            batch = labelled[start : start + BATCH]
            outcomes = sandbox.run_many([text for _, text in batch], strict=True)
            for (label, _), outcome, flaw in zip(batch, outcomes, flaws_of(outcomes), strict=True):
                requests += outcome.request is not None
                if flaw is not None:
                    flaws.append(f"{label}: {flaw}")
    assert not flaws, f"{len(flaws)} of {len(labelled)}: {flaws[:5]}"
    assert requests > len(labelled) // 2


def test_that_is_more_than_30_000_payloads() -> None:
    assert sum(map(_least, EVENTS)) > 30_000
