"""Every option with every other, on representative events: a valid request, or an error that is meant (M17).

The events stand for the destinations that options are about: `call.completed` for plain custom events, with purchases,
a recipe and another event under its name; `contact.created` for events that also write the profile, undeclared keys
among it; `object.created` for open maps, and for catalogs where the workspace has them. `contact.unsubscribed` comes
on top: groups and consent are its alone. Edits of contacts have the identity and the control key of these, and
nothing else that a workspace decides.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from typing import Final, NamedTuple, TypeAlias

import pytest

from depth import PAIR_STEP
from proof.outcomes import disagreement, flaws_of
from regal_braze.braze.limits import PRIMARY_IDENTIFIERS
from regal_braze.engines.v8.sandbox import Outcome
from regal_braze.findings.finding import Finding
from regal_braze.plan.model import Transformation
from regal_braze.render.templates import built_in_templates
from regal_braze.render.transformation import render_transformation
from support import shipped
from support.batch import run_jobs
from support.interpreter.interpreter import interpret
from support.settings.fragments import ABOUT, FRAGMENTS, Document, combined
from support.settings.offered import Setting, defaults, offered, used
from support.settings.planning import plan_document

Parts: TypeAlias = dict[str, object]

EVENTS: Final = ("call.completed", "contact.created", "object.created", "contact.unsubscribed")
NAMES: Final = list(FRAGMENTS)
SPLIT: Final = 8
"""Tests that share the pairs, for as many processes."""


class Run(NamedTuple):
    """What came of options together: findings, and for each event its plan with an outcome a payload."""

    names: tuple[str, ...]
    findings: tuple[Finding, ...]
    events: dict[str, tuple[Transformation, list[Outcome]]]


@cache
def _payloads(event: str) -> list[object]:
    """Return the event's samples, and its first enveloped one changed as options care about."""
    samples = shipped.samples(event)
    base = next(each for each in samples if "properties" in each)
    properties = base["properties"]
    anonymous = {key: value for key, value in base.items() if key not in ("userId", "traits")}
    extra = {
        "notes": "\U0001f921" * 200, "objections": ["a" * 300, "2022-07-15", None], "stageName": "n" * 256,
        "firstName": 12345, "Name": None, "lastName": None, "disposition": "Sold", "direction": "eur",
        "custom": {"a": [None]}, "plan": None, "own_field": None, "time": 1, "regal_event_id": "forged", "1": "one",
        "constructor": "own", "_update_existing_only": "forged", "external_id": "forged", "braze_id": "forged",
    }  # fmt: skip
    return [
        *samples,
        {**base, "properties": {**properties, **extra}, "traits": {**base["traits"], "constructor": "5f1b2c3d"}},
        {**anonymous, "traits": {"phone": "+1 (762) 555-1796"}, "properties": {**properties, "channel": "email"}},
        {**anonymous, "properties": {"disposition": "Sold", "channel": "sms", "related_object_type": "toString",
                                     "related_object_id": "1"}},
        {**base, "traits": {"email": "jane@example.com", "braze_id": "5f1b2c3d"}, "eventId": None,
         "properties": {**dict.fromkeys(properties), "channel": "voice"}},
    ]  # fmt: skip


def _pairs() -> list[tuple[str, str]]:
    return [
        (one, other) for one, other in combinations(NAMES, 2) if combined(FRAGMENTS[one], FRAGMENTS[other]) is not None
    ][::PAIR_STEP]


def _document(*names: str) -> Document:
    document: Document | None = {}
    for name in names:
        document = combined(document or {}, FRAGMENTS[name])
        assert document is not None
    return document or {}


@cache
def _runs(part: int | None) -> list[Run]:
    """Run what the options of a part of the pairs make of the payloads, or each alone; equal plans are run once."""
    chosen = [(name,) for name in NAMES] if part is None else _pairs()[part::SPLIT]
    planned = {names: plan_document(_document(*names), EVENTS) for names in chosen}
    plans = dict.fromkeys(plan for each in planned.values() for plan in each.plans.values())
    texts = {event: [json.dumps(payload) for payload in _payloads(event)] for event in EVENTS}
    bodies = [render_transformation(plan, built_in_templates()) for plan in plans]
    found = run_jobs([(body, texts[plan.event]) for body, plan in zip(bodies, plans, strict=True)])
    outcomes = dict(zip(plans, found, strict=True))
    return [
        Run(names, each.findings, {event: (plan, outcomes[plan]) for event, plan in each.plans.items()})
        for names, each in planned.items()
    ]


def _failures(part: int | None) -> Iterator[str]:
    """Yield what is wrong with what comes of the options, each with the names of the options."""
    seen: set[Transformation] = set()
    for run in _runs(part):
        yield from (f"{run.names}: {each}" for each in run.findings if each.severity == "error")
        for event, (plan, outcomes) in run.events.items():
            if plan in seen:
                continue
            seen.add(plan)
            for payload, outcome, flaw in zip(_payloads(event), outcomes, flaws_of(outcomes), strict=True):
                for wrong in (flaw, disagreement(interpret(plan, payload), outcome)):
                    if wrong is not None:
                        yield f"{run.names} on {event}: {wrong}\n  {json.dumps(payload)[:300]}"


@pytest.mark.parametrize("part", [None, *range(SPLIT)])
def test_any_two_options_give_valid_requests_or_errors_that_are_meant(part: int | None) -> None:
    failures = list(_failures(part))
    assert not failures, f"{len(failures)}:\n" + "\n".join(failures[:5])


@pytest.mark.parametrize("part", range(SPLIT))
def test_an_option_changes_nothing_of_what_another_is_about(part: int) -> None:
    alone = {run.names[0]: run for run in _runs(None)}
    failures = []
    for run in _runs(part):
        for one, other in (run.names, run.names[::-1]):
            for event, (_, outcomes) in run.events.items():
                before = alone[one].events.get(event)
                if before is None or (other == "catalogs" and event == "object.created"):
                    continue
                for outcome, single in zip(outcomes, before[1], strict=True):
                    touched = _differences(_parts(outcome.request), _parts(single.request)) - ABOUT[other]
                    if touched:
                        failures.append(f"under {one}, {other} changes {sorted(touched)} of {event}")
    assert sorted(set(failures)) == []


@cache
def _parts(text: str | None) -> Parts:
    """Return what options are about of a request, part by part."""
    request = json.loads(text or "{}")
    parts: Parts = {"whether": any(request.values()), "addresses": {}}
    request["orders"] = request.get("events", [])[1:]
    request["events"] = request.get("events", [])[:1]
    for kind in ("orders", "events", "attributes", "purchases"):
        for each in request.get(kind, []):
            parts[f"control of {kind}"] = each.pop("_update_existing_only")
            addresses = ["email"] if kind == "attributes" and "email" in each else ["email", "phone"]
            kinds = [key for key in PRIMARY_IDENTIFIERS if key in each] or addresses
            parts["identity"] = {key: each.pop(key) for key in kinds if key in each}
            if kind == "attributes":  # an address beside one that identifies is left out
                parts["addresses"] = {key: each.pop(key) for key in ("email", "phone") if key in each}
            parts |= each if kind == "events" else {}
        parts[kind] = [] if kind == "events" else request.get(kind, [])
    return parts


def _differences(now: Parts, then: Parts) -> set[str]:
    if not (now["whether"] and then["whether"]):
        return {"whether"} if now["whether"] != then["whether"] else set()
    controls = {name for name in now.keys() ^ then.keys() if name.startswith("control")}  # with what they control
    return {name for name in now.keys() | then.keys() if now.get(name) != then.get(name)} - controls


def test_every_setting_but_a_default_meets_the_others() -> None:
    met: set[Setting] = set().union(*(used(each) for each in FRAGMENTS.values()))
    own = {setting for setting in offered() if setting[0].startswith(".recipes.*")}  # takes a schema of one's own
    never = {(f".events.*.{sales}[].when.*", "False") for sales in ("purchases", "orders")}
    assert sorted(offered() - defaults() - own - never - met) == []
