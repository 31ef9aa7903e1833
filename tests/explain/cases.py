"""Two workspaces with their plans and explanations, for the tests of `explain`, of losses and of `drift`.

`defaults` is a workspace without settings. `everything` uses every setting and has a schema with every type.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TypeAlias

from regal_braze.engines.v8.sandbox import Outcome, Sandbox
from regal_braze.explain.describe import describe_event
from regal_braze.explain.facts import Explanation
from regal_braze.immutable import Immutable
from regal_braze.pipeline import plan_workspace
from regal_braze.plan.model import Transformation
from regal_braze.plans import Plans
from regal_braze.schema.load import EventSchema
from regal_braze.workspace.workspace import Workspace, open_workspace
from support.shipped import ROOT

WORKSPACES = {"defaults": ROOT, "everything": ROOT / "tests/cases/explain/every-setting"}
Case: TypeAlias = tuple[str, str]
"""A workspace and an event."""


@cache
def workspace(name: str) -> Workspace:
    return open_workspace(WORKSPACES[name])


@cache
def planned(name: str) -> Plans:
    return plan_workspace(workspace(name)).required()


def all_cases() -> list[Case]:
    return [(name, plan.event) for name in WORKSPACES for plan in planned(name).transformations]


def plan_and_schema(case: Case) -> tuple[Transformation, EventSchema]:
    plans = planned(case[0])
    return next(pair for pair in zip(plans.transformations, plans.schemas, strict=True) if pair[0].event == case[1])


@cache
def explained(case: Case) -> Explanation:
    """Return the explanation of an event, without its samples."""
    return describe_event(*plan_and_schema(case), workspace(case[0]).settings, planned(case[0]).bundles)


def outcomes(case: Case, payloads: list[str]) -> list[Outcome]:
    """Run payloads in V8 and return the outcomes."""
    plan, _ = plan_and_schema(case)
    with Sandbox(planned(case[0]).body(plan.event)) as sandbox:
        return sandbox.run_many(payloads)


def strings(value: object) -> Iterator[str]:
    """Yield every text in an explanation, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from strings(item)
    elif isinstance(value, Immutable):
        for field in vars(value).values():
            yield from strings(field)
