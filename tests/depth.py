"""The depth of the tests: every count that differs between `make test` and `make proof`.

`make proof` sets PROOF=1 and gets the second number, and the tests with the marker `proof`. Without it, tests get the
first number, which is chosen so that all tests together take a few minutes on two cores.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Final, TypeVar

_Row = TypeVar("_Row")

PROOF: Final = os.environ.get("PROOF") == "1"


def _depth(test: int, proof: int) -> int:
    return proof if PROOF else test


def some(rows: Iterable[_Row], count: int) -> list[_Row]:
    """Return all rows for `make proof`, and `count` of them, evenly spread, for `make test`."""
    listed = list(rows)
    return listed if PROOF else listed[:: max(len(listed) // count, 1)][:count]


EXAMPLES: Final = _depth(10, 150)
"""Examples of a property test of hypothesis, where the test doesn't need more or fewer."""
EXAMPLES_OF_COMMANDS: Final = _depth(5, 60)
"""Examples of a property test that runs a whole command for each."""
EXAMPLES_OF_WORKSPACES: Final = _depth(10, 80)
"""Examples of a property test that plans, renders and runs an event of a random workspace for each."""

PAYLOADS_PER_EVENT: Final = _depth(15, 240)
"""Generated payloads per event, with the default settings."""
PAYLOADS_IN_PAGE: Final = _depth(2, 150)
"""Generated payloads per event that the page must treat as the command `run` does: 80 in a bundle of all events."""
PAYLOADS_PER_SETTING: Final = _depth(3, 40)
"""Generated payloads per event, with each of several other sets of settings."""
MUTATION_STEP: Final = _depth(17, 1)
"""Of the mutations of samples, every n-th is run: prime, so that it meets every kind of mutation."""
PROFILES_PER_TEMPLATE: Final = _depth(20, 11_000)
"""Profiles per webhook template: all combinations of states, if there are no more; else random ones."""
DOCUMENTED_WEBHOOKS: Final = _depth(2, 100)
"""Workspaces with webhooks in docs/ and examples/, at most: each state of each field is rendered."""
RANDOM_WEBHOOKS: Final = _depth(2, 60)
"""Random workspaces with webhooks, rendered in the same way."""
NEAR_MISS_STEP: Final = _depth(13, 1)
"""Of the payloads with one value that almost fits its schema, every n-th is run."""
CASE_STEP: Final = _depth(8, 1)
"""Of the events with each of some sets of settings, every n-th is run."""
PAIR_STEP: Final = _depth(32, 1)
"""Of the pairs of settings, every n-th is run."""
WRITE_STEP: Final = _depth(7, 1)
"""A write is interrupted at every n-th step."""

LONG_INPUT: Final = _depth(4, 300)
"""Megabytes of input for which a command must need constant memory."""

HOSTILE_WORKSPACES: Final = _depth(2, 200)
"""Random hostile workspaces in which commands must end within seconds."""
HOSTILE_INPUTS: Final = _depth(14, 5_000)
"""Random inputs on which commands must end within seconds."""
