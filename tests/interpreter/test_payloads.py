"""The payloads that the comparison with JavaScript rests on: are they varied, repeatable and sound?"""

from __future__ import annotations

import copy
import json
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regal_braze.plan.conversions import Boolean, IsoTime, ListOf, Number, Open, Record, Row, Text, UnixSeconds
from regal_braze.plan.model import Attributes, Catalog, Changes, OpenMap, Subscription, Transformation
from support.interpreter.interpreter import Refusal, interpret
from support.interpreter.plans import field, plan_for, track
from support.interpreter.times import read_time
from support.payloads import generate_payloads, mutations, pieces, to_json
from support.payloads.pieces import DEEP_ARRAY, DEEP_OBJECT
from support.payloads.strategies import strategy_for

SAMPLE = {"userId": "1", "name": "call.completed", "properties": {"text": "x", "list": ["a"], "a/b": 5}}
FIELDS = (
    field(Text(), "text"),
    field(Number(), "number"),
    field(Boolean(), "boolean"),
    field(IsoTime(), "time"),
    field(ListOf(Text(in_list=True), 500, 60_000), "list"),
    field(ListOf(Row((field(UnixSeconds(), "0"),)), 500, 10_000), "rows"),
    field(Record((field(Open(room=1000), "open"),)), "record"),
)
PLANS = {
    "track": plan_for(
        track(
            *FIELDS,
            open_maps=(OpenMap("map", "map_", ("text",), 9000),),
            attributes=Attributes((), ("text",), False),
        )
    ),
    "changes": plan_for(Changes("changes", False)),
    "subscription": plan_for(Subscription("channel", "subscribed", (("sms", "group"),), False)),
    "catalog": plan_for(Catalog("agents", "agent", FIELDS[:2], "updated_at"), identity=None),
}
any_plan = pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS.keys())


@any_plan
def test_generated_payloads_reach_success_and_every_refusal(plan: Transformation) -> None:
    answers = [interpret(plan, payload) for payload in generate_payloads(plan, [], 300, seed=1)]
    kinds = Counter(answer.kind if isinstance(answer, Refusal) else "request" for answer in answers)
    assert kinds["request"] > 150
    assert kinds["event"] > 5
    assert kinds["item_id" if plan.identity is None else "identity"] > 5


@any_plan
def test_generated_payloads_are_the_same_for_the_same_seed_only(plan: Transformation) -> None:
    def texts(seed: int) -> list[str]:
        return [to_json(payload) for payload in generate_payloads(plan, [SAMPLE], 50, seed)]

    assert texts(1) == texts(1)
    assert texts(1) != texts(2)


@any_plan
def test_generated_payloads_are_interpreted_alike_from_their_json_text(plan: Transformation) -> None:
    for payload in generate_payloads(plan, [], 200, seed=3):
        assert interpret(plan, json.loads(to_json(payload))) == interpret(plan, payload)


@any_plan
def test_the_interpreter_leaves_payloads_alone_and_key_order_out(plan: Transformation) -> None:
    for payload in generate_payloads(plan, [], 100, seed=4):
        before = to_json(payload)
        request = interpret(plan, payload)
        assert to_json(payload) == before
        assert interpret(plan, _reversed(payload)) == request


def _reversed(value: object) -> object:
    if isinstance(value, dict):
        return {key: _reversed(value[key]) for key in reversed(value)}
    return [_reversed(item) for item in value] if isinstance(value, list) else value


def test_generated_payloads_pass_the_room_of_lists_and_maps() -> None:
    sizes = [len(to_json(payload)) for payload in generate_payloads(PLANS["track"], [], 300, seed=5)]
    assert max(sizes) > 100_000
    assert sorted(sizes)[150] < 20_000


def test_mutations_change_one_place_and_never_the_sample() -> None:
    before = copy.deepcopy(SAMPLE)
    labelled = dict(mutations(SAMPLE))
    assert before == SAMPLE
    assert labelled["/properties/text removed"] == {**SAMPLE, "properties": {"list": ["a"], "a/b": 5}}
    assert labelled["/properties/list/0 null"] == {
        **SAMPLE,
        "properties": {"text": "x", "list": [None], "a/b": 5},
    }
    assert labelled["/userId as number"] == {**SAMPLE, "userId": 1}
    assert labelled["/properties/a~1b as string"] == {
        **SAMPLE,
        "properties": {"text": "x", "list": ["a"], "a/b": "5"},
    }
    assert labelled[" null"] is None
    assert len(labelled) == len(list(mutations(SAMPLE))) > 200


def test_mutations_reach_every_place() -> None:
    pointers = {label.partition(" ")[0] for label, _ in mutations(SAMPLE)}
    assert {"", "/userId", "/name", "/properties", "/properties/text", "/properties/list/0"} <= pointers


@any_plan
def test_every_mutation_has_json_text_and_an_answer(plan: Transformation) -> None:
    for _, payload in mutations(SAMPLE):
        assert to_json(payload).isascii()
        assert isinstance(interpret(plan, payload), dict | Refusal)


def test_json_text_carries_what_the_encoder_refuses() -> None:
    inf = float("inf")
    assert to_json({"a": inf, "b": [-inf, "Infinity", "\ud800"], "c": {}, "d": []}) == (
        '{"a":1e999,"b":[-1e999,"Infinity","\\ud800"],"c":{},"d":[]}'
    )
    assert to_json([DEEP_ARRAY, inf, {"x": DEEP_OBJECT}]) == (
        "[" + "[" * 2000 + '"deep"' + "]" * 2000 + ',1e999,{"x":' + '{"a":' * 2000 + '"deep"' + "}" * 2000 + "}]"
    )


@any_plan
@settings(suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_strategy_gives_payloads_that_are_answered(plan: Transformation, data: st.DataObject) -> None:
    payload = data.draw(strategy_for(plan))
    assert isinstance(interpret(plan, payload), dict | Refusal)


def test_usable_and_unusable_pieces_are_what_they_are_called() -> None:
    def usable(key: str, value: object) -> bool:
        return isinstance(interpret(PLANS["subscription"], {key: value, "properties": {}}), dict)

    assert all(read_time(time) is not None for time in pieces.USABLE_TIMES)
    assert all(read_time(time) is None for time in pieces.UNUSABLE_TIMES)
    assert all(usable("userId", value) for value in pieces.USABLE_IDS)
    assert not any(usable("userId", value) for value in pieces.UNUSABLE_IDS)
    assert all(usable("contact_email", value) for value in pieces.USABLE_EMAILS)
    assert not any(usable("contact_email", value) for value in pieces.UNUSABLE_EMAILS)
    assert all(usable("contact_phone", value) for value in pieces.USABLE_PHONES)
    assert not any(usable("contact_phone", value) for value in pieces.UNUSABLE_PHONES)
