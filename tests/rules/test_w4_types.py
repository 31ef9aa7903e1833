"""W4: numbers and booleans are written without quotes, texts with, arrays and objects as JSON, dates as given."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest

from regal_braze.webhooks.settings import BrazeValue
from support.three_engines import rows, short
from support.webhooks import ABORTED, bodies, body, plans

LEFT_OUT: Final = "(left out)"
PHONE: Final = {BrazeValue("attribute", "mobile number"): "+17625555555"}
NAMES: Final = {"number": "total", "boolean": "gift", "date": "placed at", "array": "items", "object": "address"}
"""The trigger property of each type in the workspace `everything`."""


@pytest.mark.parametrize(
    ("declared", "value", "expected"),
    [
        *(("number", *row) for row in [
            *((number, number) for number in (0, 1, -1, 42, 2**53 + 1, 12.5, -0.001, 1e15, 1e20, 1e-7)),
            ("42", 42), ("-1", -1), ("12.5", 12.5), ("0", 0),  # Braze may pass a trigger's number as text
            *rows(LEFT_OUT, "12 Euro", "", "007", "1,5", "1e5", "NaN", "Infinity", "0x10", True, [1]),
        ]),
        *(("boolean", *row) for row in [
            (True, True), (False, False), ("true", True), ("false", False),
            *rows(LEFT_OUT, 0, 1, "", "yes", None, [], "True"),
        ]),
        *(("date", date, date) for date in
          ("2026-03-01T09:30:00Z", "2026-03-01 09:30:00 -04:00", "1 March 2026")),
        *(("array", *row) for row in [
            (["a", 1, None, True, {"b": ['"', "\\", "\u2028", "😀", "{{x}}"]}],) * 2,
            *rows(LEFT_OUT, [], {}, {"a": 1}, None, "", "[1]", 1, True, False),
        ]),
        *(("object", *row) for row in [
            ({"street": 'No "1"\n', "floor": 3, "lift": False, "": None},) * 2,
            *rows(LEFT_OUT, {}, [], ["a"], None, "", '{"a": 1}', 1, True, False),
        ]),
    ],
    ids=short,
)  # fmt: skip
def test_a_property_of_each_type(declared: str, value: Any, expected: Any) -> None:
    values = {**PHONE, BrazeValue("trigger", NAMES[declared]): value}
    sent = body(plans("everything")["order-placed-paid-100"], values)["properties"]
    assert sent.pop("currency") == "EUR"
    assert json.dumps(list(sent.values())) == json.dumps([] if expected == LEFT_OUT else [expected])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        *((42, "42"), (2**53, "9007199254740992"), (12.5, "12.5"), (False, "false"), (True, "true"), ("x", "x")),
        *(("[]", "[]"), ("1e16", "1e16"), (1e14, "100000000000000.0")),
        *rows(LEFT_OUT, [], ["a"], {}, {"a": 1}, 1e15, 1e16, 1e-7, -1e300),
    ],
)
def test_a_declared_text_is_a_text_whatever_braze_has(value: Any, expected: str) -> None:
    """False is not lost, although Braze counts it as blank."""
    values = {**PHONE, BrazeValue("event", "plan"): value}
    sent = body(plans("everything")["signed-up"], values)["properties"]
    assert sent == ({} if expected == LEFT_OUT else {"plan": expected})


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        *(("+17625555555", "+17625555555"), (17625555555, "17625555555")),
        *rows(LEFT_OUT, [], ["+17625555555"], {}, {"a": 1}, True, False, 1e21, "", " "),
    ],
)
def test_a_phone_number_is_a_text_or_a_number(value: Any, expected: str) -> None:
    values = {BrazeValue("attribute", "mobile number"): value}
    (sent,) = bodies(plans("everything")["signed-up"], [values])
    assert sent is ABORTED if expected == LEFT_OUT else sent["traits"]["phone"] == expected
