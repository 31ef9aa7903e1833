"""Conversions: how one value becomes what Braze accepts (M7 to M11).

A value that cannot be converted is left out. Null stays null, unless the plan of its event says otherwise.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from regal_braze.braze import limits
from regal_braze.immutable import Immutable


class Text(Immutable):
    """A string of at most `limit` UTF-16 units; a number becomes a string.

    A longer string is cut, or left out if `long` is "omit" (M9). As an item of a list, a date-time is left out (M11).
    """

    in_list: bool = False
    limit: int = limits.STRING_LIMIT
    long: Literal["cut", "omit"] = "cut"


class Number(Immutable):
    """A number within +-(2**53 - 1), or a string that contains one in decimal notation.

    Braze has one type of number. JavaScript does not represent larger numbers exactly.
    """


class Boolean(Immutable):
    """true or false, or the string "true" or "false" in any case."""


class Open(Immutable):
    """Any JSON value: each leaf by its own type, keys made valid, at most five levels of nesting (M10).

    As an item of a list, a date-time is left out (M11). `room`: see `ListOf`.
    """

    in_list: bool = False
    room: int | None = None


class OpenObject(Immutable):
    """An object with any keys, converted like `Open`. Other types are left out."""

    room: int | None = None


class IsoTime(Immutable):
    """An ISO 8601 time in UTC, from any form of time that M6 lists."""


class UnixSeconds(Immutable):
    """Whole unix seconds, from any form of time that M6 lists."""


class ListOf(Immutable):
    """The first `limit` items that can be converted, or the last ones if `newest`; null items are left out (M11).

    `room` is the list's share of the 100 KB that all properties may take, in bytes of JSON in UTF-8. Items that do not
    fit into the rest of it are left out. It is None inside a value that has a share.
    """

    item: Conversion
    limit: int
    room: int | None = None
    newest: bool = False


class MapOf(Immutable):
    """An object with any keys, made valid, whose values have one type; `fields` are declared besides (M8).

    `room`: see `ListOf`.
    """

    item: Conversion
    fields: tuple[Field, ...] = ()
    room: int | None = None


class Record(Immutable):
    """An object with declared fields."""

    fields: tuple[Field, ...]


class Row(Immutable):
    """An array whose cells become named fields; `fields[i].sources` is `(str(i),)`."""

    fields: tuple[Field, ...]


class EmailAddress(Immutable):
    """An email address with one @ (M4)."""


class PhoneNumber(Immutable):
    """A phone number that is E.164 after removing spaces, dots, dashes and parentheses (M4)."""


class AttributeValue(Immutable):
    """Any JSON value as a custom attribute (M12).

    It differs from `Open`: no nulls below the top level; no spaces, dots and dollars in nested keys, nor names of
    Braze's commands (M5); unique items in lists. A list at the top level keeps `limit` items.
    """

    limit: int = limits.ARRAY_ITEMS


class CatalogValue(Immutable):
    """Any JSON value as a field of a catalog item (M15): lists become lists of texts, and there are no nulls."""


Conversion: TypeAlias = (
    Text | Number | Boolean | Open | OpenObject | IsoTime | UnixSeconds | ListOf | MapOf | Record | Row
    | EmailAddress | PhoneNumber | AttributeValue | CatalogValue
)  # fmt: skip


class Field(Immutable):
    """One key that Braze gets. `sources` are the keys that it is read from: the first one that is present counts."""

    name: str
    sources: tuple[str, ...]
    conversion: Conversion
