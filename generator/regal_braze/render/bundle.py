"""Render a bundle: one switch with a case an event, and what all of them share once (M18)."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from regal_braze.plan import model
from regal_braze.render import expressions
from regal_braze.render.destinations import destination_context
from regal_braze.render.literals import Code, js_comment, js_member, js_string
from regal_braze.render.templates import Context, Templates
from regal_braze.render.transformation import ENDPOINTS, digest, drops_addresses, envelope, identity_context, outcome

_INDENT = "      "
"""Where the code of an event stands: in a function, in a case, in a switch."""


def render_bundle(bundle: model.Bundle, templates: Templates) -> str:
    """Return the JavaScript body of a bundle, ready to paste."""
    plans = bundle.transformations
    shared = expressions.Speller()
    for helper in ("object", "text"):
        shared.call(helper)
    identities = _identities(plans)
    context: Context = {
        **envelope(plans),
        "bundle": Code(bundle.name),
        "others": _others(plans),
        "identities": [
            {"function": name, "by_traits": name != "identify", **identity_context(identity, shared)}
            for identity, name in identities.items()
        ],
        "time": None,
    }

    def time() -> Code:
        """Spell a call: not every event has use for its time, and it costs as much as the rest of a small one."""
        context["time"] = shared.time(plans[0].times)
        return Code("happenedAt()")

    spellers = [expressions.Speller() for _ in plans]
    events = [_event(plan, identities, speller, templates, time) for plan, speller in zip(plans, spellers, strict=True)]
    calls = Counter(helper for speller in spellers for helper in speller.helpers)
    shared.helpers |= {helper for helper, events_with_it in calls.items() if events_with_it > 1 or len(plans) == 1}
    for event, speller in zip(events, spellers, strict=True):
        # Every call of a bundle makes all functions at its top: what a single event needs stands with that event.
        own = speller.helpers - shared.helpers
        sources = [source for name, source in templates.helpers.items() if name in own]
        event["helpers"] = [Code(textwrap.indent(source, _INDENT)) for source in sources]
    events[0]["nameless"] = len(plans) == 1
    context["events"] = events
    body = templates.render_body("bundle/bundle.js.jinja", context, shared.helpers).lstrip()
    count = f"{len(plans)} of Regal's events" if len(plans) > 1 else "One of Regal's events"
    lines = (
        f"{count} → Braze, each as by its own transformation: the bundle {bundle.name}",
        f"{', '.join(plan.event for plan in plans)}.",
        f"Paste it into a Data Transformation ({ENDPOINTS[bundle.endpoint]}).",
        f"Generated from the schemas of these events; digest {digest(body)}",
    )
    return f"{expressions.header(lines)}\n\n{body}"


def _event(
    plan: model.Transformation,
    identities: Mapping[model.Identity, Code],
    speller: expressions.Speller,
    templates: Templates,
    time: Callable[[], Code],
) -> Context:
    """Return what spells the case of an event; its destination is spelt as in its own transformation."""
    part = {**destination_context(plan, speller, time), "drops_addresses": drops_addresses(plan)}
    source = templates.render(str(part["destination"]), part)
    speller.helpers |= templates.needed(speller.helpers, source)
    return {
        "name": js_string(plan.event),
        "nameless": False,
        "comment": js_comment(f"{plan.event} → {outcome(plan.destination)}", "    "),
        "identify": identities[plan.identity] if plan.identity else None,
        "skips": plan.identity is not None and plan.identity.missing == "skip",
        "body": Code(textwrap.indent(source.strip("\n"), _INDENT)),
    }


def _identities(plans: Iterable[model.Transformation]) -> dict[model.Identity, Code]:
    """Return the name of a function for each way to find out who an event is about.

    There are two at most: events whose properties hold a new address trust only `traits` (M3).
    """
    found = dict.fromkeys(plan.identity for plan in plans if plan.identity)
    ways = sorted(found, key=lambda identity: -sum(len(each.paths) for each in identity.identifiers))
    return dict(zip(ways, (Code("identify"), Code("identifyByTraits")), strict=False))


def _others(plans: Iterable[model.Transformation]) -> list[Context]:
    """Return the events that arrive under another event's name, each with the condition that tells it (M2)."""
    claims: dict[tuple[str, str, str], str] = {}
    for plan in plans:
        for accepted in plan.accepted:
            if accepted.property is not None and accepted.value is not None:
                claims[accepted.name, accepted.property, accepted.value] = plan.event
        for rejected in plan.rejected:
            claims[plan.event, rejected.property, rejected.value] = rejected.event
    return [
        {
            "condition": Code(f"event.name === {js_string(name)} && {js_member('data', key)} === {js_string(value)}"),
            "event": js_string(event),
        }
        for (name, key, value), event in sorted(claims.items())
    ]
