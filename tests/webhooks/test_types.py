"""W4, W6: numbers and booleans go without quotes, texts with, arrays and objects as JSON, dates as given."""

from __future__ import annotations

from typing import Any

import pytest

from regal_braze.workspace.webhook_settings import BrazeValue
from webhooks.templates import body, rendered

EVENT = "order-placed-paid-100"


def property_sent(name: str, value: Any) -> Any:
    """Return what Regal gets of a property of the event, or None."""
    values = {BrazeValue("attribute", "mobile number"): "+17625555555", BrazeValue("trigger", name): value}
    sent = rendered("everything", EVENT, values)
    assert isinstance(sent, str)
    properties: dict[str, Any] = body("everything", EVENT, values)["properties"]
    assert properties.pop("currency") == "EUR"
    assert len(properties) <= 1
    return next(iter(properties.values()), None)


@pytest.mark.parametrize("number", [0, 1, -1, 42, 9007199254740993, 12.5, -0.001, 1e20, 1e-7])
def test_numbers_stay_numbers(number: float) -> None:
    sent = property_sent("total", number)
    assert sent == number
    assert type(sent) in (int, float)


@pytest.mark.parametrize(("text", "number"), [("42", 42), ("-1", -1), ("12.5", 12.5), ("0", 0)])
def test_a_text_that_is_a_number_as_numbers_are_written_becomes_one(text: str, number: float) -> None:
    """Trigger and Canvas properties may arrive as text."""
    assert property_sent("total", text) == number


@pytest.mark.parametrize("text", ["12 Euro", "", "007", "1,5", "1e5", "NaN", "Infinity", "0x10", True, [1]])
def test_what_is_no_number_is_left_out(text: Any) -> None:
    assert property_sent("total", text) is None


@pytest.mark.parametrize(("value", "sent"), [(True, True), (False, False), ("true", True), ("false", False)])
def test_booleans_stay_booleans(value: Any, sent: bool) -> None:
    assert property_sent("gift", value) is sent


@pytest.mark.parametrize("value", [0, 1, "", "yes", None, [], "True"])
def test_what_is_no_boolean_is_left_out(value: Any) -> None:
    assert property_sent("gift", value) is None


@pytest.mark.parametrize("date", ["2026-03-01T09:30:00Z", "2026-03-01 09:30:00 -04:00", "1 March 2026"])
def test_dates_go_as_given(date: str) -> None:
    assert property_sent("placed at", date) == date


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("items", ["a", 1, None, True, {"b": ['"', "\\", "\u2028", "😀", "{{x}}"]}]),
        ("address", {"street": 'No "1"\n', "floor": 3, "lift": False, "": None}),
    ],
)
def test_arrays_and_objects_go_as_json(name: str, value: Any) -> None:
    assert property_sent(name, value) == value


@pytest.mark.parametrize("value", [[], {}, None, "", "[1]", 1, True, False])
def test_what_is_no_array_or_object_or_is_empty_is_left_out(value: Any) -> None:
    assert property_sent("items", value) is None


@pytest.mark.parametrize(("value", "sent"), [(42, "42"), (False, "false"), (True, "true"), ("x", "x")])
def test_a_declared_text_is_a_text_whatever_braze_has(value: Any, sent: str) -> None:
    """False is not lost to `blank`, of which Braze takes it for one."""
    values = {BrazeValue("attribute", "mobile number"): "+17625555555", BrazeValue("event", "plan"): value}
    assert body("everything", "signed-up", values)["properties"] == {"plan": sent}


def test_values_that_are_the_same_for_everybody_need_no_profile() -> None:
    values = {BrazeValue("attribute", "mobile number"): "+17625555555"}
    traits = body("everything", "new-contact", values)["traits"]
    assert (traits["vip"], traits["score"]) == (True, -1.5)


def test_a_custom_event_may_have_no_properties_and_a_name_of_any_letters() -> None:
    values = {BrazeValue("attribute", "mobile number"): "+17625555555"}
    sent = body("everything", "注文", values)
    assert (sent["name"], sent["properties"]) == ("注文", {})
