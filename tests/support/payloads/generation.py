"""Generated payloads: many, quickly, and the same for the same seed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from regal_braze.plan.model import Transformation
from support.payloads.envelopes import build_payload
from support.payloads.mutation import REPLACEMENTS, Place, places, replaced
from support.payloads.values import open_value

_FROM_SAMPLES = 0.3
_CHANGES_OF_A_SAMPLE = (0, 1, 1, 2, 3, 5)


def generate_payloads(plan: Transformation, samples: Sequence[object], count: int, seed: int) -> Iterator[object]:
    """Yield `count` payloads for the plan: some are changed samples, the others built from the plan."""
    rng = Random(seed)
    placed = [(sample, [place for place, _ in places(sample)][1:]) for sample in samples]
    for _ in range(count):
        if placed and rng.random() < _FROM_SAMPLES:
            yield _changed(*rng.choice(placed), rng)
        else:
            yield build_payload(plan, rng)


def _changed(sample: object, found: list[Place], rng: Random) -> object:
    payload = sample
    count = min(rng.choice(_CHANGES_OF_A_SAMPLE), len(found))
    chosen = sorted(rng.sample(range(len(found)), count), reverse=True)
    for index in chosen:  # from the end, inner places first: what is still to come stays where it was
        roll = rng.random()
        if roll < 0.2:
            payload = replaced(payload, found[index])
        elif roll < 0.6:
            payload = replaced(payload, found[index], open_value(rng))
        else:
            payload = replaced(payload, found[index], rng.choice(REPLACEMENTS)[1])
    return payload
