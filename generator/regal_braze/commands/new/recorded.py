"""Read the payloads that a schema is inferred from: those of the event, each in its envelope."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from regal_braze.documents.json_text import Json
from regal_braze.findings.finding import Finding
from regal_braze.payloads.problem import Problems
from regal_braze.payloads.read import RecordedPayload, read
from regal_braze.plan.recognise import name_of, shown_name
from regal_braze.schema.load import EVENT_NAME

_ENVELOPE_KEYS = ("userId", "traits", "originalTimestamp", "original_timestamp", "eventId", "event_id", "eventSource")
"""An envelope without `properties` has at least one of these keys."""


_NO_ENVELOPE = (
    "The payload has no envelope, so it does not identify a contact; the sample gets a made-up envelope",
    "Record what Regal sends to Braze. Some pages of Regal's documentation show events without their envelope.",
)
MOST_KEYS: Final = 5_000
"""Most different keys in all payloads. Braze keeps 256 properties of an event."""


def read_few_keys(names: Sequence[str], workspace: Path) -> tuple[list[RecordedPayload], list[Finding]]:
    """Return the payloads in files and folders, and the findings of their problems.

    If there are too many keys, return a finding instead: their schema would be of no use and take minutes to infer.
    """
    payloads: list[RecordedPayload] = []
    problems = Problems()
    keys: set[str] = set()
    for payload in problems.taken_from(read(names, workspace)):
        payloads.append(payload)
        keys.update(_keys_in(payload.document))
        if len(keys) > MOST_KEYS:
            message = f"The payloads have more than {MOST_KEYS:,} different keys; the rest was not read"
            help_text = "If the keys are data, move them into a list. Else pass fewer payloads."
            return [], [*problems.findings(), payload.finding("payload-invalid", message, help_text)]
    return payloads, [*problems.findings()]


def _keys_in(document: Json) -> Iterator[str]:
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield from value
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def event_payloads(
    event: str, recorded: Sequence[RecordedPayload], names: Sequence[str] = ()
) -> tuple[list[dict[str, Json]], list[Finding]]:
    """Return the payloads of the event, which have its name or one of `names`, and a finding for each other one.

    Properties without an envelope get one.
    """
    payloads: list[dict[str, Json]] = []
    findings: list[Finding] = []
    for payload in recorded:
        if not _has_envelope(payload.document):
            payloads.append(_in_envelope(event, payload.document))
            findings.append(payload.finding("envelope-missing", *_NO_ENVELOPE, severity="warning"))
        elif problem := _problem(event, payload, names):
            findings.append(problem)
        else:
            payloads.append(payload.document)
    return payloads, findings


def _problem(event: str, payload: RecordedPayload, names: Sequence[str]) -> Finding | None:
    name = name_of(payload.document)
    if name is not None and name != event and name not in names:
        shown = shown_name(payload.document) or "empty"
        message = f"The payload is not {event}: its name is {shown}"
        command = f"regal-braze new {shown} --from {shlex.quote(payload.file)}"
        return payload.finding("event-mismatch", message, f"Remove it, or infer another schema: `{command}`.", "/name")
    properties = payload.document.get("properties")
    if properties is not None and not isinstance(properties, dict):
        message = "The properties of the payload are not an object"
        help_text = "Compare the payload with one in Regal's documentation."
        return payload.finding("payload-invalid", message, help_text, "/properties")
    return None


def _has_envelope(payload: Mapping[str, Json]) -> bool:
    name = name_of(payload)
    named = isinstance(name, str) and EVENT_NAME.match(name) is not None
    return named or "properties" in payload or any(key in payload for key in _ENVELOPE_KEYS)


def _in_envelope(event: str, properties: Mapping[str, Json]) -> dict[str, Json]:
    """Return properties in Regal's usual envelope, with a made-up contact."""
    return {
        "userId": "123",
        "traits": {"phone": "+17625550100", "email": "person@example.com"},
        "name": event,
        "properties": properties,
        "originalTimestamp": "1735740717",
        "eventSource": "Regal Voice",
        "eventId": "0a1b2c3d4e5f60718293a4b5c6d7e8f2",
    }
