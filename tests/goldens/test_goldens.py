"""What every transformation returns for telling payloads, word for word, in two engines (M1–M15).

After a change that is meant, `make golden` rewrites what is expected; the difference is for review.
"""

from __future__ import annotations

import json

import pytest

from goldens.cases import FOLDER, Case, all_cases, as_golden
from regal_braze.braze.request import check_request
from support.quickjs import run_quickjs
from support.shipped import bodies, plans, run, samples

CASES = all_cases()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_v8_returns_what_the_golden_says(case: Case) -> None:
    assert as_golden(run(case.event, case.payload)) == case.expected


@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_es2020_engine_returns_the_same(case: Case) -> None:
    (outcome,) = run_quickjs(bodies()[case.event], [json.dumps(case.payload)], strict=True)
    assert as_golden(outcome) == case.expected


@pytest.mark.parametrize("case", [case for case in CASES if "request.json" in case.expected], ids=str)
def test_braze_takes_what_a_golden_expects(case: Case) -> None:
    assert check_request(json.loads(case.expected["request.json"])) == ()


def test_every_event_has_goldens_and_every_golden_an_event() -> None:
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders == set(plans()) == {case.event for case in CASES}


@pytest.mark.parametrize("event", sorted(plans()))
def test_every_documented_sample_is_a_golden(event: str) -> None:
    payloads = [case.payload for case in CASES if case.event == event]
    assert [sample for sample in samples(event) if sample not in payloads] == []


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_golden_holds_a_payload_and_one_expectation(case: Case) -> None:
    assert {path.name for path in case.folder.iterdir()} in (
        {"payload.json", "request.json"},
        {"payload.json", "error.txt"},
    )
