"""Load the schemas of webhook bodies."""

from __future__ import annotations

import re
from collections.abc import Iterator

from regal_braze.braze.liquid_names import problem_of_name
from regal_braze.documents.json_text import Json
from regal_braze.documents.pointer import escape
from regal_braze.findings.finding import Finding
from regal_braze.immutable import Immutable
from regal_braze.schema.dialect import check_file
from regal_braze.schema.files import SchemaFile, SchemaFiles
from regal_braze.schema.references import References

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


class WebhookSchema(Immutable):
    """The schema of one webhook's body; `document` has its references followed."""

    name: str
    file: SchemaFile
    document: Json


def load_webhooks(files: SchemaFiles) -> tuple[list[WebhookSchema], list[Finding]]:
    """Return the valid schemas by name, and the findings for the others and for the definitions that they share."""
    parts, findings = files.in_folder("webhooks/parts")
    for file in parts:
        findings += check_file("webhook", file)
    bodies, unreadable = files.in_folder("webhooks")
    findings += unreadable
    references = References(files)
    valid = []
    for file in bodies:
        problems = check_file("webhook", file) or [*_check_names(file)]
        if not problems:
            document, problems = references.follow(file, file.document)
        if not problems:
            valid.append(WebhookSchema(file.path.stem, file, document))
        findings += problems
    return valid, findings


def _check_names(file: SchemaFile) -> Iterator[Finding]:
    """Yield a finding for each name of the webhook or of a field that cannot be used as it is."""
    name = file.path.stem
    if not _NAME.match(name) or len(name) > 100:
        help_text = "Use lower-case words, joined by dashes."
        yield file.finding("unsafe-name", "/title", f"{name} cannot name a webhook", help_text)
    elif file.document["title"] != name:
        yield file.finding("file-name", "/title", "The title is not the file's name", f'Write "title": "{name}".')
    for pointer, key in _fields(file.document, ""):
        problem = problem_of_name(key)
        if problem:
            message = f"The field's name {problem}: {key!r}"
            help_text = "Use another name: this one would break the JSON or a Liquid tag."
            yield file.finding("unsafe-name", pointer, message, help_text)


def _fields(node: Json, pointer: str) -> Iterator[tuple[str, str]]:
    """Yield the pointer and the name of every field below a schema."""
    for name, field in node.get("properties", {}).items():
        below = f"{pointer}/properties/{escape(name)}"
        yield below, name
        yield from _fields(field, below)
