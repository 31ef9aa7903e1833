"""A fragment of regal-braze.toml for each setting of each option, so that any two can be brought together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

Document: TypeAlias = Mapping[str, Any]

_GROUP: Final = "4d5d2e5c-6c0b-4ed5-9f7e-2f1a5a2a9d0{}"


_PURCHASE: Final = {
    "when": {"disposition": ["Sold", "Converted During Convo"], "conversation_happened": [True, False]},
    "product": "insurance",
    "price": 49.5,
    "currency": "USD",
    "quantity": 3,
}
_PURCHASE_OF_PROPERTIES: Final = {
    "when": {"conversation_happened": True, "talk_time": 7},
    "product": {"property": "campaign_name"},
    "price": {"property": "campaign_friendly_id"},
    "currency": {"property": "direction"},
    "quantity": {"property": "talk_time"},
}
_PURCHASE_BY_TIME: Final = {
    "when": {"completed_at": [1657855059, 1657855060]},
    "product": {"property": "notes"},
    "price": {"property": "completed_at"},
    "currency": "EUR",
}


def _of_events(call: Any = None, contact: Any = None, thing: Any = None) -> Document:
    """Return the tables of the three events; a pattern for objects, which catalogs may take away from it."""
    tables = {"call.completed": call, "contact.created": contact, "object.*": thing}
    return {"events": {pattern: table for pattern, table in tables.items() if table is not None}}


def _of_all(key: str, value: Any) -> Document:
    return _of_events({key: value}, {key: value}, {key: value})


FRAGMENTS: Final[Mapping[str, Document]] = {
    "order: braze id": {"identity": {"order": ["braze_id", "external_id", "email"]}},
    "order: email": {"identity": {"order": ["email", "user_alias", "external_id"]}},
    "order: phone": {"identity": {"order": ["phone", "email"]}},
    "order: alias": {"identity": {"order": ["user_alias", "email", "braze_id"]}},
    "external_id": {"identity": {"external_id": ["traits.constructor", "properties.call_id", "userId"]}},
    "email": {"identity": {"email": ["properties.email", "traits.email", "contact_email"]}},
    "phone": {"identity": {"phone": ["properties.contact_phone", "traits.phone"]}},
    "braze_id_trait": {"identity": {"braze_id_trait": "constructor"}},
    "alias_label": {"identity": {"alias_label": '"\\`${payload}</script>*/'}},
    "missing": {"identity": {"missing": "skip"}},
    **{
        f"update_existing_only.{kind}": {"update_existing_only": {kind: kind != "unsubscribe"}}
        for kind in ("events", "attributes", "purchases", "subscribe", "unsubscribe")
    },
    **{
        f"subscription_groups.{channel}": {"subscription_groups": {channel: _GROUP.format(number)}}
        for number, channel in enumerate(("voice", "sms", "email", "whatsapp"))
    },
    "channels": {"channels": {"constructor": "email", "text": "sms"}},
    "names.case": {"names": {"case": "snake"}},
    "names.prefix": {"names": {"prefix": "Regal · \U0001f921\u2028 "}},
    "properties.nulls": {"properties": {"nulls": "omit"}},
    "properties.long_texts": {"properties": {"long_texts": "omit"}},
    "properties.times": {"properties": {"times": "iso8601"}},
    "properties.undeclared": {"properties": {"undeclared": "properties"}},
    "recipes.last_call": {"recipes": {"last_call": True}},
    "recipes.last_transcript": {"recipes": {"last_transcript": False}},
    "recipes.call_analysis": {"recipes": {"call_analysis": ["score", "a/b"]}},
    "recipes.experiments": {"recipes": {"experiments": True}},
    "enabled: no custom tasks": {"events": {"custom.*": {"enabled": False}}},
    "enabled: no other events": {
        "events": {"*": {"enabled": False}, **_of_all("enabled", True)["events"]},
    },
    "name": _of_all("name", "It's \"named\" \u2028 */ `${x}`"),
    "omit": _of_events(
        {"omit": ["notes", "contact_phone"]}, {"omit": ["email", "contactPhone"]}, {"omit": ["related_object_type"]}
    ),
    "rename": _of_events(
        {"rename": {"disposition": "custom", "talk_time": "direction", "direction": "talk_time", "call_id": "1"}},
        {"rename": {"firstName": "plan", "lastName": "first_name"}},
        {"rename": {"Name": "own_field", "stageName": "Id", "Id": "stageName"}},
    ),
    "convert": _of_events(
        {"convert": {"completed_at": "iso8601", "started_at": "unix_seconds", "campaign_friendly_id": "iso8601"}},
        {"convert": {"lastName": "iso8601"}},
        {"convert": {"createdDate": "unix_seconds"}},
    ),
    "attributes": _of_events(
        {"attributes": {"disposition": "custom", "talk_time": "first_name", "notes": "1", "contact_phone": "phone"}},
        {"attributes": {"firstName": "email", "email": "plan", "contactPhone": "regal_dob", "lastName": "home_city"}},
        {"attributes": {"Name": "own_field", "createdDate": "email", "product": "constructor"}},
    ),
    "limits": _of_events(
        {"limits": {"agent_fullname": 1, "campaign_name": 2, "objections": 1, "call_id": 255}},
        {"limits": {"firstName": 3}},
        {"limits": {"Name": 1, "createdDate": 10}},
    ),
    **{
        f"events.{key}: {value}": _of_all(key, value)
        for key, values in {
            "nulls": ("keep", "omit"), "long_texts": ("cut", "omit"), "times": ("keep", "iso8601"),
            "undeclared": ("drop", "properties", "attributes"),
        }.items()
        for value in values
    },
    **{
        f"events.subscription_groups.{channel}": {
            "events": {"contact.unsubscribed": {"subscription_groups": {channel: _GROUP.format(number)}}}
        }
        for number, channel in enumerate(("voice", "sms", "email", "fax"), 4)
    },
    "purchases": _of_events(
        {"purchases": [_PURCHASE, _PURCHASE_OF_PROPERTIES, _PURCHASE_BY_TIME]},
        {
            "purchases": [
                {**_PURCHASE, "when": {"email": "katherine.thegreat@example.com"}, "product": {"property": "email"}}
            ]
        },
        {
            "purchases": [
                {**_PURCHASE, "when": {"stageName": "Application Created"}, "product": {"property": "product"}}
            ]
        },
    ),
    "catalogs": {
        "catalogs": {
            "opportunities": {
                "object_type": "salesforce_opportunity",
                "fields": ["stageName", "length", "1", "own_field"],
                "time": "updated_at",
            },
            "other": {"object_type": "toString", "fields": ["length", "Name"]},
        }
    },
    "bundles": {"bundles": {"some": {"events": ["call.*"]}}},
}  # fmt: skip
"""Wherever it can, a fragment meets others head on: a name that is taken, a property that another leaves out."""


_EXACTLY: Final[Mapping[str, tuple[str, ...]]] = {
    "order": ("whether", "identity", "addresses"),
    **dict.fromkeys(("braze_id_trait", "external_id", "email", "phone"), ("whether", "identity", "addresses")),
    "alias_label": ("identity",),
    "update_existing_only": ("control of events", "control of attributes", "control of purchases"),
    **dict.fromkeys(("subscription_groups", "channels"), ("whether", "attributes")),
    "events.subscription_groups": ("whether", "attributes"),
    "name": ("name",),
    **dict.fromkeys(("names.case", "names.prefix"), ("name",)),
    **{f"properties.{policy}": ("properties",) for policy in ("nulls", "times", "undeclared")},
    **dict.fromkeys(("properties.long_texts", "events.long_texts"), ("properties", "attributes")),
    **{f"events.{policy}": ("properties",) for policy in ("nulls", "times")},
    "events.undeclared": ("properties", "attributes", "addresses"),
    **dict.fromkeys(("omit", "rename"), ("properties",)),
    **dict.fromkeys(("convert", "limits"), ("properties", "attributes")),
    "recipes.last_call": ("attributes", "addresses"),
    "attributes": ("attributes", "addresses"),
    "purchases": ("purchases",),
}

ABOUT: Final = {
    name: frozenset(
        next((_EXACTLY[key] for key in (name, name.partition(":")[0], name.rpartition(".")[0]) if key in _EXACTLY), ())
    )
    for name in FRAGMENTS
}
"""The parts of a request that each fragment is about, as the tests of pairs name them."""


def combined(one: Document, other: Document) -> Document | None:
    """Return a document with both in it, or None where both say something of the same key."""
    merged = dict(one)
    for key, value in other.items():
        if key not in merged:
            merged[key] = value
        elif isinstance(value, dict) and isinstance(merged[key], dict):
            inner = combined(merged[key], value)
            if inner is None:
                return None
            merged[key] = inner
        else:
            return None
    return merged
