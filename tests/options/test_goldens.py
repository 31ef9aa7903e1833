"""Every option, alone: what a workspace that uses it makes of a payload, word for word, and that Braze takes it.

After a change that is meant, `make golden` rewrites what is expected; the difference is for review.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from options.cases import FOLDER, Case, all_cases, bundled_body, run
from options.planning import loaded, plan_document
from options.settings import Setting, defaults, offered, used
from regal_braze.braze.request import check_request
from regal_braze.pipeline import plan_workspace, render_artifacts
from regal_braze.render.templates import built_in_templates
from regal_braze.workspace.workspace import open_workspace
from support.quickjs import is_es2020

CASES = all_cases()
SENT = [case for case in CASES if "request.json" in case.expected]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_workspace_gives_what_its_golden_says(case: Case) -> None:
    assert case.found() == case.expected


@pytest.mark.parametrize("case", SENT, ids=str)
def test_braze_takes_what_a_golden_expects(case: Case) -> None:
    assert check_request(json.loads(case.expected["request.json"])) == ()


def test_a_golden_is_a_workspace_with_a_payload_and_one_expectation() -> None:
    assert {case.folder for case in CASES} == {path.parent for path in FOLDER.glob("*/*/payload.json")}
    assert [case for case in CASES if len(case.expected) != 1] == []


def test_every_setting_that_the_schema_offers_has_a_golden() -> None:
    proved: set[Setting] = set().union(*(used(case.document) for case in CASES if "findings.txt" not in case.expected))
    assert sorted(offered() - proved) == []


def test_every_setting_but_a_default_changes_the_body_of_a_golden() -> None:
    proved: set[Setting] = set().union(*(_effective(case) for case in CASES if "findings.txt" not in case.expected))
    bundling = {setting for setting in offered() if setting[0].startswith(".bundles")}  # the bundle tests show those
    assert sorted(offered() - bundling - defaults() - proved) == []


@pytest.mark.parametrize("case", [case for case in SENT if case.name == "bundled"], ids=str)
def test_m18_a_declared_bundle_returns_what_the_golden_says(case: Case) -> None:
    plans = plan_workspace(open_workspace(case.folder))
    assert [each.name for each in plans.bundles] == sorted(case.document["bundles"])
    body = bundled_body(plans, case.event)
    assert body is not None
    outcome = run(body, case.payload)
    assert outcome.request is not None
    assert json.loads(outcome.request) == json.loads(case.expected["request.json"])
    refused = run(body, {**case.payload, "name": "call.completed"})
    assert refused.error == "Expected an event of the bundle texts, got call.completed"


@pytest.mark.parametrize("case", [case for case in SENT if case.name == "no-bundles"], ids=str)
def test_an_empty_table_of_bundles_means_none(case: Case) -> None:
    assert plan_workspace(open_workspace(case.folder)).bundles == ()


@pytest.mark.parametrize("case", SENT, ids=str)
def test_m1_no_option_leads_beyond_es2020(case: Case) -> None:
    body = _body(case, case.document)
    assert body is not None
    assert is_es2020(body) is None


def _effective(case: Case) -> Iterator[Setting]:
    """Yield the settings without which the event's body would be another."""
    body = _body(case, case.document)
    for path in _entries(case.document):
        without = copy.deepcopy(case.document)
        _remove(without, path)
        if _body(case, without) != body:
            yield from used(_only(case.document, path))


def _body(case: Case, document: Mapping[str, Any]) -> str | None:
    own = case.folder / "schemas"
    plan = plan_document(document, [case.event], own if own.exists() else None).plans.get(case.event)
    return render_artifacts([plan], built_in_templates())[0].content if plan else None


def _entries(table: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the path of each entry that can be taken out alone: catalogs and bundles go as a whole."""
    for key, value in table.items():
        if isinstance(value, dict) and (*path, key)[0] not in ("catalogs", "bundles"):
            yield from _entries(value, (*path, key))
        else:
            yield (*path, key)


def _remove(document: dict[str, Any], path: tuple[str, ...]) -> None:
    *tables, key = path
    for each in tables:
        document = document[each]
    del document[key]


def _only(document: Mapping[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    key, *rest = path
    return {key: _only(document[key], tuple(rest)) if rest else document[key]}


def test_the_quick_planner_of_these_tests_plans_as_the_pipeline_does() -> None:
    events = [each.event for each in loaded()]
    case = next(case for case in CASES if case.name == "purchases")
    plans = {plan.event: plan for plan in plan_workspace(open_workspace(case.folder)).transformations}
    for event in ("call.completed", "contact.created", "object.created", "voicemail.completed"):
        assert plan_document(case.document, [event]).plans == {event: plans[event]}
    assert plan_document(case.document, events).plans == plans
