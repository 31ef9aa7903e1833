"""M16, M17: laws that hold for every event: pure, indifferent to order and to unknown keys, never another error."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime

import pytest

from regal_braze.braze.request import check_request
from regal_braze.engines.v8.sandbox import Sandbox
from regal_braze.verify.transformations import DELIBERATE
from support.shipped import Json, bodies, plans, request, run, samples, sandbox

EVENTS = sorted(plans())
FROZEN = """
"use strict";
const freeze = (value) => {
  if (value && typeof value === "object") Object.values(Object.freeze(value)).forEach(freeze);
  return value;
};
"""
NOT_OBJECTS: list[Json] = [None, [], [[]], "", "x", 5, True]
NOT_SCALARS: list[Json] = [[], [0], {}, {"toString": 1}, {"valueOf": None}, True, None, ""]
KNOWN = {"userId": "123", "properties": {}}
ODD: list[Json] = [
    *(None, True, False, 0, -1, 1.5, "", "payload", [], [[]], [{"name": "call.completed"}], {}, {"": ""}),
    {"properties": {}},
    {"properties": [{"contact_phone": "+17625551796"}]},
    KNOWN,
    *({"properties": each} for each in NOT_OBJECTS),
    *({"userId": "123", "traits": each} for each in NOT_OBJECTS),
    *({"userId": "123", "properties": each} for each in NOT_OBJECTS),
    *({"userId": each, "external_id": each, "properties": {}} for each in NOT_SCALARS),
    *({**KNOWN, "originalTimestamp": each} for each in NOT_SCALARS),
    *({**KNOWN, "eventId": each, "event_id": each} for each in NOT_SCALARS),
    {"__proto__": {"userId": "123", "properties": {"channel": "sms"}}},
    {"userId": "123", "properties": {"__proto__": {"disposition": "inherited"}, "constructor": 1, "toString": 2}},
    {"userId": "123", "properties": {"hasOwnProperty": 1, "valueOf": None, "toJSON": {"a": 1}, "then": "x"}},
]
VALUES: list[Json] = [
    *(None, True, False, 0, -0.0, 1, 1.5, 1e300, -(2**53), "", " ", "x", "null", "2022-07-15", "x" * 300, "\ud800"),
    *([], [None], [[]], [[[]]], [{}], ["x", 1, True, None], {}, {"": 1}, {"a": None}, {"a": {"b": [1, "2022-07-15"]}}),
    {"toString": 1, "length": 3},
    {"new_value": 1},
    {"a": {"new_value": None}},
    {"email": [], "isPrimary": True},
]


def shuffled(value: Json, chance: random.Random) -> Json:
    """Return the value with the keys of every object in another order."""
    if isinstance(value, list):
        return [shuffled(item, chance) for item in value]
    if not isinstance(value, dict):
        return value
    keys = list(value)
    chance.shuffle(keys)
    return {key: shuffled(value[key], chance) for key in keys}


def assert_lawful(event: str, payloads: list[Json]) -> int:
    """Fail unless each payload ends in a valid request or in a deliberate error; return how many are requests."""
    outcomes = sandbox(event).run_many([json.dumps(payload) for payload in payloads], strict=True)
    requests = 0
    for payload, outcome in zip(payloads, outcomes, strict=True):
        assert not outcome.mutated, payload
        if outcome.request is None:
            assert outcome.error_name == "Error", (payload, outcome)
            assert str(outcome.error).startswith(DELIBERATE), (payload, outcome)
        else:
            requests += 1
            assert check_request(json.loads(outcome.request)) == (), payload
    return requests


@pytest.mark.parametrize("event", EVENTS)
def test_m16_it_runs_in_strict_mode_on_a_frozen_payload(event: str) -> None:
    with Sandbox(f"{FROZEN}return (function (payload) {{\n{bodies()[event]}\n}})(freeze(payload));") as strict:
        for sample in samples(event):
            assert strict.run(json.dumps(sample)) == strict.run(json.dumps(sample))
            assert strict.run(json.dumps(sample)).request == run(event, sample).request


@pytest.mark.parametrize("event", EVENTS)
def test_m16_the_same_payload_gives_the_same_request_whatever_came_between(event: str) -> None:
    *_, sample = samples(event)
    first = request(event, sample)
    assert_lawful(event, ODD)
    assert request(event, sample) == first


@pytest.mark.parametrize("event", EVENTS)
def test_m16_the_order_of_keys_is_irrelevant(event: str) -> None:
    chance = random.Random(event)
    *_, sample = samples(event)
    for _ in range(5):
        assert request(event, shuffled(sample, chance)) == request(event, sample)


@pytest.mark.parametrize("event", EVENTS)
def test_m16_unknown_keys_of_the_envelope_change_nothing(event: str) -> None:
    *_, sample = samples(event)
    unknown = {"made_up": {"a": [1]}, "event": "x", "data": {}, "attributes": [{}], "events": [{}], "time": "x"}
    traits = {**sample.get("traits", {}), "made_up": 1, "firstName": "Jane", "external_id": "x"}
    assert request(event, {**unknown, **sample, "traits": traits}) == request(event, sample)


@pytest.mark.parametrize("event", EVENTS)
def test_m17_any_json_ends_in_a_valid_request_or_in_a_deliberate_error(event: str) -> None:
    named = [{"name": event, **each} for each in ODD if isinstance(each, dict)]
    assert_lawful(event, [*ODD, *named])


@pytest.mark.parametrize("event", EVENTS)
def test_m17_so_does_every_sample_with_any_one_value_replaced(event: str) -> None:
    payloads = []
    for sample in samples(event):
        data = sample.get("properties", {})
        payloads += [{**sample, key: value} for key in sample for value in VALUES]
        payloads += [{**sample, "properties": {**data, key: value}} for key in data for value in VALUES]
    assert assert_lawful(event, payloads) > len(payloads) // 3


@pytest.mark.parametrize("event", EVENTS)
def test_m17_so_does_deep_nesting(event: str) -> None:
    deep: Json = "x"
    for _ in range(300):
        deep = {"a": [deep]}
    keys = [*plans_properties(event), "made_up", "call_analysis", "changes", "content", "new_email_properties"]
    base = {"name": event, "userId": "123"}
    assert_lawful(event, [{**base, "properties": {"agent_email": "a", "channel": "sms", key: deep}} for key in keys])


def plans_properties(event: str) -> list[str]:
    *_, sample = samples(event)
    return list(sample.get("properties", {}))


def test_m16_the_time_of_the_call_is_all_that_may_differ() -> None:
    payload = {"userId": "123", "properties": {"notes": "x"}}
    before = datetime.now(UTC)
    (event,) = request("call.completed", payload)["events"]
    assert (datetime.fromisoformat(event.pop("time")) - before).total_seconds() > -1
    assert event == {
        "name": "Call Completed",
        "properties": {"notes": "x"},
        "external_id": "123",
        "_update_existing_only": False,
    }
