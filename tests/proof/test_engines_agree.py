"""V8, quickjs and the independent interpreter of the plan give the same requests and the same refusals (M2-M17)."""

from __future__ import annotations

from typing import Final

import pytest

from depth import PAYLOADS_PER_EVENT, PAYLOADS_PER_SETTING
from proof.outcomes import EVENTS, disagreement, flaw_of, report
from regal_braze.engines.v8.sandbox import Sandbox
from regal_braze.workspace.settings import Settings, UpdateExistingOnly
from support import shipped
from support.interpreter.interpreter import Refusal, interpret
from support.payloads import generate_payloads, pieces, to_json
from support.quickjs import run_quickjs

DECISIONS: Final = {
    "phone-and-groups": Settings(
        identity_order=("phone", "email", "external_id"),
        update_existing_only=UpdateExistingOnly(events=True, attributes=True, subscribe=True, unsubscribe=False),
        subscription_groups={
            "voice": "0f5c6f2e-0001-4b0a-9d3e-7a1c54e2b001",
            "sms": "0f5c6f2e-0002-4b0a-9d3e-7a1c54e2b002",
            "email": "0f5c6f2e-0003-4b0a-9d3e-7a1c54e2b003",
        },
    ),
    "skip-without-id": Settings(
        identity_order=("external_id",),
        missing_identity="skip",
        update_existing_only=UpdateExistingOnly(attributes=True),
        subscription_groups={"sms": "0f5c6f2e-0002-4b0a-9d3e-7a1c54e2b002"},
    ),
    "hostile-label": Settings(
        identity_order=("user_alias", "email"),
        alias_label='\u00fc"\\`${payload}</script>\u2028*/',
        missing_identity="skip",
    ),
    "email-before-alias-before-id": Settings(identity_order=("email", "user_alias", "external_id")),
}


def _disagreements(
    event: str, decisions: Settings, seed: int, count: int, sandbox: Sandbox
) -> tuple[list[tuple[str, object]], int]:
    """Return what went wrong with which payload, and how many payloads gave a request."""
    plan = shipped.plans(decisions)[event]
    payloads = list(generate_payloads(plan, shipped.samples(event), count, seed))
    texts = [to_json(payload) for payload in payloads]
    in_v8 = sandbox.run_many(texts, strict=True)
    in_quickjs = run_quickjs(shipped.bodies(decisions)[event], texts)
    failures: list[tuple[str, object]] = []
    requests = 0
    for payload, one, other in zip(payloads, in_v8, in_quickjs, strict=True):
        expected = interpret(plan, payload)
        requests += not isinstance(expected, Refusal)
        found = {"V8": disagreement(expected, one), "quickjs": disagreement(expected, other), "sound": flaw_of(one)}
        failures += [(f"{where}: {what}", payload) for where, what in found.items() if what is not None]
    return failures, requests


@pytest.mark.parametrize(("event", "seed"), [(event, 1000 + number) for number, event in enumerate(EVENTS)])
def test_generated_payloads_give_what_the_plan_says_in_both_engines(event: str, seed: int) -> None:
    failures, requests = _disagreements(event, shipped.DEFAULTS, seed, PAYLOADS_PER_EVENT, shipped.sandbox(event))
    assert not failures, report(failures, PAYLOADS_PER_EVENT)
    assert requests > PAYLOADS_PER_EVENT // 2


@pytest.mark.parametrize("decided", DECISIONS)
@pytest.mark.parametrize(("event", "seed"), [(event, 2000 + number) for number, event in enumerate(EVENTS)])
def test_generated_payloads_give_what_the_plan_says_whatever_the_workspace_decides(
    event: str, seed: int, decided: str
) -> None:
    decisions = DECISIONS[decided]
    with Sandbox(shipped.bodies(decisions)[event]) as sandbox:
        failures, requests = _disagreements(event, decisions, seed, PAYLOADS_PER_SETTING, sandbox)
    assert not failures, report(failures, PAYLOADS_PER_SETTING)
    assert requests > PAYLOADS_PER_SETTING // 8


@pytest.mark.parametrize("time", pieces.EDGES_OF_TIME)
def test_m6_the_edges_of_dates_hours_and_offsets_are_read_as_pinned(time: str) -> None:
    payload = {**shipped.envelope("call.placed", {}), "originalTimestamp": time, "created_at": 1700000000}
    expected = interpret(shipped.plans()["call.placed"], payload)
    assert disagreement(expected, shipped.run("call.placed", payload)) is None
