"""Every case gives what its folder expects, to the byte. `make golden` rewrites them; review the difference."""

from __future__ import annotations

from collections import Counter

import pytest

from support.cases import EXPECTATIONS, FOLDER, INPUTS, MESSAGES, Case, all_cases
from support.shipped import plans, samples

CASES = all_cases()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    assert case.actual() == case.expected


def test_every_folder_is_a_case_with_one_input_and_one_expectation() -> None:
    files = {path for path in FOLDER.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc")}
    for case in CASES:
        names = {path.name for path in case.folder.iterdir()}
        assert len(names & set(INPUTS)) == len(names & set(EXPECTATIONS)) == 1, case
        assert names <= {*INPUTS, *EXPECTATIONS, MESSAGES, "regal-braze.toml", "schemas", "profile.json"}, case
        files -= {path for path in case.folder.rglob("*") if path.is_file()}
    assert files == set()


def test_the_number_of_cases() -> None:
    """A folder that is renamed by mistake, or lost in a merge, changes these numbers."""
    assert Counter(case.kind for case in CASES) == {
        "events": 93,
        "settings": 93,
        "bundles": 3,
        "explain": 4,
        "webhooks": 8,
    }


def test_every_event_has_cases_and_each_of_its_samples_is_one() -> None:
    payloads: dict[str, list[object]] = {event: [] for event in plans()}
    for case in CASES:
        if case.kind == "events":
            payloads[case.event].append(case.payload)
    for event, cases in payloads.items():
        assert [sample for sample in samples(event) if sample not in cases] == [], event
