"""Many bodies in one context of an engine, each as a function of `payload` alone, as Braze runs it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from typing import Final, TypeAlias

from regal_braze.engines.v8.sandbox import Outcome, Sandbox
from support.quickjs import run_quickjs

Job: TypeAlias = tuple[str, Sequence[str]]
"""A body, and payloads as JSON texts."""

_TOGETHER: Final = 100
"""Bodies per context: making a context takes longer than compiling and running a body."""


def run_jobs(jobs: Sequence[Job]) -> list[list[Outcome]]:
    """Run each body on its payloads in V8, strictly (M16). Returns the outcomes in the same order."""
    return _run_jobs(jobs, _run_v8)


def run_jobs_in_quickjs(jobs: Sequence[Job]) -> list[list[Outcome]]:
    """Run each body on its payloads as `run_jobs` does, in QuickJS."""
    return _run_jobs(jobs, partial(run_quickjs, strict=True))


def _run_jobs(jobs: Sequence[Job], run: Callable[[str, Sequence[str]], list[Outcome]]) -> list[list[Outcome]]:
    outcomes: list[list[Outcome]] = []
    for start in range(0, len(jobs), _TOGETHER):
        together = jobs[start : start + _TOGETHER]
        functions = "".join(f"function (payload) {{\n{body}\n}},\n" for body, _ in together)
        texts = [
            f'{{"body":{index},"payload":{text}}}' for index, (_, payloads) in enumerate(together) for text in payloads
        ]
        rest = iter(run(f"const bodies = [\n{functions}];\nreturn bodies[payload.body](payload.payload);\n", texts))
        outcomes += [list(islice(rest, len(payloads))) for _, payloads in together]
    return outcomes


def _run_v8(body: str, texts: Sequence[str]) -> list[Outcome]:
    with Sandbox(body) as sandbox:
        return sandbox.run_many(texts, strict=True)
