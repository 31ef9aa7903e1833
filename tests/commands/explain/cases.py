"""What tests of explanations share: two workspaces with their plans, and what `explain` prints for telling events.

`defaults` is a workspace without a file; `everything` has every option on, and a schema with every type.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TypeAlias

from regal_braze.commands.explain.describe import explain
from regal_braze.commands.explain.facts import Explanation
from regal_braze.engines.v8.sandbox import Outcome, Sandbox
from regal_braze.pipeline import Plans, plan_workspace, render_artifacts
from regal_braze.plan.model import Transformation
from regal_braze.schema.load import EventSchema
from regal_braze.workspace.workspace import Workspace, open_workspace
from support.command import run
from support.shipped import ROOT

FOLDER = Path(__file__).parent
WORKSPACES = {"defaults": ROOT, "everything": FOLDER / "everything"}
GOLDENS = (
    ("defaults", "call.completed"),
    ("defaults", "contact.unsubscribed"),
    ("defaults", "call.analysis.available"),
    ("everything", "object.created"),
)
Case: TypeAlias = tuple[str, str]
"""A workspace and an event."""


@cache
def workspace(name: str) -> Workspace:
    return open_workspace(WORKSPACES[name])


@cache
def planned(name: str) -> Plans:
    plans = plan_workspace(workspace(name))
    assert plans.transformations, plans.findings
    return plans


def all_cases() -> list[Case]:
    return [(name, plan.event) for name in WORKSPACES for plan in planned(name).transformations]


def plan_and_schema(case: Case) -> tuple[Transformation, EventSchema]:
    plans = planned(case[0])
    return next(pair for pair in zip(plans.transformations, plans.schemas, strict=True) if pair[0].event == case[1])


@cache
def explained(case: Case) -> Explanation:
    """What there is to say about an event, its samples not counted."""
    return explain(*plan_and_schema(case), workspace(case[0]).settings, planned(case[0]).bundles)


def outcomes(case: Case, payloads: list[str]) -> list[Outcome]:
    """What V8 returns for payloads."""
    plan, _ = plan_and_schema(case)
    with Sandbox(render_artifacts([plan], planned(case[0]).templates)[0].content) as sandbox:
        return sandbox.run_many(payloads)


def strings(value: object) -> Iterator[str]:
    """Every text in an explanation, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from strings(item)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from strings(getattr(value, field.name))


def printed(case: Case) -> str:
    """What the command prints."""
    ended = run("-C", WORKSPACES[case[0]], "explain", case[1])
    assert (ended.code, ended.err) == (0, "")
    return ended.out


def golden(case: Case) -> Path:
    return FOLDER / "goldens" / f"{'.'.join(case)}.txt"


def rewrite_goldens() -> list[str]:
    """Write what the command prints now, and return the names of the files that changed."""
    changed = []
    for case in GOLDENS:
        path, text = golden(case), printed(case)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed.append(path.name)
    return changed
