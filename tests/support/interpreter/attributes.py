"""Attributes: of an event (M12), or from an agent's edit (M13)."""

from __future__ import annotations

from collections.abc import Callable

from regal_braze.braze.limits import RESERVED_ATTRIBUTES
from regal_braze.plan.conversions import AttributeValue, Boolean, Conversion, EmailAddress, PhoneNumber, Text
from regal_braze.plan.model import Attributes, Changes
from support.interpreter.conversions import convert, is_object, read_phone
from support.interpreter.entries import LEFT_OUT, collect, legal_name, sorted_entries
from support.interpreter.identity import Identified, as_object, read
from support.interpreter.text import trim

_OWN_FIELDS = {"firstName": "first_name", "lastName": "last_name", "email": "email", "phone": "phone"}
_OWN_CONVERSIONS: dict[str, Conversion] = {
    "first_name": Text(),
    "last_name": Text(),
    "email": EmailAddress(),
    "phone": PhoneNumber(),
}


def event_attributes(
    plan: Attributes, properties: dict[str, object], identified: Identified
) -> list[dict[str, object]]:
    """Return a list with the attributes object of an event, or an empty list."""
    attributes: dict[str, object] = {}
    if plan.undeclared_except is not None:
        undeclared = {key: value for key, value in properties.items() if key not in plan.undeclared_except}
        found = collect(sorted_entries(undeclared), _attribute_name, _attribute(identified))
        attributes = {name: value for name, value in found.items() if value is not None}
    for field in plan.fields:
        value = read(properties, field.path)
        if value is LEFT_OUT or value is None:
            continue
        if field.when is not None and convert(Boolean(), read(properties, field.when)) is not True:
            continue
        converted = _convert(field.conversion, value, identified)
        name = field.name if field.named_by is None else _labelled(field.name, read(properties, field.named_by))
        if converted is not LEFT_OUT and name is not None:
            attributes[name] = converted
    return attributes_objects(attributes, identified, update_existing_only=plan.update_existing_only)


def changed_attributes(plan: Changes, properties: dict[str, object], identified: Identified) -> list[dict[str, object]]:
    """Return a list with the attributes object of an edit, or an empty list if Braze can store nothing of it."""
    changed = new_values(as_object(properties.get(plan.source)))
    attributes = collect(sorted_entries(changed), _attribute_name, _attribute(identified))
    return attributes_objects(attributes, identified, update_existing_only=plan.update_existing_only)


def new_values(changes: dict[str, object]) -> dict[str, object]:
    """Return the new value of each name. A section with a `new_value` wins over an entry of another section.

    A section that holds pairs is a map of pairs, even if one of them is called `new_value`.
    """
    sections: dict[str, object] = {}
    mapped: dict[str, object] = {}
    for key, section in sorted_entries(changes):
        if not is_object(section):
            continue
        pairs = {inner: pair["new_value"] for inner, pair in section.items() if is_object(pair) and "new_value" in pair}
        mapped |= pairs
        if not pairs and "new_value" in section:
            sections[key] = section["new_value"]
    return {**mapped, **sections}


def attributes_objects(
    attributes: dict[str, object], identified: Identified, *, update_existing_only: bool
) -> list[dict[str, object]]:
    """Return the attributes with identifier and control key, which nothing overwrites (M5); [] without attributes."""
    dropped = {"email": ("email",), "phone": ("email", "phone")}.get(identified.kind, ())  # they would identify
    attributes = {name: value for name, value in attributes.items() if name not in dropped}
    if not attributes:
        return []
    if isinstance(alias := identified.keys.get("user_alias"), dict):  # an alias alone cannot be messaged
        attributes = {"phone": alias["alias_name"], **attributes}
    return [{**attributes, **identified.keys, "_update_existing_only": update_existing_only}]


def _labelled(prefix: str, label: object) -> str | None:
    """Return the name of an attribute that ends in a label from the payload."""
    end = convert(Text(), label)
    end = trim(end) if isinstance(end, str) else ""
    return legal_name(prefix + end) if end else None


def _attribute_name(key: str) -> str | None:
    name = legal_name(key)
    if name is None or name in _OWN_FIELDS:
        return None if name is None else _OWN_FIELDS[name]
    return f"regal_{name}" if name in RESERVED_ATTRIBUTES else name


def _attribute(identified: Identified) -> Callable[[str, object], object]:
    def convert_attribute(name: str, value: object) -> object:
        return None if value is None else _convert(_OWN_CONVERSIONS.get(name, AttributeValue()), value, identified)

    return convert_attribute


def _convert(conversion: Conversion, value: object, identified: Identified) -> object:
    if isinstance(conversion, PhoneNumber):
        return read_phone(value, identified.region) or LEFT_OUT
    return convert(conversion, value)
