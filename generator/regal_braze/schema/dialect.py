"""Judge schemas by the dialect: a meta-schema, which editors read too."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from regal_braze.documents.json_text import Json
from regal_braze.documents.pointer import pointer as json_pointer
from regal_braze.findings.finding import Finding, suggestion
from regal_braze.resources import schemas_root
from regal_braze.schema.files import SchemaFile
from regal_braze.schema.load import EventSchema

if TYPE_CHECKING:
    import jsonschema_rs
    from jsonschema import ValidationError


def validate(
    schemas: Iterable[EventSchema], definitions: Iterable[SchemaFile]
) -> tuple[list[EventSchema], list[Finding]]:
    """Return the schemas that follow the dialect, and the findings for the others and for the shared definitions."""
    valid, findings = [], []
    for schema in schemas:
        problems = [*check_dialect("event", schema.file.document, schema.finding)]
        findings += problems
        if not problems:
            valid.append(schema)
    for file in definitions:
        findings += check_dialect("common", file.document, file.finding)
    return valid, findings


def validate_decided(schemas: Iterable[EventSchema]) -> Iterator[Finding]:
    """Yield what the dialect refuses after the workspace's settings were applied to schemas that follow it."""
    for schema in schemas:
        if schema.decided is not None and schema.decided != schema.file.document.get("x-braze"):
            yield from check_dialect("event", {**schema.file.document, "x-braze": schema.decided}, schema.finding)


def check_dialect(kind: str, document: Json, finding: Callable[[str, str, str, str], Finding]) -> Iterator[Finding]:
    """Yield what the dialect of this kind refuses in a document; `finding` makes a finding at a pointer."""
    dialect, validator = _dialect(kind)
    if not validator.is_valid(document):
        yield from dialect_findings(dialect, finding, document)


@cache
def _dialect(kind: str) -> tuple[Json, jsonschema_rs.Draft202012Validator]:
    import jsonschema_rs

    document = json.loads((schemas_root() / "dialect" / f"{kind}.json").read_text(encoding="utf-8"))
    return document, jsonschema_rs.Draft202012Validator(document)


def dialect_findings(
    dialect: Json, finding: Callable[[str, str, str, str], Finding], document: Json
) -> Iterator[Finding]:
    """Explain in the order of the file, with the slower validator that has the better words, what the faster refused.

    The slower one has an order that changes from run to run.
    """
    found = list(_explained(dialect, finding, document))
    if not found:
        found.append(finding("schema-invalid", "", "It does not follow the dialect", "Compare it with one that ships."))
    yield from sorted(found, key=lambda each: (each.line or 0, each.column or 0, each.message))


def _explained(dialect: Json, finding: Callable[[str, str, str, str], Finding], document: Json) -> Iterator[Finding]:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    seen = set()
    for error in Draft202012Validator(dialect).iter_errors(document):
        cause = best_match([error]) or error
        pointer = json_pointer(*cause.absolute_path)
        message, help_text = _explain(cause)
        said = (pointer, "type" if cause.validator == "type" else message)
        if said not in seen:
            seen.add(said)
            contradicts = "dependentSchemas" in cause.absolute_schema_path
            yield finding("contradiction" if contradicts else "schema-invalid", pointer, message, help_text)


def _explain(error: ValidationError) -> tuple[str, str]:
    """Return what is wrong and what to do about it."""
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    rule = error.validator_value
    message = error.message if len(error.message) <= 200 else f"{error.message[:200]}…"
    help_text = str(schema.get("description", "Compare it with a schema that ships."))
    match error.validator:
        case _ if "errorMessage" in schema:
            message, help_text = str(schema["errorMessage"]), "Keep one destination."
        case "additionalProperties" | "unevaluatedProperties" if isinstance(error.instance, Mapping):
            known = sorted({*schema.get("properties", {})})
            unknown = [key for key in error.instance if key not in known]
            message = f"There is no keyword {', '.join(unknown)} here"
            help_text = suggestion(next(iter(unknown), ""), known, f"Known here: {', '.join(known) or 'nothing'}.")
        case "required":
            help_text = "Add it."
        case "type":
            message = f"It must be of type {' or '.join(rule) if isinstance(rule, list) else rule}"
        case "pattern" if rule == "\\S":
            message = "It must not be blank"
        case "anyOf" if all(isinstance(each, Mapping) and "required" in each for each in schema["anyOf"]):
            message = f"It needs {' or '.join(name for each in schema['anyOf'] for name in each['required'])}"
    return message, help_text
