"""V8, QuickJS and the independent interpreter of the plan give the same requests and the same refusals (M2-M17)."""

from __future__ import annotations

import pytest

from depth import PAYLOADS_PER_EVENT, PAYLOADS_PER_SETTING, some
from proof.corpus import SETTING_NAMES, SETTINGS, payloads_of
from proof.outcomes import EVENTS, disagreement, flaws_of, report
from regal_braze.engines.v8.sandbox import Sandbox
from regal_braze.workspace.settings import Settings
from support import shipped
from support.interpreter.interpreter import Refusal, interpret
from support.payloads import pieces, to_json
from support.quickjs import run_quickjs


def _check(event: str, settings: Settings, *, seed: int, count: int, requests: int) -> None:
    plan = shipped.plans(settings)[event]
    payloads = list(payloads_of(plan, count, seed=seed))
    texts = [to_json(payload) for payload in payloads]
    with Sandbox(shipped.bodies(settings)[event]) as sandbox:
        in_v8 = sandbox.run_many(texts, strict=True)
    in_quickjs = run_quickjs(shipped.bodies(settings)[event], texts)
    failures: list[tuple[str, object]] = []
    answered = 0
    for payload, one, other, flaw in zip(payloads, in_v8, in_quickjs, flaws_of(in_v8), strict=True):
        expected = interpret(plan, payload)
        answered += not isinstance(expected, Refusal)
        found = {"V8": disagreement(expected, one), "QuickJS": disagreement(expected, other), "sound": flaw}
        failures += [(f"{where}: {what}", payload) for where, what in found.items() if what is not None]
    assert not failures, report(failures, len(payloads))
    assert answered > requests


@pytest.mark.parametrize("event", some(EVENTS, 12))
def test_generated_payloads_give_what_the_plan_says(event: str) -> None:
    _check(event, shipped.DEFAULTS, seed=1000, count=PAYLOADS_PER_EVENT, requests=PAYLOADS_PER_EVENT // 2)


@pytest.mark.parametrize("name", SETTING_NAMES)
@pytest.mark.parametrize("event", some(EVENTS, 4))
def test_generated_payloads_give_what_the_plan_says_with_other_settings(event: str, name: str) -> None:
    _check(event, SETTINGS[name], seed=2000, count=PAYLOADS_PER_SETTING, requests=PAYLOADS_PER_SETTING // 8)


@pytest.mark.parametrize("time", pieces.EDGES_OF_TIME)
def test_m6_the_edges_of_dates_hours_and_offsets_are_read_as_pinned(time: str) -> None:
    payload = {**shipped.envelope("call.placed", {}), "originalTimestamp": time, "created_at": 1700000000}
    expected = interpret(shipped.plans()["call.placed"], payload)
    assert disagreement(expected, shipped.run("call.placed", payload)) is None
