"""Spell what Braze gets of an event: what the template of its destination is given, all of it source already."""

from __future__ import annotations

from collections.abc import Callable

from regal_braze.plan import model
from regal_braze.render import expressions
from regal_braze.render.literals import (
    Code,
    js_boolean,
    js_key,
    js_member,
    js_number,
    js_scalar,
    js_string,
    js_strings,
)
from regal_braze.render.templates import Context
from regal_braze.schema.annotation import EVENT_ID_PROPERTY


def destination_context(plan: model.Transformation, speller: expressions.Speller, time: Callable[[], Code]) -> Context:
    """Return the context of a destination's template, its name under `destination`; `time` spells the event's time."""
    match plan.destination:
        case model.Track() as track:
            return _track(track, speller, time)
        case model.Changes() as changes:
            speller.call("customAttributes")
            speller.call("newValues")
            return {
                "destination": "transformation/changes.js.jinja",
                "source": js_member("data", changes.source),
                "updated": _update(changes.update_existing_only),
            }
        case model.Subscription() as subscription:
            return {
                "destination": "transformation/subscription.js.jinja",
                "groups": [
                    {"channel": js_key(channel), "id": js_string(group)} for channel, group in subscription.groups
                ],
                "channel": js_member("data", subscription.channel),
                "state": js_string(subscription.state),
                "update_existing_only": js_boolean(subscription.update_existing_only),
            }
        case model.Catalog() as catalog:
            speller.call("present")
            speller.call("convert")
            return {
                "destination": "transformation/catalog.js.jinja",
                "catalog": js_string(catalog.name),
                **_item_id(catalog.id_source, speller),
                **_fields(catalog.fields, speller),
                "time_key": js_key(catalog.time_field),
                "time": time(),
            }
        case model.ObjectCatalogs() as objects:
            return _objects(objects, plan.event, speller, time)


def _track(track: model.Track, speller: expressions.Speller, time: Callable[[], Code]) -> Context:
    event = track.event
    speller.call("convert")
    if event.nulls == "omit":
        speller.call("present")
    return {
        "destination": "transformation/track.js.jinja",
        "event_name": js_string(event.name),
        "time": time(),
        **_fields(event.fields, speller),
        "event_id": Code(" ?? ".join(js_member("event", *path) for path in event.event_id)),
        "event_id_member": js_member("properties", EVENT_ID_PROPERTY),
        "open_maps": [_open_map(each, speller) for each in event.open_maps],
        "properties": Code("properties: present(properties)" if event.nulls == "omit" else "properties"),
        "attributes": _attributes(track.attributes, speller) if track.attributes else None,
        "purchases": [_purchase(each, speller) for each in track.purchases],
        "update_existing_only": js_boolean(event.update_existing_only),
    }


def _item_id(source: str, speller: expressions.Speller) -> Context:
    speller.call("itemId")
    return {
        "id": js_member("data", source),
        "message": js_string(f"No usable item id: looked for properties.{source}"),
    }


def _objects(
    objects: model.ObjectCatalogs, event: str, speller: expressions.Speller, time: Callable[[], Code]
) -> Context:
    for helper in ("present", "pick", "own"):
        speller.call(helper)
    source = Code("data")
    if objects.changes is not None:
        speller.call("newValues")
        source = Code(f"newValues(object({js_member('data', objects.changes)}))")
    return {
        "destination": "transformation/objects.js.jinja",
        "types": [
            {
                "key": js_key(each.object_type),
                "catalog": js_string(each.catalog),
                "fields": [
                    (js_key(field.name), speller.conversion(field.conversion, indent="      ")) for field in each.fields
                ],
                "time_key": js_string(each.time_field) if each.time_field else None,
            }
            for each in objects.types
        ],
        "type": js_member("data", objects.type_source),
        "without_catalog": Code(f"Expected the event {event} of a type that has a catalog"),
        **_item_id(objects.id_source, speller),
        "source": source,
        "time": time() if any(each.time_field for each in objects.types) else None,
    }


def _fields(fields: tuple[model.Field, ...], speller: expressions.Speller) -> Context:
    """Return the fields that keep their name, which one table converts, and those that move to another."""
    return {
        "fields": [
            (js_key(field.name), speller.conversion(field.conversion, indent="  "))
            for field in fields
            if field.sources == (field.name,)
        ],
        "moved": [_moved(field, speller) for field in fields if field.sources != (field.name,)],
    }


def _moved(field: model.Field, speller: expressions.Speller) -> Context:
    speller.call("set")
    return {
        "name": js_string(field.name),
        "type": speller.conversion(field.conversion),
        "candidates": Code(", ".join(js_member("data", source) for source in field.sources)),
    }


def _open_map(open_map: model.OpenMap, speller: expressions.Speller) -> Context:
    speller.call("spread")
    spelt: Context = {
        "prefix": js_string(open_map.prefix),
        "room": js_number(open_map.room),
        "declared": None,
        "taken": js_strings(open_map.taken),
    }
    if open_map.source is not None:
        return spelt | {"source": Code(f"{speller.call('object')}({js_member('data', open_map.source)})")}
    others = js_strings(tuple(name for name in open_map.taken if name not in open_map.declared))
    return spelt | {
        "source": Code(f"{speller.call('without')}(data, declared)"),
        "declared": js_strings(open_map.declared),
        "taken": Code(f"{others[:-1].rstrip().rstrip(',')}, ...declared]"),  # two commas would make a hole
    }


def _attributes(attributes: model.Attributes, speller: expressions.Speller) -> Context:
    speller.call("present")
    undeclared: Code | None = None
    if attributes.undeclared_except is not None:
        speller.call("customAttributes")
        undeclared = Code(f"{speller.call('without')}(data, {js_strings(attributes.undeclared_except)})")
    return {
        "undeclared": undeclared,
        "fields": [_attribute(attribute, speller) for attribute in attributes.fields],
        "updated": _update(attributes.update_existing_only),
    }


def _attribute(attribute: model.Attribute, speller: expressions.Speller) -> Code:
    """Return a member of the object of attributes."""
    value = speller.value(attribute.conversion, speller.read(attribute.path))
    if attribute.when is not None:
        condition = speller.value(model.Boolean(), speller.read(attribute.when))
        value = Code(f"{condition} ? {value} : undefined")
    if attribute.named_by is None:
        return Code(f"{js_key(attribute.name)}: {value}")
    label = speller.read(attribute.named_by)
    return Code(f"...{speller.call('labelled')}({js_string(attribute.name)}, {label}, {value})")


def _purchase(purchase: model.Purchase, speller: expressions.Speller) -> Context:
    speller.call("purchase")
    origins = (purchase.product, purchase.price, purchase.currency, purchase.quantity)
    return {
        "condition": Code(" &&\n    ".join(_condition(each, speller) for each in purchase.conditions)),
        "arguments": Code(
            ", ".join(speller.read(each) if isinstance(each, tuple) else js_scalar(each) for each in origins)
        ),
        "update_existing_only": js_boolean(purchase.update_existing_only),
    }


def _condition(condition: model.Condition, speller: expressions.Speller) -> Code:
    value = speller.value(condition.conversion, speller.read(condition.path))
    if len(condition.values) == 1:
        return Code(f"{value} === {js_scalar(condition.values[0])}")
    return Code(f"[{', '.join(js_scalar(each) for each in condition.values)}].includes({value})")


def _update(update_existing_only: bool) -> Code:
    flag = js_boolean(update_existing_only)
    updated = f"[Object.assign(attributes, identity, {{ _update_existing_only: {flag} }})]"
    return Code(f"Object.keys(attributes).length > 0 ? {updated} : []")
