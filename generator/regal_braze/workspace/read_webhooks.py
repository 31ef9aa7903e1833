"""Read `[webhooks]` of regal-braze.toml, gathering findings instead of stopping at the first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any, TypeAlias, cast, get_args

from regal_braze.braze.liquid_names import STANDARD, file_name, problem_of_name
from regal_braze.documents.toml_positions import find_place
from regal_braze.findings.finding import Finding, suggestion
from regal_braze.workspace.webhook_settings import (
    CHANNELS,
    DETAILS,
    BrazeValue,
    Channel,
    Consent,
    Constant,
    CustomEvent,
    Declared,
    Origin,
    Phone,
    SourceKind,
    ValueType,
    WebhookSettings,
)

Toml: TypeAlias = Any
Path: TypeAlias = tuple[str | int, ...]

_SOURCES: tuple[SourceKind, ...] = get_args(SourceKind)
_TYPES: tuple[ValueType, ...] = get_args(ValueType)
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")
_SOURCE_HELP = 'Write one of {profile = "…"}, {attribute = "…"}, {event = "…"}, {context = "…"}, {trigger = "…"}.'


def read_settings(table: Toml, text: str, place: str) -> tuple[WebhookSettings, list[Finding]]:
    """Return what the table `[webhooks]` says, and the findings with their places; `text` is the whole file."""
    reader = _Reader(text, place)
    return reader.settings(table), reader.findings


class _Reader:
    def __init__(self, text: str, place: str) -> None:
        self.text = text
        self.place = place
        self.findings: list[Finding] = []

    def settings(self, table: Toml) -> WebhookSettings:
        path: Path = ("webhooks",)
        known = ("lead_source", "consent", "phones", "traits", "custom_events")
        table = self._table(table, path, known)
        return WebhookSettings(
            place=self.place,
            lead_source=self._optional_origin(table, "lead_source", path),
            consent=self._consents(table.get("consent", {}), (*path, "consent")),
            phones=tuple(
                self._phone(each, where) for each, where in self._tables(table.get("phones", []), (*path, "phones"))
            ),
            traits=self._declared(table.get("traits", {}), (*path, "traits"), "trait"),
            custom_events=self._custom_events(table.get("custom_events", []), (*path, "custom_events")),
        )

    def position(self, path: Path) -> tuple[int, int] | tuple[None, None]:
        return find_place(self.text, path)

    def _custom_events(self, tables: Toml, path: Path) -> tuple[CustomEvent, ...]:
        events: dict[str, CustomEvent] = {}
        for table, where in self._tables(tables, path):
            event = self._custom_event(table, where)
            if event is None:
                continue
            if event.file in events:
                message = f"{event.name} and {events[event.file].name} would be one file, {event.file}.liquid"
                self._find((*where, "name"), message, "Give one of them another name.")
            events.setdefault(event.file, event)
        return tuple(events.values())

    def _custom_event(self, table: Toml, path: Path) -> CustomEvent | None:
        table = self._table(table, path, ("name", "trigger", "properties", "traits"))
        name = table.get("name")
        properties = self._declared(table.get("properties", {}), (*path, "properties"), "property")
        traits = self._declared(table.get("traits", {}), (*path, "traits"), "trait")
        if not isinstance(name, str) or not name.strip():
            self._find((*path, "name"), "A custom event has no name", 'Write name = "Application Step 1 Completed".')
            return None
        if not self._legal(name, (*path, "name"), "The custom event's name"):
            return None
        if not file_name(name):
            self._find((*path, "name"), f"{name!r} has no letter or digit", "The event's name names a file.")
            return None
        trigger = table.get("trigger")
        if trigger is not None and not isinstance(trigger, str):
            self._find((*path, "trigger"), "trigger must be a text", "Say what makes Braze send the webhook.")
            trigger = None
        return CustomEvent(name, file_name(name), trigger, properties, traits, *self.position((*path, "name")))

    def _phone(self, table: Toml, path: Path) -> Phone:
        table = self._table(table, path, (*_SOURCES[:-1], "value", "label", "consent"))
        origin = self._origin({key: table[key] for key in table if key not in ("label", "consent")}, path, ())
        if isinstance(origin, Constant):
            origin = None
            self._find(path, "A phone number cannot be the same for everybody", _SOURCE_HELP)
        label = self._optional_origin(table, "label", path)
        return Phone(
            origin or BrazeValue("profile", "phone_number"),
            label,
            self._consents(table.get("consent", {}), (*path, "consent")),
        )

    def _consents(self, table: Toml, path: Path) -> tuple[tuple[Channel, Consent], ...]:
        table = self._table(table, path, CHANNELS)
        return tuple(
            (channel, self._consent(table[channel], (*path, channel))) for channel in CHANNELS if channel in table
        )

    def _consent(self, table: Toml, path: Path) -> Consent:
        if isinstance(table, bool):
            return Consent(Constant(table))
        table = self._table(table, path, (*_SOURCES, "value", *DETAILS))
        source = {key: table[key] for key in table if key not in DETAILS}
        origin = self._origin(source, path, (), boolean=True) if source else None
        details = ((detail, self._optional_origin(table, detail, path)) for detail in DETAILS)
        return Consent(origin, tuple((detail, each) for detail, each in details if each is not None))

    def _declared(self, table: Toml, path: Path, what: str) -> tuple[Declared, ...]:
        if not isinstance(table, dict):
            self._find(path, f"{path[-1]} must be a table", f"Write a {what} on each line below the table's header.")
            return ()
        found = (self._one_declared(name, table[name], (*path, name), what) for name in table)
        return tuple(each for each in found if each is not None)

    def _one_declared(self, name: str, table: Toml, path: Path, what: str) -> Declared | None:
        legal = self._legal(name, path, f"The {what}'s name")
        origin = self._origin(table, path, ("type", "webhooks"))
        fields = table if isinstance(table, dict) else {}
        declared = fields.get("type", _type_of(origin))
        if declared == "date":
            declared = "string"
        if declared not in _TYPES:
            known = (*_TYPES, "date")
            help_text = suggestion(str(declared), known, f"Known are: {', '.join(known)}.")
            self._find((*path, "type"), f"There is no type {declared}", help_text)
            return None
        if isinstance(origin, Constant) and declared != _type_of(origin):
            self._find((*path, "type"), f"The value is no {declared}", f'Write type = "{_type_of(origin)}".')
        webhooks = fields.get("webhooks", [])
        if not isinstance(webhooks, list) or not all(isinstance(each, str) for each in webhooks):
            self._find((*path, "webhooks"), "webhooks must list names of webhooks", 'For example ["new-contact"].')
            webhooks = []
        if not legal or origin is None:
            return None
        return Declared(name, declared, origin, tuple(webhooks), *self.position(path))

    def _optional_origin(self, table: Mapping[str, Toml], key: str, path: Path) -> Origin | None:
        if key not in table:
            return None
        origin = self._origin(table[key], (*path, key), ())
        if isinstance(origin, Constant) and (not isinstance(origin.value, str) or not origin.value.strip()):
            self._find((*path, key), f"{key} must be a text, or say where Braze has it", _SOURCE_HELP)
            return None
        return origin

    def _origin(self, value: Toml, path: Path, besides: tuple[str, ...], *, boolean: bool = False) -> Origin | None:
        """Return where a value comes from: a literal, or a table with one source."""
        if isinstance(value, str | bool | int | float):
            return self._constant(value, path, boolean=boolean)
        if not isinstance(value, dict):
            self._find(path, f"{path[-1]} must be a value or say where Braze has it", _SOURCE_HELP)
            return None
        kinds = _SOURCES if boolean else _SOURCES[:-1]
        given = [key for key in value if key not in besides]
        for key in given:
            if key not in (*kinds, "value"):
                help_text = suggestion(key, (*kinds, "value", *besides), _SOURCE_HELP)
                self._find((*path, key), f"There is no source {key}", help_text)
                return None
        if len(given) != 1:
            several = f"{' and '.join(given)} exclude each other" if given else f"{path[-1]} has no source"
            self._find(path, several, _SOURCE_HELP)
            return None
        return self._source(given[0], value[given[0]], (*path, given[0]), boolean=boolean)

    def _source(self, kind: str, name: Toml, path: Path, *, boolean: bool) -> Origin | None:
        if kind == "value":
            return self._constant(name, path, boolean=boolean)
        if not isinstance(name, str):
            self._find(path, f"{kind} must be a name", "Write it in quotes, as Braze has it.")
            return None
        if kind == "subscription_group":
            if not _UUID.match(name):
                help_text = "Copy the group's API identifier from Braze: 32 hexadecimal digits with dashes."
                self._find(path, f"{name!r} is no subscription group id", help_text)
                return None
        elif not self._legal(name, path, f"The {kind}'s name"):
            return None
        elif kind == "profile" and name not in STANDARD:
            help_text = suggestion(name, STANDARD, f"Known are: {', '.join(STANDARD)}.")
            self._find(path, f"Braze has no profile field {name}", help_text)
            return None
        return BrazeValue(cast("SourceKind", kind), name)

    def _constant(self, value: Toml, path: Path, *, boolean: bool) -> Constant | None:
        if not isinstance(value, str | bool | int | float) or (isinstance(value, float) and not isfinite(value)):
            self._find(path, "The value must be a text, a number or a boolean", "JSON has no other plain values.")
            return None
        if boolean and not isinstance(value, bool):
            self._find(path, "Consent is true or false", "Write it without quotes.")
            return None
        return Constant(value)

    def _legal(self, name: str, path: Path, what: str) -> bool:
        problem = problem_of_name(name)
        if problem:
            help_text = "It would break out of the Liquid tag or of the JSON, or Braze cannot have it."
            self._find(path, f"{what} {problem}: {name!r}", help_text)
        return problem is None

    def _table(self, table: Toml, path: Path, known: Iterable[str]) -> dict[str, Toml]:
        known = tuple(known)
        if not isinstance(table, dict):
            self._find(path, f"{path[-1]} must be a table", f"Known in it are: {', '.join(known)}.")
            return {}
        for key in table:
            if key not in known:
                help_text = suggestion(key, known, f"Known here: {', '.join(known)}.")
                self._find((*path, key), f"There is no key {_dotted((*path, key))}", help_text)
        return {key: table[key] for key in table if key in known}

    def _tables(self, tables: Toml, path: Path) -> list[tuple[Toml, Path]]:
        if not isinstance(tables, list):
            self._find(path, f"{path[-1]} must be an array of tables", f"Write [[{_dotted(path)}]].")
            return []
        return [(table, (*path, index)) for index, table in enumerate(tables)]

    def _find(self, path: Path, message: str, help_text: str) -> None:
        self.findings.append(Finding("config-invalid", message, help_text, self.place, None, *self.position(path)))


def _type_of(origin: Origin | None) -> ValueType:
    if not isinstance(origin, Constant) or isinstance(origin.value, str):
        return "string"
    return "boolean" if isinstance(origin.value, bool) else "number"


def _dotted(path: Path) -> str:
    return ".".join(str(part) for part in path if isinstance(part, str))
