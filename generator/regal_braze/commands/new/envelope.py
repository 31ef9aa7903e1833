"""Separate the envelope of a recorded payload from the event's own properties."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence

from regal_braze.documents.json_text import Json
from regal_braze.findings.finding import Finding
from regal_braze.immutable import Immutable
from regal_braze.payloads.read import RecordedPayload
from regal_braze.plan.recognise import name_of, shown_name
from regal_braze.schema.load import EVENT_NAME

_ENVELOPE_KEYS = ("userId", "traits", "originalTimestamp", "original_timestamp", "eventId", "event_id", "eventSource")
"""An envelope without `properties` has at least one of these keys."""


class EventPayload(Immutable):
    """A payload of the event in its envelope, and its properties."""

    payload: Mapping[str, Json]
    properties: Mapping[str, Json]


def event_payloads(
    event: str, recorded: Sequence[RecordedPayload], names: Sequence[str] = ()
) -> tuple[list[EventPayload], list[Finding]]:
    """Return the payloads of the event, which have its name or one of `names`, and a finding for each other one."""
    payloads: list[EventPayload] = []
    findings: list[Finding] = []
    for payload in recorded:
        found = _event_payload(event, payload, names)
        if isinstance(found, Finding):
            findings.append(found)
        else:
            payloads.append(found)
            if found.payload is not payload.document:
                findings.append(_without_envelope(payload))
    return payloads, findings


def _event_payload(event: str, recorded: RecordedPayload, names: Sequence[str]) -> EventPayload | Finding:
    payload = recorded.document
    if not _has_envelope(payload):
        return EventPayload(_in_envelope(event, payload), payload)
    name = name_of(payload)
    if name is not None and name != event and name not in names:
        shown = shown_name(payload) or "empty"
        message = f"The payload is not {event}: its name is {shown}"
        help_text = (
            f"Remove it, or infer another schema: `regal-braze new {shown} --from {shlex.quote(recorded.file)}`."
        )
        return Finding("event-mismatch", message, help_text, recorded.file, "/name", recorded.line)
    properties = payload.get("properties")
    if properties is not None and not isinstance(properties, dict):
        message = "The properties of the payload are not an object"
        help_text = "Compare the payload with one in Regal's documentation."
        return Finding("payload-invalid", message, help_text, recorded.file, "/properties", recorded.line)
    return EventPayload(payload, properties or {})


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


def _without_envelope(recorded: RecordedPayload) -> Finding:
    return Finding(
        "envelope-missing",
        "The payload has no envelope, so it does not identify a contact; the sample gets a made-up envelope",
        "Record what Regal sends to Braze. Some pages of Regal's documentation show events without their envelope.",
        recorded.file,
        None,
        recorded.line,
        severity="warning",
    )
