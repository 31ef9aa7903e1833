"""Render a bundle: one switch with a case for each event, and what the events share (M18)."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from regal_braze.immutable import replace
from regal_braze.plan import model
from regal_braze.render import contexts
from regal_braze.render.destinations import destination_context, uses_time
from regal_braze.render.expressions import Expressions, claimed
from regal_braze.render.literals import Code, js_comment, js_string
from regal_braze.render.templates import Templates
from regal_braze.render.transformation import identity_context, in_words, uses_traits, with_header


def render_bundle(bundle: model.Bundle, templates: Templates) -> str:
    """Return the JavaScript body of a bundle, ready to paste."""
    plans = bundle.transformations
    region = model.region(plans)
    shared = Expressions()
    functions = _identify_functions(plans)
    # A workspace's template may tell events apart, so it is rendered for each.
    plain = {} if templates.replaces(contexts.Track) else _plain_events(plans)
    context = contexts.Bundle(
        identifies=any(plan.identity for plan in plans),
        uses_traits=uses_traits(plans),
        bundle=Code(bundle.name),
        time=shared.time(plans[0].times) if any(uses_time(plan.destination) for plan in plans) else None,
        others=_others(plans),
        identities=tuple(identity_context(identity, name, shared) for identity, name in functions.items()),
        custom_event=_custom_event(plans, plain, functions, shared, templates) if plain else None,
        events=_events(plans, plain, functions, shared, templates),
        helpers=(),
    )
    body = templates.render_body(context, shared.called, region)
    title = f"Bundle {bundle.name}: {len(plans)} Regal event{'s' if len(plans) > 1 else ''} in one transformation."
    events = f"{', '.join(plan.event for plan in plans)}."
    about = "Each event gives exactly what its own transformation gives. The events:"
    return with_header(body, templates, bundle.endpoint, "the schemas of these events", title, about, events)


def _events(
    plans: Sequence[model.Transformation],
    plain: Mapping[str, model.CustomEvent],
    functions: Mapping[model.Identity, Code],
    shared: Expressions,
    templates: Templates,
) -> tuple[contexts.BundledEvent, ...]:
    """Return the cases of the events.

    Every call of a bundle creates all functions at its top. So a helper that a single event needs is defined in the
    case of that event. The others are added to `shared`, which has the helpers of everything outside the cases.
    """
    region = model.region(plans)
    arguments = {
        name: contexts.PlainEvent(js_string(event.name), shared.table(event.fields, indent="    "))
        for name, event in plain.items()
    }
    bodies: dict[str, Code] = {}
    needed: dict[str, dict[str, Code]] = {}
    for plan in plans:
        if plan.event not in plain:
            own = Expressions()
            bodies[plan.event] = templates.render(destination_context(plan, own))
            needed[plan.event] = templates.needed(own.called, bodies[plan.event], region)
    uses = Counter(helper for helpers in needed.values() for helper in helpers)
    shared.called.update(helper for helper, count in uses.items() if count > 1 or len(plans) == 1)
    outside = templates.needed(shared.called, "", region)
    return tuple(
        contexts.BundledEvent(
            name=js_string(plan.event),
            nameless=len(plans) == 1,
            comment=js_comment(f"{plan.event} → {in_words(plan.destination)}", "    "),
            plain=arguments.get(plan.event),
            identify=functions[plan.identity] if plan.identity else None,
            skips=plan.identity is not None and plan.identity.missing == "skip",
            body=_indented(bodies.get(plan.event, Code()), 6),
            helpers=tuple(
                _indented(source, 6) for name, source in needed.get(plan.event, {}).items() if name not in outside
            ),
        )
        for plan in plans
    )


def _plain_events(plans: Iterable[model.Transformation]) -> dict[str, model.CustomEvent]:
    """Return the largest group of events that differ only in name and properties of the custom event; at least two."""
    groups: dict[tuple[model.Identity, model.CustomEvent], dict[str, model.CustomEvent]] = {}
    for plan in plans:
        match plan.destination:
            case model.Track(event, attributes=None, purchases=(), orders=()) if not event.open_maps and all(
                field.sources == (field.name,) for field in event.fields
            ):
                if plan.identity is not None:
                    groups.setdefault((plan.identity, replace(event, name="", fields=())), {})[plan.event] = event
    largest = max(groups.values(), key=len, default={})
    return largest if len(largest) > 1 else {}


def _custom_event(
    plans: Iterable[model.Transformation],
    plain: Mapping[str, model.CustomEvent],
    functions: Mapping[model.Identity, Code],
    shared: Expressions,
    templates: Templates,
) -> contexts.CustomEvent:
    """Return the function that sends these events; name and types are its arguments."""
    plan, identity = next((plan, plan.identity) for plan in plans if plan.identity and plan.event in plain)
    context = destination_context(plan, shared)
    body = templates.render(replace(context, event_name=Code("eventName"), types=Code("types")))
    return contexts.CustomEvent(functions[identity], identity.missing == "skip", _indented(body, 2))


def _indented(source: Code, columns: int) -> Code:
    return Code(textwrap.indent(source, " " * columns))


def _identify_functions(plans: Iterable[model.Transformation]) -> dict[model.Identity, Code]:
    """Return the name of the function for each way to choose a profile.

    There are two at most: events whose properties hold a new address trust only `traits` (M3).
    """
    identities = dict.fromkeys(plan.identity for plan in plans if plan.identity)
    ordered = sorted(identities, key=lambda each: -sum(len(identifier.paths) for identifier in each.identifiers))
    return dict(zip(ordered, (Code("identify"), Code("identifyByTraits")), strict=False))


def _others(plans: Iterable[model.Transformation]) -> tuple[contexts.OtherName, ...]:
    """Return the events that arrive under another event's name, each with the condition that identifies it (M2)."""
    claims = {claim for plan in plans for claim in (*plan.accepted, *plan.rejected)}
    ordered = sorted(claims, key=lambda claim: (claim.name, claim.property, claim.value))
    return tuple(contexts.OtherName(claimed(claim), js_string(claim.event)) for claim in ordered)
