"""Write the parts of a plan as JavaScript expressions, and record the helper functions that they call."""

from __future__ import annotations

from collections.abc import Iterable

from regal_braze.braze import limits
from regal_braze.plan import conversions, model
from regal_braze.render.literals import Code, js_key, js_list, js_member, js_scalar, js_string, js_strings
from regal_braze.workspace.settings import IdentifierKind


class Expressions:
    """Writes expressions for one body. `called` are the helpers that they and every body call."""

    def __init__(self) -> None:
        self.called = {"asObject", "text"}

    def call(self, helper: str, *others: str) -> Code:
        """Return the name of `helper`; record it, and the others."""
        self.called.add(helper)
        self.called.update(others)
        return Code(helper)

    def conversion(self, conversion: conversions.Conversion, indent: str = "") -> Code:
        """Return the expression of a function that returns its argument converted, or undefined."""
        match conversion:
            case conversions.ListOf(item, limit, room, newest):
                given = {"items": None if limit == limits.ARRAY_ITEMS else limit, "bytes": room}
                bounds = ", ".join(f"{name}: {bound}" for name, bound in given.items() if bound is not None)
                options = f", {{ {bounds} }}" if bounds else ""
                return Code(f"{self.call('newest' if newest else 'list')}({self.conversion(item, indent)}{options})")
            case conversions.MapOf(item, fields, room):
                types = f", {self._types(fields, indent)}" if fields else ""
                return self._in_room(Code(f"{self.call('mapOf')}({self.conversion(item, indent)}{types})"), room)
            case conversions.Record(fields):
                return Code(f"{self.call('record')}({self._types(fields, indent)})")
            case conversions.Row(fields):
                names = js_strings(tuple(field.name for field in fields))
                return Code(f"{self.call('row')}({names}, {self._types(fields, indent)})")
            case conversions.Open(in_list, room):
                return self._in_room(self.call("anyItem" if in_list else "anyValue"), room)
            case conversions.OpenObject(room):
                return self._in_room(self.call("anyObject"), room)
            case conversions.AttributeValue(limit) if limit != limits.ARRAY_ITEMS:
                return Code(f"{self.call('shortList')}({js_scalar(limit)})")
            case conversions.Text(in_list=True):
                return self.call("textInList")
            case conversions.Text(limit=limit, long="omit"):
                return Code(f"{self.call('shortText')}({js_scalar(limit)})")
            case conversions.Text(limit=limit) if limit != limits.STRING_LIMIT:
                return Code(f"{self.call('cutText')}({js_scalar(limit)})")
            case _:
                return self.call(_SIMPLE[type(conversion)])

    def value(self, conversion: conversions.Conversion, expression: Code) -> Code:
        """Return the converted value of `expression`."""
        return Code(f"{self.conversion(conversion)}({expression})")

    def read(self, path: model.Path) -> Code:
        """Return the expression that reads `path` within Regal's properties; missing steps read as absent."""
        return self._within("properties", path)

    def source(self, path: model.Path) -> Code:
        """Return the expression that reads `path` from the root of the payload."""
        first, *rest = path
        if rest and first in ("traits", "properties"):
            return self._within(first, tuple(rest))
        return self._within("contact", path)

    def identifier(self, identifier: model.Identifier) -> Code:
        """Return the expression of the first usable value of an identifier (M4)."""
        return self.first(_USABLE[identifier.kind], map(self.source, identifier.paths))

    def time(self, paths: Iterable[model.Path]) -> Code:
        """Return the expression of the first usable time (M6)."""
        return self.first("isoTime", (js_member("event", *path) for path in paths))

    def first(self, usable: str, paths: Iterable[Code]) -> Code:
        """Return the expression of the first usable value."""
        values = [*paths]
        in_turn = " ?? ".join(f"{self.call(usable)}({value})" for value in values)
        if len(in_turn) <= 108:  # with `const email = `, in a line of 120 columns
            return Code(in_turn)
        return js_list(values, f"].map({usable}).find(Boolean)", indent="  ")

    def _within(self, base: str, path: model.Path) -> Code:
        target = Code(base)
        for name in path[:-1]:
            target = Code(f"{self.call('asObject')}({js_member(target, name)})")
        return js_member(target, path[-1])

    def table(self, fields: tuple[conversions.Field, ...], indent: str = "") -> Code:
        """Return an object of functions that convert these fields, one in each line."""
        return in_lines(self._lines(fields, indent), indent)

    def _types(self, fields: tuple[conversions.Field, ...], indent: str) -> Code:
        """Return the same for the fields of a nested object: on one line if that is short."""
        lines = self._lines(fields, indent)
        on_one_line = Code(f"{{ {', '.join(lines)} }}")
        return on_one_line if len(on_one_line) <= 60 and "\n" not in on_one_line else in_lines(lines, indent)

    def _lines(self, fields: tuple[conversions.Field, ...], indent: str) -> list[str]:
        return [f"{js_key(field.name)}: {self.conversion(field.conversion, indent + '  ')}" for field in fields]

    def _in_room(self, conversion: Code, room: int | None) -> Code:
        if room is None:
            return conversion
        return Code(f"{self.call('maxBytes')}({js_scalar(room)}, {conversion})")


def in_lines(members: Iterable[str], indent: str) -> Code:
    """Return an object with one member in each line."""
    lines = "".join(f"\n{indent}  {member}," for member in members)
    return Code(f"{{{lines}\n{indent}}}")


_SIMPLE: dict[type[object], str] = {
    conversions.Text: "text",
    conversions.Number: "number",
    conversions.Boolean: "boolean",
    conversions.IsoTime: "isoTime",
    conversions.UnixSeconds: "unixSeconds",
    conversions.EmailAddress: "emailAddress",
    conversions.PhoneNumber: "phoneNumber",
    conversions.AttributeValue: "attributeValue",
    conversions.CatalogValue: "catalogValue",
}

_USABLE: dict[IdentifierKind, str] = {
    "external_id": "externalId",
    "braze_id": "externalId",
    "email": "emailAddress",
    "phone": "phoneNumber",
    "user_alias": "phoneNumber",
}


def expected(plan: model.Transformation) -> Code:
    """Return the condition that a payload is the plan's event (M2)."""
    claims = (f"({claimed(claim)})" for claim in plan.accepted)
    return Code(" || ".join((f"name === {js_string(plan.event)}", *claims)))


def claimed(claim: model.Claim) -> Code:
    """Return the condition that a payload has the name and the property of a claim."""
    return Code(f"name === {js_string(claim.name)} && {property_is(claim)}")


def property_is(claim: model.Claim) -> Code:
    """Return the condition that a payload has the property of a claim."""
    return Code(f"{js_member('properties', claim.property)} === {js_string(claim.value)}")
