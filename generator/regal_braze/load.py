"""Read event schemas and follow their references. Nothing is judged here but whether a file can be read."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from regal_braze.findings import Finding
from regal_braze.locate import describe_json_error, locate

Json: TypeAlias = Any
"""What json.loads returns. Documents are checked by the dialect before anything relies on their shape."""

EVENT_NAME = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)+\Z")
MAX_EVENT_NAME = 100


@dataclass(frozen=True, slots=True)
class SchemaFile:
    """A schema file as it was read. `label` is how headers and the manifest name it, whatever the machine."""

    path: Path
    label: str
    document: Json

    def finding(self, code: str, pointer: str, message: str, help_text: str) -> Finding:
        """Return a finding at `pointer` of this file, with its line and column."""
        place = locate(self.path.read_text(encoding="utf-8"), pointer)
        line, column = place or (None, None)
        return Finding(code, message, help_text, display(self.path), pointer, line, column)


@dataclass(frozen=True, slots=True)
class EventSchema:
    """The schema of one event. `properties` is the schema of Regal's `properties`, its references followed."""

    event: str
    file: SchemaFile
    properties: Mapping[str, Json]

    @property
    def annotation(self) -> Mapping[str, Json]:
        """What `x-braze` says; empty where it is absent."""
        annotation: Mapping[str, Json] = self.file.document.get("x-braze", {})
        return annotation

    @property
    def samples(self) -> list[Json]:
        """The sample payloads."""
        samples: list[Json] = self.file.document.get("examples", [])
        return samples


def display(path: Path) -> str:
    """Return `path` as a person in the current folder would name it."""
    relative = os.path.relpath(path)
    return relative if not relative.startswith(os.pardir) else str(path)


def event_files(roots: tuple[Path, ...]) -> list[Path]:
    """Return the event schemas of all roots, by name; a later root's file replaces an earlier one's."""
    found: dict[str, Path] = {}
    for root in roots:
        folder = root / "events"
        if folder.is_dir():
            found |= {path.name: path for path in folder.iterdir() if path.suffix == ".json"}
    return [found[name] for name in sorted(found)]


def read_json(path: Path) -> Json | Finding:
    """Return the document in `path`, or the finding that tells why there is none."""
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        return Finding(
            "unreadable-file",
            f"It cannot be read: {error.strerror}",
            "Check its name and permissions.",
            display(path),
        )
    except UnicodeDecodeError as error:
        return Finding("broken-json", f"Byte {error.start} is not UTF-8", "Save the file as UTF-8.", display(path))
    return parse_json(text, display(path), "broken-json")


def parse_json(text: str, place: str, code: str) -> Json | Finding:
    """Return the value that `text` holds, or a finding with `code` at `place`."""
    repeated: list[str] = []

    def as_object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        value = dict(pairs)
        if len(value) < len(pairs):
            names = [name for name, _ in pairs]
            repeated.append(next(name for name in names if names.count(name) > 1))
        return value

    try:
        document = json.loads(text, object_pairs_hook=as_object, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        message, help_text = describe_json_error(text, error)
        return Finding(code, message, help_text, place, None, error.lineno, error.colno)
    except RecursionError:
        return Finding(code, "It is nested too deeply", "Flatten it: some hundred levels are the most.", place)
    if repeated:
        line = _second_line(text, repeated[0])
        return Finding(
            "duplicate-key",
            f'The key "{repeated[0]}" occurs twice in one object',
            "Remove one of them.",
            place,
            None,
            line,
        )
    return document


def _refuse_constant(name: str) -> Json:
    raise json.JSONDecodeError(f"{name} is no JSON", name, 0)


def _second_line(text: str, key: str) -> int | None:
    places = [match.start() for match in re.finditer(re.escape(json.dumps(key)) + r"\s*:", text)]
    return text.count("\n", 0, places[-1]) + 1 if places else None


class Loader:
    """Reads the schemas of some roots; each file once, each reference once."""

    def __init__(self, roots: tuple[Path, ...]) -> None:
        self.roots = roots
        self.findings: list[Finding] = []
        self._documents: dict[Path, Json | None] = {}
        self._resolved: dict[tuple[Path, str], Json] = {}
        self._open: list[tuple[Path, str]] = []

    def events(self) -> list[EventSchema]:
        """Return what could be read, by event; the rest is in `findings`."""
        schemas: dict[str, EventSchema] = {}
        for path in event_files(self.roots):
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

    def read(self, path: Path) -> SchemaFile | None:
        """Return the file at `path`, or None after a finding."""
        document = self._document(path)
        if document is None:
            return None
        return SchemaFile(path, f"schemas/{path.parent.name}/{path.name}", document)

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
        return EventSchema(event, file, self._follow(properties, file, "/properties/properties"))

    def _document(self, path: Path) -> Json | None:
        if path not in self._documents:
            document = read_json(path)
            if isinstance(document, Finding):
                self.findings.append(document)
                document = None
            self._documents[path] = document
        return self._documents[path]

    def _follow(self, node: Json, file: SchemaFile, pointer: str) -> Json:
        """Return `node` with every reference below it replaced by what it names; its siblings win."""
        if isinstance(node, list):
            return [self._follow(item, file, f"{pointer}/{index}") for index, item in enumerate(node)]
        if not isinstance(node, dict):
            return node
        reference = node.get("$ref")
        if not isinstance(reference, str):
            return {key: self._follow(value, file, f"{pointer}/{_escape(key)}") for key, value in node.items()}
        target = self._target(reference, file, f"{pointer}/$ref")
        siblings = {key: value for key, value in node.items() if key != "$ref"}
        if not siblings:
            return target
        return {**target, **self._follow(siblings, file, pointer)}

    def _target(self, reference: str, file: SchemaFile, pointer: str) -> Json:
        name, _, fragment = reference.partition("#")
        path = self._find(file.path, name)
        where = (path, fragment) if path else (file.path, reference)
        if where in self._resolved:
            return self._resolved[where]
        problem = self._problem(where, path, fragment)
        if problem or path is None:
            self.findings.append(file.finding("unknown-ref", pointer, f"{reference} {problem}", _REF_HELP))
            return {}
        target = self.read(path)
        if target is None:
            return {}
        self._open.append(where)
        node = _lookup(target.document, [_unescape(part) for part in fragment.split("/")[1:]])
        self._resolved[where] = self._follow(node, target, fragment)
        self._open.pop()
        return self._resolved[where]

    def _find(self, source: Path, name: str) -> Path | None:
        """Return the file that `name` means in `source`, wherever in the roots it is; None if nowhere."""
        if not name:
            return source
        wanted = Path(os.path.normpath(source.parent / name))
        for root in reversed(self.roots):
            if source.is_relative_to(root) and wanted.is_relative_to(root):
                relative = wanted.relative_to(root)
                candidates = (other / relative for other in (root, *reversed(self.roots)))
                return next((path for path in candidates if path.is_file()), None)
        return None

    def _problem(self, where: tuple[Path, str], path: Path | None, fragment: str) -> str | None:
        if path is None:
            return "names no file of the schemas folder"
        if where in self._open:
            return "refers to itself"
        document = self._document(path)
        if document is None:
            return "names a file that cannot be read"
        if fragment and not fragment.startswith("/"):
            return "needs a JSON Pointer behind the #"
        if not isinstance(_lookup(document, [_unescape(part) for part in fragment.split("/")[1:]]), dict):
            return f"names nothing in {path.name}"
        return None


_REF_HELP = 'Write a path and a JSON Pointer, as in "../common/properties.json#/$defs/agent_email".'


def _lookup(document: Json, keys: list[str]) -> Json | None:
    for key in keys:
        if not isinstance(document, dict) or key not in document:
            return None
        document = document[key]
    return document


def _escape(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def _unescape(part: str) -> str:
    return part.replace("~1", "/").replace("~0", "~")
