"""M2: another event's payload is an error that names both events; a payload without a name is accepted."""

from __future__ import annotations

from typing import Any

import pytest

from depth import some
from support.shipped import envelope, plans, samples
from support.three_engines import error, request, result, rows, unchanged

ABSENT = "(absent)"


@pytest.mark.parametrize(
    ("name", "got"),
    [
        *unchanged("another.event", "Call.Completed", "call.completed ", "", " "),
        (5, "5"),
        *rows("undefined", None, True, ["call.completed"], {}),
    ],
    ids=repr,
)
def test_another_name_is_an_error_that_names_both(name: Any, got: str) -> None:
    for event in some(plans(), 5):
        payload = {**samples(event)[-1], "name": name}
        assert error(event, payload) == f"Expected the event {event}, got {got}"
        assert error(event, {"name": name}).startswith("Expected the event"), "before the identity is looked for"


@pytest.mark.parametrize("event", some(plans(), 8))
def test_a_payload_without_a_name_is_accepted(event: str) -> None:
    sample = samples(event)[-1]
    assert request(event, {key: sample[key] for key in sample if key != "name"}) == request(event, sample)


@pytest.mark.parametrize("event", some(plans(), 8))
def test_event_is_the_name_where_name_is_missing(event: str) -> None:
    sample = samples(event)[-1]
    nameless = {key: sample[key] for key in sample if key != "name"}
    assert request(event, {**nameless, "event": sample.get("name", event)}) == request(event, sample)
    assert error(event, {**nameless, "event": "another.event"}) == f"Expected the event {event}, got another.event"
    assert request(event, {**sample, "name": event, "event": "Contact Called"}) == request(event, sample)


@pytest.mark.parametrize(
    ("event", "name", "properties", "accepted"),
    [
        ("custom.task.completed", "custom.task.completed", {}, True),
        ("custom.task.completed", "custom.task.completed", {"type": "Custom Task"}, True),
        ("custom.task.completed", "call.completed", {"type": "Custom Task"}, True),
        ("custom.task.completed", "call.completed", {"type": "custom task"}, False),
        ("custom.task.completed", "call.completed", {"type": None}, False),
        ("custom.task.completed", "call.completed", {}, False),
        ("custom.task.completed", "call.completed", None, False),
        ("call.completed", "call.completed", {"type": "Custom Task"}, False),
        ("call.completed", ABSENT, {"type": "Custom Task"}, True),
        ("call.completed", "call.completed", {"type": "Outbound Call"}, True),
        ("call.completed", "call.completed", {"type": ["Custom Task"]}, True),
        ("call.completed", "custom.task.completed", {"type": "Custom Task"}, False),
        ("voicemail.completed", "email.conversation.completed", {"type": "Voicemail"}, True),
        ("voicemail.completed", "email.conversation.completed", {"type": "Inbound Email"}, False),
        ("email.conversation.completed", "email.conversation.completed", {"type": "Voicemail"}, False),
        ("email.conversation.completed", "email.conversation.completed", {"type": "Inbound Email"}, True),
    ],
)
def test_a_property_distinguishes_two_events_with_one_name(
    event: str, name: str, properties: Any, accepted: bool
) -> None:
    payload = envelope(name, properties)
    if name == ABSENT:
        del payload["name"]
    found = result(event, payload)
    if accepted:
        assert isinstance(found, dict)
    else:
        assert str(found).startswith(f"Expected the event {event}, got ")
