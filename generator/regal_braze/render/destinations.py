"""The context of a destination's template: what Braze gets of an event, as source text."""

from __future__ import annotations

from regal_braze.plan import conversions, model
from regal_braze.render import contexts
from regal_braze.render.expressions import Expressions
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
from regal_braze.schema.annotation import EVENT_ID_PROPERTY


def destination_context(plan: model.Transformation, expressions: Expressions, time: Code) -> contexts.Destination:
    """Return the context of the destination's template; `time` is the expression of the event's time."""
    match plan.destination:
        case model.Track() as track:
            return _track(track, drops_addresses(plan), expressions, time)
        case model.Changes() as changes:
            expressions.call("customAttributes", "newValues")
            return contexts.Changes(
                source=js_member("data", changes.source),
                updated=_update(changes.update_existing_only),
                drops_addresses=drops_addresses(plan),
            )
        case model.Subscription() as subscription:
            return contexts.Subscription(
                groups=tuple(contexts.Group(js_key(name), js_string(group)) for name, group in subscription.groups),
                channel=js_member("data", subscription.channel),
                state=js_string(subscription.state),
                update_existing_only=js_boolean(subscription.update_existing_only),
            )
        case model.Catalog() as catalog:
            expressions.call("present", "convert", "itemId")
            return contexts.Catalog(
                catalog=js_string(catalog.name),
                id=js_member("data", catalog.id_source),
                message=_no_item_id(catalog.id_source),
                fields=_fields(catalog.fields, expressions),
                moved=_moved(catalog.fields, expressions),
                time_key=js_key(catalog.time_field),
                time=time,
            )
        case model.ObjectCatalogs() as objects:
            return _objects(objects, plan.event, expressions, time)


def uses_time(destination: model.Destination) -> bool:
    """Return whether the time of the event is part of the request."""
    match destination:
        case model.Track() | model.Catalog():
            return True
        case model.ObjectCatalogs(types=types):
            return any(object_type.time_field for object_type in types)
        case _:
            return False


def drops_addresses(plan: model.Transformation) -> bool:
    """Return whether attributes may hold an address next to one that identifies."""
    by_address = plan.identity and any(each.kind in ("email", "phone") for each in plan.identity.identifiers)
    match plan.destination:
        case model.Track(attributes=model.Attributes(fields, undeclared)) if by_address:
            return undeclared is not None or any(field.name in ("email", "phone") for field in fields)
        case destination:
            return bool(by_address) and isinstance(destination, model.Changes)


def _track(track: model.Track, drops: bool, expressions: Expressions, time: Code) -> contexts.Track:
    event = track.event
    expressions.call("convert")
    if event.nulls == "omit":
        expressions.call("present")
    return contexts.Track(
        event_name=js_string(event.name),
        time=time,
        fields=_fields(event.fields, expressions),
        moved=_moved(event.fields, expressions),
        event_id=Code(" ?? ".join(js_member("event", *path) for path in event.event_id)),
        event_id_member=js_member("properties", EVENT_ID_PROPERTY),
        open_maps=tuple(_open_map(open_map, expressions) for open_map in event.open_maps),
        properties=Code("properties: present(properties)" if event.nulls == "omit" else "properties"),
        attributes=_attributes(track.attributes, drops, expressions) if track.attributes else None,
        purchases=tuple(_purchase(purchase, expressions) for purchase in track.purchases),
        update_existing_only=js_boolean(event.update_existing_only),
    )


def _objects(
    objects: model.ObjectCatalogs, event: str, expressions: Expressions, time: Code
) -> contexts.ObjectCatalogs:
    expressions.call("present", "pick", "own", "itemId")
    source = Code("data")
    if objects.changes is not None:
        expressions.call("newValues")
        source = Code(f"newValues(object({js_member('data', objects.changes)}))")
    return contexts.ObjectCatalogs(
        types=tuple(
            contexts.ObjectType(
                key=js_key(object_type.object_type),
                catalog=js_string(object_type.catalog),
                fields=_fields(object_type.fields, expressions, indent="      "),
                time_key=js_string(object_type.time_field) if object_type.time_field else None,
            )
            for object_type in objects.types
        ),
        type=js_member("data", objects.type_source),
        without_catalog=Code(f"Expected the event {event} of a type that has a catalog"),
        id=js_member("data", objects.id_source),
        message=_no_item_id(objects.id_source),
        source=source,
        time=time if uses_time(objects) else None,
    )


def _no_item_id(source: str) -> Code:
    return js_string(f"No usable item id: looked for properties.{source}")


def _fields(fields: tuple[conversions.Field, ...], expressions: Expressions, indent: str = "  ") -> contexts.Pairs:
    """Return the fields that keep their name: one table converts them."""
    return tuple(
        (js_key(field.name), expressions.conversion(field.conversion, indent))
        for field in fields
        if field.sources == (field.name,)
    )


def _moved(fields: tuple[conversions.Field, ...], expressions: Expressions) -> tuple[contexts.MovedField, ...]:
    """Return the fields that get another name, or come from several."""
    moved = [field for field in fields if field.sources != (field.name,)]
    if moved:
        expressions.call("set")
    return tuple(
        contexts.MovedField(
            name=js_string(field.name),
            type=expressions.conversion(field.conversion),
            candidates=Code(", ".join(js_member("data", source) for source in field.sources)),
        )
        for field in moved
    )


def _open_map(open_map: model.OpenMap, expressions: Expressions) -> contexts.OpenMap:
    expressions.call("spread")
    prefix, room = js_string(open_map.prefix), js_number(open_map.room)
    if open_map.source is not None:
        source = Code(f"{expressions.call('object')}({js_member('data', open_map.source)})")
        return contexts.OpenMap(source, prefix, js_strings(open_map.taken), room, None)
    source = Code(f"{expressions.call('without')}(data, declared)")
    others = js_strings(tuple(name for name in open_map.taken if name not in open_map.declared))
    taken = Code(f"{others[:-1].rstrip().rstrip(',')}, ...declared]")  # two commas would make a hole
    return contexts.OpenMap(source, prefix, taken, room, js_strings(open_map.declared))


def _attributes(attributes: model.Attributes, drops: bool, expressions: Expressions) -> contexts.Attributes:
    expressions.call("present")
    undeclared: Code | None = None
    if attributes.undeclared_except is not None:
        expressions.call("customAttributes")
        undeclared = Code(f"{expressions.call('without')}(data, {js_strings(attributes.undeclared_except)})")
    return contexts.Attributes(
        undeclared=undeclared,
        fields=tuple(_attribute(attribute, expressions) for attribute in attributes.fields),
        updated=_update(attributes.update_existing_only),
        drops_addresses=drops,
    )


def _attribute(attribute: model.Attribute, expressions: Expressions) -> Code:
    """Return a member of the object of attributes."""
    value = expressions.value(attribute.conversion, expressions.read(attribute.path))
    if attribute.when is not None:
        condition = expressions.value(conversions.Boolean(), expressions.read(attribute.when))
        value = Code(f"{condition} ? {value} : undefined")
    if attribute.named_by is None:
        return Code(f"{js_key(attribute.name)}: {value}")
    label = expressions.read(attribute.named_by)
    return Code(f"...{expressions.call('labelled')}({js_string(attribute.name)}, {label}, {value})")


def _purchase(purchase: model.Purchase, expressions: Expressions) -> contexts.Purchase:
    expressions.call("purchase")
    origins = (purchase.product, purchase.price, purchase.currency, purchase.quantity)
    arguments = [expressions.read(origin) if isinstance(origin, tuple) else js_scalar(origin) for origin in origins]
    return contexts.Purchase(
        condition=Code(" &&\n    ".join(_condition(condition, expressions) for condition in purchase.conditions)),
        arguments=Code(", ".join(arguments)),
        update_existing_only=js_boolean(purchase.update_existing_only),
    )


def _condition(condition: model.Condition, expressions: Expressions) -> Code:
    value = expressions.value(condition.conversion, expressions.read(condition.path))
    if len(condition.values) == 1:
        return Code(f"{value} === {js_scalar(condition.values[0])}")
    return Code(f"[{', '.join(js_scalar(accepted) for accepted in condition.values)}].includes({value})")


def _update(update_existing_only: bool) -> Code:
    flag = js_boolean(update_existing_only)
    updated = f"[Object.assign(attributes, identity, {{ _update_existing_only: {flag} }})]"
    return Code(f"Object.keys(attributes).length > 0 ? {updated} : []")
