"""M17: any JSON gives a request that Braze accepts, or a deliberate error. Nothing else is thrown.

`three_engines` checks that of every payload. tests/proof has more of them: mutations, near misses and generated ones.
"""

from __future__ import annotations

from typing import Any

import pytest

from depth import MUTATION_STEP, some
from support.shipped import Json, plans, samples
from support.three_engines import placed, results

NOT_OBJECTS: list[Json] = [None, [], [[]], "", "x", 5, True]
NOT_SCALARS: list[Json] = [[], [0], {}, {"toString": 1}, {"valueOf": None}, True, None, ""]
KNOWN: dict[str, Json] = {"userId": "123", "properties": {}}
ODD: list[Json] = [
    *(None, True, False, 0, -1, 1.5, "", "payload", [], [[]], [{"name": "call.completed"}], {}, {"": ""}),
    {"properties": {}},
    {"properties": [{"contact_phone": "+17625551796"}]},
    KNOWN,
    *({"properties": value} for value in NOT_OBJECTS),
    *({**KNOWN, "traits": value} for value in NOT_OBJECTS),
    *({**KNOWN, "properties": value} for value in NOT_OBJECTS),
    *({**KNOWN, "userId": value, "external_id": value} for value in NOT_SCALARS),
    *({**KNOWN, "originalTimestamp": value} for value in NOT_SCALARS),
    *({**KNOWN, "eventId": value, "event_id": value} for value in NOT_SCALARS),
    {"__proto__": {"userId": "123", "properties": {"channel": "sms"}}},
    {"userId": "123", "properties": {"__proto__": {"disposition": "inherited"}, "constructor": 1, "toString": 2}},
    {"userId": "123", "properties": {"hasOwnProperty": 1, "valueOf": None, "toJSON": {"a": 1}, "then": "x"}},
]
"""Payloads that are no payload, and envelopes with a value of another type in each place."""
VALUES: list[Json] = [
    *(None, True, False, 0, -0.0, 1, 1.5, 1e300, -(2**53), "", " ", "x", "null", "2022-07-15", "x" * 300, "\ud800"),
    *([], [None], [[]], [[[]]], [{}], ["x", 1, True, None], {}, {"": 1}, {"a": None}, {"a": {"b": [1, "2022-07-15"]}}),
    {"toString": 1, "length": 3},
    {"new_value": 1},
    {"a": {"new_value": None}},
    {"email": [], "isPrimary": True},
]


@pytest.mark.parametrize("event", some(plans(), 8))
def test_any_json(event: str) -> None:
    named: list[Any] = [{"name": event, **payload} for payload in ODD if isinstance(payload, dict)]
    assert len(results(plans()[event], [*ODD, *named])) > 100


@pytest.mark.parametrize("event", some(plans(), 8))
def test_a_sample_with_any_one_value_replaced(event: str) -> None:
    payloads: list[Any] = []
    for sample in samples(event):
        data = sample.get("properties", {})
        payloads += [{**sample, key: value} for key in sample for value in VALUES]
        payloads += [{**sample, "properties": {**data, key: value}} for key in data for value in VALUES]
    found = results(plans()[event], payloads[::MUTATION_STEP])
    assert sum(isinstance(result, dict) for result in found) > len(found) // 3


@pytest.mark.parametrize("event", some(plans(), 3))
def test_deep_nesting(event: str) -> None:
    keys = ["objections", "sentiments", "to_emails", "content", "call_analysis", "changes", "new_email_properties", "x"]
    base, deep = {"agent_email": "a", "channel": "sms"}, placed(["a", 0] * 300, "x")
    payloads = [{"name": event, "userId": "123", "properties": {**base, key: deep}} for key in keys]
    assert len(results(plans()[event], payloads)) == len(keys)
