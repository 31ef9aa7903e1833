"""The context of a destination's template: what Braze gets of an event, as source text."""

from __future__ import annotations

from collections.abc import Collection

from regal_braze.plan import conversions, model
from regal_braze.plan.conversions import Field
from regal_braze.render import contexts
from regal_braze.render.expressions import Expressions, in_lines
from regal_braze.render.literals import Code, js_key, js_member, js_scalar, js_string, js_strings
from regal_braze.schema.annotation import EVENT_ID_PROPERTY

_TIME = Code("happenedAt()")

_USABLE = {
    "text": "filledText",
    "currency": "currencyCode",
    "number": "number",
    "amount": "amount",
    "count": "count",
}
"""The function that returns a usable value of each kind, or undefined."""


def destination_context(plan: model.Transformation, expressions: Expressions) -> contexts.Destination:
    """Return the context of the destination's template."""
    match plan.destination:
        case model.Track() as track:
            return _track(plan, track, expressions)
        case model.Changes() as changes:
            expressions.call("customAttributes", "newValues", "asObject")
            return contexts.Changes(
                source=js_member("properties", changes.source),
                updated=_update(changes.update_existing_only, _reachable(plan)),
                drops_addresses=drops_addresses(plan),
            )
        case model.Subscription() as subscription:
            return contexts.Subscription(
                groups=tuple(contexts.Group(js_key(name), js_string(group)) for name, group in subscription.groups),
                attributes=Code(
                    ", ".join(f"{js_key(key)}: {js_string(name)}" for key, name in subscription.attributes)
                ),
                known=Code("{ ...groups, ...attributes }" if subscription.attributes else "groups"),
                synonyms=Code(", ".join(f"{js_key(key)}: {js_string(of)}" for key, of in subscription.synonyms)),
                reachable=_reachable(plan),
                channel=Code(f"text({js_member('properties', subscription.channel)})?.trim().toLowerCase()"),
                unknown=Code(f"No known channel: looked for {', '.join(subscription.channels)}"),
                state=js_string(subscription.state),
                is_subscribed=js_scalar(subscription.state == "subscribed"),
                update_existing_only=js_scalar(subscription.update_existing_only),
            )
        case model.Catalog() as catalog:
            expressions.call("withoutNulls", "convert", "itemId")
            return contexts.Catalog(
                catalog=js_string(catalog.name),
                id=js_member("properties", catalog.id_source),
                message=_no_item_id(catalog.id_source),
                types=expressions.table(_in_place(catalog.fields)),
                moved=_moved(catalog.fields, expressions),
                time_key=js_key(catalog.time_field),
                time=_TIME,
            )
        case model.ObjectCatalogs() as objects:
            return _objects(objects, plan.event, expressions)


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
    identifiers = plan.identity.identifiers if plan.identity else ()
    by_address = any(identifier.kind in ("email", "phone") for identifier in identifiers)
    match plan.destination:
        case model.Track(attributes=model.Attributes(fields, undeclared)) if by_address:
            return undeclared is not None or any(field.name in ("email", "phone") for field in fields)
        case destination:
            return by_address and isinstance(destination, model.Changes)


def _track(plan: model.Transformation, track: model.Track, expressions: Expressions) -> contexts.Track:
    """Return the context of a custom event, which is the destination of the plan."""
    event = track.event
    event_id = Code(" ?? ".join(js_member("event", *path) for path in event.event_id))
    expressions.call("convert")
    if event.nulls == "omit":
        expressions.call("withoutNulls")
    return contexts.Track(
        event_name=js_string(event.name),
        time=_TIME,
        types=expressions.table(_in_place(event.fields)),
        moved=_moved(event.fields, expressions),
        event_id=event_id,
        event_id_member=js_member("eventProperties", EVENT_ID_PROPERTY),
        open_maps=tuple(
            _open_map(open_map, event.fields, expressions, is_first=index == 0)
            for index, open_map in enumerate(event.open_maps)
        ),
        properties=Code("withoutNulls(eventProperties)" if event.nulls == "omit" else "eventProperties"),
        attributes=_attributes(plan, track.attributes, expressions) if track.attributes else None,
        purchases=tuple(_purchase(purchase, expressions) for purchase in track.purchases),
        orders=tuple(_order(order, event_id, expressions) for order in track.orders),
        update_existing_only=js_scalar(event.update_existing_only),
    )


def _objects(objects: model.ObjectCatalogs, event: str, expressions: Expressions) -> contexts.ObjectCatalogs:
    expressions.call("withoutNulls", "convert", "itemId")
    source = Code("properties")
    if objects.changes is not None:
        expressions.call("newValues")
        source = Code(f"newValues(asObject({js_member('properties', objects.changes)}))")
    return contexts.ObjectCatalogs(
        types=tuple(
            contexts.ObjectType(
                key=js_key(object_type.object_type),
                catalog=js_string(object_type.catalog),
                types=expressions.table(object_type.fields, indent="    "),
                time_key=js_string(object_type.time_field) if object_type.time_field else None,
            )
            for object_type in objects.types
        ),
        type=js_member("properties", objects.type_source),
        without_catalog=Code(f"Expected the event {event} of a type that has a catalog"),
        id=js_member("properties", objects.id_source),
        message=_no_item_id(objects.id_source),
        source=source,
        time=_TIME if uses_time(objects) else None,
    )


def _no_item_id(source: str) -> Code:
    return js_string(f"No usable item id: looked for properties.{source}")


def _in_place(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Return the fields that keep their name: one table converts them."""
    return tuple(field for field in fields if field.sources == (field.name,))


def _moved(fields: tuple[Field, ...], expressions: Expressions) -> tuple[contexts.MovedField, ...]:
    """Return the fields that get another name, or come from several."""
    moved = [field for field in fields if field.sources != (field.name,)]
    if moved:
        expressions.call("setFirst")
    return tuple(
        contexts.MovedField(
            name=js_string(field.name),
            type=expressions.conversion(field.conversion),
            candidates=Code(", ".join(js_member("properties", source) for source in field.sources)),
        )
        for field in moved
    )


def _open_map(
    open_map: model.OpenMap, fields: tuple[Field, ...], expressions: Expressions, is_first: bool
) -> contexts.OpenMap:
    """Return an open map; the names in the table of `fields` are read from the table instead of repeated."""
    expressions.call("flattened", "withinRoom", "addProperties")
    prefix, room = js_string(open_map.prefix), js_scalar(open_map.room)
    item = None if open_map.item == conversions.Open() else expressions.conversion(open_map.item)
    named = {field.name for field in _in_place(fields)}
    before = () if is_first else ("Object.keys(eventProperties)",)
    if open_map.source is not None:
        source = Code(f"{expressions.call('asObject')}({js_member('properties', open_map.source)})")
        taken = js_strings(_without(open_map.taken, named), "Object.keys(types)", *before, indent="  ")
        return contexts.OpenMap(source, prefix, taken, room, item, None)
    source = Code(f"{expressions.call('without')}(properties, declared)")
    declared = js_strings(_without(open_map.declared, named), "Object.keys(types)")
    taken = js_strings(_without(open_map.taken, open_map.declared), "declared", *before, indent="  ")
    return contexts.OpenMap(source, prefix, taken, room, item, declared)


def _without(names: tuple[str, ...], others: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in others)


def _attributes(
    plan: model.Transformation, attributes: model.Attributes, expressions: Expressions
) -> contexts.Attributes:
    expressions.call("withoutNulls")
    undeclared: Code | None = None
    if attributes.undeclared_except is not None:
        expressions.call("customAttributes")
        undeclared = Code(f"{expressions.call('without')}(properties, {js_strings(attributes.undeclared_except)})")
    return contexts.Attributes(
        undeclared=undeclared,
        fields=tuple(_attribute(attribute, expressions) for attribute in attributes.fields),
        updated=_update(attributes.update_existing_only, _reachable(plan)),
        drops_addresses=drops_addresses(plan),
    )


def _attribute(attribute: model.Attribute, expressions: Expressions) -> Code:
    """Return a member of the object of attributes."""
    value = expressions.value(attribute.conversion, expressions.read(attribute.path))
    if attribute.when is not None:
        condition = expressions.value(conversions.Boolean(), expressions.read(attribute.when))
        gap = "\n    " if len(condition) + len(value) > 80 else " "
        value = Code(f"{condition}{gap}? {value} : undefined")
    if attribute.named_by is None:
        return Code(f"{js_key(attribute.name)}: {value}")
    label = expressions.read(attribute.named_by)
    return Code(f"...{expressions.call('labeled')}({js_string(attribute.name)}, {label}, {value})")


def _update(update_existing_only: bool, reachable: Code | None) -> Code:
    members = [*([reachable] if reachable else []), "...attributes", "...identity"]
    updated = f"[{{ {', '.join(members)}, _update_existing_only: {js_scalar(update_existing_only)} }}]"
    return Code(f"Object.keys(attributes).length > 0\n    ? {updated}\n    : []")


def _reachable(plan: model.Transformation) -> Code | None:
    """Return the member that makes a profile reachable that is known by an alias, which is a phone number (M4)."""
    if plan.identity is None or all(identifier.kind != "user_alias" for identifier in plan.identity.identifiers):
        return None
    return Code("...(identity.user_alias && { phone: identity.user_alias.alias_name })")


def _purchase(purchase: model.Purchase, expressions: Expressions) -> contexts.Purchase:
    expressions.call("purchase")
    origins = (purchase.product, purchase.price, purchase.currency, purchase.quantity)
    arguments = [expressions.read(origin) if isinstance(origin, tuple) else js_scalar(origin) for origin in origins]
    return contexts.Purchase(
        condition=_conditions(purchase.conditions, expressions),
        arguments=Code(", ".join(arguments)),
        update_existing_only=js_scalar(purchase.update_existing_only),
    )


def _order(order: model.Order, event_id: Code, expressions: Expressions) -> contexts.Order:
    """Return the context of an order; `event_id` is the value of Regal's event id."""
    expressions.call("order")
    products = ""
    for product in order.products:
        members = _values(product, event_id, expressions)
        on_one_line = f"{{ {', '.join(members)} }}"
        products += f"\n        {on_one_line if len(on_one_line) <= 100 else in_lines(members, '        ')},"
    properties = [*_values(order.values, event_id, expressions), f"products: [{products}\n      ]"]
    return contexts.Order(
        condition=_conditions(order.conditions, expressions) if order.conditions else None,
        event=js_string(order.event),
        properties=in_lines(properties, "    "),
        update_existing_only=js_scalar(order.update_existing_only),
    )


def _conditions(conditions: tuple[model.Condition, ...], expressions: Expressions) -> Code:
    written = []
    for condition in conditions:
        value = expressions.value(condition.conversion, expressions.read(condition.path))
        first, *others = map(js_scalar, condition.values)
        written.append(f"[{', '.join((first, *others))}].includes({value})" if others else f"{value} === {first}")
    return Code(" &&\n    ".join(written))


def _values(values: tuple[model.OrderValue, ...], event_id: Code, expressions: Expressions) -> list[str]:
    """Return the members of an order or a product."""
    members = []
    for value in values:
        match value.source:
            case model.EventId():
                source = f"{expressions.call('filledText')}({event_id})"
            case tuple(path):
                source = f"{expressions.call(_USABLE[value.kind])}({expressions.read(path)})"
            case literal:
                source = js_scalar(literal)
        members.append(f"{value.name}: {source}")
    return members
