"""Plan bundles: which events each of them handles, and whether one transformation can handle them all (M18)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from regal_braze.findings.finding import Finding
from regal_braze.plan import model
from regal_braze.plan.active import check_number, several
from regal_braze.schema.load import EventSchema
from regal_braze.workspace.patterns import matching, unknown_event
from regal_braze.workspace.settings import BundlePatterns, Settings

DEFAULT_NAMES: dict[model.Endpoint, str] = {
    "track users": "contacts",
    "update catalog items": "catalogs",
    "edit catalog items": "catalog-edits",
}
"""The bundles of a workspace that declares none: one for each destination of its events."""


def plan_bundles(
    transformations: Sequence[model.Transformation], schemas: Iterable[EventSchema], settings: Settings
) -> tuple[list[model.Bundle], list[Finding]]:
    """Return the bundles by name, and the findings."""
    findings: list[Finding] = []
    events = [schema.event for schema in schemas]
    plans = {plan.event: plan for plan in transformations}
    bundle_of: dict[str, str] = {}
    bundles = []
    for declared in settings.bundles or ():
        findings += _check_patterns(declared, events, plans, settings)
        members = sorted(
            {event for pattern in declared.events for event in matching(pattern, events) if event in plans}
        )
        findings += _check_other_bundles(declared.name, members, bundle_of, settings)
        bundle_of = dict.fromkeys(members, declared.name) | bundle_of
        if members:
            bundle = model.Bundle(declared.name, tuple(plans[event] for event in members))
            bundles.append(bundle)
            findings += _check_endpoints(bundle, settings)
    rest = [plan for plan in transformations if plan.event not in bundle_of]
    if settings.bundles is None:
        bundles = _by_endpoint(rest, DEFAULT_NAMES)
    elif takes_rest := next((bundle.name for bundle in settings.bundles if bundle.rest), None):
        bundles += _by_endpoint(rest, _rest_names(takes_rest))
    findings += _check_rest(settings)
    if not findings:
        findings += check_number(transformations, bundles, settings)
    return sorted(bundles, key=lambda bundle: bundle.name), findings


def check_bundle_names(
    bundles: Iterable[model.Bundle], webhooks: Collection[str], settings: Settings
) -> Iterator[Finding]:
    """Yield a finding for each bundle that has the name of a webhook."""
    for bundle in bundles:
        if bundle.name in webhooks:
            message = f"{bundle.name} is the name of a bundle and of a webhook"
            yield settings.file.finding("config-invalid", ("bundles", bundle.name), message, "Rename one of the two.")


def _by_endpoint(
    transformations: Sequence[model.Transformation], names: Mapping[model.Endpoint, str]
) -> list[model.Bundle]:
    """Return a bundle for each destination that some of the events have."""
    members = {
        name: [plan for plan in transformations if model.endpoint(plan.destination) == endpoint]
        for endpoint, name in names.items()
    }
    return [model.Bundle(name, tuple(plans)) for name, plans in members.items() if plans]


def _rest_names(name: str) -> dict[model.Endpoint, str]:
    """Return the names of the bundles for the rest. They don't depend on the events, so a new event renames none."""
    return {
        endpoint: name if endpoint == "track users" else f"{name}-{default}"
        for endpoint, default in DEFAULT_NAMES.items()
    }


def _check_rest(settings: Settings) -> Iterator[Finding]:
    """Yield a finding for a second bundle for the rest, and for each bundle that has a name of the first one."""
    declared = settings.bundles or ()
    first, *others = [bundle.name for bundle in declared if bundle.rest] or [""]
    for name in others:
        message = f"{name} and {first} would both take the events that are in no other bundle"
        yield settings.file.finding("contradiction", ("bundles", name, "rest"), message, "Remove one of the two.")
    for bundle in declared:
        if first and not bundle.rest and bundle.name in _rest_names(first).values():
            message = f"{bundle.name} is also the name of the bundle for the remaining events of {first}"
            yield settings.file.finding("contradiction", ("bundles", bundle.name), message, "Rename one of the two.")


def _check_patterns(
    declared: BundlePatterns, events: Sequence[str], plans: Collection[str], settings: Settings
) -> Iterator[Finding]:
    for index, pattern in enumerate(declared.events):
        path = ("bundles", declared.name, "events", index)
        matched = matching(pattern, events)
        if not matched:
            yield unknown_event(pattern, events, settings, path)
        elif not any(event in plans for event in matched):
            message = f"{pattern} matches only events that are not enabled"
            yield settings.file.finding("contradiction", path, message, "Enable an event, or remove the pattern.")


def _check_other_bundles(
    name: str, members: Iterable[str], bundle_of: Mapping[str, str], settings: Settings
) -> Iterator[Finding]:
    """Yield a finding for each earlier bundle that has some of these events."""
    shared: dict[str, list[str]] = {}
    for event in members:
        if event in bundle_of:
            shared.setdefault(bundle_of[event], []).append(event)
    for other, events in shared.items():
        subject = f"{events[0]} is" if len(events) == 1 else f"{several(events)} are"
        message = f"{subject} also in the bundle {other}, so Braze would get each event twice"
        help_text = "Leave each event in one of the two bundles."
        yield settings.file.finding("contradiction", ("bundles", name, "events"), message, help_text)


def _check_endpoints(bundle: model.Bundle, settings: Settings) -> Iterator[Finding]:
    """Yield a finding if the events of a bundle have several destinations; it starts with the most common one."""
    by_endpoint: dict[model.Endpoint, list[str]] = {}
    for plan in bundle.transformations:
        by_endpoint.setdefault(model.endpoint(plan.destination), []).append(plan.event)
    if len(by_endpoint) > 1:
        parts = sorted(by_endpoint.items(), key=lambda part: -len(part[1]))
        needed = ", ".join(f"{endpoint} for {several(events)}" for endpoint, events in parts)
        message = f"A transformation has one destination, but these events need {len(parts)}: {needed}"
        help_text = "Make a bundle for each destination."
        yield settings.file.finding("contradiction", ("bundles", bundle.name, "events"), message, help_text)
