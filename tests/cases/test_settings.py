"""Every setting of regal-braze.toml has a case that uses it and whose transformation would differ without it."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from depth import some
from regal_braze.pipeline import plan_workspace
from regal_braze.workspace.workspace import open_workspace
from support import shipped
from support.cases import Case, all_cases
from support.quickjs import is_es2020
from support.settings.offered import Setting, defaults, offered, used
from support.settings.planning import loaded, plan_document

CASES = [case for case in all_cases("settings") if "findings.txt" not in case.expected]


def test_every_setting_that_the_schema_offers_has_a_case() -> None:
    proved: set[Setting] = set().union(*(used(case.settings) for case in CASES))
    assert sorted(offered() - proved) == []


def test_every_setting_but_a_default_changes_the_transformation_of_a_case() -> None:
    proved: set[Setting] = set().union(*map(_effective, CASES))
    others = {setting for setting in offered() if setting[0].startswith((".bundles", ".page", ".plan"))}
    assert sorted(offered() - others - defaults() - proved) == []


@pytest.mark.parametrize("case", some([case for case in CASES if "request.json" in case.expected], 20), ids=str)
def test_m01_no_setting_leads_beyond_es2020(case: Case) -> None:
    body = _body(case, case.settings)
    assert body is not None
    assert is_es2020(body) is None


def test_the_planner_of_these_tests_plans_as_the_pipeline_does() -> None:
    events = [schema.event for schema in loaded()]
    case = next(case for case in CASES if case.folder.name == "purchases")
    plans = {plan.event: plan for plan in plan_workspace(open_workspace(case.folder)).transformations}
    for event in ("call.completed", "contact.created", "object.created", "voicemail.completed"):
        assert plan_document(case.settings, [event]).plans == {event: plans[event]}
    assert plan_document(case.settings, events).plans == plans


def _effective(case: Case) -> Iterator[Setting]:
    """Yield the settings without which the event's body would differ."""
    body = _body(case, case.settings)
    for path in _entries(case.settings):
        if _body(case, _without(case.settings, path)) != body:
            yield from used(_only(case.settings, path))


def _body(case: Case, settings: Mapping[str, Any]) -> str | None:
    schemas = case.folder / "schemas"
    plan = plan_document(settings, [case.event], schemas if schemas.exists() else None).plans.get(case.event)
    return shipped.body(plan) if plan else None


def _entries(table: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the path of each entry that can be removed alone. A catalog or a bundle is removed as a whole."""
    for key, value in table.items():
        if isinstance(value, dict) and (*path, key)[0] not in ("catalogs", "bundles"):
            yield from _entries(value, (*path, key))
        else:
            yield (*path, key)


def _without(settings: Mapping[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    changed = copy.deepcopy(dict(settings))
    table: Any = changed
    for key in path[:-1]:
        table = table[key]
    del table[path[-1]]
    return changed


def _only(settings: Mapping[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    key, *rest = path
    return {key: _only(settings[key], tuple(rest)) if rest else settings[key]}
