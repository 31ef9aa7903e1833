"""The codes of all findings. They are stable: people search for them and silence them."""

from __future__ import annotations

CODES: dict[str, str] = {
    # schemas
    "broken-json": "A file is not valid JSON",
    "duplicate-key": "A JSON object has the same key twice",
    "unreadable-file": "A file cannot be read",
    "schema-invalid": "A schema does not follow the dialect",
    "unknown-ref": "A $ref points to a definition that does not exist",
    "unsafe-name": "A name cannot be used as a file name",
    "duplicate-event": "Two schemas describe the same event",
    "file-name": "The file of a schema is not named after its event",
    "unknown-property": "x-braze names a property that the schema does not declare",
    "name-collision": "Two properties would have the same name in Braze",
    "contradiction": "Two parts of x-braze exclude each other",
    "reserved-name": "A name is reserved by Braze",
    "ambiguous-event": "Payloads of two events cannot be distinguished",
    "too-large": "A request could exceed a limit of Braze",
    # workspace
    "workspace-missing": "The folder of the workspace does not exist",
    "config-invalid": "regal-braze.toml is not valid",
    "secret": "regal-braze.toml contains an API key",
    "template-invalid": "A template of the workspace cannot be rendered",
    "ignored-file": "A file looks like a schema, but is not read",
    "unknown-template": "A file in templates/ does not replace a built-in template",
    "subscription-group": "A channel has no subscription group yet",
    "deprecated": "Braze recommends another setting",
    "too-many": "Your Braze plan does not allow this many active transformations",
    # output
    "unwritable": "The output folder cannot be written",
    "foreign-file": "A file that regal-braze did not write is in the way",
    "manifest-invalid": "output/manifest.json cannot be trusted",
    "busy": "Another command is writing to this folder",
    "missing": "A generated file is missing",
    "changed": "A generated file is not up to date",
    "orphan": "A file in output/ is not needed",
    # inferring
    "event-known": "The event has a schema already",
    "event-mismatch": "A payload belongs to another event",
    "envelope-missing": "A payload has no envelope",
    "mixed-types": "A property has values of several types",
    "left-out": "A property is left out of an inferred schema",
    # running
    "payload-invalid": "A payload cannot be read",
    "unknown-event": "There is no event with this name",
    "unknown-schema": "There is no JSON Schema with this name",
    "unknown-code": "There is no finding with this code",
    "transformation-error": "A transformation threw an error by mistake",
    "deliberate-error": "A transformation refused a payload on purpose",
    "time-limit": "A transformation ran too long",
    "memory-limit": "A transformation used too much memory",
    "request-invalid": "Braze would refuse a request",
    "bundle-differs": "A bundle gives another result than the event's own transformation",
    "webhook-aborted": "A webhook template sends nothing for a profile, on purpose",
    "webhook-invalid": "A webhook template is not Liquid that Braze documents, or Regal would refuse its body",
    # recorded traffic
    "drift-event": "Recorded traffic contains an event without a schema",
    "drift-property": "Recorded traffic contains a property that its schema does not declare",
    "drift-type": "Recorded traffic contains a value of a type that its schema does not declare",
    "drift-value": "Recorded traffic contains a value that its schema does not list",
    "drift-loss": "A part of a payload does not reach Braze",
}
"""Every code with its title."""
