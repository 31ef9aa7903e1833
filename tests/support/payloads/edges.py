"""Payloads at the edges of a plan: exactly at each limit and just beyond, and with every name that is reserved.

Generated payloads hardly ever meet a limit that the plan sets, such as the bytes that a list may take.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from regal_braze.braze.limits import ATTRIBUTE_ROOM, CURRENCY_CODES, RESERVED_ATTRIBUTES
from regal_braze.plan import conversions
from regal_braze.plan.conversions import Conversion, Field
from regal_braze.plan.model import (
    Catalog,
    Changes,
    Condition,
    ObjectCatalogs,
    OpenMap,
    Order,
    Path,
    Purchase,
    Track,
    Transformation,
)
from support.interpreter.conversions import convert
from support.interpreter.sizes import json_size
from support.payloads import pieces

_LONGEST: Final = 255
_PAIR: Final = len('["",""],')
"""Bytes of an entry of an open map apart from its key and its text, where entries are counted one by one."""
_ENTRY: Final = len('"":"",')
"""The same where the map is counted as a whole; its braces take another byte more than its last comma."""


_DATE_LIKE: Final = (
    "07/15/2022", "7/15/2022", "Fri 07 15 03:17:39.UTC 2022", "Fr 07 15 x 2022", "Frid 07 15 x 2022", "Fri 07 15 x 202",
    "Fri 07 15  2022",
)  # fmt: skip
_IDS: Final = (
    "POL_2024_001", "a_2e_b", "a_u20ac_b", "_2e_2e_", "a_5f_", "a.b", "a-b_c", "A1_2e_b", "a_u_b", "a_123_b",
    "a-b_2e_c", "a_2e_B1", "a_2e_b-c",
    "_2e_b", "A_2e_b",
    "\u00e9", "\u0100", "\u20ac", "A_B", "a_b_", "",
    "a" * 250, "a" * 251, "." * 62, "." * 63,
)  # fmt: skip


def edge_payloads(plan: Transformation) -> Iterator[object]:
    """Yield payloads of the plan with one value each at an edge."""
    for path, value in _edges(plan):
        payload: dict[str, object] = {"userId": "edge", "originalTimestamp": 1657855059}
        properties: dict[str, object] = {}
        match plan.destination:
            case Catalog(id_source=source):
                properties[source] = "edge"
            case ObjectCatalogs(type_source=type_source, id_source=id_source, types=types):
                properties |= {type_source: types[0].object_type, id_source: "edge"}
            case Track(orders=orders) if orders:
                payload["eventId"] = "edge"
        yield {**payload, "name": plan.event, "properties": _with(properties, path, value)}
    if isinstance(plan.destination, Track):
        for order in plan.destination.orders:
            usual = next(_edges_of_order(order), {})
            for event_id in ({"eventId": " "}, {"eventId": 5}, {"event_id": "edge"}, {"eventId": "a" * 256}):
                yield {"userId": "edge", "name": plan.event, "properties": usual, **event_id}
    for name in (plan.event, "another.event"):
        yield {"userId": "edge", "originalTimestamp": 1657855059, "event": name, "properties": {}}
    if plan.identity is not None and plan.identity.region:
        for phone in (*pieces.USABLE_PHONES, *pieces.UNUSABLE_PHONES):
            yield {"contact_phone": phone, "name": plan.event, "properties": {}}
    if isinstance(plan.destination, Catalog):
        for item_id in _IDS:
            properties = {plan.destination.id_source: item_id}
            yield {"originalTimestamp": 1657855059, "name": plan.event, "properties": properties}


def _edges(plan: Transformation) -> Iterator[tuple[Path, object]]:
    """Yield values at an edge with their paths within the properties."""
    match plan.destination:
        case Track(event, attributes, purchases, orders):
            yield from _edges_of_fields(event.fields)
            sales = [*map(_edges_of_purchase, purchases), *map(_edges_of_order, orders)]
            yield from (((), properties) for edges in sales for properties in edges)
            for open_map in event.open_maps:
                yield from _edges_of_open_map(open_map)
            if attributes is not None:
                for attribute in attributes.fields:
                    yield from ((attribute.path, value) for value in _values(attribute.conversion))
                if attributes.undeclared_except is not None:
                    yield (), {"undeclared": None}
                    yield (), dict.fromkeys(RESERVED_ATTRIBUTES, "reserved")
                    yield from (((), {"undeclared": value}) for value in _values(conversions.AttributeValue()))
        case Changes(source):
            yield (source,), {"custom_properties": {name: {"new_value": "reserved"} for name in RESERVED_ATTRIBUTES}}
            for value in _values(conversions.AttributeValue()):
                yield (source,), {"custom_properties": {"changed": {"new_value": value}}}
            yield (source,), {"phone": {"new_value": {"new_value": "nested"}}}
            yield (source,), {"custom_properties": {"new_value": {"new_value": 5}, "plan": {"new_value": 1}}}
            yield (source,), {"one": {"same": {"new_value": "kept"}}, "other": {"same": {"old_value": "no change"}}}
        case Catalog(fields=fields):
            yield from _edges_of_fields(fields)
        case ObjectCatalogs(types=types, changes=changes):
            if changes is not None:
                yield (changes,), None
            for (name, *_), value in _edges_of_fields(types[0].fields):
                yield ((name,), value) if changes is None else ((changes, name), {"new_value": value})


def _edges_of_fields(fields: tuple[Field, ...]) -> Iterator[tuple[Path, object]]:
    for field in fields:
        yield from (((field.sources[0],), value) for value in _values(field.conversion))


def _edges_of_open_map(open_map: OpenMap) -> Iterator[tuple[Path, object]]:
    path = () if open_map.source is None else (open_map.source,)
    for entries in _maps_of_size(open_map.room, lambda text: ["a" * _LONGEST, text]):  # fewer than 256 entries
        yield path, entries
    yield from ((path, {f"key {number:03}": number for number in range(count)}) for count in (256, 257))
    if open_map.source is not None:
        yield (), {"undeclared": "both", open_map.source: {"undeclared": "both"}}
        yield (), {**{f"key {number:03}": number for number in range(256)}, open_map.source: {"one": "more"}}
    for name in open_map.taken:
        yield path, {name: "taken", open_map.prefix + name: "taken too"}
        yield path, {f" {name}": "taken"}


def _edges_of_purchase(purchase: Purchase) -> Iterator[dict[str, object]]:
    """Yield properties that make a purchase, and those with one part at an edge of what makes it."""
    parts: tuple[tuple[object, tuple[object, ...]], ...] = (
        (purchase.product, ("policy", " ", 5)),
        (purchase.price, (9.5, "9.50", "free")),
        (purchase.currency, ("usd", " EUR ", "us", "u$d", "ZZZ", *CURRENCY_CODES)),
        (purchase.quantity, (3, "5", 0, 1, 99, 100, 101, None)),
    )
    yield from _edges_of_sale(parts, purchase.conditions)


def _edges_of_order(order: Order) -> Iterator[dict[str, object]]:
    """Yield properties that make an order, and those with one part at an edge of what makes it."""
    values = [value for table in (order.values, *order.products) for value in table]
    yield from _edges_of_sale([(value.source, _ORDER_EDGES[value.kind]) for value in values], order.conditions)


_ORDER_EDGES: Final[dict[str, tuple[object, ...]]] = {
    "text": ("policy", " policy\n", " ", "", 5, None, True, "a" * 255, "a" * 256, " " + "a" * 255, "\ud800"),
    "currency": ("usd", " EUR ", "us", "ZZZ", None),
    "number": (9.5, "9.50", -1, 0, "free", None),
    "amount": (9.5, "9.50", 0, -0.5, "free", None),
    "count": (3, "5", 1, 0, -1, 1.5, None),
}


def _edges_of_sale(
    parts: Iterable[tuple[object, tuple[object, ...]]], conditions: Iterable[Condition]
) -> Iterator[dict[str, object]]:
    choices = [(path, values) for path, values in parts if isinstance(path, tuple)]
    choices += [
        (condition.path, tuple(form for value in condition.values for form in (value, str(value).lower(), [value])))
        for condition in conditions
    ]
    usual: dict[str, object] = {}
    for path, values in choices:
        usual = _with(usual, path, values[0])
    yield from (_with(usual, path, value) for path, values in choices for value in values)


def _values(conversion: Conversion) -> Iterator[object]:
    """Yield values at the edges of a conversion, first at a limit and then beyond it."""
    match conversion:
        case conversions.Text(limit=limit) if limit != _LONGEST:
            yield from ("a" * limit, "a" * (limit + 1), "a" * (limit - 1) + "\U0001f921", 1234567890.125)
        case conversions.ListOf(item, limit, room):
            yield from ([_item(item, 3, number) for number in range(count)] for count in (limit, limit + 1))
            if isinstance(item, conversions.Text):
                yield ["a" * item.limit, "a" * (item.limit + 1), *_DATE_LIKE]
            if room is not None:
                yield from _lists_of_size(item, room)
        case conversions.Open(room=int(room)) | conversions.OpenObject(room=int(room)):
            yield from _maps_of_size(room)
            yield from _lists_of_size(conversions.Text(), room)
        case conversions.MapOf(item, fields, room):
            if room is not None and isinstance(item, conversions.Record):
                yield from _maps_of_size(room, lambda text: {item.fields[0].name: text})
            for value in (5, "text", None, {"old_value": "12"}, ["text"], True):
                yield {"key": value, " $key ": value, "": value, "__proto__": value}
                yield from ({field.sources[0]: value, f" {field.name}": value} for field in fields)
            yield from ([], "text", None)
        case conversions.CatalogValue():
            yield from _catalog_values()
        case conversions.AttributeValue(limit):
            yield from _attribute_values(limit)
        case conversions.Record(fields):
            for field in fields:
                yield from ({field.sources[0]: value} for value in _values(field.conversion))


def _attribute_values(limit: int) -> Iterator[object]:
    yield from ([f"item {number}" for number in range(count)] for count in (limit, limit + 1))
    yield {"add": 1, "inc": 2, "remove": 3, "update": 4}
    yield from _lists_of_size(conversions.Text(), ATTRIBUTE_ROOM)
    yield from _maps_of_size(ATTRIBUTE_ROOM)
    yield from ({"in": each} for each in _lists_of_size(conversions.Text(), ATTRIBUTE_ROOM))
    yield from ([f"item {number}" for number in range(count)] for count in (500, 501))


def _catalog_values() -> Iterator[object]:
    yield from ("a" * 5_000, "a" * 5_001, ["a" * 5_001, 5, True, None, "2022-07-15", ["b"]])
    yield from ([str(number) for number in range(count)] for count in (100, 101))
    yield {"a": {"b": {"c": {"d": {"e": 1, "f": {"g": 1}}}}}}
    yield from ({"a": None, "$add": 2.5}, {}, [], 0, False, None)


def _item(conversion: Conversion, length: int, number: int = 0) -> object:
    """Return an item with one text of that length; items with other numbers are different."""
    text = f"{number:03}"[-length:].ljust(length, "a")
    match conversion:
        case conversions.Record(fields):
            return {_texts(fields)[0].sources[0]: text}
        case conversions.Row(fields):
            cells: list[object] = [None] * len(fields)
            cells[int(_texts(fields)[-1].sources[0])] = text
            return cells
        case conversions.OpenObject():
            return {"key": text}
        case _:
            return text


def _texts(fields: tuple[Field, ...]) -> list[Field]:
    return [field for field in fields if isinstance(field.conversion, conversions.Text)]


def _lists_of_size(item: Conversion, room: int) -> Iterator[object]:
    """Yield lists that take exactly the room, and lists with a character too many and a short item that still fits."""
    cost = json_size(convert(item, _item(item, _LONGEST))) - _LONGEST + 1
    count = -(-room // (cost + _LONGEST))
    lengths = _shares(room - count * cost, count)
    for more in (0, 1):
        items = [_item(item, length, number) for number, length in enumerate([*lengths[:-1], lengths[-1] + more])]
        yield from ([*items, _item(item, 1)], [_item(item, 1), *items[::-1]]) if more else (items,)


def _maps_of_size(room: int, value: Callable[[str], object] = str) -> Iterator[dict[str, object]]:
    """Yield maps that take exactly the room, and maps with a character too many.

    `value` makes a value of a text.

    As a whole, a map takes less than its entries one by one: so there are maps for both ways to count.
    """
    for cost, around in ((_ENTRY, 1), (_PAIR, 0)):
        cost_of_entry = cost + len("key 000") + json_size(value("")) - json_size("")
        count = -(-(room - around) // (cost_of_entry + _LONGEST))
        lengths = _shares(room - around - count * cost_of_entry, count)
        for more in (0, 1):
            texts = ["a" * length for length in (*lengths[:-1], lengths[-1] + more)]
            entries: dict[str, object] = {f"key {number:03}": value(text) for number, text in enumerate(texts)}
            yield entries if around else {**entries, "last": "a" * _LONGEST, **({"z": 1} if more else {})}


def _shares(total: int, count: int) -> list[int]:
    """Return lengths of texts that add up to a total; the last one is the shortest."""
    shortest, rest = divmod(total, count)
    return [shortest + 1] * rest + [shortest] * (count - rest)


def _with(properties: dict[str, object], path: Path, value: object) -> dict[str, object]:
    if not path:
        assert isinstance(value, dict)
        return {**value, **properties}
    inner = value
    for key in reversed(path[1:]):
        inner = {key: inner}
    return {**properties, path[0]: inner}
