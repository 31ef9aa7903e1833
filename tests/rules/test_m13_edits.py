"""M13: every changed section of `contact.attribute.edited` is written, and what was cleared is cleared."""

from __future__ import annotations

from typing import Any

import pytest

from support.shipped import Json, envelope
from support.three_engines import request, rows, short

EDITED = "contact.attribute.edited"
WHO = {"external_id": "123", "_update_existing_only": False}


def pair(new: Json) -> Json:
    return {"old_value": "before", "new_value": new}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"custom_properties": {"plan": pair("gold")}}, {"plan": "gold"}),
        ({"custom_properties": {"plan": pair("gold"), "score": pair(7)}}, {"plan": "gold", "score": 7}),
        ({"custom_properties": {"plan": {"new_value": "gold"}}}, {"plan": "gold"}),
        ({"custom_properties": {"plan": pair(None)}}, {"plan": None}),
        ({"plan": {"old_value": {"a": 1}, "new_value": "gold", "changed_by": "an agent"}}, {"plan": "gold"}),
        ({"phone": pair("+1 (231) 225-9768")}, {"phone": "+12312259768"}),
        ({"phone": pair(None)}, {"phone": None}),
        ({"phones": pair(["+12312259768", "+14706466940"])}, {"phones": ["+12312259768", "+14706466940"]}),
        ({"phones": pair(["+2125550", "+2125551", "+2125550"])}, {"phones": ["+2125550", "+2125551"]}),
        ({"email": pair("new@example.com")}, {"email": "new@example.com"}),
        ({"emails": pair(["new@example.com"])}, {"emails": ["new@example.com"]}),
        ({"firstName": pair("Janet"), "lastName": pair(None)}, {"first_name": "Janet", "last_name": None}),
        ({"tags": pair([])}, {"tags": []}),
        ({"vip": pair(False), "score": pair(0), "note": pair("")}, {"vip": False, "score": 0, "note": ""}),
        ({"constructor": pair("a"), "toString": pair("b")}, {"constructor": "a", "toString": "b"}),
        # Every section counts: single fields win over maps, of two maps the later in the alphabet
        ({"another_section": {"plan": pair("gold")}}, {"plan": "gold"}),
        ({"plan": pair("gold"), "custom_properties": {"plan": pair("silver")}}, {"plan": "gold"}),
        ({"x": {"phone": pair("+2125551")}, "phone": pair("+2125550")}, {"phone": "+2125550"}),
        ({"a": {"plan": pair("gold")}, "b": {"plan": pair("silver")}}, {"plan": "silver"}),
        ({"b": {"plan": pair("silver")}, "a": {"plan": pair("gold")}}, {"plan": "silver"}),
        ({"custom_properties": {"new_value": "of the section"}}, {"custom_properties": "of the section"}),
        # Of two keys with one name, the exact one wins (M10)
        ({"custom_properties": {" plan": pair("a"), "$score": pair(1)}}, {"plan": "a", "score": 1}),
        ({"a": {" k": pair(1)}, "b": {" k": pair(2)}}, {"k": 2}),
        ({"a": {"k": pair(1)}, "b": {"k": pair(2)}, "c": {" k": pair(3)}}, {"k": 2}),
        ({"a": {"k": pair(1)}, " k": pair(2)}, {"k": 1}),
        # Anything but a pair is left out
        ({"custom_properties": {"plan": "gold", "score": pair(7)}}, {"score": 7}),
        ({"custom_properties": {"plan": {"old_value": "silver"}, "score": pair(7)}}, {"score": 7}),
        ({"tags": "no section", "score": pair(7)}, {"score": 7}),
        # Nothing that Braze can store: an empty list
        *rows({}, None, [], "changes", 5, {}, {"custom_properties": {}}, {"phones": ["+1"]}),
        *rows({}, {"custom_properties": None}, {"phone": "+12312259768"}, {"deep": {"deeper": {"deepest": pair(1)}}}),
        *rows({}, {"phone": {"old_value": "+2125550"}}, {"plan": {"plan": {"old_value": 1}}}),
        *rows({}, {"phone": pair("soon")}, {"email": pair("no address")}, {"plan": pair({})}),
        *rows({}, {"x": {"phone": pair("+2125551")}, "phone": pair("bad")}, {"plan": pair({"a": None})}),
        *rows({}, {"$": pair(1)}, {"": pair(1)}, {"__proto__": pair(1)}, {"k" * 256: pair(1)}),
    ],
    ids=short,
)
def test_edits(changes: Json, expected: Any) -> None:
    sent = request(EDITED, envelope(EDITED, {"changes": changes}))
    assert sent == {"attributes": [{**expected, **WHO}] if expected else []}


def test_an_edit_without_changes_is_an_empty_list() -> None:
    assert request(EDITED, envelope(EDITED, {})) == {"attributes": []}


def test_a_new_phone_or_email_is_written_next_to_an_alias() -> None:
    changes = {"phone": pair("+12312259768"), "email": pair("new@example.com")}
    payload = envelope(EDITED, {"changes": changes}, userId=None, traits={"phone": "+17625555555"})
    (sent,) = request(EDITED, payload)["attributes"]
    assert sent == {
        "phone": "+12312259768",
        "email": "new@example.com",
        "user_alias": {"alias_name": "+17625555555", "alias_label": "regal_phone"},
        "_update_existing_only": False,
    }
