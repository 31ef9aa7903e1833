"""Count data points, by which Braze bills some contracts.

Source: _docs/_user_guide/data/infrastructure/data_points.md. An event counts 1, a purchase its quantity, and an
attribute 1. Subscription states, identifiers and catalog items count 0. An object counts each value in it
(…/nested_custom_attribute_support.md: an object with five texts and an object of two values counts 7). So does each
object of a list (…/array_of_objects.md: two objects of four values count 8). Any other list counts 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias, assert_never

from regal_braze.braze import limits
from regal_braze.documents.json_text import Json
from regal_braze.immutable import Immutable
from regal_braze.plan import conversions, model

_FREE = (
    "external_id", "user_alias", "braze_id", "_update_existing_only", "_merge_objects",
    "email_subscribe", "push_subscribe", "subscription_groups",
)  # fmt: skip
"""Keys of an attributes object that count 0: identifiers, control keys and subscription states."""

_SINGLE = (
    conversions.Text, conversions.Number, conversions.Boolean, conversions.IsoTime,
    conversions.UnixSeconds, conversions.EmailAddress, conversions.PhoneNumber,
)  # fmt: skip
"""Types of which an attribute counts 1. An attribute of any other type has no limit."""


class DataPoints(Immutable):
    """The data points of a payload that changes something in Braze: from `least` to `most`, which may be unlimited.

    `parts` describe what counts. `samples` has the number for each documented sample, or None if it is refused. It is
    None if the samples were not run.
    """

    least: int
    most: int | None
    parts: tuple[str, ...]
    samples: tuple[int | None, ...] | None = None

    @property
    def range(self) -> str:
        """`1`, `1 to 3`, or `1 or more`."""
        if self.most is None:
            return f"{self.least} or more"
        return str(self.least) if self.least == self.most else f"{self.least} to {self.most}"


def data_points(plan: model.Transformation, samples: tuple[int | None, ...] | None = None) -> DataPoints:
    """Return the data points of a payload according to the plan; `samples` are the counted numbers."""
    parts = [*_parts(plan.destination), *_phone(plan)]
    most = [part.most for part in parts if part.most is not None]
    return DataPoints(
        sum(part.least for part in parts),
        sum(most) if len(most) == len(parts) else None,
        tuple(words for part in parts for words in part.parts),
        samples,
    )


def widest(ranges: list[DataPoints]) -> DataPoints:
    """Return the range that contains all of these ranges, without parts; there must be at least one."""
    most = [points.most for points in ranges if points.most is not None]
    return DataPoints(min(points.least for points in ranges), max(most) if len(most) == len(ranges) else None, ())


def count_points(request: Mapping[str, Json]) -> int:
    """Return the data points of a request; catalog items have none."""
    purchases: int = sum(purchase.get("quantity", 1) for purchase in request.get("purchases", []))
    attributes = sum(_of_attributes(profile) for profile in request.get("attributes", []))
    return len(request.get("events", [])) + purchases + attributes


def _of_attributes(attributes: Mapping[str, Json]) -> int:
    identifier = None
    if not any(key in attributes for key in limits.PRIMARY_IDENTIFIERS):
        identifier = "email" if "email" in attributes else "phone"
    return sum(_of_value(value) for key, value in attributes.items() if key not in _FREE and key != identifier)


def _of_value(value: Json) -> int:
    if isinstance(value, dict):
        return max(1, sum(_of_value(inner) for inner in value.values()))
    if isinstance(value, list):
        objects = sum(_of_value(item) for item in value if isinstance(item, dict))
        return objects + (not objects or not all(isinstance(item, dict) for item in value))
    return 1


def _parts(destination: model.Destination) -> Iterator[DataPoints]:
    match destination:
        case model.Track(_, attributes, purchases, orders):
            yield DataPoints(1, 1, ("the event",))
            if attributes is not None:
                yield from _attributes(attributes)
            if purchases:
                yield _purchases(purchases)
            if orders:
                most = _most_pieces(orders)
                yield DataPoints(0, most, (_up_to(most, "an order"),))
        case model.Changes():
            yield DataPoints(0, None, (f"1 for each attribute that the agent changed or cleared, {_OBJECTS}",))
        case model.Subscription(attributes=attributes) if attributes:
            yield DataPoints(0, 1, ("an attribute for consent",))
        case model.Subscription():
            yield DataPoints(0, 0, ("none for subscription states",))
        case model.Catalog() | model.ObjectCatalogs():
            yield DataPoints(0, 0, ("none for catalog items",))
        case _:
            assert_never(destination)


def _phone(plan: model.Transformation) -> Iterator[DataPoints]:
    """Yield the phone number that is written next to an alias."""
    kinds = [identifier.kind for identifier in plan.identity.identifiers] if plan.identity else []
    has_alias = "user_alias" in kinds and "phone" not in kinds  # both are the same number
    match plan.destination:
        case model.Track(attributes=model.Attributes()) | model.Subscription() if has_alias:
            yield DataPoints(0, 1, ("the phone number next to an alias",))


_OBJECTS = "or for each value of an object"


def _attributes(attributes: model.Attributes) -> Iterator[DataPoints]:
    single = sum(isinstance(field.conversion, _SINGLE) for field in attributes.fields)
    growing = len(attributes.fields) - single
    if single:
        yield DataPoints(0, single, (_up_to(single, "an attribute"),))
    if growing:
        yield DataPoints(0, None, (f"{_up_to(growing, 'an attribute')} of any type, {_OBJECTS}",))
    if attributes.undeclared_except is not None:
        yield DataPoints(0, None, (f"1 for each attribute that comes from an undeclared property, {_OBJECTS}",))


_Sale: TypeAlias = model.Purchase | model.Order


def _purchases(purchases: tuple[model.Purchase, ...]) -> DataPoints:
    most = _most_pieces(purchases)
    if all(_pieces(purchase) == 1 for purchase in purchases):
        words = _up_to(most, "a purchase")
    else:
        words = f"up to {most} for purchases, 1 for each product"
    return DataPoints(0, most, (words,))


def _up_to(most: int, one: str) -> str:
    return one if most == 1 else f"up to {most} {one.split()[1]}s"


def _pieces(sale: _Sale) -> int:
    if isinstance(sale, model.Order):
        return 1
    quantity = limits.PURCHASE_QUANTITY if isinstance(sale.quantity, tuple) else sale.quantity
    return min(quantity, limits.PURCHASE_QUANTITY)


def _most_pieces(sales: tuple[_Sale, ...]) -> int:
    """Return the largest quantity of all of these together; those that exclude each other are not added up."""
    if not sales:
        return 0
    first, *others = sales
    compatible = tuple(other for other in others if not _exclude(first, other))
    with_first = _pieces(first) + _most_pieces(compatible)
    return with_first if len(compatible) == len(others) else max(with_first, _most_pieces(tuple(others)))


def _exclude(one: _Sale, other: _Sale) -> bool:
    """Return whether the conditions of two purchases or orders require different values of one property."""
    wanted = {condition.path: condition.values for condition in one.conditions}
    return any(
        condition.path in wanted and not any(value in wanted[condition.path] for value in condition.values)
        for condition in other.conditions
    )
