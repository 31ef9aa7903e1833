"""What each template gets: JavaScript or Liquid that is ready to write, and the flags and lists that choose it.

The docstring of a class and the text at each field become `docs/templates.md`.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from regal_braze.immutable import Immutable
from regal_braze.render.literals import Code

# --- Parts of several contexts


class MovedField(Immutable):
    """A property that gets another name, or comes from several."""

    name: Annotated[Code, "the name in Braze, as a string literal"]
    type: Annotated[Code, "the function that converts it"]
    candidates: Annotated[Code, "where to look, as arguments"]


class Identifier(Immutable):
    """One identifier to try."""

    name: Annotated[Code, "the constant that holds it"]
    choice: Annotated[Code, "the first usable value, or undefined"]
    value: Annotated[Code, "the object that identifies, made of the constant"]


class Identity(Immutable):
    """A function that chooses the profile."""

    function: Annotated[Code, "the name of the function"]
    by_traits: Annotated[bool, "whether addresses are read from the payload's traits only"]
    identifiers: Annotated[tuple[Identifier, ...], "the identifiers to try, in order"]
    skips: Annotated[bool, "whether a payload without an identifier is skipped instead of refused"]
    message: Annotated[Code, "the message of the error, as a string literal"]


# --- The destinations of a transformation


class OpenMap(Immutable):
    """An open map whose entries become properties."""

    source: Annotated[Code, "the map"]
    prefix: Annotated[Code, "the prefix for a name that is taken, as a string literal"]
    taken: Annotated[Code, "the names that are taken"]
    room: Annotated[Code, "the number of bytes that the map may take"]
    type: Annotated[Code | None, "the function that converts a value, if they have one type"]
    declared: Annotated[Code | None, "the declared names, if the map is everything that the schema does not declare"]


class Attributes(Immutable):
    """What is also written to the profile."""

    undeclared: Annotated[Code | None, "the undeclared properties, if they become attributes"]
    fields: Annotated[tuple[Code, ...], "the attributes, each a member of an object"]
    updated: Annotated[Code, "a list with one object of attributes, identifier and control key, or with none"]
    drops_addresses: Annotated[bool, "whether attributes may hold an address although an address identifies"]


class Purchase(Immutable):
    """A purchase that the event may be."""

    condition: Annotated[Code, "the condition under which it is a purchase"]
    arguments: Annotated[Code, "product, price, currency and quantity, as arguments"]
    update_existing_only: Annotated[Code, "the value of `_update_existing_only`"]


class Order(Immutable):
    """An eCommerce order that the event may be."""

    condition: Annotated[Code | None, "the condition under which it is an order, if there is one"]
    event: Annotated[Code, "the name of the eCommerce event, as a string literal"]
    properties: Annotated[Code, "an object of the properties of the order"]
    update_existing_only: Annotated[Code, "the value of `_update_existing_only`"]


class Track(Immutable):
    """A custom event, with attributes, purchases and orders if there are any. Ends with `brazecall`."""

    event_name: Annotated[Code, "the name of the custom event, as a string literal"]
    time: Annotated[Code, "a call that returns the time of the event"]
    types: Annotated[Code, "an object of the properties that keep their name: each with the function that converts it"]
    moved: Annotated[tuple[MovedField, ...], "the properties that get another name, or come from several"]
    event_id: Annotated[Code, "the value of Regal's event id"]
    event_id_member: Annotated[Code, "the property that takes it"]
    open_maps: Annotated[tuple[OpenMap, ...], "open maps whose entries become properties"]
    properties: Annotated[Code, "the properties of the event in Braze"]
    attributes: Annotated[Attributes | None, "what is also written to the profile"]
    purchases: Annotated[tuple[Purchase, ...], "purchases that the event may be"]
    orders: Annotated[tuple[Order, ...], "eCommerce orders that the event may be"]
    update_existing_only: Annotated[Code, "the value of `_update_existing_only`"]


class Changes(Immutable):
    """What an agent has changed, as attributes. Ends with `brazecall`."""

    source: Annotated[Code, "the pairs of old and new values"]
    updated: Annotated[Code, "a list with one object of attributes, identifier and control key, or with none"]
    drops_addresses: Annotated[bool, "whether attributes may hold an address although an address identifies"]


class Group(Immutable):
    """The subscription group of a channel."""

    channel: Annotated[Code, "the channel, as a key"]
    id: Annotated[Code, "the group's API identifier, as a string literal"]


class Subscription(Immutable):
    """A change of the state in a channel's subscription group. Ends with `brazecall`."""

    groups: Annotated[tuple[Group, ...], "the subscription groups"]
    attributes: Annotated[
        Code, "channels whose consent is an attribute, with its name, as members of an object; may be empty"
    ]
    known: Annotated[Code, "an object whose keys are the known channels"]
    synonyms: Annotated[Code, "other names of channels with the channels, as members of an object; may be empty"]
    reachable: Annotated[Code | None, "the phone number of a profile that is known by it alone"]
    given: Annotated[Code, "the value that names the channel"]
    channel: Annotated[Code, "the same value as text in lower case"]
    unknown: Annotated[Code, "the beginning of the error about another channel"]
    state: Annotated[Code, "the state, as a string literal"]
    is_subscribed: Annotated[Code, "the same state as the value of an attribute: `true` or `false`"]
    update_existing_only: Annotated[Code, "the value of `_update_existing_only`"]


class Catalog(Immutable):
    """An item of a catalog. Ends with `brazecall`."""

    catalog: Annotated[Code, "the name of the catalog, as a string literal"]
    id: Annotated[Code, "the value that becomes the item's id"]
    message: Annotated[Code, "the message of the error if the value cannot be an id, as a string literal"]
    types: Annotated[Code, "an object of the properties that keep their name: each with the function that converts it"]
    moved: Annotated[tuple[MovedField, ...], "the properties that get another name, or come from several"]
    time_key: Annotated[Code, "the field that takes the time, as a key"]
    time: Annotated[Code, "a call that returns the time of the event"]


class ObjectType(Immutable):
    """A type of object that has a catalog."""

    key: Annotated[Code, "the type, as a key"]
    catalog: Annotated[Code, "the name of its catalog, as a string literal"]
    types: Annotated[Code, "an object of its fields: each with the function that converts it"]
    time_key: Annotated[Code | None, "the field that takes the time, as a string literal"]


class ObjectCatalogs(Immutable):
    """An item of the catalog for its type of custom object. Ends with `brazecall`."""

    types: Annotated[tuple[ObjectType, ...], "the types that have a catalog"]
    type: Annotated[Code, "the value that names the type"]
    without_catalog: Annotated[Code, "the message of the error if it has no catalog, for a template literal"]
    id: Annotated[Code, "the value that becomes the item's id"]
    message: Annotated[Code, "the message of the error if the value cannot be an id, as a string literal"]
    source: Annotated[Code, "the object that holds the fields"]
    time: Annotated[Code | None, "a call that returns the time of the event, if a type has a field for it"]


Destination: TypeAlias = Track | Changes | Subscription | Catalog | ObjectCatalogs


# --- Bodies


class Header(Immutable):
    """The comment above a transformation or a bundle."""

    lines: Annotated[tuple[Code, ...], "its lines, each a comment"]


class RejectedEvent(Immutable):
    """Another event that arrives under this event's name."""

    condition: Annotated[Code, "the condition that identifies the other event"]
    message: Annotated[Code, "the message of the error, as a string literal"]


class Transformation(Immutable):
    """The transformation of an event: envelope, identity, destination, helper functions."""

    identifies: Annotated[bool, "whether the payload must identify a contact"]
    uses_traits: Annotated[bool, "whether anything is read from the payload's traits"]
    event: Annotated[Code, "the name of the event, for a template literal"]
    name: Annotated[Code, "the name of the event, as a string literal"]
    expected: Annotated[Code | None, "the condition that identifies the event, if it has more than one name"]
    rejected: Annotated[tuple[RejectedEvent, ...], "other events that arrive under this event's name"]
    identity: Annotated[Identity | None, "the function that chooses the profile; nothing for catalogs"]
    time: Annotated[Code | None, "the first usable time, if the destination uses it"]
    destination: Annotated[Code, "the output of the destination's template"]
    helpers: Annotated[tuple[Code, ...], "the helper functions that the body calls, each with its comment"]


class OtherName(Immutable):
    """An event that may arrive under another event's name."""

    condition: Annotated[Code, "the condition that identifies the event"]
    event: Annotated[Code, "its own name, as a string literal"]


class PlainEvent(Immutable):
    """The arguments of `customEvent`."""

    name: Annotated[Code, "the name of the custom event, as a string literal"]
    types: Annotated[Code, "an object of its properties: each with the function that converts it"]


class CustomEvent(Immutable):
    """The function `customEvent`, for events that differ only in name and properties."""

    identify: Annotated[Code, "the name of the function that chooses the profile"]
    skips: Annotated[bool, "whether a payload without an identifier is skipped instead of refused"]
    body: Annotated[Code, "the output of the destination's template"]


class BundledEvent(Immutable):
    """An event of a bundle."""

    name: Annotated[Code, "the name of the event, as a string literal"]
    nameless: Annotated[bool, "whether a payload without a name is accepted as this event"]
    comment: Annotated[Code, "a comment that says what Braze gets"]
    plain: Annotated[PlainEvent | None, "what `customEvent` gets, if the event is one that it sends"]
    identify: Annotated[Code | None, "the name of the function that chooses the profile; nothing for catalogs"]
    skips: Annotated[bool, "whether a payload without an identifier is skipped instead of refused"]
    body: Annotated[Code, "the output of the destination's template"]
    helpers: Annotated[tuple[Code, ...], "the helper functions that only this event calls"]


class Bundle(Immutable):
    """A bundle: one case for each event, the functions that choose the profile, helper functions."""

    identifies: Annotated[bool, "whether the payload must identify a contact"]
    uses_traits: Annotated[bool, "whether anything is read from the payload's traits"]
    bundle: Annotated[Code, "the name of the bundle, for a template literal"]
    time: Annotated[Code | None, "the first usable time, if an event uses it"]
    others: Annotated[tuple[OtherName, ...], "events that may arrive under another event's name"]
    events: Annotated[tuple[BundledEvent, ...], "the events, in the order of their names"]
    custom_event: Annotated[CustomEvent | None, "the function `customEvent`, if events share it"]
    identities: Annotated[tuple[Identity, ...], "the functions that choose the profile"]
    helpers: Annotated[tuple[Code, ...], "the helper functions that the bundle calls, each with its comment"]


# --- Webhooks


class WebhookVariable(Immutable):
    """A value that is read from Braze."""

    name: Annotated[Code, "the name of the variable"]
    source: Annotated[Code, "where Braze has the value, without the braces"]
    type: Annotated[Code, "how it is read: `string`, `phone`, `consent`, `boolean`, `number`, `array` or `object`"]


class WebhookRequirement(Immutable):
    """What must be known. Otherwise the message is aborted."""

    unmet: Annotated[Code | None, "the condition to abort, if it fits on one line"]
    alternatives: Annotated[tuple[Code, ...], "the conditions of which one must be met"]
    reason: Annotated[Code, "why the message is aborted, as a Liquid string"]


class WebhookLine(Immutable):
    """A line of the body: text, the start of a condition or, with neither, its end."""

    indent: Annotated[Code, "white space in front of it"]
    text: Annotated[Code | None, "the text"] = None
    condition: Annotated[Code | None, "the condition"] = None
    trail: Annotated[Code, "what follows it: a comma, or nothing"] = Code("")


class Webhook(Immutable):
    """The body of a webhook, in Liquid."""

    variables: Annotated[
        tuple[WebhookVariable, ...], "the values that are read from Braze above the body; its own fields are read there"
    ]
    requirements: Annotated[tuple[WebhookRequirement, ...], "what must be known, otherwise the message is aborted"]
    lines: Annotated[
        tuple[WebhookLine, ...], "the lines of the body: text, the start of a condition or, with neither, its end"
    ]


class WebhookHeader(Immutable):
    """The comment above the body of a webhook."""

    lines: Annotated[tuple[Code, ...], "its lines"]


Context: TypeAlias = Header | Transformation | Destination | Bundle | WebhookHeader | Webhook

TEMPLATES: dict[type[Context], str] = {
    Header: "transformation/header.js.jinja",
    Transformation: "transformation/transformation.js.jinja",
    Track: "transformation/track.js.jinja",
    Changes: "transformation/changes.js.jinja",
    Subscription: "transformation/subscription.js.jinja",
    Catalog: "transformation/catalog.js.jinja",
    ObjectCatalogs: "transformation/objects.js.jinja",
    Bundle: "bundle/bundle.js.jinja",
    WebhookHeader: "webhook/header.liquid.jinja",
    Webhook: "webhook/webhook.liquid.jinja",
}
"""The template of each context."""


def field_names() -> set[str]:
    """Return the names in all contexts and in the records in them."""
    return {name for kind in Immutable.__subclasses__() if kind.__module__ == __name__ for name in kind.__match_args__}
