"""Describe what Braze gets in detail: properties, attributes of the profile, and purchases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from regal_braze.braze import limits
from regal_braze.documents.pointer import escape
from regal_braze.explain import facts
from regal_braze.explain.words import (
    condition_words,
    nested_properties,
    path_words,
    source_words,
    type_words,
    value_words,
)
from regal_braze.plan import conversions, model
from regal_braze.schema.annotation import attribute_targets, legal_name
from regal_braze.schema.load import EventSchema, place_of

_NULLS = "A null is left out, because it would delete the value in the profile."
_CLEARED = "If the agent cleared a value, Braze clears it too."
_ADDRESSES = (
    "If an email address identifies the contact, no other email address is written. If a phone number identifies the"
    " contact, no email address and no phone number is written."
)
_UNDECLARED = "each property that the schema does not declare"
_ATTRIBUTE_NAMES = (
    "firstName and lastName become first_name and last_name, email and phone keep their names",
    "a name that Braze reserves gets the prefix regal_",
)


def describe_properties(
    fields: Iterable[conversions.Field], schema: EventSchema, reserved: str
) -> Iterator[facts.PropertyFact]:
    """Yield each field with its nested keys; `reserved` is the reason for a prefix, with {} in place of the name."""
    declared = schema.properties.get("properties", {})
    for field in fields:
        source = source_words(field)
        notes = (*_name_notes(field, schema, reserved), *_setting_notes(field, schema))
        meaning = declared.get(field.sources[0], {}).get("description", "")
        yield facts.PropertyFact(field.name, source, type_words(field.conversion), notes, meaning)
        yield from nested_properties(field.name, source, field.conversion)


def describe_entries(open_map: model.OpenMap) -> facts.PropertyFact:
    """Return the line for all entries of an open map."""
    if open_map.source is None:
        source, entries = "<key>", _UNDECLARED
    else:
        name = path_words((open_map.source,))
        source, entries = f"{name}.<key>", f"each entry of {name}"
    notes = (
        entries,
        f"a name that is already used gets the prefix {open_map.prefix}",
        f"up to {open_map.room // 1000} KB in total",
        f"up to {limits.PROPERTY_COUNT} properties per event, with the declared ones",
    )
    return facts.PropertyFact("<key>", source, type_words(open_map.item), notes)


def describe_attributes(attributes: model.Attributes, schema: EventSchema, drops_addresses: bool) -> facts.ProfileFact:
    """Return what is written to the profile with an event."""
    pointers = {target.name: target.pointer for target in attribute_targets(schema.annotation)}
    described = [_attribute(attribute, schema, pointers.get(attribute.name)) for attribute in attributes.fields]
    if attributes.undeclared_except is not None:
        notes = (_UNDECLARED, *_ATTRIBUTE_NAMES)
        described.append(facts.AttributeFact("<key>", "<key>", type_words(conversions.AttributeValue()), None, notes))
    addresses = (_ADDRESSES,) if drops_addresses else ()
    return facts.ProfileFact(tuple(described), _NULLS, addresses, attributes.update_existing_only)


def describe_changes(changes: model.Changes, drops_addresses: bool) -> facts.ProfileFact:
    """Return what is written to the profile after an agent's edit."""
    source = path_words((changes.source,))
    attribute = facts.AttributeFact(
        "<key>",
        f"{source}.<key>.new_value or {source}.<section>.<key>.new_value",
        type_words(conversions.AttributeValue()),
        None,
        ("each field that was changed; email and phone only if they are usable", *_ATTRIBUTE_NAMES),
    )
    addresses = (_ADDRESSES,) if drops_addresses else ()
    return facts.ProfileFact((attribute,), _CLEARED, addresses, changes.update_existing_only)


def _name_notes(field: conversions.Field, schema: EventSchema, reserved: str) -> Iterator[str]:
    """Yield why a property has another name than Regal's."""
    source = field.sources[0]
    renamed = schema.annotation.get("rename", {}).get(source)
    wanted = renamed or legal_name(source) or source
    if renamed is not None:
        yield f"renamed by {place_of(schema, f'/x-braze/rename/{escape(source)}') or 'the schema'}"
    elif wanted != source:
        yield "Braze refuses a name with outer spaces or a leading $"
    if field.name != wanted:
        yield reserved.format(path_words((wanted,)))


def _setting_notes(field: conversions.Field, schema: EventSchema) -> Iterator[str]:
    """Yield where the workspace sets how a property is converted or limited."""
    for key, words in (("convert", "converted"), ("limits", "limited")):
        pointer = f"/x-braze/{key}/{escape(field.sources[0])}"
        if pointer in schema.origins:
            yield f"{words} by {place_of(schema, pointer)}"


def _attribute(attribute: model.Attribute, schema: EventSchema, pointer: str | None) -> facts.AttributeFact:
    name = attribute.name
    if attribute.named_by is not None:
        name += f"<{path_words(attribute.named_by)}>"
    place = place_of(schema, pointer) if pointer else None
    return facts.AttributeFact(
        name,
        path_words(attribute.path),
        type_words(attribute.conversion),
        None if attribute.when is None else condition_words(attribute.when, (True,)),
        (f"set in {place}",) if place else (),
    )


def describe_order(order: model.Order) -> facts.OrderFact:
    """Return an order that is sent with an event."""
    values = [(value.name, _source(value.source)) for value in order.values]
    for product in order.products:
        values += [(f"products: {value.name}", _source(value.source)) for value in product]
    return facts.OrderFact(order.event, _conditions(order), tuple(values))


def _source(source: model.Scalar | model.Path | model.EventId) -> str:
    if isinstance(source, model.EventId):
        return "the id of the event"
    return path_words(source) if isinstance(source, tuple) else value_words(source)


def describe_purchase(purchase: model.Purchase) -> facts.PurchaseFact:
    """Return a purchase that is sent with an event."""
    product, price, currency, quantity = map(
        _source, (purchase.product, purchase.price, purchase.currency, purchase.quantity)
    )
    if isinstance(purchase.quantity, tuple):
        quantity += f" (1 to {limits.PURCHASE_QUANTITY}; 1 if it is missing)"
    return facts.PurchaseFact(_conditions(purchase), product, price, currency, quantity)


def _conditions(sale: model.Purchase | model.Order) -> tuple[str, ...]:
    return tuple(condition_words(condition.path, condition.values) for condition in sale.conditions)
