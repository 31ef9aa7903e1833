"""What each template gets: JavaScript or Liquid to write, and flags, lists and records to choose it by.

The docstring of a class and the text at each field become `docs/templates.md`.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from regal_braze.immutable import Immutable
from regal_braze.render.literals import Code
from regal_braze.render.webhook_contexts import Webhook, WebhookHeader

# --- Parts of several contexts


class MovedField(Immutable):
    """A property that gets another name, or that has several names in payloads."""

    name: Annotated[Code, "the name in Braze, as a string literal"]
    type: Annotated[Code, "the function that converts the value"]
    candidates: Annotated[Code, "the values to try, as arguments of a function: the first that is present is sent"]


class Identifier(Immutable):
    """A kind of identifier, such as the external id."""

    name: Annotated[Code, "the name of the constant for the identifier"]
    choice: Annotated[Code, "an expression for the first usable value, or `undefined`"]
    value: Annotated[Code, "the object that identifies the contact, which uses the constant"]


class Identity(Immutable):
    """A function that chooses the profile."""

    function: Annotated[Code, "the name of the function"]
    by_traits: Annotated[bool, "whether the email and the phone number are read from the traits of the payload only"]
    identifiers: Annotated[tuple[Identifier, ...], "the kinds of identifiers, in the order in which they are tried"]
    skips: Annotated[bool, "whether a payload without an identifier gives an empty list instead of an error"]
    message: Annotated[Code, "the message of the error, as a string literal"]


# --- The destinations of a transformation


class OpenMap(Immutable):
    """An object without fixed keys. Its entries become properties."""

    source: Annotated[Code, "the object, from the payload"]
    prefix: Annotated[Code, "the prefix for a key that is already the name of a property, as a string literal"]
    taken: Annotated[Code, "the names that are already used"]
    room: Annotated[Code, "the largest size of all entries, in bytes"]
    type: Annotated[Code | None, "the function that converts the values, if all have the same type"]
    declared: Annotated[Code | None, "the declared names, if the entries are what the schema does not declare"]


class Attributes(Immutable):
    """The attributes that are written to the profile with an event."""

    undeclared: Annotated[Code | None, "the properties that the schema does not declare, if they become attributes"]
    fields: Annotated[tuple[Code, ...], "the attributes, each as a member of an object literal"]
    updated: Annotated[Code, "the list of attributes objects: one with identifier and `_update_existing_only`, or none"]
    drops_addresses: Annotated[bool, "whether to remove an email or phone attribute where an email or phone identifies"]


class Purchase(Immutable):
    """A purchase that is sent with the event if its conditions are met."""

    condition: Annotated[Code, "the condition under which it is sent"]
    arguments: Annotated[Code, "product, price, currency and quantity, as arguments of a function"]
    update_existing_only: Annotated[Code, "the value of `_update_existing_only`"]


class Order(Immutable):
    """An eCommerce order that is sent with the event if its conditions are met."""

    condition: Annotated[Code | None, "the condition under which it is sent, if there is one"]
    event: Annotated[Code, "the name of the eCommerce event, as a string literal"]
    properties: Annotated[Code, "the properties of the order, as an object literal"]
    update_existing_only: Annotated[Code, "the value of `_update_existing_only`"]


class Track(Immutable):
    """A custom event, with attributes, purchases and orders if there are any. Defines the constant `brazecall`."""

    event_name: Annotated[Code, "the name of the custom event, as a string literal"]
    time: Annotated[Code, "the call that returns the time of the event"]
    types: Annotated[Code, "an object literal with a conversion function for each property that keeps its name"]
    moved: Annotated[tuple[MovedField, ...], "the properties that are renamed, or that have several names in payloads"]
    event_id: Annotated[Code, "the id of the event in Regal"]
    event_id_member: Annotated[Code, "the property of the event in Braze that holds this id"]
    open_maps: Annotated[tuple[OpenMap, ...], "the objects without fixed keys, whose entries become properties"]
    properties: Annotated[Code, "the properties of the event in Braze"]
    attributes: Annotated[Attributes | None, "the attributes that are written to the profile, if there are any"]
    purchases: Annotated[tuple[Purchase, ...], "the purchases that are sent if their conditions are met"]
    orders: Annotated[tuple[Order, ...], "the eCommerce orders that are sent if their conditions are met"]
    update_existing_only: Annotated[Code, "the value of `_update_existing_only`"]


class Changes(Immutable):
    """The attributes that an agent has changed. Defines the constant `brazecall`."""

    source: Annotated[Code, "the pairs of old and new values, from the payload"]
    updated: Annotated[Code, "the list of attributes objects: one with identifier and `_update_existing_only`, or none"]
    drops_addresses: Annotated[bool, "whether to remove an email or phone attribute where an email or phone identifies"]


class Group(Immutable):
    """The subscription group of a channel."""

    channel: Annotated[Code, "the channel, as a key of an object literal"]
    id: Annotated[Code, "the group's API identifier, as a string literal"]


class Subscription(Immutable):
    """A change of the subscription group of a channel. Defines the constant `brazecall`."""

    groups: Annotated[tuple[Group, ...], "the subscription groups"]
    attributes: Annotated[
        Code, "the attributes of channels without a group, by channel, as members of an object literal; can be empty"
    ]
    known: Annotated[Code, "an object with all known channels as keys"]
    synonyms: Annotated[Code, "the channels by their other names, as members of an object literal; can be empty"]
    reachable: Annotated[Code | None, "the phone number as an attribute, for a contact that only an alias identifies"]
    channel: Annotated[Code, "the channel of the payload as a text in lower case"]
    unknown: Annotated[Code, "the beginning of the error for an unknown channel"]
    state: Annotated[Code, "`subscribed` or `unsubscribed`, as a string literal"]
    is_subscribed: Annotated[Code, "the same state as `true` or `false`"]
    update_existing_only: Annotated[Code, "the value of `_update_existing_only`"]


class Catalog(Immutable):
    """An item of a catalog. Defines the constant `brazecall`."""

    catalog: Annotated[Code, "the name of the catalog, as a string literal"]
    id: Annotated[Code, "the value for the id of the item, from the payload"]
    message: Annotated[Code, "the error if the value cannot be an id, as a string literal"]
    types: Annotated[Code, "an object literal with a conversion function for each property that keeps its name"]
    moved: Annotated[tuple[MovedField, ...], "the properties that are renamed, or that have several names in payloads"]
    time_key: Annotated[Code, "the field for the time, as a key of an object literal"]
    time: Annotated[Code, "the call that returns the time of the event"]


class ObjectType(Immutable):
    """A type of custom object that has a catalog."""

    key: Annotated[Code, "the type, as a key of an object literal"]
    catalog: Annotated[Code, "the name of its catalog, as a string literal"]
    types: Annotated[Code, "an object literal with a conversion function for each field"]
    time_key: Annotated[Code | None, "the field for the time, as a string literal"]


class ObjectCatalogs(Immutable):
    """An item of the catalog for a type of custom object. Defines the constant `brazecall`."""

    types: Annotated[tuple[ObjectType, ...], "the types of objects that have a catalog"]
    type: Annotated[Code, "the type of the object, from the payload"]
    without_catalog: Annotated[Code, "the error for a type without a catalog, as part of a template literal"]
    id: Annotated[Code, "the value for the id of the item, from the payload"]
    message: Annotated[Code, "the error if the value cannot be an id, as a string literal"]
    source: Annotated[Code, "the object with the fields, from the payload"]
    time: Annotated[Code | None, "the call that returns the time of the event, if a type has a field for it"]


Destination: TypeAlias = Track | Changes | Subscription | Catalog | ObjectCatalogs


# --- Bodies


class Header(Immutable):
    """The comment above a transformation or a bundle."""

    lines: Annotated[tuple[Code, ...], "the lines of the comment"]


class RejectedEvent(Immutable):
    """Another event whose payloads have the name of this event."""

    condition: Annotated[Code, "the condition under which the payload is the other event"]
    message: Annotated[Code, "the error for it, as a string literal"]


class Transformation(Immutable):
    """The transformation of an event: the event check, the identity, what Braze gets, and helper functions."""

    identifies: Annotated[bool, "whether the payload must identify a contact; false for catalogs"]
    uses_traits: Annotated[bool, "whether the code reads the traits of the payload"]
    event: Annotated[Code, "the name of the event, as part of a template literal"]
    name: Annotated[Code, "the name of the event, as a string literal"]
    expected: Annotated[Code | None, "the condition under which the payload is this event, if it has several names"]
    rejected: Annotated[tuple[RejectedEvent, ...], "the other events whose payloads have the name of this event"]
    identity: Annotated[Identity | None, "the function that chooses the profile; nothing for catalogs"]
    time: Annotated[Code | None, "an expression for the first usable time, if Braze gets the time"]
    destination: Annotated[Code, "the output of the destination's template"]
    helpers: Annotated[tuple[Code, ...], "the helper functions that the code calls, each with its comment"]


class OtherName(Immutable):
    """An event whose payloads can have the name of another event."""

    condition: Annotated[Code, "the condition under which the payload is this event"]
    event: Annotated[Code, "the name of this event, as a string literal"]


class PlainEvent(Immutable):
    """The arguments of the function `customEvent` for an event."""

    name: Annotated[Code, "the name of the custom event, as a string literal"]
    types: Annotated[Code, "an object literal with a conversion function for each property"]


class CustomEvent(Immutable):
    """The function `customEvent`, which sends all events that differ only in name and properties."""

    identify: Annotated[Code, "the name of the function that chooses the profile"]
    skips: Annotated[bool, "whether a payload without an identifier gives an empty list instead of an error"]
    body: Annotated[Code, "the output of the destination's template"]


class BundledEvent(Immutable):
    """An event of a bundle."""

    name: Annotated[Code, "the name of the event, as a string literal"]
    nameless: Annotated[bool, "whether a payload without a name counts as this event"]
    comment: Annotated[Code, "the comment above the event: what Braze gets"]
    plain: Annotated[PlainEvent | None, "the arguments of `customEvent`, if that function sends this event"]
    identify: Annotated[Code | None, "the name of the function that chooses the profile; nothing for catalogs"]
    skips: Annotated[bool, "whether a payload without an identifier gives an empty list instead of an error"]
    body: Annotated[Code, "the output of the destination's template"]
    helpers: Annotated[tuple[Code, ...], "the helper functions that only the code of this event calls"]


class Bundle(Immutable):
    """A bundle: the code of each event, the functions that choose the profile, and helper functions."""

    identifies: Annotated[bool, "whether the payload must identify a contact; false for catalogs"]
    uses_traits: Annotated[bool, "whether the code reads the traits of the payload"]
    bundle: Annotated[Code, "the name of the bundle, as part of a template literal"]
    time: Annotated[Code | None, "an expression for the first usable time, if Braze gets the time of an event"]
    others: Annotated[tuple[OtherName, ...], "the events whose payloads can have the name of another event"]
    events: Annotated[tuple[BundledEvent, ...], "the events, sorted by name"]
    custom_event: Annotated[CustomEvent | None, "the function `customEvent`, if there is one"]
    identities: Annotated[tuple[Identity, ...], "the functions that choose the profile"]
    helpers: Annotated[tuple[Code, ...], "the helper functions that the bundle calls, each with its comment"]


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
    modules = (__name__, WebhookHeader.__module__)
    return {name for kind in Immutable.__subclasses__() if kind.__module__ in modules for name in kind.__match_args__}
