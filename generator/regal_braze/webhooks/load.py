"""Read the schemas of webhooks' bodies and judge them by their dialect."""

from __future__ import annotations

import json
import re
from pathlib import Path

from regal_braze.braze.liquid_names import problem_of_name
from regal_braze.documents.json_text import Json
from regal_braze.documents.pointer import escape
from regal_braze.immutable import Immutable
from regal_braze.resources import schemas_root
from regal_braze.schema.load import Loader, SchemaFile

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


class WebhookSchema(Immutable):
    """The schema of one webhook's body; `document` has its references followed."""

    name: str
    file: SchemaFile
    document: Json


def load_schemas(loader: Loader) -> list[WebhookSchema]:
    """Return the valid schemas of all roots, by name; what is wrong with the others is in the loader's findings."""
    import jsonschema_rs

    from regal_braze.schema.dialect import dialect_findings

    dialect = json.loads((schemas_root() / "dialect" / "webhook.json").read_text(encoding="utf-8"))
    validator = jsonschema_rs.Draft202012Validator(dialect)
    valid: dict[Path, SchemaFile] = {}
    for path in (*_files(loader, "webhooks/parts").values(), *_files(loader, "webhooks").values()):
        file = loader.read(path)
        if file is None:
            continue
        if validator.is_valid(file.document):
            valid[path] = file
        else:
            loader.findings += dialect_findings(dialect, file.finding, file.document)
    return [
        WebhookSchema(path.stem, valid[path], loader.resolved(valid[path]))
        for path in _files(loader, "webhooks").values()
        if path in valid and _is_named_well(loader, valid[path])
    ]


def _files(loader: Loader, folder: str) -> dict[str, Path]:
    """Return the JSON files of a folder in all roots, by name; a later root's file replaces an earlier one's."""
    found: dict[str, Path] = {}
    for root in loader.roots:
        if (root / folder).is_dir():
            paths = (root / folder).iterdir()
            # Hidden files are what editors and file managers leave.
            found |= {path.name: path for path in paths if path.suffix == ".json" and path.name[0] != "."}
    return {name: found[name] for name in sorted(found)}


def _is_named_well(loader: Loader, file: SchemaFile) -> bool:
    name = file.path.stem
    before = len(loader.findings)
    if not _NAME.match(name) or len(name) > 100:
        help_text = "Names of webhooks are lower-case words, joined by dashes."
        loader.findings.append(file.finding("unsafe-name", "/title", f"{name} cannot name a webhook", help_text))
    elif file.document["title"] != name:
        help_text = f'Write "title": "{name}".'
        loader.findings.append(file.finding("file-name", "/title", "The title is not the file's name", help_text))
    for pointer, key in _keys(file.document, ""):
        problem = problem_of_name(key)
        if problem:
            message = f"The field's name {problem}: {key!r}"
            help_text = "It would break out of the JSON or of a Liquid tag."
            loader.findings.append(file.finding("unsafe-name", pointer, message, help_text))
    return len(loader.findings) == before


def _keys(node: Json, pointer: str) -> list[tuple[str, str]]:
    """Return the name of every field below a schema, with the pointer of the field."""
    found = []
    for key, field in node.get("properties", {}).items():
        below = f"{pointer}/properties/{escape(key)}"
        found += [(below, key), *_keys(field, below)]
    return found
