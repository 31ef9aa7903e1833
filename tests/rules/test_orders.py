"""Orders: an event is also an eCommerce order if its conditions hold and every value of the order is usable."""

from __future__ import annotations

from typing import Any, Final

import pytest

from regal_braze.workspace.settings import Settings
from support.shipped import Json, envelope
from support.three_engines import request, short

EVENT: Final = "call.completed"
POLICY: Final = {
    "product_id": "policy", "product_name": "Life insurance", "variant_id": "policy", "quantity": 1, "price": 49.5
}  # fmt: skip
FIXED: Final = {
    "event": "ecommerce.order_placed",
    "when": {"disposition": ["Sold", "Upsold"]},
    "order_id": "one",
    "total_value": 49.5,
    "currency": "USD",
    "source": "regal",
    "products": [POLICY],
}
FIXED_ORDER: Final = {key: value for key, value in FIXED.items() if key not in ("event", "when")}
READ: Final = {
    "event": "ecommerce.order_placed",
    "order_id": {"property": "call_id"},
    "total_value": {"property": "campaign_friendly_id"},
    "currency": {"property": "direction"},
    "source": {"property": "campaign_name"},
    "products": [
        {
            "product_id": {"event_id": True},
            "product_name": {"property": "notes"},
            "variant_id": "v",
            "quantity": {"property": "talk_time"},
            "price": {"property": "wrapup_time"},
        }
    ],
}
SOLD: Final = {
    "call_id": " 17 ", "campaign_friendly_id": "9.5", "direction": "eur", "campaign_name": "web", "notes": "Life",
    "talk_time": "2", "wrapup_time": -1.5,
}  # fmt: skip
ORDER: Final[dict[str, Json]] = {
    "order_id": "17", "total_value": 9.5, "currency": "EUR", "source": "web",
    "products": [
        {"product_id": "f49a3cf9", "product_name": "Life", "variant_id": "v", "quantity": 2, "price": -1.5}
    ],
}  # fmt: skip


def orders(rule: Json, properties: Json, **members: Json) -> list[Json]:
    """Return the events after the event itself, which is sent in any case."""
    settings = Settings(events={EVENT: {"orders": [rule]}})
    payload = envelope(EVENT, properties, eventId="f49a3cf9", **members)
    sent: list[Json] = request(EVENT, payload, settings)["events"]
    assert sent[0]["name"] == "Call Completed"
    return sent[1:]


@pytest.mark.parametrize(
    ("rule", "properties", "expected"),
    [
        *((FIXED, {"disposition": text}, FIXED_ORDER) for text in ("Sold", "Upsold")),
        *((FIXED, properties, None) for properties in ({"disposition": "sold"}, {})),
        *((READ, SOLD, ORDER), (READ, {}, None)),
        *((READ, {**SOLD, "call_id": text}, None) for text in (" ", None, True, "a" * 256, "\ud800")),
        (READ, {**SOLD, "call_id": 17}, ORDER),
        (READ, {**SOLD, "call_id": "a" * 255}, {**ORDER, "order_id": "a" * 255}),
        (READ, {**SOLD, "campaign_name": ""}, None),
        (READ, {**SOLD, "notes": None}, None),
        (READ, {**SOLD, "campaign_friendly_id": "free"}, None),
        (READ, {**SOLD, "campaign_friendly_id": -1}, {**ORDER, "total_value": -1}),
        *((READ, {**SOLD, "direction": code}, None) for code in ("euro", "ZZZ", None, 978)),
        *((READ, {**SOLD, "talk_time": count}, None) for count in (0, -1, 1.5, "many", None)),
        (READ, {**SOLD, "wrapup_time": "free"}, None),
        (READ, {**SOLD, "wrapup_time": 0}, {**ORDER, "products": [{**ORDER["products"][0], "price": 0}]}),
    ],
    ids=short,
)
def test_an_order_without_a_usable_value_is_left_out(rule: Json, properties: Json, expected: Any) -> None:
    written = {"time": "2022-07-15T03:17:39.000Z", "external_id": "123", "_update_existing_only": False}
    order = {"name": "ecommerce.order_placed", "properties": expected, **written}
    assert orders(rule, properties) == ([] if expected is None else [order])


@pytest.mark.parametrize(
    ("event", "given", "sent"),
    [
        ("ecommerce.order_refunded", {"campaign_friendly_id": 0}, {"total_value": 0}),
        ("ecommerce.order_refunded", {"campaign_friendly_id": -1}, None),
        ("ecommerce.order_cancelled", {"disposition": " Late "}, {"cancel_reason": "Late"}),
        ("ecommerce.order_cancelled", {"disposition": " "}, None),
        ("ecommerce.order_cancelled", {"disposition": "Late", "campaign_friendly_id": "-0.01"}, None),
    ],
)
def test_refunds_and_cancellations(event: str, given: Json, sent: Any) -> None:
    """The value is never negative. A cancellation has a reason."""
    reason = {"cancel_reason": {"property": "disposition"}} if event == "ecommerce.order_cancelled" else {}
    found = orders({**READ, "event": event, **reason}, {**SOLD, **given})
    assert [(each["name"], each["properties"]) for each in found] == (
        [] if sent is None else [(event, {**ORDER, **sent})]
    )


def test_one_of_several_products_without_a_price_leaves_the_order_out() -> None:
    free = {**POLICY, "price": {"property": "talk_time"}}
    rule = {**FIXED, "products": [POLICY, free, POLICY]}
    (order,) = orders(rule, {"disposition": "Sold", "talk_time": 5})
    assert [product["price"] for product in order["properties"]["products"]] == [49.5, 5, 49.5]
    assert orders(rule, {"disposition": "Sold"}) == []


def test_identity_time_and_control_are_those_of_the_event() -> None:
    (order,) = orders(FIXED, {"disposition": "Sold"}, userId=None, originalTimestamp="2022-07-15")
    assert (order["email"], order["time"]) == ("xxx@example.com", "2022-07-15T00:00:00.000Z")


def test_each_order_has_its_own_conditions() -> None:
    settings = Settings(events={EVENT: {"orders": [FIXED, READ, {**FIXED, "when": {"disposition": "Upsold"}}]}})
    sent = request(EVENT, envelope(EVENT, {"disposition": "Upsold"}), settings)["events"][1:]
    assert [order["properties"] for order in sent] == [FIXED_ORDER, FIXED_ORDER]
