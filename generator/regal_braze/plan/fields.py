"""Plan the fields of an event: names, types and limits of what is declared under `properties`."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count

from regal_braze.braze import limits
from regal_braze.documents.json_text import Json
from regal_braze.documents.pointer import escape
from regal_braze.findings.finding import Finding
from regal_braze.immutable import replace
from regal_braze.plan import model
from regal_braze.schema.annotation import EVENT_ID_PROPERTY, declared_at, legal_name, split_path, types_of
from regal_braze.schema.load import EventSchema

_SCALARS: dict[str, model.Conversion] = {
    "integer": model.Integer(),
    "number": model.Number(),
    "boolean": model.Boolean(),
}
TIMES: dict[str, model.Conversion] = {"iso8601": model.IsoTime(), "unix_seconds": model.UnixSeconds()}

# The longest JSON of a scalar, in bytes of ASCII: each UTF-16 unit of a text may take six ("\u1234").
_TEXT_BYTES = 6 * limits.STRING_LIMIT + 2
_SCALAR_BYTES = 26
_SMALLEST_SHARE = 1_000


class FieldPlanner:
    """Plans the declared properties of one event; what does not go is in `findings`."""

    def __init__(self, schema: EventSchema) -> None:
        self.schema = schema
        self.declared: Mapping[str, Json] = schema.properties.get("properties", {})
        self.findings: list[Finding] = []
        self._times: dict[model.Path, str] = {
            tuple(split_path(path)): time for path, time in schema.annotation.get("convert", {}).items()
        }

    def fields(self, reserved: tuple[str, ...], prefix: str) -> tuple[model.Field, ...]:
        """Return a field for each declared property that is sent, in schema order.

        A name in `reserved` gets `prefix`; every name is one that Braze takes (M10).
        """
        annotation = self.schema.annotation
        left_out = {*annotation.get("omit", []), *annotation.get("flatten", [])}
        planned: dict[str, model.Field] = {}
        for source, schema in self.declared.items():
            if source in left_out:
                continue
            name = annotation.get("rename", {}).get(source) or self._name(source)
            if name in reserved:
                name = prefix + name
            if legal_name(name) != name:
                self._find(
                    (source,), "reserved-name", f"Braze takes no property named {source!r}", "Rename or omit it."
                )
                continue
            if name in planned:
                first = planned[name].sources[0]
                message = f"{first!r} and {source!r} would both reach Braze as {name!r}"
                renamed = self._renamed(source, first)
                self._find((source,), "name-collision", message, "Rename or omit one of them.", renamed=renamed)
                continue
            spellings = (source, name) if source.strip() == name != source and name not in self.declared else (source,)
            planned[name] = model.Field(name, spellings, self._conversion(source, schema))
        return tuple(planned.values())

    def attribute_conversion(self, path: model.Path) -> model.Conversion:
        """Return the conversion of the property at `path` as a custom attribute (M12); below an open map, of any."""
        types = types_of(declared_at(self.schema.properties, path))
        if types == ("string",):
            return model.Text()
        return _SCALARS.get(types[0], model.AttributeValue()) if len(types) == 1 else model.AttributeValue()

    def _conversion(self, source: str, schema: Mapping[str, Json]) -> model.Conversion:
        cells = self.schema.annotation.get("rows", {}).get(source)
        conversion = self._rows(source, schema, cells) if cells else self._by_type(schema, (source,))
        limit = self.schema.annotation.get("limits", {}).get(source)
        if limit is not None and isinstance(conversion, model.Text | model.ListOf):
            return replace(conversion, limit=min(limit, conversion.limit))
        return conversion

    def value_conversion(self, path: model.Path) -> model.Conversion:
        """Return the conversion of the property at `path` by its type alone, for comparing it.

        What else is decided about the property is about what Braze gets of it.
        """
        match types_of(declared_at(self.schema.properties, path)):
            case ("string",):
                return model.Text()
            case ("integer" | "number" | "boolean" as scalar,):
                return _SCALARS[scalar]
            case _:
                return model.Open()

    def _rows(self, source: str, schema: Mapping[str, Json], cells: list[str]) -> model.Conversion:
        fields = []
        for index, cell, cell_schema in zip(count(), cells, schema["items"]["prefixItems"], strict=False):
            if self._times.get((source, cell)) == "iso8601":
                message = f"Braze takes no date-times in lists, and {source} is one"
                pointer = f"/x-braze/convert/{escape(f'{escape(source)}/{escape(cell)}')}"
                help_text = f'Convert {source}/{cell} to "unix_seconds".'
                self.findings.append(self.schema.finding("contradiction", pointer, message, help_text))
            fields.append(model.Field(cell, (str(index),), self._by_type(cell_schema, (source, cell), in_list=True)))
        return model.ListOf(model.Row(tuple(fields)), _limit(schema))

    def _by_type(self, schema: Mapping[str, Json], path: model.Path, in_list: bool = False) -> model.Conversion:
        if path in self._times:
            return TIMES[self._times[path]]
        match types_of(schema):
            case ("string" | "integer" | "number",) if self._is_iso_time(schema, in_list):
                return model.IsoTime()
            case ("string",):
                return model.Text(in_list, long="cut" if in_list else self.schema.annotation.get("long_texts", "cut"))
            case ("integer" | "number" | "boolean" as scalar,):
                return _SCALARS[scalar]
            case ("array",):
                return model.ListOf(self._by_type(schema.get("items", {}), (*path, "*"), in_list=True), _limit(schema))
            case ("object",) if schema.get("properties"):
                return model.Record(self._nested(schema["properties"], path, in_list))
            case ("object",):
                return model.OpenObject(in_list)
            case _:
                return model.Open(in_list)

    def _nested(self, properties: Mapping[str, Json], path: model.Path, in_list: bool) -> tuple[model.Field, ...]:
        fields = []
        for name, schema in properties.items():
            if legal_name(name) == name:
                fields.append(model.Field(name, (name,), self._by_type(schema, (*path, name), in_list)))
            else:
                message = f"Braze takes no nested property named {name!r}"
                self._find((*path, name), "reserved-name", message, "Take it out of the schema: it cannot be sent.")
        return tuple(fields)

    def _is_iso_time(self, schema: Mapping[str, Json], in_list: bool) -> bool:
        wanted = self.schema.annotation.get("times") == "iso8601" and schema.get("format") == "unix-seconds"
        return wanted and not in_list  # Braze takes no date-times in lists (M11)

    def _renamed(self, *sources: str) -> str | None:
        """Return the first source that x-braze renames; rather one that the workspace does, who can change it."""
        renamed = [each for each in sources if each in self.schema.annotation.get("rename", {})]
        own = [each for each in renamed if f"/x-braze/rename/{escape(each)}" in self.schema.origins]
        return next(iter(own or renamed), None)

    def _name(self, source: str) -> str:
        return legal_name(source) or source

    def _find(self, path: model.Path, code: str, message: str, help_text: str, *, renamed: str | None = None) -> None:
        pointer = "/properties/properties/properties/" + "/properties/".join(escape(name) for name in path)
        if renamed is not None:
            pointer = f"/x-braze/rename/{escape(renamed)}"
        self.findings.append(self.schema.finding(code, pointer, message, help_text))


def for_catalog(field: model.Field) -> model.Field:
    """Return a field as catalogs take it: open values without the keys that they refuse."""
    return replace(field, conversion=_closed(field.conversion))


def _closed(conversion: model.Conversion) -> model.Conversion:
    match conversion:
        case model.Open() | model.OpenObject():
            return model.AttributeValue()
        case model.ListOf(item):
            return replace(conversion, item=_closed(item))
        case model.Record(fields):
            return model.Record(tuple(map(for_catalog, fields)))
        case _:
            return conversion


def share_room(
    fields: tuple[model.Field, ...], maps: tuple[model.OpenMap, ...], planner: FieldPlanner
) -> tuple[tuple[model.Field, ...], tuple[model.OpenMap, ...]]:
    """Share the 100 KB of properties among what can grow: lists, open values and open maps (M11).

    What is left after the longest scalars is shared equally, so that the order of a payload's keys changes nothing.
    """
    fixed = _field_bytes(EVENT_ID_PROPERTY, model.Text()) + sum(
        _field_bytes(field.name, field.conversion) for field in fields
    )
    growing = len(maps) + sum(_growing(field.conversion) for field in fields)
    left = limits.PROPERTIES_BYTES - fixed
    room = left // growing if growing else left
    if room < (_SMALLEST_SHARE if growing else 0):
        planner.findings.append(
            planner.schema.finding(
                "too-large",
                "/properties/properties/properties",
                f"{len(fields)} properties could pass Braze's 100 KB",
                "Omit those that nobody needs in Braze.",
            )
        )
    shared = tuple(replace(field, conversion=_with_room(field.conversion, room)) for field in fields)
    return shared, tuple(replace(each, room=room) for each in maps)


def _limit(schema: Mapping[str, Json]) -> int:
    return min(int(schema.get("maxItems", limits.ARRAY_ITEMS)), limits.ARRAY_ITEMS)


def _growing(conversion: model.Conversion) -> int:
    match conversion:
        case model.ListOf() | model.Open() | model.OpenObject():
            return 1
        case model.Record(fields):
            return sum(_growing(field.conversion) for field in fields)
        case _:
            return 0


def _with_room(conversion: model.Conversion, room: int) -> model.Conversion:
    match conversion:
        case model.ListOf() | model.Open() | model.OpenObject():
            return replace(conversion, room=room)
        case model.Record(fields):
            nested = (replace(field, conversion=_with_room(field.conversion, room)) for field in fields)
            return model.Record(tuple(nested))
        case _:
            return conversion


def _field_bytes(name: str, conversion: model.Conversion) -> int:
    key = 6 * len(name) + 4
    match conversion:
        case model.Text():
            return key + _TEXT_BYTES
        case model.Record(fields):
            return key + 2 + sum(_field_bytes(field.name, field.conversion) for field in fields)
        case _:
            return key + _SCALAR_BYTES
