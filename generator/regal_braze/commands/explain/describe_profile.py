"""Describe what is written to the profile, and purchases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from regal_braze.braze import limits
from regal_braze.commands.explain import facts
from regal_braze.commands.explain.words import condition_words, path_words, quoted, type_words, value_words
from regal_braze.commands.explain.workspace_lines import place_of
from regal_braze.plan import conversions, model
from regal_braze.schema.annotation import attribute_targets
from regal_braze.schema.load import EventSchema

_NULLS = "A value that is null is left out: it would erase the profile's."
_CLEARED = "What the agent has cleared is cleared in Braze too."
_ADDRESSES = "Where an e-mail address or phone number identifies the contact, neither of the two is written."
_OWN_NAMES = (
    "firstName and lastName become first_name and last_name, email and phone keep their names",
    "a name that Braze reserves gets regal_ before it",
)


def describe_attributes(attributes: model.Attributes, schema: EventSchema, drops_addresses: bool) -> facts.Profile:
    """Return what is written beside an event."""
    pointers = {target.name: target.pointer for target in attribute_targets(schema.annotation)}
    described = [_attribute(each, schema, pointers.get(each.name)) for each in attributes.fields]
    if attributes.undeclared_except is not None:
        notes = ("each property that the schema does not declare", *_OWN_NAMES)
        described.append(facts.Attribute("<key>", "<key>", type_words(conversions.AttributeValue()), None, notes))
    return facts.Profile(tuple(described), _NULLS, (_ADDRESSES,) * drops_addresses, attributes.update_existing_only)


def describe_changes(changes: model.Changes, drops_addresses: bool) -> facts.Profile:
    """Return what is written of an agent's edit."""
    source = path_words((changes.source,))
    one = facts.Attribute(
        "<key>",
        f"{source}.<key>.new_value or {source}.<section>.<key>.new_value",
        type_words(conversions.AttributeValue()),
        None,
        ("each field that was changed; an address must be usable as one", *_OWN_NAMES),
    )
    return facts.Profile((one,), _CLEARED, (_ADDRESSES,) * drops_addresses, changes.update_existing_only)


def describe_purchases(purchases: Iterable[model.Purchase]) -> facts.Purchases:
    """Return the purchases that an event also is, of which there is at least one."""
    described = list(purchases)
    return facts.Purchases(tuple(_purchase(each) for each in described), described[0].update_existing_only)


def _attribute(attribute: model.Attribute, schema: EventSchema, pointer: str | None) -> facts.Attribute:
    name = attribute.name
    if attribute.named_by is not None:
        name += f"<{path_words(attribute.named_by)}>"
    return facts.Attribute(
        name,
        path_words(attribute.path),
        type_words(attribute.conversion),
        None if attribute.when is None else condition_words(attribute.when, (True,)),
        tuple(_asked_by(schema, pointer)) if pointer else (),
    )


def _asked_by(schema: EventSchema, pointer: str) -> Iterator[str]:
    place = place_of(schema, pointer)
    if place:
        yield f"asked for by {place}"


def _purchase(purchase: model.Purchase) -> facts.Purchase:
    quantity = purchase.quantity
    most = f"1 to {limits.PURCHASE_QUANTITY}, 1 where it says nothing"
    return facts.Purchase(
        tuple(condition_words(each.path, each.values) for each in purchase.conditions),
        quoted(purchase.product) if isinstance(purchase.product, str) else path_words(purchase.product),
        path_words(purchase.price) if isinstance(purchase.price, tuple) else value_words(purchase.price),
        quoted(purchase.currency) if isinstance(purchase.currency, str) else path_words(purchase.currency),
        f"{path_words(quantity)} ({most})" if isinstance(quantity, tuple) else str(quantity),
    )
