"""Render the plan of a transformation as JavaScript."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache

from regal_braze.plan import model
from regal_braze.render import contexts
from regal_braze.render.destinations import destination_context, uses_time
from regal_braze.render.expressions import Expressions, expected, property_is
from regal_braze.render.literals import Code, js_comment, js_string
from regal_braze.render.templates import Templates
from regal_braze.workspace.settings import IdentifierKind

ENDPOINTS: dict[model.Endpoint, str] = {
    "track users": "POST: Track users",
    "update catalog items": "PUT: Update multiple catalog items",
    "edit catalog items": "PATCH: Edit multiple catalog items",
}
"""The destination to choose in Braze."""


def render_transformation(plan: model.Transformation, templates: Templates) -> str:
    """Return the JavaScript body of a transformation, ready to paste."""
    expressions = Expressions()
    destination = templates.render(destination_context(plan, expressions))
    context = contexts.Transformation(
        identifies=plan.identity is not None,
        uses_traits=uses_traits([plan]),
        event=Code(plan.event),
        name=js_string(plan.event),
        expected=expected(plan) if plan.accepted else None,
        rejected=tuple(
            contexts.RejectedEvent(
                condition=property_is(claim),
                message=js_string(f"Expected the event {plan.event}, got {claim.event}"),
            )
            for claim in plan.rejected
        ),
        identity=identity_context(plan.identity, Code("identify"), expressions) if plan.identity else None,
        time=expressions.time(plan.times) if uses_time(plan.destination) else None,
        destination=destination,
        helpers=(),
    )
    body = templates.render_body(context, expressions.called, model.region([plan]))
    title = f"Regal's {plan.event} → Braze's {in_words(plan.destination)}"
    return with_header(body, templates, model.endpoint(plan.destination), plan.schema, title, plan.description)


def with_header(
    body: Code, templates: Templates, endpoint: model.Endpoint, source: str, title: str, *about: str
) -> str:
    """Return a body below its header, which has a digest of the body: by that, two bodies can be compared."""
    text = f"{body}\n"
    lines = (
        title,
        f"Paste all of this into a Braze Data Transformation with the destination {ENDPOINTS[endpoint]}.",
        *about,
        f"Generated from {source}; digest {digest(text)}",
    )
    return f"{templates.render(contexts.Header(tuple(map(js_comment, lines))))}\n\n{text}"


def digest(body: str) -> str:
    """Return the digest that a header shows."""
    return hashlib.sha256(body.encode()).hexdigest()[:16]


def in_words(destination: model.Destination) -> str:
    """Return in a few words what Braze gets."""
    match destination:
        case model.Track(event, attributes, purchases, orders):
            others = {"profile attributes": attributes, "purchases": purchases, "orders": orders}
            return " and ".join([f'custom event "{event.name}"', *(name for name, sent in others.items() if sent)])
        case model.Changes():
            return "profile attributes"
        case model.Subscription(state=state):
            return f"subscription group of the channel: {state}"
        case model.Catalog(name=name):
            return f"catalog {name}"
        case model.ObjectCatalogs(types=types):
            return f"catalog{'' if len(types) == 1 else 's'} {', '.join(object_type.catalog for object_type in types)}"


def uses_traits(plans: Iterable[model.Transformation]) -> bool:
    """Return whether these transformations read the payload's traits."""
    identifiers = (identifier for plan in plans if plan.identity for identifier in plan.identity.identifiers)
    return any(path[0] == "traits" for identifier in identifiers for path in identifier.paths)


def identity_context(identity: model.Identity, function: Code, expressions: Expressions) -> contexts.Identity:
    """Return the function of this name, which chooses the profile."""
    context, called = _identity(identity, function)
    expressions.called |= called
    return context


@cache  # most transformations of a workspace have the same function
def _identity(identity: model.Identity, function: Code) -> tuple[contexts.Identity, set[str]]:
    expressions = Expressions()
    sought = ", ".join(identifier.kind for identifier in identity.identifiers)
    addresses = [each for each in identity.identifiers if each.kind in ("email", "phone", "user_alias")]
    context = contexts.Identity(
        function=function,
        by_traits={path[0] for identifier in addresses for path in identifier.paths} == {"traits"},
        identifiers=tuple(
            contexts.Identifier(
                name=Code(_CONSTANTS[identifier.kind]),
                choice=expressions.identifier(identifier),
                value=_identifier(identifier),
            )
            for identifier in identity.identifiers
        ),
        skips=identity.missing == "skip",
        message=js_string(f"No usable identity: looked for {sought}"),
    )
    return context, expressions.called


def _identifier(identifier: model.Identifier) -> Code:
    constant = _CONSTANTS[identifier.kind]
    if identifier.kind == "user_alias":
        label = js_string(identifier.alias_label or "")
        return Code(f"{{ user_alias: {{ alias_name: {constant}, alias_label: {label} }} }}")
    return Code(f"{{ {identifier.kind} }}" if identifier.kind == constant else f"{{ {identifier.kind}: {constant} }}")


_CONSTANTS: dict[IdentifierKind, str] = {
    "external_id": "id",
    "braze_id": "brazeId",
    "email": "email",
    "phone": "phone",
    "user_alias": "alias",
}
"""The constant that holds a usable identifier in the function that chooses the profile."""
