"""The plan of a transformation: every decided meaning, as frozen values.

A schema says what Regal sends; a `Transformation` says what Braze gets of it. Templates spell it in JavaScript and
decide nothing. A *path* is a tuple of keys from the root of the payload, unless said otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Path: TypeAlias = tuple[str, ...]


# --- Conversions: how one value becomes what Braze takes (M7-M11). A value that cannot be converted is left out;
# --- null stays null unless a field says otherwise.


@dataclass(frozen=True, slots=True)
class Text:
    """A string of at most 255 UTF-16 units; numbers are spelled out. In a list, date-times are left out (M11)."""

    in_list: bool = False


@dataclass(frozen=True, slots=True)
class Integer:
    """A whole number within +-(2**53 - 1), also from a string of digits."""


@dataclass(frozen=True, slots=True)
class Number:
    """A finite number, also from a decimal string."""


@dataclass(frozen=True, slots=True)
class Boolean:
    """true or false, also from "true" and "false"."""


@dataclass(frozen=True, slots=True)
class Open:
    """Any JSON value, as it comes: each leaf by its own type, keys made legal, five levels of nesting (M10).

    In a list, date-times are left out (M11). `room` as in `ListOf`.
    """

    in_list: bool = False
    room: int | None = None


@dataclass(frozen=True, slots=True)
class OpenObject:
    """An object of any keys, as `Open` takes it; nothing else."""

    in_list: bool = False
    room: int | None = None


@dataclass(frozen=True, slots=True)
class IsoTime:
    """An ISO 8601 time in UTC, from whatever M6 understands."""


@dataclass(frozen=True, slots=True)
class UnixSeconds:
    """Whole unix seconds, from whatever M6 understands."""


@dataclass(frozen=True, slots=True)
class ListOf:
    """The first `limit` items that can be converted; null items and date-times are left out (M11).

    `room` is its share, in bytes of ASCII JSON, of the 100 KB that all properties may take; what passes it is left
    out. None inside something that has a share of its own.
    """

    item: Conversion
    limit: int
    room: int | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """An object of declared fields."""

    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """An array whose cells become named fields; `fields[i].sources` is `(str(i),)`."""

    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class EmailAddress:
    """An e-mail address with one @ (M4)."""


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """An E.164 phone number, once spaces, dots, dashes and parentheses are gone (M4)."""


@dataclass(frozen=True, slots=True)
class AttributeValue:
    """Any JSON value as a custom attribute (M12).

    Like `Open`, but without nulls below the top level; nested keys hold no spaces, dots and dollars, list items
    are unique.
    """


Conversion: TypeAlias = (
    Text | Integer | Number | Boolean | Open | OpenObject | IsoTime | UnixSeconds | ListOf | Record | Row
    | EmailAddress | PhoneNumber | AttributeValue
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """One key that Braze gets.

    `sources` are keys of the object that the field is read from: the first that is present counts.
    """

    name: str
    sources: tuple[str, ...]
    conversion: Conversion


# --- Who the event is about, and when it happened (M2-M6).


@dataclass(frozen=True, slots=True)
class Accepted:
    """A name that the webhook may carry; with a `property`, only where that property has that `value` (M2)."""

    name: str
    property: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """What tells another event apart that arrives under this event's name (M2)."""

    property: str
    value: str
    event: str


IdentifierKind: TypeAlias = Literal["external_id", "email", "phone", "user_alias"]


@dataclass(frozen=True, slots=True)
class Identifier:
    """One way to identify a contact: the first usable value among `paths` (M4).

    A path of length 1 other than `userId` and `external_id` counts only where the payload has an object
    `properties`: else its keys are the data of an event without envelope, and nobody's identity (M3).
    """

    kind: IdentifierKind
    paths: tuple[Path, ...]
    alias_label: str | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """The identifiers to try, in order; `missing` says what happens when none is usable (M4)."""

    identifiers: tuple[Identifier, ...]
    missing: Literal["error", "skip"]


# --- What Braze gets: exactly one destination.


@dataclass(frozen=True, slots=True)
class OpenMap:
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


@dataclass(frozen=True, slots=True)
class CustomEvent:
    """A custom event; `fields` are read from Regal's `properties`, the event id from `event_id` (M7)."""

    name: str
    fields: tuple[Field, ...]
    open_maps: tuple[OpenMap, ...]
    event_id: tuple[Path, ...]
    update_existing_only: bool


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute or profile field, from `path` within Regal's `properties`.

    `when` is the path of a boolean within `properties` that must be true.
    """

    name: str
    path: Path
    conversion: Conversion
    when: Path | None = None


@dataclass(frozen=True, slots=True)
class Attributes:
    """What is also written to the profile (M12); nulls are left out.

    `undeclared_except` names the keys of `properties` that are *not* custom attributes; None: nothing undeclared is.
    """

    fields: tuple[Attribute, ...]
    undeclared_except: tuple[str, ...] | None
    update_existing_only: bool


@dataclass(frozen=True, slots=True)
class Track:
    """A custom event, perhaps with attributes beside it."""

    event: CustomEvent
    attributes: Attributes | None


@dataclass(frozen=True, slots=True)
class Changes:
    """Attributes from old_value/new_value pairs (M13).

    Each section of the object at `source` within `properties` is a pair of its own or, without a `new_value`, a
    map of pairs. A new value of null clears the attribute (M12).
    """

    source: str
    update_existing_only: bool


@dataclass(frozen=True, slots=True)
class Subscription:
    """A change of the subscription group of the channel that `channel` within `properties` names (M14)."""

    channel: str
    state: Literal["subscribed", "unsubscribed"]
    groups: tuple[tuple[str, str], ...]
    update_existing_only: bool


@dataclass(frozen=True, slots=True)
class Catalog:
    """One catalog item (M15): its id from the key `id_source` of `properties`; `time_field` takes the event's time."""

    name: str
    id_source: str
    fields: tuple[Field, ...]
    time_field: str


Destination: TypeAlias = Track | Changes | Subscription | Catalog


@dataclass(frozen=True, slots=True)
class Transformation:
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


EVENT_ID_PROPERTY = "regal_event_id"
"""The property that takes Regal's event id (M7)."""

ATTRIBUTE_ROOM = 99_000
"""Bytes of ASCII JSON that one nested attribute may take: Braze's 100 KB, less its name."""
