"""The contexts of the purchases and orders that are sent with an event."""

from __future__ import annotations

from regal_braze.plan import model
from regal_braze.render import contexts
from regal_braze.render.expressions import Expressions, in_lines
from regal_braze.render.literals import Code, js_scalar, js_string

_USABLE = {
    "text": "filledText",
    "currency": "currencyCode",
    "number": "number",
    "amount": "amount",
    "count": "count",
}
"""The function that returns a usable value of each kind, or undefined."""


def purchase_context(purchase: model.Purchase, expressions: Expressions) -> contexts.Purchase:
    """Return the context of a purchase."""
    expressions.call("purchase")
    origins = (purchase.product, purchase.price, purchase.currency, purchase.quantity)
    arguments = [expressions.read(origin) if isinstance(origin, tuple) else js_scalar(origin) for origin in origins]
    return contexts.Purchase(
        condition=_conditions(purchase.conditions, expressions),
        arguments=Code(", ".join(arguments)),
        update_existing_only=js_scalar(purchase.update_existing_only),
    )


def order_context(order: model.Order, event_id: Code, expressions: Expressions) -> contexts.Order:
    """Return the context of an order; `event_id` is the value of Regal's event id."""
    expressions.call("order")
    products = ""
    for product in order.products:
        members = _values(product, event_id, expressions)
        on_one_line = f"{{ {', '.join(members)} }}"
        products += f"\n        {on_one_line if len(on_one_line) <= 100 else in_lines(members, '        ')},"
    properties = [*_values(order.values, event_id, expressions), f"products: [{products}\n      ]"]
    return contexts.Order(
        condition=_conditions(order.conditions, expressions) if order.conditions else None,
        event=js_string(order.event),
        properties=in_lines(properties, "    "),
        update_existing_only=js_scalar(order.update_existing_only),
    )


def _conditions(conditions: tuple[model.Condition, ...], expressions: Expressions) -> Code:
    written = []
    for condition in conditions:
        value = expressions.value(condition.conversion, expressions.read(condition.path))
        first, *others = map(js_scalar, condition.values)
        written.append(f"[{', '.join((first, *others))}].includes({value})" if others else f"{value} === {first}")
    return Code(" &&\n    ".join(written))


def _values(values: tuple[model.OrderValue, ...], event_id: Code, expressions: Expressions) -> list[str]:
    """Return the members of an order or a product."""
    members = []
    for value in values:
        match value.source:
            case model.EventId():
                source = f"{expressions.call('filledText')}({event_id})"
            case tuple(path):
                source = f"{expressions.call(_USABLE[value.kind])}({expressions.read(path)})"
            case literal:
                source = js_scalar(literal)
        members.append(f"{value.name}: {source}")
    return members
