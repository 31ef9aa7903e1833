"""The explanation of a transformation: facts in words, as frozen values. JSON has the same members.

Paths in words start at the payload where they identify or date it, otherwise within Regal's `properties`.
"""

from __future__ import annotations

from typing import Literal

from regal_braze.commands.explain.data_points import DataPoints
from regal_braze.immutable import Immutable


class Decision(Immutable):
    """A line of the workspace's file that bears on the event; `value` is written as in TOML."""

    line: int | None
    key: str
    value: str


class Name(Immutable):
    """A name that payloads of the event may carry; with a condition, only where that holds (M2)."""

    name: str
    condition: str | None


class OtherEvent(Immutable):
    """An event that arrives under this one's name, and what tells it apart (M2)."""

    event: str
    condition: str


class Identifier(Immutable):
    """One way to identify a contact: where it is looked for, and what is usable (M4)."""

    kind: str
    places: tuple[str, ...]
    usable: str


class Identity(Immutable):
    """The identifiers in the order in which they are tried, and what happens where none is usable (M4)."""

    identifiers: tuple[Identifier, ...]
    missing: Literal["error", "skip"]
    otherwise: str
    notes: tuple[str, ...]


class Property(Immutable):
    """One key that Braze gets, of a custom event or a catalog item; inner ones are called `outer.inner`.

    What a payload names stands in angle brackets, as in `<key>`.
    """

    name: str
    source: str
    type: str
    notes: tuple[str, ...] = ()


class CustomEvent(Immutable):
    """A custom event; `nulls` says what becomes of properties that are null (M7)."""

    name: str
    properties: tuple[Property, ...]
    nulls: str
    update_existing_only: bool


class Attribute(Immutable):
    """An attribute or profile field; with a condition, written only where that holds (M12)."""

    name: str
    source: str
    type: str
    condition: str | None = None
    notes: tuple[str, ...] = ()


class Profile(Immutable):
    """What is written to the profile; `nulls` says what becomes of values that are null (M12, M13)."""

    attributes: tuple[Attribute, ...]
    nulls: str
    notes: tuple[str, ...]
    update_existing_only: bool


class Purchase(Immutable):
    """A purchase, under all of its conditions; each part is a value, or where it comes from."""

    conditions: tuple[str, ...]
    product: str
    price: str
    currency: str
    quantity: str


class Purchases(Immutable):
    """The purchases that an event also is."""

    purchases: tuple[Purchase, ...]
    update_existing_only: bool


class SubscriptionGroup(Immutable):
    """The group of a channel; a placeholder where the workspace names none (M14)."""

    channel: str
    id: str
    is_placeholder: bool
    notes: tuple[str, ...] = ()


class Subscription(Immutable):
    """A change of the group of the channel that `source` names (M14)."""

    state: Literal["subscribed", "unsubscribed"]
    source: str
    groups: tuple[SubscriptionGroup, ...]
    otherwise: str
    update_existing_only: bool


class Catalog(Immutable):
    """A catalog with the fields that are filled; for one type of object, or for every payload of the event (M15)."""

    name: str
    object_type: str | None
    fields: tuple[Property, ...]


class Catalogs(Immutable):
    """One item of one of these catalogs; the item's id is made of `id_source` (M15)."""

    catalogs: tuple[Catalog, ...]
    id_source: str
    type_source: str | None
    effect: str
    nulls: str
    otherwise: tuple[str, ...]


class LeftOut(Immutable):
    """What Braze does not get, and why."""

    what: tuple[str, ...]
    why: str


class Explanation(Immutable):
    """All that there is to say about an event; parts that it does not have are None.

    `destination` is what to choose in Braze, `schema` the path that headers name, `times` the sources of the event's
    time, of which the first usable counts (M6); there are none where Braze gets no time.
    """

    event: str
    description: str
    becomes: str
    schema: str
    destination: str
    bundles: tuple[str, ...]
    settings: tuple[Decision, ...]
    data_points: DataPoints
    custom_event: CustomEvent | None
    profile: Profile | None
    purchases: Purchases | None
    subscription: Subscription | None
    catalogs: Catalogs | None
    left_out: tuple[LeftOut, ...]
    identity: Identity | None
    times: tuple[str, ...]
    accepted: tuple[Name, ...]
    rejected: tuple[OtherEvent, ...]
