"""Plan the fields of catalog items: longer texts, lists of texts only, and fewer keys in open values (M15)."""

from __future__ import annotations

from regal_braze.braze import limits
from regal_braze.immutable import replace
from regal_braze.plan.conversions import CatalogValue, Conversion, Field, ListOf, MapOf, Open, OpenObject, Record, Text
from regal_braze.plan.fields import value_conversion
from regal_braze.schema.annotation import declared_at, types_of
from regal_braze.schema.load import EventSchema


def item_conversion(schema: EventSchema, name: str) -> Conversion:
    """Return the conversion of the property `name` as a field of a catalog item, whatever the settings (M15)."""
    if types_of(declared_at(schema.properties, (name,))) == ("array",):
        return ListOf(Text(limit=limits.CATALOG_STRING_LIMIT), limits.CATALOG_LIST_ITEMS)
    return _for_catalog(value_conversion(schema, (name,)))


def for_catalog(field: Field) -> Field:
    """Return a declared field as a field of a catalog item."""
    return replace(field, conversion=_for_catalog(field.conversion))


def _for_catalog(conversion: Conversion) -> Conversion:
    match conversion:
        case Open() | OpenObject():
            return CatalogValue()
        case Text(_, limit, long):
            return Text(limit=limits.CATALOG_STRING_LIMIT if limit == limits.STRING_LIMIT else limit, long=long)
        case ListOf(_, limit):
            return ListOf(Text(limit=limits.CATALOG_STRING_LIMIT), min(limit, limits.CATALOG_LIST_ITEMS))
        case MapOf(item, fields):
            return MapOf(_for_catalog(item), tuple(map(for_catalog, fields)))
        case Record(fields):
            return Record(tuple(map(for_catalog, fields)))
        case _:
            return conversion
