"""The shipped transformations: plans, bodies, samples and runs in V8, made once per process and settings."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import Any, Final, TypeAlias

from regal_braze.engines.v8.sandbox import Outcome, Sandbox
from regal_braze.immutable import replace
from regal_braze.pipeline import plan_workspace
from regal_braze.plan.model import CustomEvent, Track, Transformation
from regal_braze.render.templates import built_in_templates
from regal_braze.render.transformation import render_transformation
from regal_braze.schema.load import EventSchema
from regal_braze.workspace.settings import Settings
from regal_braze.workspace.workspace import open_workspace

Json: TypeAlias = Any

ROOT: Final = Path(__file__).parents[2]
DEFAULTS: Final = Settings()


class _Workspace:
    """The default workspace with other settings."""

    def __init__(self, settings: Settings) -> None:
        planned = plan_workspace(replace(open_workspace(ROOT), settings=settings))
        assert planned.transformations, planned.findings
        self.plans = {plan.event: plan for plan in planned.transformations}
        self.schemas = {schema.event: schema for schema in planned.schemas}
        self.sandboxes: dict[str, Sandbox] = {}

    @cached_property
    def bodies(self) -> dict[str, str]:
        return {event: body(plan) for event, plan in self.plans.items()}


_workspaces: dict[str, _Workspace] = {}


def _workspace(settings: Settings) -> _Workspace:
    key = repr(settings)  # settings hold mappings and cannot be hashed
    if key not in _workspaces:
        _workspaces[key] = _Workspace(settings)
    return _workspaces[key]


def plans(settings: Settings = DEFAULTS) -> dict[str, Transformation]:
    """Return the plan of every shipped event, by event."""
    return _workspace(settings).plans


def tracked() -> dict[str, CustomEvent]:
    """Return the custom event that each shipped event becomes, by event; those that become none are left out."""
    return {event: plan.destination.event for event, plan in plans().items() if isinstance(plan.destination, Track)}


def schemas() -> dict[str, EventSchema]:
    """Return every shipped event schema, by event."""
    return _workspace(DEFAULTS).schemas


def bodies(settings: Settings = DEFAULTS) -> dict[str, str]:
    """Return the JavaScript body of every shipped event, by event."""
    return _workspace(settings).bodies


def body(plan: Transformation) -> str:
    """Return the JavaScript body of a plan."""
    return render_transformation(plan, built_in_templates())


def samples(event: str) -> list[Json]:
    """Return a copy of the documented sample payloads of an event."""
    copies: list[Json] = json.loads(json.dumps(schemas()[event].samples))
    return copies


def sandbox(event: str, settings: Settings = DEFAULTS) -> Sandbox:
    """Return the sandbox that runs an event's body."""
    workspace = _workspace(settings)
    if event not in workspace.sandboxes:
        workspace.sandboxes[event] = Sandbox(workspace.bodies[event])
    return workspace.sandboxes[event]


def run(event: str, payload: Json, settings: Settings = DEFAULTS) -> Outcome:
    """Run an event's body on a payload in V8, strictly (M16). `three_engines` runs it in QuickJS too."""
    return sandbox(event, settings).run(json.dumps(payload), strict=True)


def envelope(event: str, properties: Json, **members: Json) -> dict[str, Json]:
    """Return a payload in the usual envelope; each of `members` replaces or adds one, also with None."""
    return {
        "userId": "123",
        "traits": {"phone": "+17625555555", "email": "xxx@example.com"},
        "name": event,
        "properties": properties,
        "originalTimestamp": "1657855059",
        "eventSource": "Regal Voice",
        **members,
    }
