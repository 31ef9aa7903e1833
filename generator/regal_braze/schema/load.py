"""Load the schemas of events. The dialect and the checks validate them later."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from regal_braze.documents.json_text import Json, display
from regal_braze.documents.pointer import KeyPath, keys, lookup
from regal_braze.documents.toml_positions import find_line
from regal_braze.findings.finding import Finding
from regal_braze.immutable import EMPTY, Immutable
from regal_braze.resources import CONFIG_NAME
from regal_braze.schema.files import SchemaFile, SchemaFiles
from regal_braze.schema.references import References
from regal_braze.workspace.settings import ConfigFile

EVENT_NAME = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)+\Z")
MAX_EVENT_NAME = 100
_PROPERTIES = ("properties", "properties")
_NAME = "/properties/name/const"


class EventSchema(Immutable):
    """The schema of one event. `properties` is the schema of Regal's `properties`, with its references followed.

    `decided` is `x-braze` with the workspace's settings for the event, or None before they are applied. `origins` maps
    pointers into it to the keys of `config` that they come from. `subscription_groups` are the ones set for this event.
    """

    event: str
    file: SchemaFile
    properties: Mapping[str, Json]
    decided: Mapping[str, Json] | None = None
    config: ConfigFile = ConfigFile()
    origins: Mapping[str, KeyPath] = EMPTY
    enabled: bool = True
    subscription_groups: Mapping[str, str] = EMPTY

    @property
    def annotation(self) -> Mapping[str, Json]:
        """`x-braze`, with the workspace's settings once they are applied; empty if the schema has none."""
        if self.decided is not None:
            return self.decided
        annotation: Mapping[str, Json] = self.file.document.get("x-braze", {})
        return annotation

    @property
    def is_tested(self) -> bool:
        """Whether the schema is built in, and no setting has changed it."""
        return self.file.is_tested and not self.origins

    @property
    def samples(self) -> list[Json]:
        """The sample payloads."""
        samples: list[Json] = self.file.document.get("examples", [])
        return samples

    def origin(self, place: str) -> KeyPath | None:
        """Return the key in `config` that sets what the pointer `place` leads to; None if the schema does."""
        above = place
        while above and above not in self.origins:
            above = above.rpartition("/")[0]
        return (*self.origins[above], *keys(place[len(above) :])) if above else None

    def finding(self, code: str, place: str, message: str, help_text: str) -> Finding:
        """Return a finding at the pointer `place`: in the workspace's file if that sets it, else in the schema."""
        path = self.origin(place)
        if path is None:
            return self.file.finding(code, place, message, help_text)
        return self.config.finding(code, path, f"{self.event}: {message}", help_text)


def place_of(schema: EventSchema, pointer: str) -> str | None:
    """Return the place in the workspace's file that sets a value of `x-braze`; None if the schema does."""
    path = schema.origin(pointer)
    if path is None:
        return None
    line = find_line(schema.config.text, path)
    return f"{CONFIG_NAME}:{line}" if line else CONFIG_NAME


def load_events(files: SchemaFiles) -> tuple[list[EventSchema], list[Finding]]:
    """Return the schemas of all events by name, and a finding for each file, reference and name that cannot be used.

    A schema without a name or `properties` gets the name of its file, and empty `properties`: the dialect reports it.
    """
    references = References(files)
    definitions, findings = files.in_folder("common")
    for file in definitions:
        if not file.is_tested:
            findings += references.follow(file, _schema_keywords(file))[1]
    event_files, unreadable = files.in_folder("events")
    findings += unreadable
    schemas = []
    for file in event_files:
        event = lookup(file.document, ("properties", "name", "const"))
        if isinstance(event, str) and isinstance(lookup(file.document, _PROPERTIES), dict):
            followed, problems = references.follow(file, _schema_keywords(file), _PROPERTIES)
            findings += problems
            schemas.append(EventSchema(event, file, lookup(followed, _PROPERTIES) or {}))
        else:
            schemas.append(EventSchema(file.path.stem, file, {}))
    usable, misnamed = _check_names(sorted(schemas, key=lambda schema: schema.event))
    return usable, findings + misnamed


def _check_names(schemas: Iterable[EventSchema]) -> tuple[list[EventSchema], list[Finding]]:
    """Return the schemas whose event has a safe name and no other schema, and the findings."""
    findings: list[Finding] = []
    usable: dict[str, EventSchema] = {}
    for schema in schemas:
        event, file = schema.event, schema.file
        has_name = lookup(file.document, ("properties", "name", "const")) == event
        if has_name and (not EVENT_NAME.match(event) or len(event) > MAX_EVENT_NAME):
            message = f"{json.dumps(event)} cannot name an event and its file"
            help_text = f"Use lower-case words, joined by dots, of at most {MAX_EVENT_NAME} characters."
            findings.append(file.finding("unsafe-name", _NAME, message, help_text))
            continue
        if file.path.stem != event:
            help_text = f"Name the file {event}.json, or correct the name in it."
            findings.append(file.finding("file-name", _NAME, f"The file describes {event}", help_text))
        if event in usable:
            message = f"{display(usable[event].file.path)} describes {event} too"
            findings.append(file.finding("duplicate-event", _NAME, message, "Keep one of the two files."))
        usable.setdefault(event, schema)
    return [*usable.values()], findings


def _schema_keywords(file: SchemaFile) -> dict[str, Json]:
    """Return the keywords of a file that can contain references."""
    document = file.document if isinstance(file.document, dict) else {}
    return {key: document[key] for key in ("allOf", "properties", "$defs") if key in document}
