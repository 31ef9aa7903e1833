"""Read event schemas and follow their references. Nothing is judged here but whether a file can be read."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path

from regal_braze.documents.json_text import Json, display, exceeds, read_json, unreadable
from regal_braze.documents.pointer import escape, keys
from regal_braze.findings.finding import Finding
from regal_braze.immutable import EMPTY, Immutable
from regal_braze.workspace.settings import ConfigFile

EVENT_NAME = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)+\Z")
MAX_EVENT_NAME = 100
MAX_VALUES = 100_000
"""Most values in a schema with its references followed: a few definitions that use each other can mean millions."""


class SchemaFile(Immutable):
    """A schema file as it was read. `label` is how headers and the manifest name it, whatever the machine."""

    path: Path
    folder: str
    label: str
    document: Json

    def finding(self, code: str, pointer: str, message: str, help_text: str) -> Finding:
        """Return a finding at `pointer` of this file, with its line and column."""
        from regal_braze.documents.json_positions import locate

        place = locate(self.path.read_text(encoding="utf-8"), pointer)
        line, column = place or (None, None)
        return Finding(code, message, help_text, display(self.path), pointer, line, column)


class EventSchema(Immutable):
    """The schema of one event. `properties` is the schema of Regal's `properties`, its references followed.

    `decided` is `x-braze` with what the workspace decides about the event; None before that. `origins` then tells, for
    pointers into it, the keys in `config` that they come from. `subscription_groups` are those of this event alone.
    """

    event: str
    file: SchemaFile
    properties: Mapping[str, Json]
    decided: Mapping[str, Json] | None = None
    config: ConfigFile | None = None
    origins: Mapping[str, tuple[str | int, ...]] = EMPTY
    enabled: bool = True
    subscription_groups: Mapping[str, str] = EMPTY

    @property
    def annotation(self) -> Mapping[str, Json]:
        """What `x-braze` says, and the workspace on top of it; empty where it is absent."""
        if self.decided is not None:
            return self.decided
        annotation: Mapping[str, Json] = self.file.document.get("x-braze", {})
        return annotation

    def finding(self, code: str, pointer: str, message: str, help_text: str) -> Finding:
        """Return a finding at `pointer`: in the workspace's file where that says it, else in the schema's."""
        origin = pointer
        while origin and origin not in self.origins:
            origin = origin.rpartition("/")[0]
        if not origin or self.config is None:
            return self.file.finding(code, pointer, message, help_text)
        below = keys(pointer[len(origin) :])
        return self.config.finding(code, (*self.origins[origin], *below), f"{self.event}: {message}", help_text)

    @property
    def samples(self) -> list[Json]:
        """The sample payloads."""
        samples: list[Json] = self.file.document.get("examples", [])
        return samples


class Loader:
    """Reads the schemas of some roots; each file once, each reference once."""

    def __init__(self, roots: tuple[Path, ...]) -> None:
        self.roots = roots
        self.findings: list[Finding] = []
        self._documents: dict[Path, SchemaFile | None] = {}
        self._targets: dict[tuple[str, str], Json] = {}
        self._open: list[tuple[Path, str]] = []

    def events(self) -> list[EventSchema]:
        """Return what could be read, by event; the rest is in `findings`."""
        for file in self.definitions():
            if isinstance(file.document, dict):
                self._followed(file, "")
        schemas: dict[str, EventSchema] = {}
        for path in self._event_files():
            schema = self._event(path)
            if schema is None:
                continue
            if schema.event in schemas:
                other = display(schemas[schema.event].file.path)
                self.findings.append(
                    schema.file.finding(
                        "duplicate-event",
                        "/properties/name/const",
                        f"{other} describes {schema.event} too",
                        "Keep one of the two files.",
                    )
                )
                continue
            schemas[schema.event] = schema
        return [schemas[event] for event in sorted(schemas)]

    def _event_files(self) -> list[Path]:
        """Return the event schemas of all roots, by name; a later root's file replaces an earlier one's."""
        found: dict[str, Path] = {}
        for root in self.roots:
            folder = root / "events"
            try:
                paths = list(folder.iterdir())
            except FileNotFoundError:
                continue
            except OSError as error:
                self.findings.append(unreadable(folder, error))
                continue
            # Hidden files are what editors and file managers leave behind.
            found |= {path.name: path for path in paths if path.suffix == ".json" and path.name[0] != "."}
        return [found[name] for name in sorted(found)]

    def definitions(self) -> list[SchemaFile]:
        """Return the files of shared definitions that could be read."""
        paths = (path for root in self.roots for path in sorted((root / "common").glob("[!.]*.json")))
        return [file for path in paths if (file := self.read(path))]

    def read(self, path: Path) -> SchemaFile | None:
        """Return the file at `path`, or None after a finding."""
        if path not in self._documents:
            document = read_json(path)
            if isinstance(document, Finding):
                self.findings.append(document)
                self._documents[path] = None
            else:
                folder = path.parent
                label = f"schemas/{folder.name}/{path.name}"
                self._documents[path] = SchemaFile(path, str(folder), label, document)
        return self._documents[path]

    def resolved(self, file: SchemaFile) -> Json:
        """Return the document of a file with all its references followed."""
        return self._follow(file.document, file, "")

    def _event(self, path: Path) -> EventSchema | None:
        file = self.read(path)
        if file is None:
            return None
        event = _lookup(file.document, ["properties", "name", "const"])
        properties = _lookup(file.document, ["properties", "properties"])
        if not isinstance(event, str) or not isinstance(properties, dict):
            # The dialect says what is missing, in `validate`.
            return EventSchema(path.stem, file, {})
        if not EVENT_NAME.match(event) or len(event) > MAX_EVENT_NAME:
            self.findings.append(
                file.finding(
                    "unsafe-name",
                    "/properties/name/const",
                    f"{json.dumps(event)} cannot name an event and its file",
                    "Event names are lower-case words, joined by dots, of at most 100 characters.",
                )
            )
            return None
        if path.stem != event:
            self.findings.append(
                file.finding(
                    "file-name",
                    "/properties/name/const",
                    f"The file describes {event}",
                    f"Name the file {event}.json, or mend the name in it.",
                )
            )
        return EventSchema(event, file, self._properties(file))

    def _properties(self, file: SchemaFile) -> Mapping[str, Json]:
        """Return the schema of an event's `properties`, with all references of the file followed."""
        followed = self._followed(file, "/properties/properties")
        properties: Mapping[str, Json] = followed["properties"]["properties"] if followed else {}
        return properties

    def _followed(self, file: SchemaFile, measured: str) -> Json:
        """Return a file without its data, and with every reference followed; None after a finding at `measured`."""
        parts = {key: file.document[key] for key in ("allOf", "properties", "$defs") if key in file.document}
        try:
            followed = self._follow(parts, file, "")
            too_large = exceeds(_lookup(followed, measured.split("/")[1:]), MAX_VALUES)
        except RecursionError:
            self._open.clear()
            too_large = True
        if not too_large:
            return followed
        message = "It means too much, or is nested too deeply, once every $ref is followed"
        help_text = "Use fewer definitions that refer to each other."
        self.findings.append(file.finding("too-large", measured, message, help_text))
        return None

    def _follow(self, node: Json, file: SchemaFile, pointer: str) -> Json:
        """Return `node` with every reference below it replaced by what it names; its siblings win.

        The schema `true` of items becomes the `{}` that it means.
        """
        if isinstance(node, list):
            return [self._follow(item, file, f"{pointer}/{index}") for index, item in enumerate(node)]
        if not isinstance(node, dict):
            return node
        reference = node.get("$ref")
        if not isinstance(reference, str):
            return {key: self._follow_member(key, value, file, pointer) for key, value in node.items()}
        target = self._target(reference, file, f"{pointer}/$ref")
        siblings = {key: value for key, value in node.items() if key != "$ref"}
        if not siblings:
            return target
        return {**target, **self._follow(siblings, file, pointer)}

    def _follow_member(self, key: str, value: Json, file: SchemaFile, pointer: str) -> Json:
        if isinstance(value, list) and key in ("enum", "examples"):
            return value  # data, whatever it looks like
        if isinstance(value, bool) and key == "items":
            return {}
        if isinstance(value, list) and key == "prefixItems":
            value = [{} if isinstance(cell, bool) else cell for cell in value]
        return self._follow(value, file, f"{pointer}/{escape(key)}")

    def _target(self, reference: str, file: SchemaFile, pointer: str) -> Json:
        asked = (str(file.path) if reference.startswith("#") else file.folder, reference)
        if asked in self._targets:
            return self._targets[asked]
        name, _, fragment = reference.partition("#")
        path = self._find(file.path, name)
        where = (path, fragment) if path else (file.path, reference)
        problem = self._problem(where, path, fragment)
        if problem or path is None:
            self.findings.append(file.finding("unknown-ref", pointer, f"{reference} {problem}", _REF_HELP))
            return {}
        target = self.read(path)
        if target is None:
            return {}
        self._open.append(where)
        node = _lookup(target.document, keys(fragment))
        self._targets[asked] = self._follow(node, target, fragment)
        self._open.pop()
        return self._targets[asked]

    def _find(self, source: Path, name: str) -> Path | None:
        """Return the file of definitions that `name` means in `source`, wherever in the roots it is."""
        if not name:
            return source
        wanted = Path(os.path.normpath(source.parent / name))
        for root in reversed(self.roots):
            if source.is_relative_to(root) and wanted.is_relative_to(root):
                relative = wanted.relative_to(root)
                candidates = (other / relative for other in (root, *reversed(self.roots)))
                checked = str(relative.parent) in _REFERRED_TO
                return next((path for path in candidates if checked and _is_file(path)), None)
        return None

    def _problem(self, where: tuple[Path, str], path: Path | None, fragment: str) -> str | None:
        if path is None:
            return f"names no file in {' or '.join(f'schemas/{each}' for each in _REFERRED_TO)}"
        if where in self._open:
            return "refers to itself"
        target = self.read(path)
        if target is None:
            return "names a file that cannot be read"
        if not _DEFINITION.match(fragment):
            return "names no definition"
        if not isinstance(_lookup(target.document, keys(fragment)), dict):
            return f"names nothing in {path.name}"
        return None


_DEFINITION = re.compile(r"/\$defs/[^/]+\Z")
_REFERRED_TO = ("common", "events", "webhooks/parts")
"""Folders whose files the dialects check, so that others may refer to them."""

_REF_HELP = 'Name a file and a definition in it, as in "../common/properties.json#/$defs/agent_email".'


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that the system does not take, a folder that it does not open
        return False


def _lookup(document: Json, keys: list[str]) -> Json | None:
    for key in keys:
        if not isinstance(document, dict) or key not in document:
            return None
        document = document[key]
    return document
