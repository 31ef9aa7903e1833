"""The purchases and the eCommerce orders of an event."""

from __future__ import annotations

from regal_braze.braze.limits import CURRENCY_CODES
from regal_braze.plan.conversions import Number, Text
from regal_braze.plan.model import Condition, CustomEvent, EventId, Order, OrderValue, Purchase
from support.interpreter.conversions import convert
from support.interpreter.entries import LEFT_OUT
from support.interpreter.identity import Identified, as_object, first_of, read
from support.interpreter.text import trim

_MOST = 100


def bought(
    plans: tuple[Purchase, ...], properties: dict[str, object], identified: Identified, time: str
) -> list[dict[str, object]]:
    """Return a purchase object for each plan with conditions that hold and parts that are usable."""
    found = []
    for plan in plans:
        if all(_holds(condition, properties) for condition in plan.conditions):
            parts = _parts(plan, properties)
            if parts is not None:
                found.append(
                    {**parts, "time": time, **identified.keys, "_update_existing_only": plan.update_existing_only}
                )
    return found


def ordered(
    plans: tuple[Order, ...], payload: object, event: CustomEvent, identified: Identified, time: str
) -> list[dict[str, object]]:
    """Return an event for each order with conditions that hold and values that are usable."""
    properties = as_object(read(payload, ("properties",)))
    event_id = first_of(payload, event.event_id)
    orders = []
    for plan in plans:
        if not all(_holds(condition, properties) for condition in plan.conditions):
            continue
        parts = [_values(table, properties, event_id) for table in (plan.values, *plan.products)]
        if not any(LEFT_OUT in part.values() for part in parts):
            sent = {"name": plan.event, "time": time, "properties": {**parts[0], "products": parts[1:]}}
            orders.append({**sent, **identified.keys, "_update_existing_only": plan.update_existing_only})
    return orders


def _values(table: tuple[OrderValue, ...], properties: dict[str, object], event_id: object) -> dict[str, object]:
    return {value.name: _order_value(value, properties, event_id) for value in table}


def _order_value(value: OrderValue, properties: dict[str, object], event_id: object) -> object:
    if isinstance(value.source, EventId):
        return _filled(event_id)
    if not isinstance(value.source, tuple):
        return value.source
    given = read(properties, value.source)
    if value.kind == "text":
        return _filled(given)
    if value.kind == "currency":
        return _currency(given)
    number = convert(Number(), given)
    if not isinstance(number, int | float):
        return LEFT_OUT
    is_whole = number == int(number)
    too_small = (value.kind == "amount" and number < 0) or (value.kind == "count" and number < 1)
    return LEFT_OUT if too_small or (value.kind == "count" and not is_whole) else number


def _filled(value: object) -> object:
    """Return a text without outer white space; LEFT_OUT if it is blank or not what Braze accepts as it is."""
    text = trim(value) if isinstance(value, str) else convert(Text(), value)
    return text if isinstance(text, str) and text and convert(Text(), text) == text else LEFT_OUT


def _currency(value: object) -> object:
    code = trim(value).upper() if isinstance(value, str) else ""
    return code if code in CURRENCY_CODES else LEFT_OUT


def _holds(condition: Condition, properties: dict[str, object]) -> bool:
    value = convert(condition.conversion, read(properties, condition.path))
    return any(value == wanted and isinstance(value, bool) == isinstance(wanted, bool) for wanted in condition.values)


def _parts(plan: Purchase, properties: dict[str, object]) -> dict[str, object] | None:
    product, price, currency, quantity = (
        read(properties, each) if isinstance(each, tuple) else each
        for each in (plan.product, plan.price, plan.currency, plan.quantity)
    )
    name, cost, code = _filled(product), convert(Number(), price), _currency(currency)
    count = convert(Number(), quantity)
    if LEFT_OUT in (name, cost, code):
        return None
    if isinstance(count, int) and not isinstance(count, bool) and count < 1:
        return None
    bounded = min(count, _MOST) if isinstance(count, int) else 1
    return {"product_id": name, "currency": code, "price": cost, "quantity": bounded}
