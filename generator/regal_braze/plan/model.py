"""The plan of a transformation: every decision about what it does, as immutable values.

A schema describes what Regal sends. A `Transformation` describes what Braze gets. Templates write it as JavaScript and
make no decisions. A *path* is a tuple of keys from the root of the payload, unless a docstring says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeAlias

from regal_braze.braze.limits import OrderKind
from regal_braze.immutable import Immutable
from regal_braze.plan.conversions import Conversion, Field, Open
from regal_braze.workspace.settings import IdentifierKind, Region

Path: TypeAlias = tuple[str, ...]
Scalar: TypeAlias = str | int | float | bool


# --- The event, the contact and the time (M2 to M6).


class Claim(Immutable):
    """An event whose payloads may arrive under another event's name, and the value that distinguishes them (M2)."""

    event: str
    name: str
    property: str
    value: str


class Identifier(Immutable):
    """One way to identify a contact: the first usable value among `paths` (M4).

    The paths count only if the payload has an object `properties`. Otherwise the payload has no envelope, and its keys
    are data of the event (M3).
    """

    kind: IdentifierKind
    paths: tuple[Path, ...]
    alias_label: str | None = None


class Identity(Immutable):
    """The identifiers to try, in order; `missing` is what happens if none is usable (M4).

    `region` is the region whose national phone numbers are completed, here and in attributes.
    """

    identifiers: tuple[Identifier, ...]
    missing: Literal["error", "skip"]
    region: Region | None = None


# --- Destinations: what Braze gets.


class OpenMap(Immutable):
    """The entries of an open map as properties of the event (M11).

    `source` is the key in Regal's `properties`, or None for `properties` itself without the keys in `declared`.
    A key gets `prefix` if it is in `taken` (reserved by Braze, or the name of a declared property), or if the event
    already has a property of that name. `item` converts the values. `room`: see `ListOf`.
    """

    source: str | None
    prefix: str
    taken: tuple[str, ...]
    room: int
    declared: tuple[str, ...] = ()
    item: Conversion = Open()


class CustomEvent(Immutable):
    """A custom event. `fields` are read from Regal's `properties`, and the event id from `event_id` (M7).

    `nulls` is what happens to properties that are null. `open_maps` are added in their order, up to the number of
    properties that Braze keeps (M11).
    """

    name: str
    fields: tuple[Field, ...]
    open_maps: tuple[OpenMap, ...]
    event_id: tuple[Path, ...]
    update_existing_only: bool
    nulls: Literal["keep", "omit"] = "keep"


class Attribute(Immutable):
    """A custom attribute or profile field, from `path` within Regal's `properties`.

    `when` is the path of a boolean within `properties` that must be true. `named_by` is the path of a text within
    `properties` that completes the attribute's name; without the text, nothing is written.
    """

    name: str
    path: Path
    conversion: Conversion
    when: Path | None = None
    named_by: Path | None = None


class Attributes(Immutable):
    """What is also written to the profile (M12); nulls are left out.

    `undeclared_except` are the keys of `properties` that do not become custom attributes. If it is None, only `fields`
    are written.
    """

    fields: tuple[Attribute, ...]
    undeclared_except: tuple[str, ...] | None
    update_existing_only: bool


class Condition(Immutable):
    """A declared property, at `path` within `properties`, that must have one of `values` after its conversion."""

    path: Path
    conversion: Conversion
    values: tuple[Scalar, ...]


class Purchase(Immutable):
    """A purchase that is sent if every condition is met.

    Product, price, currency and quantity are literals, or paths of properties within `properties`. Without a usable
    product, price and currency there is no purchase. Without a usable quantity it is 1.
    """

    conditions: tuple[Condition, ...]
    product: str | Path
    price: float | Path
    currency: str | Path
    quantity: int | Path
    update_existing_only: bool


class EventId(Immutable):
    """Regal's id of the event, as the source of a value."""


class OrderValue(Immutable):
    """A property of an order or of a product: a literal, a path within `properties`, or the event's id."""

    name: str
    kind: OrderKind
    source: Scalar | Path | EventId


class Order(Immutable):
    """An eCommerce recommended event of Braze that is sent if every condition is met and every value is usable."""

    event: str
    conditions: tuple[Condition, ...]
    values: tuple[OrderValue, ...]
    products: tuple[tuple[OrderValue, ...], ...]
    update_existing_only: bool


class Track(Immutable):
    """A custom event, with attributes, purchases and orders if there are any."""

    event: CustomEvent
    attributes: Attributes | None
    purchases: tuple[Purchase, ...] = ()
    orders: tuple[Order, ...] = ()


class Changes(Immutable):
    """Attributes from old_value/new_value pairs (M13).

    Each section of the object at `source` within `properties` is a pair, or a map of pairs if it has no `new_value`.
    A new value of null clears the attribute (M12).
    """

    source: str
    update_existing_only: bool


class Subscription(Immutable):
    """A change of the subscription group of the channel that `channel` within `properties` names (M14).

    `groups` are the known channels with their groups, `attributes` the channels whose consent is an attribute instead,
    and `synonyms` other names of channels with the channels.
    """

    channel: str
    state: Literal["subscribed", "unsubscribed"]
    groups: tuple[tuple[str, str], ...]
    attributes: tuple[tuple[str, str], ...]
    synonyms: tuple[tuple[str, str], ...]
    update_existing_only: bool

    @property
    def channels(self) -> tuple[str, ...]:
        """The known channels."""
        return tuple(channel for channel, _ in (*self.groups, *self.attributes))


class Catalog(Immutable):
    """One catalog item (M15), with its id from the key `id_source` of `properties` and the time in `time_field`."""

    name: str
    id_source: str
    fields: tuple[Field, ...]
    time_field: str


class ObjectType(Immutable):
    """The catalog for one type of object, with the fields of its items; the event's time goes to `time_field`."""

    object_type: str
    catalog: str
    fields: tuple[Field, ...]
    time_field: str | None


class ObjectCatalogs(Immutable):
    """One catalog item, in the catalog for the type that `type_source` within `properties` names (M15).

    The item's id comes from `id_source`. With `changes`, the fields are the new values of the old/new pairs at that key
    of `properties`, and the item is edited. Otherwise the fields come from `properties`, and the item is replaced.
    """

    type_source: str
    id_source: str
    types: tuple[ObjectType, ...]
    changes: str | None


Destination: TypeAlias = Track | Changes | Subscription | Catalog | ObjectCatalogs

Endpoint: TypeAlias = Literal["track users", "update catalog items", "edit catalog items"]
"""The short names of Braze's destinations for Data Transformations."""


def endpoint(destination: Destination) -> Endpoint:
    """Return the destination to choose in Braze: PUT (update) replaces catalog items, PATCH (edit) changes them."""
    match destination:
        case Catalog() | ObjectCatalogs(changes=None):
            return "update catalog items"
        case ObjectCatalogs():
            return "edit catalog items"
        case _:
            return "track users"


class Transformation(Immutable):
    """Everything that one event's transformation does.

    `schema` is the path of the schema for the header. `accepted` are the claims of this event to the names of
    others, and `rejected` the claims of others to its name. `times` are the paths of the time, in order (M6).
    `identity` is None if the event has no contact.
    """

    event: str
    description: str
    schema: str
    accepted: tuple[Claim, ...]
    rejected: tuple[Claim, ...]
    identity: Identity | None
    times: tuple[Path, ...]
    destination: Destination


def region(plans: Iterable[Transformation]) -> Region | None:
    """Return the region of the phone numbers, which is the same for all events of a workspace."""
    return next((plan.identity.region for plan in plans if plan.identity), None)


class Bundle(Immutable):
    """One transformation for several events with the same endpoint, ordered by name (M18)."""

    name: str
    transformations: tuple[Transformation, ...]

    @property
    def endpoint(self) -> Endpoint:
        """The destination that all events share."""
        return endpoint(self.transformations[0].destination)
