"""Values for a conversion: mostly of the right type, often just not."""

from __future__ import annotations

from random import Random

from regal_braze.plan import conversions
from support.payloads import pieces

_FITTING: dict[type[conversions.Conversion], tuple[object, ...]] = {
    conversions.Text: pieces.TEXTS,
    conversions.Number: (*pieces.NUMBERS, *pieces.NUMERIC_TEXTS),
    conversions.Boolean: pieces.BOOLEANS,
    conversions.IsoTime: pieces.USABLE_TIMES,
    conversions.UnixSeconds: pieces.USABLE_TIMES,
    conversions.EmailAddress: (*pieces.USABLE_EMAILS, *pieces.UNUSABLE_EMAILS),
    conversions.PhoneNumber: (*pieces.USABLE_PHONES, *pieces.UNUSABLE_PHONES),
}
_OTHERS: tuple[tuple[object, ...], ...] = (
    *(pieces.TEXTS, pieces.NUMBERS, pieces.NUMERIC_TEXTS, pieces.BOOLEANS),
    *(pieces.USABLE_TIMES, pieces.UNUSABLE_TIMES, pieces.JUNK),
)
_DEEPEST = 7


def value_for(conversion: conversions.Conversion, rng: Random) -> object:
    """Return a value that the conversion may meet: fitting, coercible, neither, or null."""
    roll = rng.random()
    if roll < 0.78:
        return _fitting(conversion, rng)
    return None if roll > 0.93 else rng.choice(rng.choice(_OTHERS))


def open_value(rng: Random, depth: int = 0) -> object:
    """Return any JSON value, some levels deep, often under hostile keys."""
    roll = rng.random()
    if roll < 0.62 or depth > _DEEPEST:
        return rng.choice(rng.choice(_OTHERS))
    if roll < 0.64 and depth == 0:
        return rng.choice((*pieces.LARGE_LISTS, *pieces.LARGE_OBJECTS, *pieces.LONG_LISTS))
    if roll < 0.82:
        return [open_value(rng, depth + 1) for _ in range(rng.randrange(4))]
    return {rng.choice(pieces.HOSTILE_KEYS): open_value(rng, depth + 1) for _ in range(rng.randrange(4))}


def open_entries(rng: Random, names: tuple[str, ...]) -> dict[str, object]:
    """Return entries of an open map: harmless keys, hostile ones, and some that collide with `names`."""
    if rng.random() < 0.03:
        return dict(rng.choice(pieces.LARGE_OBJECTS))
    keys = [f"custom_{index}" for index in range(rng.randrange(4))]
    keys += (rng.choice(pieces.HOSTILE_KEYS) for _ in range(rng.randrange(5)))
    if names and rng.random() < 0.5:
        name = rng.choice(names)
        keys += rng.sample((name, f" {name}", f"${name}", f"regal_{name}", f"{name} "), 2)
    rng.shuffle(keys)
    return {key: open_value(rng) for key in keys}


def object_for(fields: tuple[conversions.Field, ...], rng: Random) -> dict[str, object]:
    """Return an object with values for most of the fields, each under one of its sources or, rarely, two."""
    found: dict[str, object] = {}
    for field in fields:
        roll = rng.random()
        if roll < 0.92 and field.sources:
            found[rng.choice(field.sources)] = value_for(field.conversion, rng)
            if roll < 0.05:
                found[rng.choice(field.sources)] = value_for(field.conversion, rng)
    return found


def _fitting(conversion: conversions.Conversion, rng: Random) -> object:
    match conversion:
        case conversions.ListOf(item, limit):
            return _list(item, limit, rng)
        case conversions.MapOf(item, fields):
            keys = ("a", "b", " c ", "$d", "__proto__", "")
            entries = {key: value_for(item, rng) for key in rng.sample(keys, rng.randrange(4))}
            return {**entries, **object_for(fields, rng)}
        case conversions.Record(fields):
            return object_for(fields, rng)
        case conversions.Row(fields):
            cells = [value_for(field.conversion, rng) for field in fields]
            return cells[: rng.randrange(len(cells) + 1)] if rng.random() < 0.1 else cells
        case conversions.Open() | conversions.OpenObject() | conversions.AttributeValue() | conversions.CatalogValue():
            return open_value(rng)
        case _:
            return rng.choice(_FITTING[type(conversion)])


def _list(item: conversions.Conversion, limit: int, rng: Random) -> list[object]:
    roll = rng.random()
    if roll < 0.01:
        return list(rng.choice(pieces.LARGE_LISTS))
    if roll < 0.03:
        # At depth 1, open values are not large: hundreds of large ones would be a payload of 100 MB.
        few = [open_value(rng, 1) if isinstance(item, conversions.Open) else _fitting(item, rng) for _ in range(3)]
        count = limit + rng.randrange(-1, 3)
        return (few * (count // 3 + 1))[:count]
    return [value_for(item, rng) for _ in range(rng.randrange(5))]
