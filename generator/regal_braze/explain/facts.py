"""The facts of an explanation, in words. The JSON output has the same names and order.

Paths start at the payload for the identity and the time, and within Regal's `properties` for everything else.
"""

from __future__ import annotations

from typing import Literal

from regal_braze.explain.data_points import DataPoints
from regal_braze.immutable import Immutable


class WorkspaceLine(Immutable):
    """A line of the workspace's file that has an effect on the event; `value` is TOML."""

    line: int | None
    key: str
    value: str


class AcceptedName(Immutable):
    """A name that a payload of the event may have; with a condition, only if that is met (M2)."""

    name: str
    condition: str | None


class OtherEvent(Immutable):
    """An event whose payloads arrive under this event's name, and what distinguishes them (M2)."""

    event: str
    condition: str


class IdentifierFact(Immutable):
    """One way to identify a contact: where it is looked up, and which values are usable (M4)."""

    kind: str
    places: tuple[str, ...]
    usable: str


class IdentityFact(Immutable):
    """The identifiers in the order in which they are tried, and what happens if none is usable (M4)."""

    identifiers: tuple[IdentifierFact, ...]
    missing: Literal["error", "skip"]
    otherwise: str
    notes: tuple[str, ...]


class PropertyFact(Immutable):
    """One key that Braze gets, of a custom event or a catalog item; a nested key has the name `outer.inner`.

    A name in angle brackets, such as `<key>`, comes from the payload. `meaning` is the description in the schema.
    """

    name: str
    source: str
    type: str
    notes: tuple[str, ...] = ()
    meaning: str = ""


class CustomEventFact(Immutable):
    """A custom event; `nulls` says how null properties are sent (M7)."""

    name: str
    properties: tuple[PropertyFact, ...]
    nulls: str
    update_existing_only: bool


class AttributeFact(Immutable):
    """A custom attribute or profile field; with a condition, it is written only if that is met (M12)."""

    name: str
    source: str
    type: str
    condition: str | None = None
    notes: tuple[str, ...] = ()


class ProfileFact(Immutable):
    """What is written to the profile; `nulls` says how null values are sent (M12, M13)."""

    attributes: tuple[AttributeFact, ...]
    nulls: str
    notes: tuple[str, ...]
    update_existing_only: bool


class PurchaseFact(Immutable):
    """A purchase that needs all of its conditions; each part is a value, or the place that it comes from."""

    conditions: tuple[str, ...]
    product: str
    price: str
    currency: str
    quantity: str


class PurchasesFact(Immutable):
    """The purchases that are sent with an event."""

    purchases: tuple[PurchaseFact, ...]
    update_existing_only: bool


class OrderFact(Immutable):
    """An order that needs all of its conditions; each of `values` is a name in Braze and where its value comes from."""

    event: str
    conditions: tuple[str, ...]
    values: tuple[tuple[str, str], ...]


class OrdersFact(Immutable):
    """The eCommerce orders that are sent with an event."""

    orders: tuple[OrderFact, ...]
    update_existing_only: bool


class SubscriptionGroupFact(Immutable):
    """The group of a channel, a placeholder if the workspace sets none, or the attribute it sets instead (M14)."""

    channel: str
    id: str | None
    attribute: str | None
    is_placeholder: bool
    notes: tuple[str, ...] = ()


class SubscriptionFact(Immutable):
    """A change of the group of the channel that `source` names (M14)."""

    state: Literal["subscribed", "unsubscribed"]
    source: str
    groups: tuple[SubscriptionGroupFact, ...]
    otherwise: str
    update_existing_only: bool


class CatalogFact(Immutable):
    """A catalog with the fields that are set; for one type of object, or for every payload of the event (M15)."""

    name: str
    object_type: str | None
    fields: tuple[PropertyFact, ...]


class CatalogsFact(Immutable):
    """One item of one of these catalogs, with its id from `id_source` (M15)."""

    catalogs: tuple[CatalogFact, ...]
    id_source: str
    type_source: str | None
    effect: str
    nulls: str
    otherwise: tuple[str, ...]


class Omission(Immutable):
    """Something that Braze does not get, and why."""

    what: tuple[str, ...]
    why: str


class SampleLosses(Immutable):
    """What Braze does not get of a documented sample, or gets in another form; `sample` counts from 1."""

    sample: int
    losses: tuple[str, ...]


class Explanation(Immutable):
    """Everything about one event; parts that it does not have are None.

    `destination` is what to choose in Braze, and `schema` the path in the header. `times` are the places of the event's
    time, of which the first usable one counts (M6). It is empty if Braze gets no time.
    """

    event: str
    description: str
    becomes: str
    schema: str
    destination: str
    bundles: tuple[str, ...]
    decisions: tuple[WorkspaceLine, ...]
    data_points: DataPoints
    custom_event: CustomEventFact | None
    profile: ProfileFact | None
    purchases: PurchasesFact | None
    orders: OrdersFact | None
    subscription: SubscriptionFact | None
    catalogs: CatalogsFact | None
    left_out: tuple[Omission, ...]
    identity: IdentityFact | None
    times: tuple[str, ...]
    accepted: tuple[AcceptedName, ...]
    rejected: tuple[OtherEvent, ...]
    samples: tuple[SampleLosses, ...]
