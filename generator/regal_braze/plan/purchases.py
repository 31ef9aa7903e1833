"""Plan the purchases and the eCommerce orders that are sent with an event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from regal_braze.braze import limits
from regal_braze.documents.json_text import Json
from regal_braze.plan import model
from regal_braze.plan.fields import value_conversion
from regal_braze.schema.annotation import split_path
from regal_braze.schema.load import EventSchema


def plan_purchases(schema: EventSchema, update_existing_only: bool) -> tuple[model.Purchase, ...]:
    """Return the purchases in the annotation of an event."""
    return tuple(
        model.Purchase(
            _conditions(schema, purchase),
            _source(purchase["product"]),
            _source(purchase["price"]),
            _source(purchase["currency"]),
            _source(purchase.get("quantity", 1)),
            update_existing_only,
        )
        for purchase in schema.annotation.get("purchases", [])
    )


def plan_orders(schema: EventSchema, update_existing_only: bool) -> tuple[model.Order, ...]:
    """Return the orders in the annotation of an event."""
    return tuple(
        model.Order(
            order["event"],
            _conditions(schema, order),
            _values(order, limits.ORDER_PROPERTIES[order["event"]]),
            tuple(_values(product, limits.PRODUCT_PROPERTIES) for product in order["products"]),
            update_existing_only,
        )
        for order in schema.annotation.get("orders", [])
    )


def _conditions(schema: EventSchema, rule: Mapping[str, Any]) -> tuple[model.Condition, ...]:
    conditions = []
    for path, wanted in sorted(rule.get("when", {}).items()):
        parts, values = split_path(path), tuple(wanted) if isinstance(wanted, list) else (wanted,)
        conditions.append(model.Condition(parts, value_conversion(schema, parts), values))
    return tuple(conditions)


def _values(table: Mapping[str, Json], kinds: Mapping[str, limits.OrderKind]) -> tuple[model.OrderValue, ...]:
    return tuple(model.OrderValue(name, kind, _source(table[name])) for name, kind in kinds.items())


def _source(source: Json) -> Any:
    match source:
        case {"property": str(path)}:
            return split_path(path)
        case {"event_id": True}:
            return model.EventId()
        case _:
            return source
