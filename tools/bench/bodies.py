"""Bodies in V8: ours against plain ones that do what the code on Braze's partner page about Regal does.

And the bundle of all contact events against the body of the single event.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.measure import Comparison

if TYPE_CHECKING:
    from regal_braze.plans import Plans

FIRST_CALL_TARGET = 3.3
WARM_TARGET = 1.5
BUNDLE_FIRST_CALL_TARGET = 4
BUNDLE_WARM_TARGET = 1.2

EVENTS = ("call.completed", "contact.attribute.edited", "contact.experiment.assigned", "contact.unsubscribed")
"""The events that the partner page has code for."""

FIRST_CALLS = 150
CONTEXTS = 4
WARM_UP_ROUNDS = 5
ROUNDS = 30
PAYLOADS = 2000

_PLAIN = Path(__file__).with_name("plain")


def plain_body(event: str) -> str:
    """Return the plain body of an event."""
    return (_PLAIN / f"{event}.js").read_text(encoding="utf-8")


def page_payload(event: str) -> dict[str, Any]:
    """Return the payload that the partner page documents, with other addresses."""
    payload: dict[str, Any] = json.loads((_PLAIN / f"{event}.json").read_text(encoding="utf-8"))
    return payload


def generated_bodies() -> dict[str, str]:
    """Return the generated body of each event, by the event's name, as the schemas say now."""
    plans = _plans()
    return {event: plans.body(event) for event in EVENTS}


def generated_bundle() -> str:
    """Return the generated bundle of all contact events, as the schemas say now."""
    return _plans().body("contacts")


def body_comparisons(say: Callable[[str], None]) -> Iterator[Comparison]:
    """Measure, and yield the rows; `say` takes what is going on."""
    ours = generated_bodies()
    plain = {event: plain_body(event) for event in EVENTS}
    yield from _compared(say, "{}", ours, plain, (FIRST_CALL_TARGET, WARM_TARGET))
    bundle = dict.fromkeys(EVENTS, generated_bundle())
    yield from _compared(say, "bundle, {}", bundle, ours, (BUNDLE_FIRST_CALL_TARGET, BUNDLE_WARM_TARGET))


def _plans() -> Plans:
    from regal_braze.pipeline import plan_workspace
    from regal_braze.resources import schemas_root, templates_root
    from regal_braze.workspace.settings import Settings
    from regal_braze.workspace.workspace import Workspace

    return plan_workspace(Workspace(Path(), Settings(), (schemas_root(),), (templates_root(),)))


def _compared(
    say: Callable[[str], None],
    what: str,
    ours: Mapping[str, str],
    plain: Mapping[str, str],
    targets: tuple[float, float],
) -> Iterator[Comparison]:
    """Yield the rows for the first and the warm calls of the events' bodies; `what` takes the event's name."""
    payloads = {event: page_payload(event) for event in EVENTS}
    first: dict[str, list[tuple[float, float]]] = {event: [] for event in EVENTS}
    say(f"first calls, {what.format('all events')}")
    for _ in range(FIRST_CALLS):
        for event, times in first.items():  # all events in a round: a busy moment falls on all alike
            times.append((_first_call(ours[event], payloads[event]), _first_call(plain[event], payloads[event])))
    for event, times in first.items():
        yield Comparison(f"first call, {what.format(event)}", *_sides(times), targets[0])
    for event in EVENTS:
        say(f"warm calls, {what.format(event)}")
        texts = json.dumps([json.dumps(payloads[event] | {"userId": str(number)}) for number in range(PAYLOADS)])
        times = [pair for _ in range(CONTEXTS) for pair in _warm(ours[event], plain[event], texts)]
        yield Comparison(f"warm call, {what.format(event)}", *_sides(times), targets[1])


def _sides(times: list[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [ours for ours, _ in times], [plain for _, plain in times]


def _first_call(body: str, payload: dict[str, Any]) -> float:
    """Return the seconds that compiling and the first call take, in a context that has run something else."""
    from py_mini_racer import MiniRacer

    text = json.dumps(json.dumps(payload))
    source = f"JSON.stringify((function (payload) {{\n{body}\n}})(JSON.parse({text})))"
    context = MiniRacer()
    context.eval("JSON.stringify(JSON.parse('{}'))")
    start = time.perf_counter()
    context.eval(source)
    seconds = time.perf_counter() - start
    context.close()
    return seconds


def _warm(ours: str, plain: str, texts: str) -> Iterator[tuple[float, float]]:
    """Yield the seconds per call when both bodies have run often, in turn and in separate contexts."""
    from py_mini_racer import MiniRacer

    bulk = Path(__file__).with_name("bulk.js").read_text(encoding="utf-8")
    contexts = (MiniRacer(), MiniRacer())
    runs: list[Any] = [
        context.eval(bulk.replace("BODY", body)) for context, body in zip(contexts, (ours, plain), strict=True)
    ]
    for number in range(-WARM_UP_ROUNDS, ROUNDS):
        seconds = []
        for run in runs:
            start = time.perf_counter()
            run(texts)
            seconds.append((time.perf_counter() - start) / PAYLOADS)
        if number >= 0:
            yield seconds[0], seconds[1]
    for context in contexts:
        context.close()
