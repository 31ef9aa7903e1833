"""The payloads of the proof are varied, repeatable and sound, and the interpreter reads all of them."""

from __future__ import annotations

import copy
import json
from collections import Counter
from typing import Any

import pytest

from depth import some
from regal_braze.plan.model import Transformation
from support.interpreter.comparison import difference
from support.interpreter.interpreter import NOW as ANY_TIME
from support.interpreter.interpreter import Refusal, interpret
from support.interpreter.times import read_time
from support.payloads import generate_payloads, mutations, pieces, to_json
from support.payloads.pieces import DEEP_ARRAY, DEEP_OBJECT
from support.shipped import plans
from support.three_engines import NOW

SAMPLE = {"userId": "1", "name": "call.completed", "properties": {"text": "x", "list": ["a"], "a/b": 5}}
EVENTS = (
    *("call.analysis.available", "call.transcript.available", "sms.conversation.completed", "contact.created"),
    *("contact.attribute.edited", "contact.subscribed", "agent.activity.updated"),
)
"""One event of each destination, with a list, rows, an object and an open map among their properties."""
every_plan = pytest.mark.parametrize("plan", [plans()[event] for event in some(EVENTS, 2)], ids=some(EVENTS, 2))


@every_plan
def test_generated_payloads_reach_success_and_every_refusal(plan: Transformation) -> None:
    results = [interpret(plan, payload) for payload in generate_payloads(plan, [], 300, seed=1)]
    kinds = Counter(result.kind if isinstance(result, Refusal) else "request" for result in results)
    assert kinds["request"] > 150
    assert kinds["event"] > 5
    assert kinds["item_id" if plan.identity is None else "identity"] > 5


@every_plan
def test_the_seed_decides_what_is_generated(plan: Transformation) -> None:
    one, again, other = (
        [to_json(payload) for payload in generate_payloads(plan, [SAMPLE], 50, seed)] for seed in (1, 1, 2)
    )
    assert one == again != other


@every_plan
def test_the_interpreter_changes_no_payload_and_ignores_the_order_of_keys(plan: Transformation) -> None:
    for payload in generate_payloads(plan, [], 100, seed=4):
        text = to_json(payload)
        result = interpret(plan, payload)
        assert to_json(payload) == text
        assert interpret(plan, json.loads(text)) == result
        assert interpret(plan, _reversed(payload)) == result


def _reversed(value: object) -> object:
    if isinstance(value, dict):
        return {key: _reversed(value[key]) for key in reversed(value)}
    return [_reversed(item) for item in value] if isinstance(value, list) else value


def test_generated_payloads_exceed_what_lists_and_maps_may_take() -> None:
    plan = plans()["sms.conversation.completed"]
    sizes = sorted(len(to_json(payload)) for payload in generate_payloads(plan, [], 300, seed=5))
    assert sizes[-1] > 100_000
    assert sizes[150] < 20_000


def test_a_mutation_changes_one_place_and_never_the_sample() -> None:
    before = copy.deepcopy(SAMPLE)
    labelled = dict(mutations(SAMPLE))
    assert before == SAMPLE
    assert labelled["/properties/text removed"] == {**SAMPLE, "properties": {"list": ["a"], "a/b": 5}}
    assert labelled["/properties/list/0 null"] == {**SAMPLE, "properties": {"text": "x", "list": [None], "a/b": 5}}
    assert labelled["/userId as number"] == {**SAMPLE, "userId": 1}
    expected = {"text": "x", "list": ["a"], "a/b": "5"}
    assert labelled["/properties/a~1b as string"] == {**SAMPLE, "properties": expected}
    assert labelled[" null"] is None
    assert len(labelled) == len(list(mutations(SAMPLE))) > 200
    pointers = {label.partition(" ")[0] for label in labelled}
    assert {"", "/userId", "/name", "/properties", "/properties/text", "/properties/list/0"} <= pointers


@every_plan
def test_every_mutation_has_json_text_and_a_result(plan: Transformation) -> None:
    for _, payload in mutations(SAMPLE):
        assert to_json(payload).isascii()
        assert isinstance(interpret(plan, payload), dict | Refusal)


def test_json_text_has_what_the_encoder_refuses() -> None:
    inf = float("inf")
    assert to_json({"a": inf, "b": [-inf, "Infinity", "\ud800"], "c": {}, "d": []}) == (
        '{"a":1e999,"b":[-1e999,"Infinity","\\ud800"],"c":{},"d":[]}'
    )
    deep_array, deep_object = "[" * 2000 + '"deep"' + "]" * 2000, '{"a":' * 2000 + '"deep"' + "}" * 2000
    assert to_json([DEEP_ARRAY, inf, {"x": DEEP_OBJECT}]) == f'[{deep_array},1e999,{{"x":{deep_object}}}]'


def test_usable_and_unusable_pieces_are_what_their_names_say() -> None:
    plan = plans()["contact.subscribed"]

    def usable(key: str, values: Any) -> set[bool]:
        return {isinstance(interpret(plan, {key: value, "properties": {"channel": "sms"}}), dict) for value in values}

    assert None not in map(read_time, pieces.USABLE_TIMES)
    assert set(map(read_time, pieces.UNUSABLE_TIMES)) == {None}
    for key, good, bad in (
        ("userId", pieces.USABLE_IDS, pieces.UNUSABLE_IDS),
        ("contact_email", pieces.USABLE_EMAILS, pieces.UNUSABLE_EMAILS),
        ("contact_phone", pieces.USABLE_PHONES, pieces.UNUSABLE_PHONES),
    ):
        assert (usable(key, good), usable(key, bad)) == ({True}, {False})


def test_requests_are_compared_as_javascript_compares_them() -> None:
    assert difference({"a": [1.0, None], "b": ANY_TIME}, {"b": NOW, "a": [1, None]}) is None
    assert difference(10**20 + 1, 1e20) is None
    unlike: list[tuple[Any, Any]] = [(1, True), (0, False), ("1", 1), ([], {}), ([1], [1, 2]), (None, 0)]
    for expected, actual in [*unlike, (ANY_TIME, "now")]:
        assert difference({"a": expected}, {"a": actual}) is not None
    assert difference({"a": {"b": 1}}, {"a": {}}) == "/a/b: missing, expected 1"
    assert difference({"a": {}}, {"a": {"b": 1}}) == "/a/b: not expected, got 1"
