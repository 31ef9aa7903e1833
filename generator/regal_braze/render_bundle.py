"""Render a bundle: one function an event, one table that finds it, and what all of them share once (M18)."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable

from regal_braze import javascript, model
from regal_braze.destinations import destination_context
from regal_braze.literals import Source, js_comment, js_member, js_string
from regal_braze.render import ENDPOINTS, digest, drops_addresses, envelope, identity_context, outcome
from regal_braze.templates import Context, Templates, templates_of

_TAKEN = {
    "payload", "event", "traits", "data", "outer", "time", "name", "transformations", "brazecall", "identify",
    "identifyByTraits", "arguments", "await", "break", "case", "catch", "class", "const", "continue", "debugger",
    "default", "delete", "do", "else", "enum", "eval", "export", "extends", "false", "finally", "for", "function",
    "if", "implements", "import", "in", "instanceof", "interface", "let", "new", "null", "package", "private",
    "protected", "public", "return", "static", "super", "switch", "this", "throw", "true", "try", "typeof", "var",
    "void", "while", "with", "yield", "undefined", "Object", "Array", "String", "Number", "Date", "JSON", "Math",
    "Map", "Error",
}  # fmt: skip
"""Names that mean something else in a body, or in JavaScript."""


def render_bundle(bundle: model.Bundle, templates: Templates | None = None) -> str:
    """Return the JavaScript body of a bundle, ready to paste."""
    templates = templates or templates_of()
    speller = javascript.Speller()
    for helper in ("object", "text", "own"):
        speller.call(helper)
    identities = _identities(bundle.transformations)
    functions = _functions(bundle.transformations)
    events = []
    for plan in bundle.transformations:
        part = {**destination_context(plan, speller, lambda: Source("time")), "drops_addresses": drops_addresses(plan)}
        source = templates.render(str(part["destination"]), part)
        events.append(
            {
                "name": js_string(plan.event),
                "function": functions[plan.event],
                "comment": js_comment(f"{plan.event} → {outcome(plan.destination)}"),
                "identify": identities.get(plan.identity) if plan.identity else None,
                "skips": plan.identity is not None and plan.identity.missing == "skip",
                "body": Source(textwrap.indent(source.strip("\n"), "  ")),
            }
        )
    context: Context = {
        **envelope(bundle.transformations),
        "bundle": Source(bundle.name),
        "time": speller.time(bundle.transformations[0].times),
        "others": _others(bundle.transformations),
        "events": events,
        "identities": [
            {"function": name, **identity_context(identity, speller)} for identity, name in identities.items()
        ],
    }
    body = templates.render_body("bundle/bundle.js.jinja", context, speller.helpers).lstrip()
    count = len(bundle.transformations)
    lines = (
        f"{count} event{'' if count == 1 else 's'} of Regal's in one transformation: the bundle {bundle.name}",
        f"Each gives what its own transformation gives: {', '.join(plan.event for plan in bundle.transformations)}.",
        f"Paste it into a Data Transformation ({ENDPOINTS[bundle.endpoint]}).",
        f"Generated from the schemas of its events; digest {digest(body)}",
    )
    return f"{javascript.header(lines)}\n\n{body}"


def _identities(plans: Iterable[model.Transformation]) -> dict[model.Identity, Source]:
    """Return the name of a function for each way to find out who an event is about."""
    found = dict.fromkeys(plan.identity for plan in plans if plan.identity)
    names: dict[model.Identity, Source] = {}
    for identity in found:
        paths = (path for each in identity.identifiers for path in each.paths)
        by_traits = all(path[0] in ("traits", "userId", "external_id") for path in paths)
        names[identity] = Source("identifyByTraits" if by_traits else "identify")
    return names


def _functions(plans: Iterable[model.Transformation]) -> dict[str, Source]:
    """Return the name of each event's function: its own in camel case, unless that is taken."""
    taken = {*_TAKEN, *javascript.HELPERS}
    functions = {}
    for plan in plans:
        first, *others = re.split(r"[._]+", plan.event)
        name = first + "".join(word.capitalize() for word in others)
        name = name if name[:1].isalpha() else f"event{name}"
        while name in taken:
            name += "Event"
        taken.add(name)
        functions[plan.event] = Source(name)
    return functions


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
            "condition": Source(f"event.name === {js_string(name)} && {js_member('data', key)} === {js_string(value)}"),
            "event": js_string(event),
        }
        for (name, key, value), event in sorted(claims.items())
    ]
