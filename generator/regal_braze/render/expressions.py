"""Write the parts of a plan as JavaScript expressions, and record the helper functions that they call."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from regal_braze.braze import limits
from regal_braze.plan import conversions, model
from regal_braze.render import literals
from regal_braze.render.literals import Code, js_key, js_member, js_number, js_string, js_strings
from regal_braze.workspace.settings import IdentifierKind

HELPERS: dict[str, tuple[str, ...]] = {
    "object": (),
    "first": (),
    "externalId": ("text",),
    "emailAddress": ("text",),
    "phoneNumber": (),
    "itemId": ("externalId",),
    "isoTime": (),
    "unixSeconds": ("isoTime",),
    "convert": (),
    "pick": ("own", "convert"),
    "set": (),
    "own": (),
    "text": (),
    "cut": ("text",),
    "within": ("text",),
    "undated": ("text",),
    "number": (),
    "integer": (),
    "boolean": (),
    "record": ("convert",),
    "row": ("convert",),
    "list": (),
    "fit": ("size",),
    "size": (),
    "open": ("text", "undated", "number", "list", "entries", "legalKey"),
    "openMap": ("open", "fit"),
    "openWithin": ("open", "fit"),
    "entries": ("own",),
    "legalKey": ("text",),
    "spread": ("entries", "open", "legalKey", "fit"),
    "without": (),
    "attributeName": ("legalKey",),
    "attributeType": ("text", "emailAddress", "phoneNumber", "attribute"),
    "customAttributes": ("attributeName", "attributeType", "entries"),
    "attribute": ("text", "undated", "number", "entries", "nestedKey", "fit"),
    "nestedKey": ("legalKey",),
    "newValues": ("object", "own"),
    "present": (),
    "labelled": ("text", "legalKey"),
    "purchase": ("text", "number", "integer"),
}
"""Each helper of `helpers.js` with the helpers that it calls itself."""


def needed_helpers(called: Iterable[str]) -> set[str]:
    """Return these helpers and all that they call themselves."""
    needed: set[str] = set()
    waiting = list(called)
    while waiting:
        helper = waiting.pop()
        if helper not in needed:
            needed.add(helper)
            waiting += HELPERS.get(helper, ())
    return needed


@dataclass(slots=True)
class Expressions:
    """Writes expressions for one body and records the helpers that they call."""

    called: set[str] = field(default_factory=set)

    def call(self, helper: str, *others: str) -> Code:
        """Return the name of `helper`; record it, and the others."""
        self.called.update((helper, *others))
        return Code(helper)

    @property
    def helpers(self) -> set[str]:
        """The helpers that the expressions need."""
        return needed_helpers(self.called)

    def conversion(self, conversion: conversions.Conversion, indent: str = "") -> Code:
        """Return the expression of a function that returns its argument converted, or undefined."""
        match conversion:
            case conversions.ListOf(item, limit, room):
                return self._list(self.conversion(item, indent), limit, room)
            case conversions.Record(fields):
                return Code(f"{self.call('record')}({self._types(fields, indent)})")
            case conversions.Row(fields):
                names = js_strings(tuple(field.name for field in fields))
                return Code(f"{self.call('row')}({names}, {self._types(fields, indent)})")
            case conversions.Open(in_list, room):
                return self._open(in_list, room)
            case conversions.OpenObject(in_list, room):
                leaf = self.call("undated" if in_list else "text")
                share = "undefined" if room is None else js_number(room)
                return Code(f"{self.call('openMap')}({share}, {leaf})")
            case conversions.Text(in_list, limit, long):
                return self._text(in_list, limit, long)
            case _:
                return self.call(_SIMPLE[type(conversion)])

    def value(self, conversion: conversions.Conversion, expression: Code) -> Code:
        """Return the converted value of `expression`."""
        return Code(f"{self.conversion(conversion)}({expression})")

    def read(self, path: model.Path) -> Code:
        """Return the expression that reads `path` within Regal's properties; missing steps read as absent."""
        return self._within("data", path)

    def source(self, path: model.Path) -> Code:
        """Return the expression that reads `path` from the root of the payload."""
        match path:
            case ("traits", *rest) if rest:
                return self._within("traits", tuple(rest))
            case ("properties", *rest) if rest:
                return self._within("data", tuple(rest))
            case ("userId" | "external_id",):
                return js_member("event", path[0])
            case _:
                return self._within("outer", path)

    def usable(self, identifier: model.Identifier) -> Code:
        """Return the function that returns the identifier in a value, or undefined."""
        return self.call(_USABLE[identifier.kind])

    def time(self, paths: Iterable[model.Path]) -> Code:
        """Return the expression of the event's time (M6)."""
        values = ", ".join(js_member("event", *path) for path in paths)
        return Code(f"{self.call('first')}({self.call('isoTime')}, {values}) || new Date().toISOString()")

    def _within(self, base: str, path: model.Path) -> Code:
        target = Code(base)
        for name in path[:-1]:
            target = Code(f"{self.call('object')}({js_member(target, name)})")
        return js_member(target, path[-1])

    def _types(self, fields: tuple[conversions.Field, ...], indent: str) -> Code:
        inner = indent + "  "
        pairs = [f"{js_key(field.name)}: {self.conversion(field.conversion, inner)}" for field in fields]
        on_one_line = f"{{ {', '.join(pairs)} }}"
        if len(on_one_line) <= 60 and "\n" not in on_one_line:
            return Code(on_one_line)
        lines = "".join(f"\n{inner}{line}," for line in pairs)
        return Code(f"{{{lines}\n{indent}}}")

    def _text(self, in_list: bool, limit: int, long: str) -> Code:
        if in_list:
            return self.call("undated")
        if long == "omit":
            return Code(f"{self.call('within')}({js_number(limit)})")
        return self.call("text") if limit == limits.STRING_LIMIT else Code(f"{self.call('cut')}({js_number(limit)})")

    def _list(self, item: Code, limit: int, room: int | None) -> Code:
        arguments = [item, js_number(limit)]
        if room is not None:
            arguments.append(js_number(room))
        return Code(f"{self.call('list')}({', '.join(arguments)})")

    def _open(self, in_list: bool, room: int | None) -> Code:
        if room is not None:
            leaf = f", {self.call('undated')}" if in_list else ""
            return Code(f"{self.call('openWithin')}({js_number(room)}{leaf})")
        name = self.call("open")
        return Code(f"(value) => {name}(value, 0, {self.call('undated')})") if in_list else name


_SIMPLE: dict[type[object], str] = {
    conversions.Integer: "integer",
    conversions.Number: "number",
    conversions.Boolean: "boolean",
    conversions.IsoTime: "isoTime",
    conversions.UnixSeconds: "unixSeconds",
    conversions.EmailAddress: "emailAddress",
    conversions.PhoneNumber: "phoneNumber",
    conversions.AttributeValue: "attribute",
}

_USABLE: dict[IdentifierKind, str] = {
    "external_id": "externalId",
    "braze_id": "externalId",
    "email": "emailAddress",
    "phone": "phoneNumber",
    "user_alias": "phoneNumber",
}


def expected(accepted: tuple[model.Accepted, ...]) -> Code:
    """Return the condition that a payload's name is one of these (M2)."""
    return Code(" || ".join(_is(name) for name in accepted))


def rejection(rejected: model.Rejected) -> Code:
    """Return the condition that a payload is another event under this event's name (M2)."""
    return Code(f"{js_member('data', rejected.property)} === {js_string(rejected.value)}")


def _is(accepted: model.Accepted) -> Code:
    name = Code(f"event.name === {js_string(accepted.name)}")
    if accepted.property is None or accepted.value is None:
        return name
    return Code(f"({name} && {js_member('data', accepted.property)} === {js_string(accepted.value)})")


def header(lines: Iterable[str]) -> Code:
    """Return the lines as comments."""
    return Code("\n".join(literals.js_comment(line) for line in lines))
