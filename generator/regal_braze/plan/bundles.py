"""Plan bundles: which events each of them handles, and whether one transformation can handle them all (M18)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

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
"""The bundles of a workspace that declares none: one for each destination of its events."""


def plan_bundles(
    transformations: Sequence[model.Transformation], schemas: Iterable[EventSchema], settings: Settings
) -> tuple[list[model.Bundle], list[Finding]]:
    """Return the bundles by name, and the findings."""
    if settings.bundles is None:
        return _default_bundles(transformations), []
    findings: list[Finding] = []
    events = [schema.event for schema in schemas]
    plans = {plan.event: plan for plan in transformations}
    bundle_of: dict[str, str] = {}
    bundles = []
    for declared in settings.bundles:
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
    if not findings:
        findings += _check_number(active_transformations(transformations, bundles), settings)
    return bundles, findings


def check_bundle_names(
    bundles: Iterable[model.Bundle], webhooks: Collection[str], settings: Settings
) -> Iterator[Finding]:
    """Yield a finding for each bundle that has the name of a webhook."""
    for bundle in bundles:
        if bundle.name in webhooks:
            message = f"{bundle.name} is the name of a bundle and of a webhook"
            help_text = "Rename one of the two."
            yield settings.file.finding("config-invalid", ("bundles", bundle.name), message, help_text)


def active_transformations(transformations: Iterable[model.Transformation], bundles: Iterable[model.Bundle]) -> int:
    """Return how many transformations must be active in Braze: all bundles, and the events that are in no bundle."""
    bundles = list(bundles)
    bundled = {plan.event for bundle in bundles for plan in bundle.transformations}
    return len(bundles) + sum(plan.event not in bundled for plan in transformations)


def slots_sentence(needed: int) -> str:
    """Return a sentence that compares a number of active transformations with Braze's limits."""
    allowed = f"Braze's free tier has {limits.FREE_TRANSFORMATIONS}, Pro {limits.PRO_TRANSFORMATIONS}"
    return f"{needed} active transformation{'' if needed == 1 else 's'} needed; {allowed}"


def _default_bundles(transformations: Sequence[model.Transformation]) -> list[model.Bundle]:
    bundles = []
    for endpoint, name in DEFAULT_NAMES.items():
        members = tuple(plan for plan in transformations if model.endpoint(plan.destination) == endpoint)
        if members:
            bundles.append(model.Bundle(name, members))
    return sorted(bundles, key=lambda bundle: bundle.name)


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
        subject = f"{events[0]} is" if len(events) == 1 else f"{_several(events)} are"
        message = f"{subject} also in the bundle {other}, so Braze would get each event twice"
        help_text = "Leave each event in one of the two bundles."
        yield settings.file.finding("contradiction", ("bundles", name, "events"), message, help_text)


def _several(events: Sequence[str]) -> str:
    """Return a list in words: up to three events, and how many more there are."""
    shown = [*events[:3], *([f"{len(events) - 3} more"] if len(events) > 3 else [])]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _check_endpoints(bundle: model.Bundle, settings: Settings) -> Iterator[Finding]:
    """Yield a finding if the events of a bundle have several destinations; it starts with the most common one."""
    by_endpoint: dict[model.Endpoint, list[str]] = {}
    for plan in bundle.transformations:
        by_endpoint.setdefault(model.endpoint(plan.destination), []).append(plan.event)
    if len(by_endpoint) > 1:
        parts = sorted(by_endpoint.items(), key=lambda part: -len(part[1]))
        needed = ", ".join(f"{endpoint} for {_several(events)}" for endpoint, events in parts)
        message = f"A transformation has one destination, but these events need {len(parts)}: {needed}"
        help_text = "Make a bundle for each destination."
        yield settings.file.finding("contradiction", ("bundles", bundle.name, "events"), message, help_text)


def _check_number(needed: int, settings: Settings) -> Iterator[Finding]:
    if needed > limits.PRO_TRANSFORMATIONS:
        message = f"{needed} transformations must be active, but Braze allows at most {limits.PRO_TRANSFORMATIONS}"
        help_text = "Add more events to bundles, or disable events that you don't need."
        yield settings.file.finding("too-many", ("bundles",), message, help_text, "warning")
