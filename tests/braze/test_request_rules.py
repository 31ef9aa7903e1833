"""request_rules.js: the rules of `schemas/braze/` in JavaScript, for V8 and for browsers."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any, Final

import pytest
import quickjs

from braze.requests import FOLDER, json_text, request, usual
from regal_braze.braze.request_rules import request_rules
from regal_braze.engines.v8 import sandbox
from regal_braze.engines.v8.process import Worker
from regal_braze.engines.v8.sandbox import Script
from regal_braze.findings.finding import FindingsError
from regal_braze.verify.requests import RequestProblem, check_requests
from support.examples import read
from support.quickjs import is_es2020

SCRIPTS: Final = ("request_rules", "json_schema")
TEXTS: Final = [Path(sandbox.__file__).with_name(f"{name}.js").read_text("utf-8").rstrip() for name in SCRIPTS]
EXAMPLES: Final = [line.partition(" ")[2] for each in read(FOLDER) for line in each.text.splitlines()[:2]]


def check_in_quickjs(texts: list[str]) -> list[tuple[RequestProblem, ...]]:
    context = quickjs.Context()
    context.set_max_stack_size(4 * 2**20)
    pick = context.eval("{}(\n{}\n)".format(*TEXTS))
    pick("prepare")(json.dumps(request_rules()))
    found = json.loads(pick("check")(json.dumps(texts)))
    return [tuple(RequestProblem(*problem) for problem in problems) for problems in found]


def test_another_engine_finds_the_same_problems() -> None:
    texts = [json_text(request(example)) for example in EXAMPLES]
    assert len(texts) > 500
    assert check_in_quickjs(texts) == check_requests(texts)


@pytest.mark.parametrize("text", TEXTS, ids=SCRIPTS)
def test_the_scripts_are_es2020(text: str) -> None:
    assert is_es2020(f"return {text[text.index('(function') :]}") is None


@pytest.mark.parametrize("name", ["users-track", "catalog-items"])
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"minLength": 1}, "unknown keyword minLength"),
        ({"items": {"dependentRequired": {}}}, "unknown keyword dependentRequired"),
        ({"anyOf": [{"else": {}}]}, "unknown keyword else"),
        ({"type": ["text"]}, "unknown type text"),
        ({"$ref": "#/$defs/missing"}, "unknown reference #/\\$defs/missing"),
        ({"const": {}}, "enum and const may contain scalars only"),
    ],
)
def test_a_schema_that_the_script_does_not_understand_is_an_error(name: str, change: Any, message: str) -> None:
    rules = copy.deepcopy(request_rules())
    rules["schemas"][name]["$defs"]["never"] |= change
    with pytest.raises(FindingsError, match=message), Script(*SCRIPTS, prepared=rules) as script:
        script.call("check", [])


def test_texts_that_are_not_json_are_reported() -> None:
    valid = json.dumps(usual("event"))
    problem = RequestProblem("", "the request is not JSON")
    assert check_requests(["", valid, "{", valid + "]"]) == [(problem,), (), (problem,), (problem,)]


def test_the_check_survives_the_end_of_the_child_process() -> None:
    invalid = json.dumps(usual("event", time=None))
    before = check_requests([invalid])
    assert before != [()]
    Worker.running().kill()
    assert check_requests([invalid]) == before
