"""What each template is given, name by name: `docs/templates.md` is made from it, and a test holds it to the truth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

CONTEXT_VERSION = 1
"""Raised whenever a name leaves a context or changes its meaning."""

Kind: TypeAlias = Literal[
    "source text", "source text or nothing", "true or false", "name of a template", "record or nothing",
    "list of records", "list of pairs", "list of source texts",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a context; `members` are those of its record or, for a list, of each record in it."""

    name: str
    kind: Kind
    about: str
    members: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """A template and its context; with `destination`, that of the destination's template comes on top."""

    about: str
    names: tuple[Name, ...]
    destination: bool = False


_TEXT: Kind = "source text"
_MAYBE: Kind = "source text or nothing"
_FLAG: Kind = "true or false"

_ENVELOPE = (
    Name("uses_traits", _FLAG, "whether anything is read from the payload's traits"),
    Name("uses_outer", _FLAG, "whether anything is read from the payload's top level"),
)
_HELPERS = Name("helpers", "list of source texts", "the helper functions that the body calls, each with its comment")
_CHOICE = (
    Name(
        "identifiers",
        "list of records",
        "the identifiers to try, in order",
        (
            Name("usable", _TEXT, "the function that makes an identifier of a value, or undefined"),
            Name("candidates", _TEXT, "where to look, as arguments"),
            Name("gap", _TEXT, "white space behind the call: a line break where it is long"),
            Name("value", _TEXT, "the object that identifies, made of `found`"),
        ),
    ),
    Name("skips", _FLAG, "whether a payload without an identifier is skipped, not refused"),
    Name("message", _TEXT, "what the error says"),
)
_DESTINATION = Name("destination", "name of a template", "the template itself")
_DROPS = Name(
    "drops_addresses",
    _FLAG,
    "whether attributes may hold an address although an address identifies; `contact_fields.js.jinja` asks it",
)
_UPDATE = Name("update_existing_only", _TEXT, "the value of `_update_existing_only`")
_TIME = Name("time", _TEXT, "the time of the event; in a bundle a call that gives it")
_FIELDS = (
    Name("fields", "list of pairs", "the properties that keep their name: a key, and the function that converts it"),
    Name(
        "moved",
        "list of records",
        "the properties that get another name, or come from several",
        (
            Name("name", _TEXT, "the name in Braze"),
            Name("type", _TEXT, "the function that converts it"),
            Name("candidates", _TEXT, "where to look, as arguments"),
        ),
    ),
)
_ITEM = (
    Name("id", _TEXT, "the value that the item's id is made of"),
    Name("message", _TEXT, "what the error says where it cannot be one"),
)

TEMPLATES: dict[str, Template] = {
    "transformation/transformation.js.jinja": Template(
        "The body of an event's transformation: the envelope, who it is about, the destination's part, the helpers. It"
        " also gets what the destination's template gets.",
        (
            *_ENVELOPE,
            Name("event", _TEXT, "name of the event, for inside a template literal"),
            Name("name", _TEXT, "name of the event, as a string literal"),
            Name("expected", _MAYBE, "the condition that tells the event, where it has more than one name"),
            Name(
                "rejected",
                "list of records",
                "other events that arrive under this one's name",
                (
                    Name("condition", _TEXT, "the condition that tells the other event"),
                    Name("message", _TEXT, "what the error says"),
                ),
            ),
            Name("identity", "record or nothing", "how to find out who it is about; nothing for catalogs", _CHOICE),
            Name("destination", "name of a template", "the template of the destination, to include"),
            _HELPERS,
        ),
        destination=True,
    ),
    "transformation/track.js.jinja": Template(
        "A custom event, with attributes and purchases where there are any. Ends with `brazecall`.",
        (
            _DESTINATION,
            Name("event_name", _TEXT, "name of the custom event, as a string literal"),
            _TIME,
            *_FIELDS,
            Name("event_id", _TEXT, "the value of Regal's event id"),
            Name("event_id_member", _TEXT, "the property that takes it"),
            Name(
                "open_maps",
                "list of records",
                "open maps whose entries become properties",
                (
                    Name("source", _TEXT, "the map"),
                    Name("prefix", _TEXT, "what stands before a name that is taken"),
                    Name("taken", _TEXT, "the names that are taken"),
                    Name("room", _TEXT, "how many bytes there are for it"),
                    Name(
                        "declared", _MAYBE, "the declared names, where the map is all that the schema does not declare"
                    ),
                ),
            ),
            Name("properties", _TEXT, "the member of the event that holds its properties"),
            Name(
                "attributes",
                "record or nothing",
                "what is also written to the profile",
                (
                    Name("undeclared", _MAYBE, "the undeclared properties, where they become attributes"),
                    Name("fields", "list of source texts", "the attributes, each a member of an object"),
                    Name(
                        "updated",
                        _TEXT,
                        "the list of one object with attributes, identifier and control key, or of none",
                    ),
                ),
            ),
            Name(
                "purchases",
                "list of records",
                "purchases that the event may be",
                (
                    Name("condition", _TEXT, "the condition that makes it one"),
                    Name("arguments", _TEXT, "product, price, currency and quantity"),
                    _UPDATE,
                ),
            ),
            _UPDATE,
            _DROPS,
        ),
    ),
    "transformation/changes.js.jinja": Template(
        "What an agent has changed, as attributes. Ends with `brazecall`.",
        (
            _DESTINATION,
            Name("source", _TEXT, "the old/new pairs"),
            Name("updated", _TEXT, "the list of one object with attributes, identifier and control key, or of none"),
            _DROPS,
        ),
    ),
    "transformation/subscription.js.jinja": Template(
        "A change of the state in a channel's subscription group. Ends with `brazecall`.",
        (
            _DESTINATION,
            Name(
                "groups",
                "list of records",
                "the subscription groups",
                (Name("channel", _TEXT, "the channel, as a key"), Name("id", _TEXT, "the group's API identifier")),
            ),
            Name("channel", _TEXT, "the value that names the channel"),
            Name("state", _TEXT, "the state, as a string literal"),
            _UPDATE,
            _DROPS,
        ),
    ),
    "transformation/catalog.js.jinja": Template(
        "An item of a catalog. Ends with `brazecall`.",
        (
            _DESTINATION,
            Name("catalog", _TEXT, "name of the catalog, as a string literal"),
            *_ITEM,
            *_FIELDS,
            Name("time_key", _TEXT, "the field that takes the time, as a key"),
            _TIME,
            _DROPS,
        ),
    ),
    "transformation/objects.js.jinja": Template(
        "An item of the catalog for its type of custom object. Ends with `brazecall`.",
        (
            _DESTINATION,
            Name(
                "types",
                "list of records",
                "the types that have a catalog",
                (
                    Name("key", _TEXT, "the type, as a key"),
                    Name("catalog", _TEXT, "name of its catalog, as a string literal"),
                    Name("fields", "list of pairs", "the fields: a key, and the function that converts it"),
                    Name("time_key", _MAYBE, "the field that takes the time, as a string literal"),
                ),
            ),
            Name("type", _TEXT, "the value that names the type"),
            Name(
                "without_catalog", _TEXT, "what the error says where it has no catalog, for inside a template literal"
            ),
            *_ITEM,
            Name("source", _TEXT, "the object that holds the fields"),
            Name("time", _MAYBE, "the time of the event, where a type has a field for it"),
            _DROPS,
        ),
    ),
    "transformation/contact_fields.js.jinja": Template(
        "What `track.js.jinja` and `changes.js.jinja` include below `attributes`: an address beside the one that"
        " identifies goes. It also gets what the template around it gets.",
        (_DROPS,),
    ),
    "bundle/bundle.js.jinja": Template(
        "The body of a bundle: one case an event, one function a way to find out who it is about, and what they share.",
        (
            *_ENVELOPE,
            Name("bundle", _TEXT, "name of the bundle, for inside a template literal"),
            Name("time", _MAYBE, "the time of the event, where one of the events has use for it"),
            Name(
                "others",
                "list of records",
                "events that may arrive under another's name",
                (
                    Name("condition", _TEXT, "the condition that tells such an event"),
                    Name("event", _TEXT, "its own name, as a string literal"),
                ),
            ),
            Name(
                "events",
                "list of records",
                "the events, in the order of their names",
                (
                    Name("name", _TEXT, "name of the event, as a string literal"),
                    Name("nameless", _FLAG, "whether a payload without a name is taken for it"),
                    Name("comment", _TEXT, "a comment that says what Braze gets"),
                    Name("identify", _MAYBE, "the function that finds out who it is about; nothing for catalogs"),
                    Name("skips", _FLAG, "whether a payload without an identifier is skipped"),
                    Name("body", _TEXT, "what the destination's template made"),
                    Name("helpers", "list of source texts", "the helper functions that it alone calls"),
                ),
            ),
            Name(
                "identities",
                "list of records",
                "the ways to find out who an event is about",
                (
                    Name("function", _TEXT, "name of the function"),
                    Name("by_traits", _FLAG, "whether addresses in the properties are not looked at"),
                    *_CHOICE,
                ),
            ),
            _HELPERS,
        ),
    ),
    "webhook/webhook.liquid.jinja": Template(
        "The body of a webhook, in Liquid.",
        (
            Name(
                "variables",
                "list of records",
                "what is read from Braze before the body begins",
                (
                    Name("name", _TEXT, "name of the variable"),
                    Name("source", _TEXT, "where Braze has it, without the braces around"),
                    Name(
                        "type",
                        _TEXT,
                        "how it is read: `string`, `phone`, `consent`, `boolean`, `number`, `date` or `structure`",
                    ),
                    Name("reason", _MAYBE, "why the message is aborted where it is blank, as a text of Liquid"),
                ),
            ),
            Name(
                "lines",
                "list of records",
                "the lines of the body: text, a condition that opens or, with neither, one that closes",
                (
                    Name("indent", _TEXT, "white space before it"),
                    Name("text", _MAYBE, "the text"),
                    Name("condition", _MAYBE, "the condition"),
                    Name("trail", _TEXT, "what follows it: a comma, or nothing"),
                ),
            ),
            Name("comma", _TEXT, "name of the variable that holds a comma, where no member is certain to be there"),
        ),
    ),
    "webhook/header.liquid.jinja": Template(
        "The comment above the body of a webhook.",
        (Name("lines", "list of source texts", "its lines"),),
    ),
}
"""Every template by its name, but for the file of helpers."""

CONSTANTS: dict[str, str] = {
    "STRING_LIMIT": "characters that Braze takes of a text",
    "STRING_CUT": "characters that stay of a longer one, before its …",
    "KEY_LIMIT": "characters that Braze takes of a key",
    "EXTERNAL_ID_BYTES": "bytes that Braze takes of an external id",
    "ARRAY_ITEMS": "items that Braze takes of a list",
    "CATALOG_ID_LIMIT": "characters that Braze takes of an item's id",
    "PURCHASE_QUANTITY": "the most of a product that one purchase takes",
    "EARLIEST_TIME": "the earliest time that is usable, in milliseconds",
    "LATEST_TIME": "the latest",
    "ATTRIBUTE_ROOM": "bytes of a nested attribute",
    "RESERVED_ATTRIBUTES": "the names that no payload may set on a profile",
}
"""What the names in capitals stand for in the file of helpers."""

HELPERS: dict[str, str] = {
    "object": "The value where it is an object, else an empty one.",
    "first": "What `usable` makes of the first value of which it makes something.",
    "emailAddress": "An address with one @, without outer spaces, or undefined.",
    "phoneNumber": "A phone number in E.164, or undefined.",
    "unixSeconds": "A time as unix seconds, or undefined.",
    "own": "Whether an object has a key of its own.",
    "number": "A number, also from a text, or undefined.",
    "integer": "A whole number, also from a text, or undefined.",
    "boolean": "True or false, also from a text, or undefined.",
    "record": "The function that converts an object by the types of its keys.",
    "size": "Bytes of a value as JSON.",
    "openMap": "The function for an open map, within `room` bytes where that is given.",
    "openWithin": "The function for any JSON value, within `room` bytes.",
    "without": "An object without some of its keys.",
    "attributeType": "The function that converts what goes to an attribute of that name.",
    "customAttributes": "An open map as attributes, under names that a payload may set.",
}
"""What those functions in the file of helpers give that have no comment there."""


def member_names(names: tuple[Name, ...] | None = None) -> Iterator[str]:
    """Yield the names within records of any context."""
    if names is None:
        names = tuple(name for template in TEMPLATES.values() for name in template.names)
    for name in names:
        yield from (member.name for member in name.members)
        yield from member_names(name.members)
