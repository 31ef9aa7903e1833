"""Whole payloads from a plan: every variant of the envelope (M3) around properties that the plan reads."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import Final, assert_never

from regal_braze.plan.conversions import Boolean
from regal_braze.plan.model import (
    Catalog,
    Changes,
    Condition,
    Identifier,
    ObjectCatalogs,
    OpenMap,
    Order,
    Path,
    Purchase,
    Subscription,
    Track,
    Transformation,
)
from support.payloads import pieces
from support.payloads.values import object_for, open_entries, open_value, value_for

_CHANNELS = ("email", " Email\n", "SMS", "sms", "vOiCe", "voice ", "push", "", None, 5, "__proto__", "toString")
_SECTIONS = ("custom_properties", "phone", "phones", "email", "firstName", "lastName", "traits", "tags")
_REPLACED: tuple[object, ...] = (None, [], {}, "text", 5, True, [{}], pieces.HOSTILE_OBJECTS[0])
_IDENTIFIERS = {
    **dict.fromkeys(("external_id", "braze_id"), (pieces.USABLE_IDS, pieces.UNUSABLE_IDS)),
    "email": (pieces.USABLE_EMAILS, pieces.UNUSABLE_EMAILS),
    **dict.fromkeys(("phone", "user_alias"), (pieces.USABLE_PHONES, pieces.UNUSABLE_PHONES)),
}
"""Usable and unusable values, by the kind of identifier."""


def build_payload(plan: Transformation, rng: Random) -> object:
    """Return a payload that is nearly what the plan reads, and often exactly that."""
    properties = _properties(plan, rng)
    payload: dict[str, object] = {"properties": properties}
    if rng.random() < 0.2:
        payload["traits"] = rng.choice(_REPLACED) if rng.random() < 0.3 else open_entries(rng, ("phone", "email"))
    _put_name(plan, payload, properties, rng)
    _put_identity(plan, payload, rng)
    usable = rng.random() < 0.7
    for path in plan.times:
        if rng.random() < 0.75:
            _put(payload, path, rng.choice(pieces.USABLE_TIMES if usable else pieces.UNUSABLE_TIMES))
    if isinstance(plan.destination, Track):
        for path in plan.destination.event.event_id:
            if rng.random() < 0.4:
                _put(payload, path, rng.choice((*pieces.TEXTS, *pieces.NUMBERS, *pieces.JUNK, None)))
    return _disturbed(payload, rng)


def _disturbed(payload: dict[str, object], rng: Random) -> object:
    roll = rng.random()
    if roll < 0.04:
        payload["properties"] = rng.choice(_REPLACED)
    elif roll < 0.06:
        del payload["properties"]
    elif roll < 0.09:
        inner = payload["properties"]
        return {**inner, "userId": "123"} if isinstance(inner, dict) and roll < 0.075 else inner
    elif roll < 0.12:
        payload.update({key: open_value(rng) for key in rng.sample(pieces.HOSTILE_KEYS, 3)})
    elif roll < 0.2:
        keys = list(payload)
        rng.shuffle(keys)
        return {key: payload[key] for key in keys}
    return payload


def _put_name(plan: Transformation, payload: dict[str, object], properties: dict[str, object], rng: Random) -> None:
    claim = rng.choice((None, *plan.accepted))
    if claim is not None and rng.random() < 0.8:
        properties[claim.property] = claim.value
    if plan.rejected and rng.random() < 0.2:
        rejected = rng.choice(plan.rejected)
        properties[rejected.property] = rejected.value
    roll = rng.random()
    if roll < 0.93:
        payload["name"] = plan.event if claim is None else claim.name
    elif roll < 0.97:
        payload["name"] = rng.choice((None, "", 5, "other.event", [plan.event], f"{plan.event} ", True, "\ud800"))


def _put_identity(plan: Transformation, payload: dict[str, object], rng: Random) -> None:
    if plan.identity is None:
        return
    identifiers = [identifier for identifier in plan.identity.identifiers if identifier.paths]
    for identifier in identifiers:
        for path in identifier.paths:
            if rng.random() < 0.25:
                _put(payload, path, _identity_value(identifier, rng, usable=rng.random() < 0.5))
    if identifiers and rng.random() < 0.85:
        identifier = rng.choice(identifiers)
        _put(payload, rng.choice(identifier.paths), _identity_value(identifier, rng, usable=True))


def _identity_value(identifier: Identifier, rng: Random, *, usable: bool) -> object:
    good, bad = _IDENTIFIERS[identifier.kind]
    return rng.choice(good if usable else bad)


def _properties(plan: Transformation, rng: Random) -> dict[str, object]:
    match plan.destination:
        case Track():
            return _track_properties(plan.destination, rng)
        case Changes(source):
            return {source: rng.choice(_REPLACED) if rng.random() < 0.06 else _sections(rng)}
        case Subscription(channel, _, groups, synonyms):
            known = tuple(name for name, _ in (*groups, *synonyms))
            name = rng.choice(known) if known and rng.random() < 0.75 else rng.choice(_CHANNELS)
            return {channel: name, "text": rng.choice(pieces.TEXTS)}
        case Catalog(_, id_source, fields):
            ids = (*pieces.USABLE_IDS, *pieces.USABLE_EMAILS, "a_b", "a b", "a" * 250, "a" * 251, "é" * 50, "é" * 51)
            item_id = rng.choice(ids if rng.random() < 0.85 else pieces.UNUSABLE_IDS)
            return {**object_for(fields, rng), id_source: item_id}
        case ObjectCatalogs():
            return _object_properties(plan.destination, rng)
        case _:
            assert_never(plan.destination)


def _object_properties(objects: ObjectCatalogs, rng: Random) -> dict[str, object]:
    chosen = rng.choice(objects.types)
    fields = object_for(chosen.fields, rng)
    values: dict[str, object] = {**open_entries(rng, ("email", "id")), **fields}
    if objects.changes is not None:
        pairs = {name: {"old_value": None, "new_value": value} for name, value in fields.items()}
        values = {objects.changes: rng.choice((pairs, {"properties": pairs}, {**pairs, **_sections(rng)}))}
    item_id = rng.choice(pieces.USABLE_IDS if rng.random() < 0.85 else pieces.UNUSABLE_IDS)
    types: tuple[object, ...] = (chosen.object_type,) * 12 + (None, 5, "undefined", "other_type", "__proto__")
    return {**values, objects.type_source: rng.choice(types), objects.id_source: item_id}


def _track_properties(track: Track, rng: Random) -> dict[str, object]:
    properties: dict[str, object] = {}
    for open_map in track.event.open_maps:
        properties |= _open_map(open_map, rng)
    attributes = track.attributes
    if attributes is None:
        undeclared = rng.random() < 0.1
    else:
        undeclared = attributes.undeclared_except is not None and rng.random() < 0.8
    if undeclared:
        properties |= open_entries(rng, ("email", "firstName", "dob"))
    properties |= object_for(track.event.fields, rng)
    for field in attributes.fields if attributes else ():
        if rng.random() < 0.7:
            _put(properties, field.path, value_for(field.conversion, rng))
        if field.when is not None and rng.random() < 0.8:
            _put(properties, field.when, rng.choice(pieces.BOOLEANS[:4]))
            if rng.random() < 0.2:
                _put(properties, field.when, value_for(Boolean(), rng))
        if field.named_by is not None and rng.random() < 0.9:
            _put(properties, field.named_by, rng.choice((*pieces.TEXTS, *pieces.HOSTILE_KEYS)))
    for purchase in track.purchases:
        _put_purchase(purchase, properties, rng)
    for order in track.orders:
        _put_order(order, properties, rng)
    return properties


def _put_purchase(purchase: Purchase, properties: dict[str, object], rng: Random) -> None:
    _put_conditions(purchase.conditions, properties, rng)
    kinds = {"product": "text", "price": "number", "currency": "currency", "quantity": "count"}
    for part, kind in kinds.items():
        _put_value(getattr(purchase, part), kind, properties, rng)


def _put_order(order: Order, properties: dict[str, object], rng: Random) -> None:
    _put_conditions(order.conditions, properties, rng)
    for table in (order.values, *order.products):
        for value in table:
            _put_value(value.source, value.kind, properties, rng)


def _put_conditions(conditions: Iterable[Condition], properties: dict[str, object], rng: Random) -> None:
    for condition in conditions:
        if rng.random() < 0.8:
            _put(properties, condition.path, rng.choice(condition.values))


_PRICES: Final = (49, 49.5, "49.50", -1, 0, "free", pieces.ENDLESS)
_SOLD: Final[dict[str, tuple[object, ...]]] = {
    "text": (*pieces.USABLE_IDS, *pieces.TEXTS),
    "number": _PRICES,
    "amount": _PRICES,
    "currency": ("USD", " eur ", "EURO", "€", "", "\u017fek"),
    "count": (1, "2", 100, 101, 0, -1, 1.5, "many"),
}


def _put_value(source: object, kind: str, properties: dict[str, object], rng: Random) -> None:
    if isinstance(source, tuple) and rng.random() < 0.85:
        _put(properties, source, rng.choice((*_SOLD[kind], None)))


def _open_map(open_map: OpenMap, rng: Random) -> dict[str, object]:
    if open_map.source is None:
        return open_entries(rng, open_map.taken)
    return {open_map.source: rng.choice(_REPLACED) if rng.random() < 0.1 else open_entries(rng, open_map.taken)}


def _sections(rng: Random) -> dict[str, object]:
    sections: dict[str, object] = {}
    for _ in range(rng.randrange(1, 5)):
        key = rng.choice(_SECTIONS if rng.random() < 0.8 else pieces.HOSTILE_KEYS)
        roll = rng.random()
        if roll < 0.4:
            sections[key] = _pair(key, rng)
        elif roll < 0.9:
            names = [rng.choice(_SECTIONS if rng.random() < 0.4 else pieces.HOSTILE_KEYS) for _ in range(4)]
            sections[key] = {name: _pair(name, rng) for name in names[: rng.randrange(5)]}
        else:
            sections[key] = rng.choice(pieces.JUNK)
    return sections


def _pair(key: str, rng: Random) -> object:
    roll = rng.random()
    if roll < 0.05:
        return rng.choice(pieces.JUNK)
    if roll < 0.1:
        return {"old_value": "gone"}
    if roll < 0.25:
        return {"old_value": "cleared", "new_value": None}
    if key.strip() == "email":
        value: object = rng.choice(pieces.USABLE_EMAILS)
    elif key.strip() == "phone":
        value = rng.choice(pieces.USABLE_PHONES)
    else:
        value = open_value(rng)
    return {"old_value": None, "new_value": value}


def _put(payload: dict[str, object], path: Path, value: object) -> None:
    """Set the value at the path; objects on the way are copied, for they may be shared, or made anew."""
    for key in path[:-1]:
        step = payload.get(key)
        fresh: dict[str, object] = dict(step) if isinstance(step, dict) else {}
        payload[key] = fresh
        payload = fresh
    payload[path[-1]] = value
