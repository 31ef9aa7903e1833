"""Many bodies in one context of V8: each a function of nothing but `payload`, as Braze runs it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

from regal_braze.engines.v8.sandbox import Outcome, Sandbox

Job: TypeAlias = tuple[str, Sequence[str]]
"""A body, and payloads as JSON texts."""

_TOGETHER: Final = 100
"""Bodies a context: compiling them is what would take the time."""


def run_jobs(jobs: Sequence[Job]) -> list[list[Outcome]]:
    """Run each body on its payloads, strictly (M16); return the outcomes in the same order."""
    outcomes: list[list[Outcome]] = []
    for start in range(0, len(jobs), _TOGETHER):
        outcomes += _together(jobs[start : start + _TOGETHER])
    return outcomes


def _together(jobs: Sequence[Job]) -> list[list[Outcome]]:
    functions = "".join(f"function (payload) {{\n{body}\n}},\n" for body, _ in jobs)
    texts = [f'{{"body":{index},"payload":{text}}}' for index, (_, payloads) in enumerate(jobs) for text in payloads]
    with Sandbox(f"const bodies = [\n{functions}];\nreturn bodies[payload.body](payload.payload);\n") as sandbox:
        outcomes = iter(sandbox.run_many(texts, strict=True))
    return [[next(outcomes) for _ in payloads] for _, payloads in jobs]
