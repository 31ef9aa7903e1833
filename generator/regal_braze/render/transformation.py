"""Render the plan of a transformation as source text: its envelope, who it is about, its destination, its helpers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from regal_braze.plan import model
from regal_braze.render import expressions
from regal_braze.render.destinations import destination_context
from regal_braze.render.literals import Code, js_string
from regal_braze.render.templates import Context, Templates

DIGEST_LENGTH = 16

ENDPOINTS: dict[model.Endpoint, str] = {
    "track users": "POST: Track users",
    "update catalog items": "PUT: Update multiple catalog items",
    "edit catalog items": "PATCH: Edit multiple catalog items",
}
"""What to choose as a transformation's destination in Braze."""


def render_transformation(plan: model.Transformation, templates: Templates) -> str:
    """Return the JavaScript body of a transformation, ready to paste."""
    speller = expressions.Speller()
    speller.call("object")
    speller.call("text")
    context: Context = {
        **envelope([plan]),
        **_names(plan),
        "identity": identity_context(plan.identity, speller) if plan.identity else None,
        **destination_context(plan, speller, lambda: speller.time(plan.times)),
        "drops_addresses": drops_addresses(plan),
    }
    body = templates.render_body("transformation/transformation.js.jinja", context, speller.helpers).lstrip()
    lines = (
        f"Regal's {plan.event} → Braze's {outcome(plan.destination)}",
        plan.description,
        f"Paste it into a Data Transformation ({ENDPOINTS[model.endpoint(plan.destination)]}).",
        f"Generated from {plan.schema}; digest {digest(body)}",
    )
    return f"{expressions.header(lines)}\n\n{body}"


def digest(body: str) -> str:
    """Return what tells one body from another, as headers have it."""
    return hashlib.sha256(body.encode()).hexdigest()[:DIGEST_LENGTH]


def outcome(destination: model.Destination) -> str:
    """Return in a few words what Braze gets."""
    match destination:
        case model.Track(event, attributes, purchases):
            beside = ["profile attributes"] * bool(attributes) + ["purchases"] * bool(purchases)
            return " and ".join([f'custom event "{event.name}"', *beside])
        case model.Changes():
            return "profile attributes"
        case model.Subscription(state=state):
            return f"subscription group of the channel: {state}"
        case model.Catalog(name=name):
            return f"catalog {name}"
        case model.ObjectCatalogs(types=types):
            return f"catalog{'' if len(types) == 1 else 's'} {', '.join(each.catalog for each in types)}"


def envelope(plans: Iterable[model.Transformation]) -> Context:
    """Return which parts of the envelope these transformations read."""
    identities = [plan.identity for plan in plans if plan.identity]
    sources = [path for identity in identities for each in identity.identifiers for path in each.paths]
    return {
        "uses_traits": any(path[0] == "traits" for path in sources),
        "uses_outer": any(len(path) == 1 and path[0] not in ("userId", "external_id") for path in sources),
    }


def identity_context(identity: model.Identity, speller: expressions.Speller) -> Context:
    """Return what spells the choice of an identifier."""
    sought = ", ".join(identifier.kind for identifier in identity.identifiers)
    speller.call("first")
    return {
        "identifiers": [
            {
                "usable": speller.usable(identifier),
                "candidates": Code(", ".join(speller.source(path) for path in identifier.paths)),
                "gap": Code("\n    " if len(identifier.paths) > 3 else " "),
                "value": _identifier(identifier),
            }
            for identifier in identity.identifiers
        ],
        "skips": identity.missing == "skip",
        "message": js_string(f"No usable identity: looked for {sought}"),
    }


def drops_addresses(plan: model.Transformation) -> bool:
    """Tell whether attributes may hold an address beside one that identifies."""
    by_address = plan.identity and any(each.kind in ("email", "phone") for each in plan.identity.identifiers)
    match plan.destination:
        case model.Track(attributes=model.Attributes(fields, undeclared)) if by_address:
            return undeclared is not None or any(each.name in ("email", "phone") for each in fields)
        case destination:
            return bool(by_address) and isinstance(destination, model.Changes)


def _names(plan: model.Transformation) -> Context:
    return {
        "event": Code(plan.event),
        "name": js_string(plan.event),
        "expected": expressions.expected(plan.accepted) if len(plan.accepted) > 1 else None,
        "rejected": [
            {
                "condition": expressions.rejection(rejected),
                "message": js_string(f"Expected the event {plan.event}, got {rejected.event}"),
            }
            for rejected in plan.rejected
        ],
    }


def _identifier(identifier: model.Identifier) -> Code:
    if identifier.kind == "user_alias":
        return Code(
            f"{{ user_alias: {{ alias_name: found, alias_label: {js_string(identifier.alias_label or '')} }} }}"
        )
    return Code(f"{{ {identifier.kind}: found }}")
