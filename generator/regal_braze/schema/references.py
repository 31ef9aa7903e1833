"""Follow the references of schema files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from regal_braze.documents.json_text import Json, exceeds
from regal_braze.documents.pointer import escape, keys, lookup
from regal_braze.documents.pointer import pointer as json_pointer
from regal_braze.findings.finding import Finding
from regal_braze.schema.files import REFERABLE_FOLDERS, SchemaFile, SchemaFiles

MAX_VALUES = 100_000
"""Most values in a schema after its references are followed. Definitions that use each other can make millions."""

_CYCLE = "refers to itself"
_HELP_ABOUT_CYCLES = (
    "A definition cannot contain itself. Remove the reference, or write out the levels that are needed."
)
_HELP = 'Name a file and a definition in it, as in "../common/properties.json#/$defs/agent_email".'


class References:
    """Replaces references by the definitions that they name. Each definition is followed once."""

    def __init__(self, files: SchemaFiles) -> None:
        self._files = files
        self._definitions: dict[tuple[str, str], Json] = {}
        self._open: list[tuple[Path, str]] = []
        self._problems: list[Finding] = []

    def follow(self, file: SchemaFile, document: Json, measured: Sequence[str] = ()) -> tuple[Json, list[Finding]]:
        """Return `document`, which is in `file`, without references, and a finding for each one that leads nowhere.

        If what is at the keys `measured` becomes too large, there is a finding there, and the value is None.
        """
        self._open, self._problems = [], []
        try:
            followed = self._follow(document, file, "")
            if file.is_tested or not exceeds(lookup(followed, measured), MAX_VALUES):
                return followed, self._problems
        except RecursionError:
            pass
        message = "It is too large or nested too deeply after every $ref is followed"
        help_text = "Use fewer definitions that refer to each other."
        return None, [*self._problems, file.finding("too-large", json_pointer(*measured), message, help_text)]

    def _follow(self, node: Json, file: SchemaFile, pointer: str) -> Json:
        """Return `node` with every reference below it replaced; keywords next to a reference win.

        The schema `true` of items becomes `{}`, which means the same.
        """
        if isinstance(node, list):
            return [self._follow(item, file, f"{pointer}/{index}") for index, item in enumerate(node)]
        if not isinstance(node, dict):
            return node
        reference = node.get("$ref")
        if not isinstance(reference, str):
            return {
                key: value if isinstance(value, str) else self._follow_member(key, value, file, pointer)
                for key, value in node.items()
            }
        definition = self._definition(reference, file, f"{pointer}/$ref")
        siblings = {key: value for key, value in node.items() if key != "$ref"}
        return {**definition, **self._follow(siblings, file, pointer)} if siblings else definition

    def _follow_member(self, key: str, value: Json, file: SchemaFile, pointer: str) -> Json:
        if isinstance(value, list) and key in ("enum", "examples"):
            return value  # data, even if it looks like a reference
        if not isinstance(value, dict | list):
            return {} if isinstance(value, bool) and key == "items" else value
        if isinstance(value, list) and key == "prefixItems":
            value = [{} if isinstance(cell, bool) else cell for cell in value]
        return self._follow(value, file, f"{pointer}/{escape(key)}")

    def _definition(self, reference: str, file: SchemaFile, pointer: str) -> Json:
        """Return the definition that a reference names; an empty one after a finding."""
        asked = (str(file.path) if reference.startswith("#") else file.folder, reference)
        if asked in self._definitions:
            return self._definitions[asked]
        name, _, fragment = reference.partition("#")
        if "%" in fragment:  # RFC 6901, section 6: the fragment of a URI is percent-encoded
            from urllib.parse import unquote

            fragment = unquote(fragment)
        found = self._find(file, name, fragment)
        if isinstance(found, str):
            help_text = _HELP_ABOUT_CYCLES if found == _CYCLE else _HELP
            self._problems.append(file.finding("unknown-ref", pointer, f"{reference} {found}", help_text))
            return {}
        target, definition = found
        self._open.append((target.path, fragment))
        self._definitions[asked] = self._follow(definition, target, fragment)
        self._open.pop()
        return self._definitions[asked]

    def _find(self, file: SchemaFile, name: str, fragment: str) -> tuple[SchemaFile, Json] | str:
        """Return the file and the definition that a reference names, or what is wrong with the reference."""
        path = self._files.find(file.path.parent, name) if name else file.path
        if path is None:
            return f"names no file in {' or '.join(f'schemas/{folder}' for folder in REFERABLE_FOLDERS)}"
        if (path, fragment) in self._open:
            return _CYCLE
        target = self._files.read(path)
        if not isinstance(target, SchemaFile):
            return "names a file that cannot be read"
        path_of_keys = keys(fragment)
        if len(path_of_keys) != 2 or path_of_keys[0] != "$defs" or not path_of_keys[1]:
            return "names no definition"
        definition = lookup(target.document, path_of_keys)
        return (target, definition) if isinstance(definition, dict) else f"names nothing in {path.name}"
