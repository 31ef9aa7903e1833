"""Plan bundles: which events each takes, and whether one transformation can take them all (M18)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from regal_braze.braze import limits
from regal_braze.findings.finding import Finding
from regal_braze.plan import model
from regal_braze.schema.load import EventSchema
from regal_braze.workspace.patterns import matching, unknown_event
from regal_braze.workspace.settings import BundlePatterns, Settings

DEFAULT_NAMES: dict[model.Endpoint, str] = {
    "track users": "contacts",
    "update catalog items": "catalogs",
    "edit catalog items": "catalog-edits",
}
"""The bundles of a workspace that declares none: one for each destination that its events have."""


def plan_bundles(
    transformations: Sequence[model.Transformation], schemas: Iterable[EventSchema], settings: Settings
) -> tuple[list[model.Bundle], list[Finding]]:
    """Return the bundles in the order of their names, and the findings on the way."""
    if settings.bundles is None:
        return _default_bundles(transformations), []
    findings: list[Finding] = []
    events = [schema.event for schema in schemas]
    plans = {plan.event: plan for plan in transformations}
    taken: dict[str, str] = {}
    bundles = []
    for declared in settings.bundles:
        members = _members(declared, events, plans, settings, findings)
        findings += _twice(declared.name, members, taken, settings)
        taken = dict.fromkeys(members, declared.name) | taken
        if members:
            bundles.append(model.Bundle(declared.name, tuple(plans[event] for event in members)))
            findings += _mixed(bundles[-1], settings)
    if not findings:
        findings += _too_many(active_transformations(transformations, bundles), settings)
    return bundles, findings


def check_bundle_names(
    bundles: Iterable[model.Bundle], webhooks: Collection[str], settings: Settings
) -> Iterator[Finding]:
    """Yield a finding for each bundle that has the name of a webhook."""
    for bundle in bundles:
        if bundle.name in webhooks:
            message = f"{bundle.name} is a bundle and a webhook: `show` could print only one of them"
            help_text = "Give one of the two another name."
            yield settings.file.finding("config-invalid", ("bundles", bundle.name), message, help_text)


def active_transformations(transformations: Iterable[model.Transformation], bundles: Iterable[model.Bundle]) -> int:
    """Return how many transformations have to be active in Braze: the bundles, and every event in none of them."""
    bundles = list(bundles)
    bundled = {plan.event for bundle in bundles for plan in bundle.transformations}
    return len(bundles) + sum(plan.event not in bundled for plan in transformations)


def slots(needed: int) -> str:
    """Return in words how a number of active transformations stands against what Braze allows."""
    allowed = f"Braze's free tier has {limits.FREE_TRANSFORMATIONS}, Pro {limits.PRO_TRANSFORMATIONS}"
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
    settings: Settings,
    findings: list[Finding],
) -> list[str]:
    members: dict[str, None] = {}
    for index, pattern in enumerate(declared.events):
        path = ("bundles", declared.name, "events", index)
        matched = matching(pattern, events)
        if not matched:
            findings.append(unknown_event(pattern, events, settings, path))
        elif not any(event in plans for event in matched):
            message = f"{pattern} matches only events that are not enabled"
            findings.append(settings.file.finding("contradiction", path, message, "Enable one, or take it out."))
        members |= dict.fromkeys(event for event in matched if event in plans)
    return sorted(members)


def _twice(name: str, members: Iterable[str], taken: dict[str, str], settings: Settings) -> Iterable[Finding]:
    """Yield a finding for each other bundle that has taken some of these events."""
    others: dict[str, list[str]] = {}
    for event in members:
        if event in taken:
            others.setdefault(taken[event], []).append(event)
    for other, events in others.items():
        said = f"{events[0]} is" if len(events) == 1 else f"{_several(events)} are"
        message = f"{said} in the bundle {other} too: Braze would get each event twice"
        help_text = "Leave each event in one of the two."
        yield settings.file.finding("contradiction", ("bundles", name, "events"), message, help_text)


def _several(events: Sequence[str]) -> str:
    """Return up to three events in words, and how many more there are."""
    shown = [*events[:3], *([f"{len(events) - 3} more"] if len(events) > 3 else [])]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _mixed(bundle: model.Bundle, settings: Settings) -> Iterable[Finding]:
    """Yield a finding where the events of a bundle have several destinations; it names them from the most common."""
    by_endpoint: dict[model.Endpoint, list[str]] = {}
    for plan in bundle.transformations:
        by_endpoint.setdefault(model.endpoint(plan.destination), []).append(plan.event)
    if len(by_endpoint) > 1:
        parts = sorted(by_endpoint.items(), key=lambda part: -len(part[1]))
        said = ", ".join(f"{endpoint} for {_several(events)}" for endpoint, events in parts)
        message = f"A transformation has one destination, but these events need {len(parts)}: {said}"
        help_text = "Make a bundle for each destination."
        yield settings.file.finding("contradiction", ("bundles", bundle.name, "events"), message, help_text)


def _too_many(needed: int, settings: Settings) -> Iterable[Finding]:
    if needed > limits.PRO_TRANSFORMATIONS:
        message = f"{needed} transformations have to be active, and Braze allows {limits.PRO_TRANSFORMATIONS} at most"
        help_text = "Let bundles take more of the events, or disable events that nobody needs."
        yield settings.file.finding("too-many", ("bundles",), message, help_text, "warning")
