"""What tests of the shipped transformations share: plans, bodies, samples, and runs in V8.

Plans and bodies are made once a process for each set of decisions, sandboxes once for each body.
"""

from __future__ import annotations

import atexit
import json
from pathlib import Path
from typing import Any, TypeAlias

from regal_braze.braze.request import check_request
from regal_braze.engines.v8.sandbox import Outcome, Sandbox
from regal_braze.immutable import replace
from regal_braze.pipeline import Plans, plan_workspace
from regal_braze.plan.model import Transformation
from regal_braze.render.templates import built_in_templates
from regal_braze.render.transformation import render_transformation
from regal_braze.schema.load import EventSchema
from regal_braze.workspace.settings import Settings
from regal_braze.workspace.workspace import open_workspace

Json: TypeAlias = Any

ROOT = Path(__file__).parents[2]
DEFAULTS = Settings()

_plans: dict[str, Plans] = {}
_bodies: dict[str, dict[str, str]] = {}
_sandboxes: dict[tuple[str, str], Sandbox] = {}


def plans(decisions: Settings = DEFAULTS) -> dict[str, Transformation]:
    """Return the plan of every shipped event, by event; `decisions` replace what a workspace's file says."""
    return {plan.event: plan for plan in _planned(decisions).transformations}


def schemas() -> dict[str, EventSchema]:
    """Return every shipped event schema, by event."""
    return {schema.event: schema for schema in _planned(DEFAULTS).schemas}


def bodies(decisions: Settings = DEFAULTS) -> dict[str, str]:
    """Return the JavaScript body of every shipped event, by event."""
    key = repr(decisions)  # decisions hold a mapping and cannot be hashed
    if key not in _bodies:
        _bodies[key] = {event: body(plan) for event, plan in plans(decisions).items()}
    return _bodies[key]


def body(plan: Transformation) -> str:
    """Return the JavaScript body of a plan."""
    return render_transformation(plan, built_in_templates())


def samples(event: str) -> list[Json]:
    """Return the documented sample payloads of an event; a change to them is not seen by others."""
    copies: list[Json] = json.loads(json.dumps(schemas()[event].samples))
    return copies


def sandbox(event: str, decisions: Settings = DEFAULTS) -> Sandbox:
    """Return the sandbox that runs an event's body; it is closed at exit."""
    key = (event, repr(decisions))
    if key not in _sandboxes:
        _sandboxes[key] = Sandbox(bodies(decisions)[event])
    return _sandboxes[key]


def run(event: str, payload: Json, decisions: Settings = DEFAULTS) -> Outcome:
    """Run an event's body on a payload in V8, strictly: JSON carries the request, nothing outside was changed (M16)."""
    return sandbox(event, decisions).run(json.dumps(payload), strict=True)


def request(event: str, payload: Json, decisions: Settings = DEFAULTS) -> dict[str, Json]:
    """Return the request for a payload. Fails unless there is one, the payload is as it was, and Braze takes it."""
    outcome = run(event, payload, decisions)
    assert outcome.request is not None, f"{outcome.error_name}: {outcome.error}"
    assert not outcome.mutated, "the body changed the payload"
    value: dict[str, Json] = json.loads(outcome.request)
    assert check_request(value) == ()
    return value


def error(event: str, payload: Json, decisions: Settings = DEFAULTS) -> str:
    """Return the message of the Error that a payload ends in. Fails if there is a request, or anything else thrown."""
    outcome = run(event, payload, decisions)
    assert outcome.request is None, outcome.request
    assert outcome.error_name == "Error", f"{outcome.error_name}: {outcome.error}"
    assert not outcome.mutated, "the body changed the payload"
    return str(outcome.error)


def envelope(event: str, properties: Json, **members: Json) -> dict[str, Json]:
    """Return a payload in the usual envelope; each of `members` replaces or adds one, None included."""
    return {
        "userId": "123",
        "traits": {"phone": "+17625555555", "email": "xxx@example.com"},
        "name": event,
        "properties": properties,
        "originalTimestamp": "1657855059",
        "eventSource": "Regal Voice",
        **members,
    }


def properties_of(event: str, properties: Json) -> dict[str, Json]:
    """Return the properties that a custom event gets in Braze for Regal's `properties`."""
    sent: dict[str, Json] = request(event, envelope(event, properties))["events"][0]["properties"]
    return sent


def _planned(decisions: Settings) -> Plans:
    key = repr(decisions)
    if key not in _plans:
        workspace = replace(open_workspace(ROOT), settings=decisions)
        planned = plan_workspace(workspace)
        assert planned.transformations, planned.findings
        _plans[key] = planned
    return _plans[key]


def _close_sandboxes() -> None:
    for each in _sandboxes.values():
        each.close()


atexit.register(_close_sandboxes)
