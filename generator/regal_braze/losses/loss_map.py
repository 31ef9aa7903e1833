"""The map by which losses.js compares payloads with requests.

A path in the map is a list of keys: `from` leads through the payload, `to` through the request.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, assert_never

from regal_braze.documents.json_text import Json
from regal_braze.plan import conversions, model
from regal_braze.schema.annotation import EVENT_ID_PROPERTY
from regal_braze.schema.load import EventSchema, place_of

if TYPE_CHECKING:
    from regal_braze.engines.v8.sandbox import LossMap


def loss_map(plan: model.Transformation, schema: EventSchema) -> LossMap:
    """Return what losses.js compares payloads of an event with requests by."""
    declared = schema.properties.get("properties", {})
    match plan.destination:
        case model.Track() as track:
            return _track_map(track, schema, declared)
        case model.Changes(source):
            changes = _object(["properties", source], ["attributes", 0], _undeclared(), pairs=True)
            return _map([changes], changes=source)
        case model.Subscription():
            return _map([])
        case model.Catalog() as catalog:
            return _catalog_map(_members(catalog.fields, declared), catalog.time_field, None)
        case model.ObjectCatalogs(type_source, _, types, changes_source):
            typed = [
                [each.object_type, _catalog_map(_members(each.fields, (), "ignored"), each.time_field, changes_source)]
                for each in types
            ]
            return _map([]) | {"type": ["properties", type_source], "types": typed}
        case _:
            assert_never(plan.destination)


def _map(objects: list[Json], values: Iterable[Json] = (), time: Iterable[Json] = (), **more: Json) -> dict[str, Json]:
    return {"objects": objects, "values": [*values], "time": [*time], "changes": None, **more}


def _track_map(track: model.Track, schema: EventSchema, declared: Collection[str]) -> dict[str, Json]:
    event, attributes = track.event, track.attributes
    taken = [*(field.name for field in event.fields), EVENT_ID_PROPERTY]
    node = _members(event.fields, declared) | {"taken": taken, "omitted": [*_omitted(track, schema)]}
    for each in event.open_maps:
        if each.source is None:
            node |= {"rest": "open", "prefix": each.prefix}
        else:
            spread = {"spread": True, "rest": "open", "prefix": each.prefix, "taken": taken}
            node["fields"].append([each.source, "", spread])
    objects = [_object(["properties"], ["events", 0, "properties"], node)]
    values = [_value(event.event_id, ["events", 0, "properties", EVENT_ID_PROPERTY], None)]
    if attributes is not None:
        if attributes.undeclared_except is not None:
            node["rest"] = "ignored"
            sent = [field.name for field in attributes.fields]
            undeclared = _undeclared(attributes.undeclared_except, sent)
            objects.append(_object(["properties"], ["attributes", 0], undeclared))
        values += map(_attribute, attributes.fields)
    purchases = [_purchase(purchase) for purchase in track.purchases]
    orders = [_order(order) for order in track.orders]
    return _map(objects, values, ["events", 0, "time"], purchases=purchases, orders=orders)


def _omitted(track: model.Track, schema: EventSchema) -> Iterator[tuple[str, str]]:
    """Yield each property that is left out on purpose, and what omits it; not those that become attributes only."""
    attributes = track.attributes.fields if track.attributes else ()
    sent = {attribute.path[0] for attribute in attributes}
    for index, name in enumerate(schema.annotation.get("omit", [])):
        if name not in sent:
            yield name, place_of(schema, f"/x-braze/omit/{index}") or "the schema"


def _catalog_map(node: Json, time_field: str | None, changes: str | None) -> dict[str, Json]:
    source = ["properties"] if changes is None else ["properties", changes]
    return _map([_object(source, ["items", 0], node, pairs=changes is not None)], time=["items", 0, time_field or ""])


def _object(source: list[Json], target: list[Json], node: Json, *, pairs: bool = False) -> Json:
    return {"from": source, "to": target, "node": node, "pairs": pairs}


def _value(paths: Iterable[model.Path], target: list[Json], node: Json) -> dict[str, Json]:
    return {"from": [list(path) for path in paths], "to": target, "node": node}


def _attribute(attribute: model.Attribute) -> Json:
    value = _value([("properties", *attribute.path)], ["attributes", 0, attribute.name], _node(attribute.conversion))
    if attribute.name in {"email", "phone"}:
        value["or"] = ["events", 0, attribute.name]  # where it identifies the contact, it is not repeated
    if attribute.when:
        value["when"] = ["properties", *attribute.when]
    if attribute.named_by:
        value["label"] = ["properties", *attribute.named_by]
    return value


def _purchase(purchase: model.Purchase) -> Json:
    parts = {
        "product_id": purchase.product,
        "price": purchase.price,
        "currency": purchase.currency,
        "quantity": purchase.quantity,
    }
    return _rule(purchase.conditions, [([name], path) for name, path in parts.items()])


def _order(order: model.Order) -> Json:
    parts: list[tuple[list[Json], object]] = [(["properties", each.name], each.source) for each in order.values]
    for index, product in enumerate(order.products):
        parts += [(["properties", "products", index, each.name], each.source) for each in product]
    return _rule(order.conditions, parts)


def _rule(conditions: Iterable[model.Condition], parts: Iterable[tuple[list[Json], object]]) -> Json:
    """Return when a purchase or an order is sent, and which of its parts come from properties."""
    return {
        "conditions": [[["properties", *each.path], each.values] for each in conditions],
        "parts": [[target, ["properties", *path]] for target, path in parts if isinstance(path, tuple)],
    }


def _undeclared(except_keys: Iterable[str] = (), taken: Iterable[str] = ()) -> dict[str, Json]:
    fields = [[key, None, None] for key in except_keys]
    return {"fields": fields, "rest": "open", "unique": True, "prefix": "regal_", "taken": [*taken]}


def _members(fields: Iterable[conversions.Field], declared: Iterable[str], rest: str = "dropped") -> dict[str, Json]:
    """Return the node of an object with these fields; what else is declared is left out on purpose."""
    sent = {source: [source, field.name, _node(field.conversion)] for field in fields for source in field.sources}
    omitted = [[key, None, None] for key in declared if key not in sent]
    return {"fields": [*sent.values(), *omitted], "rest": rest}


def _node(conversion: conversions.Conversion) -> Json:
    match conversion:
        case conversions.IsoTime() | conversions.UnixSeconds():
            return {"time": True}
        case conversions.ListOf(item):
            return {"items": _node(item)}
        case conversions.Record(fields):
            return _members(fields, ())
        case conversions.MapOf(_, fields):
            return _members(fields, ()) | {"rest": "open", "prefix": ""}
        case conversions.Row(fields):
            return _members(fields, ()) | {"row": True}
        case conversions.AttributeValue() | conversions.CatalogValue():
            return "unique"
        case _:
            return None
