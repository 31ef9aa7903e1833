"""Track users: whole requests, events and purchases."""

from __future__ import annotations

import pytest

from braze.rules import E_MAIL, TIME, Rule, assert_exact, attributes, each, event, identified, purchase
from regal_braze.braze.request import check_request

REQUEST = [
    Rule("an empty list skips; an empty object is no request", {"attributes": []}, {}, ""),
    Rule("only documented kinds of objects", {"purchases": []}, {"events": [], "users": []}, ""),
    Rule("an object, not a list", {"events": []}, [], ""),
    Rule("lists of objects", {"events": []}, {"events": {}}, "/events"),
    Rule("lists of objects", {"attributes": []}, {"attributes": None}, "/attributes"),
    Rule("lists of objects", {"purchases": []}, {"purchases": {}}, "/purchases"),
    Rule("objects in lists", event(), {"events": ["call.completed"]}, "/events/0"),
    Rule(
        "50 objects in one request",
        {"events": event()["events"] * 25, "attributes": attributes()["attributes"] * 25},
        {"events": event()["events"] * 25, "attributes": attributes()["attributes"] * 26},
        "",
    ),
]


EVENT = [
    Rule("a name", event(name="Call Completed"), event(name=...), "/events/0"),
    Rule("a name that is not blank", event(name="C"), event(name=" "), "/events/0/name"),
    Rule("a name is text", event(name="5"), event(name=5), "/events/0/name"),
    Rule("a name without outer white space", event(name="SMS Sent"), event(name="SMS Sent "),
         "/events/0/name"),
    Rule("a time", event(time=TIME), event(time=...), "/events/0"),
    Rule("time: ISO 8601", event(time="2022-07-15T03:17:39Z"), event(time="1657855059"), "/events/0/time"),
    Rule("time: UTC", event(time="2022-07-15T03:17:39+00:00"), event(time="2022-07-15T03:17:39+01:00"),
         "/events/0/time"),
    Rule("time: with a zone", event(time="2022-07-15T03:17:39Z"), event(time="2022-07-15T03:17:39"),
         "/events/0/time"),
    Rule("time: with its time", event(time="2022-07-15T00:00:00Z"), event(time="2022-07-15"),
         "/events/0/time"),
    Rule("time: in the calendar", event(time="2024-02-29T00:00:00Z"), event(time="2023-02-29T00:00:00Z"),
         "/events/0/time"),
    Rule("time: 24 hours", event(time="2024-02-29T23:59:59Z"), event(time="2024-02-29T24:00:00Z"),
         "/events/0/time"),
    Rule("time: 60 minutes", event(time="2024-02-29T23:59:59Z"), event(time="2024-02-29T23:60:00Z"),
         "/events/0/time"),
    Rule("M6: not before 2000", event(time="2000-01-01T00:00:00Z"), event(time="1999-12-31T23:59:59.999Z"),
         "/events/0/time"),
    Rule("M6: not after 2100", event(time="2100-01-01T00:00:00Z"), event(time="2100-01-01T00:00:00.001Z"),
         "/events/0/time"),
    Rule("time is text", event(), event(time=1657855059), "/events/0/time"),
    Rule("app_id is text", event(app_id="11ae"), event(app_id=11), "/events/0/app_id"),
    Rule("no undocumented key", event(app_id="11ae"), event(propertys={}), "/events/0"),
    Rule("properties are an object", event(properties={}), event(properties=[]), "/events/0/properties"),
]  # fmt: skip


PURCHASE = [
    Rule("a product_id", purchase(), purchase(product_id=...), "/purchases/0"),
    Rule("product_id: 255 characters", purchase(product_id="x" * 255), purchase(product_id="x" * 256),
         "/purchases/0/product_id"),
    Rule("product_id is not blank", purchase(product_id="x"), purchase(product_id=""),
         "/purchases/0/product_id"),
    Rule("product_id is text", purchase(product_id="5"), purchase(product_id=5), "/purchases/0/product_id"),
    Rule("currency is text", purchase(currency="USD"), purchase(currency=840), "/purchases/0/currency"),
    Rule("time: ISO 8601", purchase(), purchase(time="1657855059"), "/purchases/0/time"),
    Rule("app_id is text", purchase(app_id="11ae"), purchase(app_id=11), "/purchases/0/app_id"),
    Rule("a currency", purchase(), purchase(currency=...), "/purchases/0"),
    Rule("currency: ISO 4217", purchase(currency="EUR"), purchase(currency="eur"), "/purchases/0/currency"),
    Rule("a price", purchase(price=0), purchase(price=...), "/purchases/0"),
    Rule("price is a number", purchase(price=-1.5), purchase(price="1.50"), "/purchases/0/price"),
    Rule("quantity: 1 or more", purchase(quantity=1), purchase(quantity=0), "/purchases/0/quantity"),
    Rule("quantity: 100 at most", purchase(quantity=100), purchase(quantity=101), "/purchases/0/quantity"),
    Rule("quantity is whole", purchase(quantity=2), purchase(quantity=1.5), "/purchases/0/quantity"),
    Rule("a time", purchase(), purchase(time=...), "/purchases/0"),
    Rule("time: in the calendar", purchase(), purchase(time="2023-02-29T00:00:00Z"), "/purchases/0/time"),
    Rule("an identifier", purchase(**identified(email=E_MAIL)), purchase(**identified()), "/purchases/0"),
    Rule("no undocumented key", purchase(app_id="a"), purchase(name="a"), "/purchases/0"),
]  # fmt: skip


@each(REQUEST)
def test_request_as_a_whole(rule: Rule) -> None:
    assert_exact(rule)


@pytest.mark.parametrize("request_of_one", [attributes(), event(), purchase()], ids=lambda one: next(iter(one)))
def test_no_more_than_50_objects_of_a_kind(request_of_one: dict[str, list[object]]) -> None:
    [(kind, objects)] = request_of_one.items()

    assert check_request({kind: objects * 50}) == ()
    assert f"/{kind}" in {problem.pointer for problem in check_request({kind: objects * 51})}


@each(EVENT)
def test_event(rule: Rule) -> None:
    assert_exact(rule)


@each(PURCHASE)
def test_purchase(rule: Rule) -> None:
    assert_exact(rule)
