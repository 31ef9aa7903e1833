"""Tell what is the envelope of a recorded payload and what are the event's own properties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from regal_braze.documents.json_text import Json
from regal_braze.findings.finding import Finding
from regal_braze.immutable import Immutable
from regal_braze.payloads.files import Recorded
from regal_braze.schema.load import EVENT_NAME

_MARKS = ("userId", "traits", "originalTimestamp", "original_timestamp", "eventId", "event_id", "eventSource")
"""Keys of which an envelope has one at least, if it has no `properties`."""


class Opened(Immutable):
    """A payload of the event in its envelope, with its properties apart."""

    payload: Mapping[str, Json]
    properties: Mapping[str, Json]


def open_all(event: str, recorded: Sequence[Recorded], names: Sequence[str] = ()) -> tuple[list[Opened], list[Finding]]:
    """Return the payloads that are this event's, under its own name or one of `names`; the others are findings."""
    opened: list[Opened] = []
    findings: list[Finding] = []
    for each in recorded:
        found = _open(event, each, names)
        if isinstance(found, Finding):
            findings.append(found)
        else:
            opened.append(found)
            if found.payload is not each.payload:
                findings.append(_bare(each))
    return opened, findings


def _open(event: str, recorded: Recorded, names: Sequence[str]) -> Opened | Finding:
    payload = recorded.payload
    if not _has_envelope(payload):
        return Opened(_wrapped(event, payload), payload)
    name = payload.get("name")
    if name is not None and name != event and name not in names:
        message = f"It is no {event}: its name is {_shown(name)}"
        help_text = f"Take it out, or make a schema of its own: `regal-braze new {_shown(name)} --from …`."
        return Finding("event-mismatch", message, help_text, recorded.file, "/name", recorded.line)
    properties = payload.get("properties")
    if properties is not None and not isinstance(properties, dict):
        message = "Its properties are no object, but what happened must be told by name"
        help_text = "Compare it with a payload in Regal's documentation."
        return Finding("payload-invalid", message, help_text, recorded.file, "/properties", recorded.line)
    return Opened(payload, properties or {})


def _has_envelope(payload: Mapping[str, Json]) -> bool:
    name = payload.get("name")
    named = isinstance(name, str) and EVENT_NAME.match(name) is not None
    return named or "properties" in payload or any(key in payload for key in _MARKS)


def _wrapped(event: str, properties: Mapping[str, Json]) -> dict[str, Json]:
    """Return bare properties in Regal's usual envelope, about somebody made up."""
    return {
        "userId": "123",
        "traits": {"phone": "+17625550100", "email": "jane.doe@example.com"},
        "name": event,
        "properties": properties,
        "originalTimestamp": "1735740717",
        "eventSource": "Regal Voice",
        "eventId": "0a1b2c3d4e5f60718293a4b5c6d7e8f2",
    }


def _bare(recorded: Recorded) -> Finding:
    return Finding(
        "envelope-missing",
        "It has no envelope: nothing says who it is about, so it stands in a made-up one",
        "Record what Regal sends to Braze; Regal's documentation shows some events without their envelope.",
        recorded.file,
        None,
        recorded.line,
        severity="warning",
    )


def _shown(name: Json) -> str:
    text = name if isinstance(name, str) else type(name).__name__
    return text if len(text) <= 60 else f"{text[:60]}…"
