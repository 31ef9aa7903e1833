"""The plan of a transformation: every decided meaning, as frozen values.

A schema says what Regal sends; a `Transformation` says what Braze gets of it. Templates spell it in JavaScript and
decide nothing. A *path* is a tuple of keys from the root of the payload, unless said otherwise.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from regal_braze.braze import limits
from regal_braze.immutable import Immutable
from regal_braze.workspace.settings import IdentifierKind

Path: TypeAlias = tuple[str, ...]


# --- Conversions: how one value becomes what Braze takes (M7-M11). A value that cannot be converted is left out;
# --- null stays null unless a field says otherwise.


class Text(Immutable):
    """A string of at most `limit` UTF-16 units; numbers are spelled out.

    A longer one is cut or, where `long` says so, left out (M9). In a list, date-times are left out (M11).
    """

    in_list: bool = False
    limit: int = limits.STRING_LIMIT
    long: Literal["cut", "omit"] = "cut"


class Integer(Immutable):
    """A whole number within +-(2**53 - 1), also from a string of digits."""


class Number(Immutable):
    """A finite number, also from a decimal string."""


class Boolean(Immutable):
    """true or false, also from "true" and "false"."""


class Open(Immutable):
    """Any JSON value, as it comes: each leaf by its own type, keys made legal, five levels of nesting (M10).

    In a list, date-times are left out (M11). `room` as in `ListOf`.
    """

    in_list: bool = False
    room: int | None = None


class OpenObject(Immutable):
    """An object of any keys, as `Open` takes it; nothing else."""

    in_list: bool = False
    room: int | None = None


class IsoTime(Immutable):
    """An ISO 8601 time in UTC, from whatever M6 understands."""


class UnixSeconds(Immutable):
    """Whole unix seconds, from whatever M6 understands."""


class ListOf(Immutable):
    """The first `limit` items that can be converted; null items and date-times are left out (M11).

    `room` is its share, in bytes of ASCII JSON, of the 100 KB that all properties may take; what passes it is left
    out. None inside something that has a share of its own.
    """

    item: Conversion
    limit: int
    room: int | None = None


class Record(Immutable):
    """An object of declared fields."""

    fields: tuple[Field, ...]


class Row(Immutable):
    """An array whose cells become named fields; `fields[i].sources` is `(str(i),)`."""

    fields: tuple[Field, ...]


class EmailAddress(Immutable):
    """An e-mail address with one @ (M4)."""


class PhoneNumber(Immutable):
    """An E.164 phone number, once spaces, dots, dashes and parentheses are gone (M4)."""


class AttributeValue(Immutable):
    """Any JSON value as a custom attribute (M12).

    Like `Open`, but without nulls below the top level; nested keys hold no spaces, dots and dollars, list items
    are unique.
    """


Conversion: TypeAlias = (
    Text | Integer | Number | Boolean | Open | OpenObject | IsoTime | UnixSeconds | ListOf | Record | Row
    | EmailAddress | PhoneNumber | AttributeValue
)  # fmt: skip


class Field(Immutable):
    """One key that Braze gets.

    `sources` are keys of the object that the field is read from: the first that is present counts.
    """

    name: str
    sources: tuple[str, ...]
    conversion: Conversion


# --- Who the event is about, and when it happened (M2-M6).


class Accepted(Immutable):
    """A name that the webhook may carry; with a `property`, only where that property has that `value` (M2)."""

    name: str
    property: str | None = None
    value: str | None = None


class Rejected(Immutable):
    """What tells another event apart that arrives under this event's name (M2)."""

    property: str
    value: str
    event: str


class Identifier(Immutable):
    """One way to identify a contact: the first usable value among `paths` (M4).

    A path of length 1 other than `userId` and `external_id` counts only where the payload has an object
    `properties`: else its keys are the data of an event without envelope, and nobody's identity (M3).
    """

    kind: IdentifierKind
    paths: tuple[Path, ...]
    alias_label: str | None = None


class Identity(Immutable):
    """The identifiers to try, in order; `missing` says what happens when none is usable (M4)."""

    identifiers: tuple[Identifier, ...]
    missing: Literal["error", "skip"]


# --- What Braze gets: exactly one destination.


class OpenMap(Immutable):
    """The entries of an open map as properties of the event (M11).

    `source` is the key in Regal's `properties`; None means `properties` itself, without the keys in `declared`.
    A key in `taken` (what Braze reserves, and the names of the declared properties) gets `prefix`. `room` as in
    `ListOf`.
    """

    source: str | None
    prefix: str
    taken: tuple[str, ...]
    room: int
    declared: tuple[str, ...] = ()


class CustomEvent(Immutable):
    """A custom event; `fields` are read from Regal's `properties`, the event id from `event_id` (M7).

    `nulls` says what becomes of properties that are null.
    """

    name: str
    fields: tuple[Field, ...]
    open_maps: tuple[OpenMap, ...]
    event_id: tuple[Path, ...]
    update_existing_only: bool
    nulls: Literal["keep", "omit"] = "keep"


class Attribute(Immutable):
    """One attribute or profile field, from `path` within Regal's `properties`.

    `when` is the path of a boolean within `properties` that must be true. With `named_by`, the path of a text within
    `properties`, that text ends the attribute's name; where there is none, nothing is written.
    """

    name: str
    path: Path
    conversion: Conversion
    when: Path | None = None
    named_by: Path | None = None


class Attributes(Immutable):
    """What is also written to the profile (M12); nulls are left out.

    `undeclared_except` names the keys of `properties` that are *not* custom attributes; None: nothing undeclared is.
    """

    fields: tuple[Attribute, ...]
    undeclared_except: tuple[str, ...] | None
    update_existing_only: bool


Scalar: TypeAlias = str | int | float | bool


class Condition(Immutable):
    """A declared property, at `path` within `properties`, that must be one of `values` once it is converted."""

    path: Path
    conversion: Conversion
    values: tuple[Scalar, ...]


class Purchase(Immutable):
    """A purchase, where every condition holds.

    Each of product, price, currency and quantity is a literal, or the path of a property within `properties`. Without
    a usable product, price and currency there is no purchase; without a usable quantity it is 1.
    """

    conditions: tuple[Condition, ...]
    product: str | Path
    price: float | Path
    currency: str | Path
    quantity: int | Path
    update_existing_only: bool


class Track(Immutable):
    """A custom event, perhaps with attributes and purchases beside it."""

    event: CustomEvent
    attributes: Attributes | None
    purchases: tuple[Purchase, ...] = ()


class Changes(Immutable):
    """Attributes from old_value/new_value pairs (M13).

    Each section of the object at `source` within `properties` is a pair of its own or, without a `new_value`, a
    map of pairs. A new value of null clears the attribute (M12).
    """

    source: str
    update_existing_only: bool


class Subscription(Immutable):
    """A change of the subscription group of the channel that `channel` within `properties` names (M14)."""

    channel: str
    state: Literal["subscribed", "unsubscribed"]
    groups: tuple[tuple[str, str], ...]
    update_existing_only: bool


class Catalog(Immutable):
    """One catalog item (M15): its id from the key `id_source` of `properties`; `time_field` takes the event's time."""

    name: str
    id_source: str
    fields: tuple[Field, ...]
    time_field: str


class ObjectType(Immutable):
    """The catalog for one type of object, with the fields that it has; `time_field` takes the event's time."""

    object_type: str
    catalog: str
    fields: tuple[Field, ...]
    time_field: str | None


class ObjectCatalogs(Immutable):
    """One catalog item, in the catalog for the type that `type_source` within `properties` names (M15).

    The item's id comes from `id_source`. With `changes`, fields are the new values of the old/new pairs at that key
    of `properties`, and the item is edited; otherwise they are read from `properties`, and the item is replaced.
    """

    type_source: str
    id_source: str
    types: tuple[ObjectType, ...]
    changes: str | None


Destination: TypeAlias = Track | Changes | Subscription | Catalog | ObjectCatalogs

Endpoint: TypeAlias = Literal["track users", "update catalog items", "edit catalog items"]
"""What a Data Transformation's destination is called in Braze, in short."""


def endpoint(destination: Destination) -> Endpoint:
    """Return the destination to choose in Braze: PUT of catalog items replaces them, PATCH changes fields of them."""
    match destination:
        case Catalog() | ObjectCatalogs(changes=None):
            return "update catalog items"
        case ObjectCatalogs():
            return "edit catalog items"
        case _:
            return "track users"


class Transformation(Immutable):
    """Everything that one event's transformation does.

    `schema` is the schema's path as the header names it; `times` are the time sources in order (M6).
    `identity` is None for an event without a contact.
    """

    event: str
    description: str
    schema: str
    accepted: tuple[Accepted, ...]
    rejected: tuple[Rejected, ...]
    identity: Identity | None
    times: tuple[Path, ...]
    destination: Destination


class Bundle(Immutable):
    """One transformation for several events of one endpoint, in the order of their names (M18)."""

    name: str
    transformations: tuple[Transformation, ...]

    @property
    def endpoint(self) -> Endpoint:
        """The destination that all its events share."""
        return endpoint(self.transformations[0].destination)


ATTRIBUTE_ROOM = 99_000
"""Bytes of ASCII JSON that one nested attribute may take: Braze's 100 KB, less its name."""
