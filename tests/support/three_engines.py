"""Three readers of one plan: V8 and QuickJS run the generated body, the interpreter follows the plan without it.

They must agree on every payload, so a table contains each result once. The clock is stopped at `NOW` in all three.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, TypeAlias

from regal_braze.engines.v8.sandbox import Outcome, Sandbox
from regal_braze.plan.model import Transformation
from regal_braze.verify.requests import check_requests
from regal_braze.workspace.settings import Settings
from support import shipped
from support.interpreter.comparison import difference
from support.interpreter.interpreter import Refusal, interpret
from support.payloads import to_json
from support.quickjs import QuickJs

Json: TypeAlias = shipped.Json
Result: TypeAlias = dict[str, Json] | str
"""The request for a payload, or the message of the deliberate error that it ends in."""

NOW: Final = "2001-09-09T01:46:40.000Z"
STOPPED: Final = (
    "function Date(...given) { return given.length > 0 ? new globalThis.Date(...given) : new globalThis.Date(1e12); } "
    "Date.parse = globalThis.Date.parse;\n"
)
"""Stops the clock at NOW in the body that follows it."""


def results(plan: Transformation, payloads: Sequence[Json]) -> list[Result]:
    """Return the result of each payload.

    Fails where two engines disagree, a payload is changed, an error is not deliberate, or Braze would refuse a request.
    """
    texts = [to_json(payload) for payload in payloads]
    v8, quickjs = _engines(plan)
    outcomes = v8.run_many(texts, strict=True)
    others = quickjs.run_many(texts, strict=True)
    found = [_result(plan, *row) for row in zip(payloads, outcomes, others, strict=True)]
    new = list({outcome.request for outcome in outcomes if outcome.request is not None} - _valid)
    for request, problems in zip(new, check_requests(new), strict=True):
        assert problems == (), f"{problems[:3]} for {request}"
        _valid.add(request)
    return found


def result(event: str | Transformation, payload: Json, settings: Settings = shipped.DEFAULTS) -> Result:
    """Return the result of a payload for an event or for a plan."""
    plan = shipped.plans(settings)[event] if isinstance(event, str) else event
    return results(plan, [payload])[0]


def request(event: str | Transformation, payload: Json, settings: Settings = shipped.DEFAULTS) -> dict[str, Json]:
    """Return the request for a payload. Fails if there is none."""
    found = result(event, payload, settings)
    assert isinstance(found, dict), found
    return found


def error(event: str | Transformation, payload: Json, settings: Settings = shipped.DEFAULTS) -> str:
    """Return the message of the deliberate error that a payload ends in. Fails if there is none."""
    found = result(event, payload, settings)
    assert isinstance(found, str), found
    return found


def properties(event: str | Transformation, given: Json, settings: Settings = shipped.DEFAULTS) -> dict[str, Json]:
    """Return the properties of the custom event in Braze for Regal's `properties`."""
    name = event if isinstance(event, str) else event.event
    sent: dict[str, Json] = request(event, shipped.envelope(name, given), settings)["events"][0]["properties"]
    return sent


def placed(path: Iterable[str | int], value: Json) -> Json:
    """Return objects and lists with a value at a path; the items before it in a list are null."""
    for step in reversed([*path]):
        value = {step: value} if isinstance(step, str) else [None] * step + [value]
    return value


def rows(expected: Json, *values: Json) -> list[tuple[Json, Json]]:
    """Return the rows of a table for values with one result."""
    return [(value, expected) for value in values]


def unchanged(*values: Json) -> list[tuple[Json, Json]]:
    """Return the rows of a table for values that stay as they are."""
    return [(value, value) for value in values]


def short(value: object) -> str:
    """Return the id of a row."""
    return ascii(value)[:40]


_cache: dict[int, tuple[Transformation, Sandbox, QuickJs]] = {}
"""The engines by the `id` of their plan, which is cheaper than its hash. The plan is kept, so that its id stays."""

_valid: set[str] = set()
"""Requests without problems. Most payloads of a table give the same one."""


def _engines(plan: Transformation) -> tuple[Sandbox, QuickJs]:
    if id(plan) not in _cache:
        body = STOPPED + shipped.body(plan)
        _cache[id(plan)] = plan, Sandbox(body), QuickJs(body)
    return _cache[id(plan)][1:]


def _result(plan: Transformation, payload: Json, outcome: Outcome, other: Outcome) -> Result:
    assert outcome == other, f"V8 and QuickJS disagree on {payload}"
    assert not outcome.mutated, f"the payload was changed: {payload}"
    expected = interpret(plan, payload, datetime.fromisoformat(NOW))
    if outcome.request is None:
        assert outcome.error_name == "Error", f"{outcome.error_name}: {outcome.error} for {payload}"
        message = str(outcome.error)
        assert isinstance(expected, Refusal), f"got {message}, expected {expected} for {payload}"
        assert message.startswith(expected.message_start), f"got {message}, expected {expected} for {payload}"
        return message
    found: dict[str, Json] = json.loads(outcome.request)
    assert not isinstance(expected, Refusal), f"got {found}, expected {expected} for {payload}"
    assert (gap := difference(expected, found)) is None, f"{gap} for {payload}"
    return found
