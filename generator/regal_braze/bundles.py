"""Plan bundles: which events each takes, and whether one transformation can take them all (M18)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from regal_braze import braze, model
from regal_braze.decisions import BundlePatterns, Decisions
from regal_braze.findings import Finding
from regal_braze.load import EventSchema
from regal_braze.overrides import matching, unknown_event

DEFAULT_NAMES: dict[model.Endpoint, str] = {
    "track users": "contacts",
    "update catalog items": "catalogs",
    "edit catalog items": "catalog-edits",
}
"""The bundles of a workspace that declares none: one for each destination that its events have."""


def plan_bundles(
    transformations: Sequence[model.Transformation], schemas: Iterable[EventSchema], decisions: Decisions
) -> tuple[list[model.Bundle], list[Finding]]:
    """Return the bundles in the order of their names, and the findings on the way."""
    if decisions.bundles is None:
        return _default_bundles(transformations), []
    findings: list[Finding] = []
    events = [schema.event for schema in schemas]
    plans = {plan.event: plan for plan in transformations}
    taken: dict[str, str] = {}
    bundles = []
    for declared in decisions.bundles:
        members = _members(declared, events, plans, decisions, findings)
        for event in members:
            if event in taken:
                message = f"{event} is in the bundle {taken[event]} too: Braze would get it twice"
                help_text = "Leave it in one of the two."
                path = ("bundles", declared.name, "events")
                findings.append(decisions.file.finding("contradiction", path, message, help_text))
            taken.setdefault(event, declared.name)
        if members:
            bundles.append(model.Bundle(declared.name, tuple(plans[event] for event in sorted(members))))
            findings += _mixed(bundles[-1], decisions)
    return bundles, findings


def active_transformations(transformations: Iterable[model.Transformation], bundles: Iterable[model.Bundle]) -> int:
    """Return how many transformations have to be active in Braze: the bundles, and every event in none of them."""
    bundles = list(bundles)
    bundled = {plan.event for bundle in bundles for plan in bundle.transformations}
    return len(bundles) + sum(plan.event not in bundled for plan in transformations)


def slots(needed: int) -> str:
    """Return in words how a number of active transformations stands against what Braze allows."""
    allowed = f"Braze's free tier has {braze.FREE_TRANSFORMATIONS}, Pro {braze.PRO_TRANSFORMATIONS}"
    return f"{needed} active transformation{'' if needed == 1 else 's'} needed; {allowed}"


def _default_bundles(transformations: Sequence[model.Transformation]) -> list[model.Bundle]:
    bundles = []
    for endpoint, name in DEFAULT_NAMES.items():
        members = tuple(plan for plan in transformations if model.endpoint(plan.destination) == endpoint)
        if members:
            bundles.append(model.Bundle(name, members))
    return sorted(bundles, key=lambda bundle: bundle.name)


def _members(
    declared: BundlePatterns,
    events: Sequence[str],
    plans: dict[str, model.Transformation],
    decisions: Decisions,
    findings: list[Finding],
) -> list[str]:
    members: dict[str, None] = {}
    for index, pattern in enumerate(declared.events):
        path = ("bundles", declared.name, "events", index)
        matched = matching(pattern, events)
        if not matched:
            findings.append(unknown_event(pattern, events, decisions, path))
        elif not any(event in plans for event in matched):
            message = f"{pattern} matches only events that are not enabled"
            findings.append(decisions.file.finding("contradiction", path, message, "Enable one, or take it out."))
        members |= dict.fromkeys(event for event in matched if event in plans)
    return list(members)


def _mixed(bundle: model.Bundle, decisions: Decisions) -> Iterable[Finding]:
    by_endpoint: dict[model.Endpoint, str] = {}
    for plan in bundle.transformations:
        by_endpoint.setdefault(model.endpoint(plan.destination), plan.event)
    if len(by_endpoint) > 1:
        said = ", ".join(f"{event} goes to {endpoint}" for endpoint, event in sorted(by_endpoint.items()))
        message = f"A transformation has one destination: {said}"
        help_text = "Make a bundle for each destination."
        yield decisions.file.finding("contradiction", ("bundles", bundle.name, "events"), message, help_text)
