"""Render a bundle: one switch with a case for each event, and what the events share (M18)."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable

from regal_braze.plan import model
from regal_braze.render import contexts
from regal_braze.render.destinations import destination_context, uses_time
from regal_braze.render.expressions import Expressions, header
from regal_braze.render.literals import Code, js_comment, js_member, js_string
from regal_braze.render.templates import Templates
from regal_braze.render.transformation import ENDPOINTS, digest, envelope_flags, identity_context, in_words

_INDENT = "      "
"""The indent of an event's code: it is in a function, in a case, in a switch."""


def render_bundle(bundle: model.Bundle, templates: Templates) -> str:
    """Return the JavaScript body of a bundle, ready to paste."""
    plans = bundle.transformations
    shared = Expressions()
    shared.call("object", "text")
    functions = _identify_functions(plans)
    identities = tuple(
        contexts.BundledIdentity(function, function != "identify", identity_context(identity, shared))
        for identity, function in functions.items()
    )
    timed = any(uses_time(plan.destination) for plan in plans)
    bodies: list[Code] = []
    needed: list[set[str]] = []
    for plan in plans:
        own = Expressions()
        bodies.append(templates.render(destination_context(plan, own, Code("happenedAt()"))))
        needed.append(templates.needed(own.helpers, bodies[-1]))
    uses = Counter(helper for helpers in needed for helper in helpers)
    shared.called.update(helper for helper, count in uses.items() if count > 1 or len(plans) == 1)
    uses_traits, uses_outer = envelope_flags(plans)
    context = contexts.Bundle(
        uses_traits=uses_traits,
        uses_outer=uses_outer,
        bundle=Code(bundle.name),
        time=shared.time(plans[0].times) if timed else None,
        others=_others(plans),
        events=tuple(
            contexts.BundledEvent(
                name=js_string(plan.event),
                nameless=len(plans) == 1,
                comment=js_comment(f"{plan.event} → {in_words(plan.destination)}", "    "),
                identify=functions[plan.identity] if plan.identity else None,
                skips=plan.identity is not None and plan.identity.missing == "skip",
                body=_indented(body),
                # Every call of a bundle creates all functions at its top: a helper that a single event needs is
                # defined in the case of that event.
                helpers=tuple(map(_indented, templates.sources(helpers - shared.helpers))),
            )
            for plan, body, helpers in zip(plans, bodies, needed, strict=True)
        ),
        identities=identities,
        helpers=(),
    )
    body = templates.render_body(context, shared.helpers) + "\n"
    count = f"{len(plans)} of Regal's events" if len(plans) > 1 else "One of Regal's events"
    lines = (
        f"{count} → Braze, each as by its own transformation: the bundle {bundle.name}",
        f"{', '.join(plan.event for plan in plans)}.",
        f"Paste it into a Data Transformation ({ENDPOINTS[bundle.endpoint]}).",
        f"Generated from the schemas of these events; digest {digest(body)}",
    )
    return f"{header(lines)}\n\n{body}"


def _indented(source: Code) -> Code:
    return Code(textwrap.indent(source, _INDENT))


def _identify_functions(plans: Iterable[model.Transformation]) -> dict[model.Identity, Code]:
    """Return the name of the function for each way to choose a profile.

    There are two at most: events whose properties hold a new address trust only `traits` (M3).
    """
    identities = dict.fromkeys(plan.identity for plan in plans if plan.identity)
    ordered = sorted(identities, key=lambda identity: -sum(len(each.paths) for each in identity.identifiers))
    return dict(zip(ordered, (Code("identify"), Code("identifyByTraits")), strict=False))


def _others(plans: Iterable[model.Transformation]) -> tuple[contexts.OtherName, ...]:
    """Return the events that arrive under another event's name, each with the condition that identifies it (M2)."""
    claims: dict[tuple[str, str, str], str] = {}
    for plan in plans:
        for accepted in plan.accepted:
            if accepted.property is not None and accepted.value is not None:
                claims[accepted.name, accepted.property, accepted.value] = plan.event
        for rejected in plan.rejected:
            claims[plan.event, rejected.property, rejected.value] = rejected.event
    return tuple(
        contexts.OtherName(
            condition=Code(f"event.name === {js_string(name)} && {js_member('data', key)} === {js_string(value)}"),
            event=js_string(event),
        )
        for (name, key, value), event in sorted(claims.items())
    )
