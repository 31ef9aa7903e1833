"""Check schemas against their dialect: a meta-schema, which also gives editors their completion."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from regal_braze.documents.json_text import Json
from regal_braze.documents.pointer import KeyPath, pointer
from regal_braze.documents.schema_errors import Notation, SchemaError, schema_findings
from regal_braze.documents.validators import validator
from regal_braze.findings.finding import Finding
from regal_braze.schema.files import SchemaFile
from regal_braze.schema.load import EventSchema


def validate(
    schemas: Iterable[EventSchema], definitions: Iterable[SchemaFile]
) -> tuple[list[EventSchema], list[Finding]]:
    """Return the schemas that follow the dialect, and the findings for the others and for the shared definitions."""
    checked = [(schema, check_file("event", schema.file)) for schema in schemas]
    findings = [finding for _, problems in checked for finding in problems]
    findings += (finding for file in definitions for finding in check_file("common", file))
    return [schema for schema, problems in checked if not problems], findings


def validate_decided(schemas: Iterable[EventSchema]) -> Iterator[Finding]:
    """Yield what the dialect refuses after the workspace's settings were applied to schemas that follow it."""
    for schema in schemas:
        if schema.decided is not None and schema.decided != schema.file.document.get("x-braze"):
            yield from check_dialect("event", {**schema.file.document, "x-braze": schema.decided}, schema.finding)


def check_file(kind: str, file: SchemaFile) -> list[Finding]:
    """Return what the dialect of this kind refuses in a file. Files of this package are checked by its tests."""
    return [] if file.is_tested else check_dialect(kind, file.document, file.finding)


def check_dialect(kind: str, document: Json, finding: Callable[[str, str, str, str], Finding]) -> list[Finding]:
    """Return what the dialect of this kind refuses in a document.

    `finding` makes a finding of a code, a JSON pointer, a message and a help text.
    """
    name = f"dialect/{kind}"
    if validator(name).is_valid(document):
        return []

    def located(error: SchemaError) -> Finding:
        code = "contradiction" if error.keyword == "dependentSchemas" else "schema-invalid"
        return finding(code, pointer(*error.path), error.message, error.help)

    return schema_findings(name, document, _JSON, located)


def _name(path: KeyPath) -> str:
    """Return the name of the nearest key; the pointer of a finding has the whole path."""
    return next((key for key in reversed(path) if isinstance(key, str)), "The file")


_JSON = Notation(
    name=_name,
    types={
        "array": "an array",
        "boolean": "true or false",
        "integer": "an integer",
        "null": "null",
        "number": "a number",
        "object": "an object",
        "string": "a string",
    },
    header=lambda _path, _in_list: "",
    help="Compare it with a built-in schema.",
    instead={
        "nullable": 'Add "null" to the type instead: "type": ["string", "null"].',
        "anyOf": 'If it is a choice of types, list them: "type": ["string", "null"].',
        "oneOf": 'If it is a choice of types, list them: "type": ["string", "null"].',
        "definitions": "Name it $defs, and change the references to #/$defs/….",
    },
)
