"""Small plans, written by hand, for the interpreter's own tests."""

from __future__ import annotations

from regal_braze.plan.conversions import Conversion, Field
from regal_braze.plan.model import (
    Accepted,
    Attributes,
    CustomEvent,
    Destination,
    Identifier,
    Identity,
    OpenMap,
    Path,
    Rejected,
    Track,
    Transformation,
)
from support.interpreter.interpreter import Request, interpret

IDENTITY = Identity(
    (
        Identifier("external_id", (("userId",), ("external_id",))),
        Identifier("email", (("traits", "email"), ("contact_email",), ("properties", "contact_email"))),
        Identifier("user_alias", (("traits", "phone"), ("contact_phone",)), "regal_phone"),
    ),
    "error",
)
TIMES: tuple[Path, ...] = (("originalTimestamp",), ("original_timestamp",), ("created_at",))
TIME = "2022-07-15T03:17:39.000Z"
"""What 1657855059 is."""


def plan_for(
    destination: Destination,
    identity: Identity | None = IDENTITY,
    accepted: tuple[Accepted, ...] = (Accepted("call.completed"),),
    rejected: tuple[Rejected, ...] = (),
) -> Transformation:
    """Return the plan of `call.completed` with that destination."""
    return Transformation(
        "call.completed",
        "An agent ended a call.",
        "schemas/events/call.completed.json",
        accepted,
        rejected,
        identity,
        TIMES,
        destination,
    )


def track(*fields: Field, open_maps: tuple[OpenMap, ...] = (), attributes: Attributes | None = None) -> Track:
    """Return a custom event with these fields."""
    event = CustomEvent("Call Completed", fields, open_maps, (("eventId",), ("event_id",)), False)
    return Track(event, attributes)


def field(conversion: Conversion, name: str = "value") -> Field:
    """Return a field that keeps its name."""
    return Field(name, (name,), conversion)


def request_for(plan: Transformation, payload: object) -> Request:
    """Return the request for a payload that is not refused."""
    request = interpret(plan, payload)
    assert isinstance(request, dict), request
    return request


def properties_of(destination: Track, properties: object) -> object:
    """Return what of Regal's properties reaches the event."""
    payload = {"userId": "1", "originalTimestamp": 1657855059, "properties": properties}
    [event] = as_list(request_for(plan_for(destination), payload)["events"])
    assert isinstance(event, dict)
    return event["properties"]


def as_list(value: object) -> list[object]:
    """Return a value that must be a list."""
    assert isinstance(value, list)
    return value
