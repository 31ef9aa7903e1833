"""Check that each schema file is for one event and named after it."""

from __future__ import annotations

import json
from collections.abc import Iterable

from regal_braze.documents.json_text import display
from regal_braze.findings.finding import Finding
from regal_braze.schema.load import EVENT_NAME, MAX_EVENT_NAME, EventSchema
from regal_braze.schema.references import lookup

_NAME = "/properties/name/const"


def check_files(schemas: Iterable[EventSchema]) -> tuple[list[EventSchema], list[Finding]]:
    """Return the schemas whose event has a safe name and no other schema, and the findings.

    The dialect reports a name that is missing.
    """
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
