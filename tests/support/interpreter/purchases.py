"""The purchases of an event."""

from __future__ import annotations

from regal_braze.braze.limits import CURRENCY_CODES
from regal_braze.plan.conversions import Number, Text
from regal_braze.plan.model import Condition, Purchase
from support.interpreter.conversions import convert
from support.interpreter.entries import LEFT_OUT
from support.interpreter.identity import Identified, read
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


def _holds(condition: Condition, properties: dict[str, object]) -> bool:
    value = convert(condition.conversion, read(properties, condition.path))
    return any(value == wanted and isinstance(value, bool) == isinstance(wanted, bool) for wanted in condition.values)


def _parts(plan: Purchase, properties: dict[str, object]) -> dict[str, object] | None:
    product, price, currency, quantity = (
        read(properties, each) if isinstance(each, tuple) else each
        for each in (plan.product, plan.price, plan.currency, plan.quantity)
    )
    name = convert(Text(), product)
    name = trim(name) if isinstance(name, str) else ""
    cost = convert(Number(), price)
    code = trim(currency).upper() if isinstance(currency, str) else ""
    count = convert(Number(), quantity)
    if not name or cost is LEFT_OUT or code not in CURRENCY_CODES:
        return None
    if isinstance(count, int) and not isinstance(count, bool) and count < 1:
        return None
    return {
        "product_id": name,
        "currency": code,
        "price": cost,
        "quantity": min(count, _MOST) if isinstance(count, int) else 1,
    }
