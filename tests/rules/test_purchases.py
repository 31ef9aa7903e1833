"""Purchases: an event is also a purchase if its conditions hold and product, price and currency are usable."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest

from regal_braze.workspace.settings import Settings
from support.command import run
from support.shipped import Json, envelope
from support.three_engines import request, short

EVENT: Final = "call.completed"
FIXED: Final = {"when": {"disposition": ["Sold", "Upsold"]}, "product": "policy", "price": 49.5, "currency": "USD"}
READ: Final = {
    "when": {"conversation_happened": True},
    "product": {"property": "campaign_name"},
    "price": {"property": "campaign_friendly_id"},
    "currency": {"property": "direction"},
    "quantity": {"property": "talk_time"},
}
SOLD: Final = {
    "conversation_happened": "true", "campaign_name": " A ", "campaign_friendly_id": "9.5", "direction": "eur"
}  # fmt: skip
ONE: Final = {"product_id": "A", "price": 9.5, "currency": "EUR", "quantity": 1}


def purchases(rule: Json, properties: Json, **members: Json) -> list[dict[str, Json]]:
    settings = Settings(events={EVENT: {"purchases": [rule]}})
    sent: list[dict[str, Json]] = request(EVENT, envelope(EVENT, properties, **members), settings)["purchases"]
    return sent


@pytest.mark.parametrize(
    ("rule", "properties", "expected"),
    [
        (FIXED, {"disposition": "Sold"}, {"product_id": "policy", "price": 49.5, "currency": "USD", "quantity": 1}),
        *((FIXED, properties, None) for properties in ({"disposition": "sold"}, {"disposition": None}, {})),
        (READ, SOLD, ONE),
        (READ, {**SOLD, "conversation_happened": False}, None),
        # Without a usable quantity it is 1, at most 100, and below 1 there is no purchase
        (READ, {**SOLD, "talk_time": "3"}, {**ONE, "quantity": 3}),
        (READ, {**SOLD, "talk_time": "many"}, ONE),
        (READ, {**SOLD, "talk_time": 101}, {**ONE, "quantity": 100}),
        *((READ, {**SOLD, "talk_time": number}, None) for number in (0, -1)),
        # Product, price and currency must be usable
        *((READ, {**SOLD, "campaign_name": name}, None) for name in (" ", None, "a" * 256)),
        (READ, {**SOLD, "campaign_name": "a" * 255}, {**ONE, "product_id": "a" * 255}),
        (READ, {**SOLD, "campaign_friendly_id": "free"}, None),
        (READ, {**SOLD, "campaign_friendly_id": 0}, {**ONE, "price": 0}),
        *((READ, {**SOLD, "direction": code}, None) for code in ("euro", "RMB", "ZZZ")),
        (READ, {**SOLD, "direction": " usd "}, {**ONE, "currency": "USD"}),
    ],
    ids=short,
)
def test_purchases(rule: Json, properties: Json, expected: Any) -> None:
    written = {"time": "2022-07-15T03:17:39.000Z", "external_id": "123", "_update_existing_only": False}
    assert purchases(rule, properties) == ([] if expected is None else [{**expected, **written}])


def test_a_workspace_with_purchases_gets_one_warning(tmp_path: Path) -> None:
    """It points to orders. A workspace without purchases gets none."""
    purchase = 'purchases = [{ when = { direction = "in" }, product = "p", price = 1, currency = "USD" }]\n'
    config = tmp_path / "regal-braze.toml"
    config.write_text(f'[events."*"]\n{purchase}[events."call.placed"]\n{purchase}')
    warnings = [line for line in run("-C", str(tmp_path), "generate").err.splitlines() if "[deprecated]" in line]
    assert len(warnings) == 1
    assert "warning[deprecated]: call.completed: Braze recommends eCommerce orders" in warnings[0]
    config.write_text("")
    assert "deprecated" not in run("-C", str(tmp_path), "generate").err


def test_identity_and_time_are_those_of_the_event() -> None:
    (bought,) = purchases(FIXED, {"disposition": "Sold"}, userId=None, originalTimestamp="2022-07-15")
    assert (bought["email"], bought["time"]) == ("xxx@example.com", "2022-07-15T00:00:00.000Z")
