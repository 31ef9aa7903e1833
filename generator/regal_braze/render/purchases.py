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
    return contexts.Order(
        condition=_conditions(order.conditions, expressions) if order.conditions else None,
        event=js_string(order.event),
        properties=in_lines(
            [*_values(order.values, event_id, expressions), _products(order.products, event_id, expressions)], "    "
        ),
        update_existing_only=js_scalar(order.update_existing_only),
    )


def _conditions(conditions: tuple[model.Condition, ...], expressions: Expressions) -> Code:
    return Code(" &&\n    ".join(_condition(condition, expressions) for condition in conditions))


def _condition(condition: model.Condition, expressions: Expressions) -> Code:
    value = expressions.value(condition.conversion, expressions.read(condition.path))
    if len(condition.values) == 1:
        return Code(f"{value} === {js_scalar(condition.values[0])}")
    return Code(f"[{', '.join(js_scalar(accepted) for accepted in condition.values)}].includes({value})")


def _products(products: tuple[tuple[model.OrderValue, ...], ...], event_id: Code, expressions: Expressions) -> str:
    """Return the member with the products, each on a line if it is short."""
    lines = []
    for product in products:
        members = _values(product, event_id, expressions)
        on_one_line = f"{{ {', '.join(members)} }}"
        lines.append(on_one_line if len(on_one_line) <= 100 else in_lines(members, "        "))
    return f"products: [{''.join(f'{chr(10)}        {line},' for line in lines)}\n      ]"


def _values(values: tuple[model.OrderValue, ...], event_id: Code, expressions: Expressions) -> list[Code]:
    return [_value(value, event_id, expressions) for value in values]


def _value(value: model.OrderValue, event_id: Code, expressions: Expressions) -> Code:
    """Return a member of an order or a product."""
    match value.source:
        case model.EventId():
            source = Code(f"{expressions.call('filledText')}({event_id})")
        case tuple(path):
            source = Code(f"{expressions.call(_USABLE[value.kind])}({expressions.read(path)})")
        case literal:
            source = js_scalar(literal)
    return Code(f"{value.name}: {source}")
