"""M18, M2: a bundle tells its events apart by the name, and by a property where two arrive under one name."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest

from bundles.bundled import Bundled, bundle_of
from regal_braze.engines.v8.sandbox import Outcome, Sandbox
from regal_braze.workspace.settings import Settings
from support import shipped

PAIRS: Final = [
    ("call.completed", "type", "Custom Task", "custom.task.completed"),
    ("email.conversation.completed", "type", "Voicemail", "voicemail.completed"),
]
"""A name that two events arrive under, and what tells the second apart."""
PROPERTIES: Final[list[Any]] = [
    None, {}, [], "Custom Task", {"type": "Custom Task"}, {"type": "Voicemail"}, {"type": "custom task"},
    {"type": ["Custom Task"]}, {"type": None}, {"type": "Call"}, {"__proto__": {"type": "Custom Task"}},
]  # fmt: skip
NAMES: Final[list[Any]] = [
    None, True, 0, 7, 1e300, "", " ", "__proto__", "constructor", "toString", "undefined", "null", "default",
    "CALL.COMPLETED", "call.completed ", ["call.completed"], {"0": "call.completed"}, {}, "call.complete", "sms.sent",
    "call.placed", "\ud800", "x" * 400, "${name}", "call.analysis.available",
]  # fmt: skip


def run(bundled: Bundled, payload: Any) -> Outcome:
    with Sandbox(bundled.body) as sandbox:
        return sandbox.run(json.dumps(payload), strict=True)


def error(bundled: Bundled, payload: Any) -> str:
    outcome = run(bundled, payload)
    assert outcome.error_name == "Error", outcome
    assert not outcome.mutated
    return str(outcome.error)


def name_of(outcome: Outcome) -> str:
    assert outcome.request is not None, outcome.error
    name: str = json.loads(outcome.request)["events"][0]["name"]
    return name


@pytest.mark.parametrize(
    "events",
    [
        ("call.completed", "call.placed"),
        ("call.completed", "custom.task.completed"),
        ("email.conversation.completed", "voicemail.completed", "call.completed"),
        ("custom.task.completed", "voicemail.completed"),
        ("call.completed",),
        ("custom.task.completed",),
        ("voicemail.completed",),
        ("contact.phone.created",),
        ("*.completed", "call.*"),
    ],
)
@pytest.mark.parametrize("missing", ["error", "skip"])
def test_names_of_every_kind(events: tuple[str, ...], missing: Any) -> None:
    bundled = bundle_of(*events, decisions=Settings(missing_identity=missing))
    names = [*NAMES, *(pair[0] for pair in PAIRS), *(pair[3] for pair in PAIRS)]
    payloads: list[Any] = [shipped.envelope(name, properties) for name in names for properties in PROPERTIES]
    payloads += [{**payload, "userId": None, "traits": None} for payload in payloads]
    payloads += [{key: payload[key] for key in payload if key != "name"} for payload in payloads]
    payloads += [None, [], "call.completed", 7, True, {}, {"name": events[0]}]
    assert bundled.disagreements(payloads) == []


@pytest.mark.parametrize(("name", "key", "value", "other"), PAIRS)
def test_a_bundle_of_both_gives_each_its_own(name: str, key: str, value: str, other: str) -> None:
    bundled = bundle_of(name, other)
    names = {event: name_of(shipped.run(event, shipped.envelope(event, {}))) for event in (name, other)}
    assert name_of(run(bundled, shipped.envelope(name, {key: value}))) == names[other]
    assert name_of(run(bundled, shipped.envelope(other, {key: value}))) == names[other]
    assert name_of(run(bundled, shipped.envelope(name, {key: "Call"}))) == names[name]


@pytest.mark.parametrize(("name", "key", "value", "other"), PAIRS)
def test_a_bundle_of_one_refuses_the_other(name: str, key: str, value: str, other: str) -> None:
    payload = shipped.envelope(name, {key: value})
    first, second = bundle_of(name, "sms.sent"), bundle_of(other, "sms.sent")
    assert error(first, payload) == f"Expected an event of the bundle few, got {other}"
    assert run(second, payload).request == shipped.run(other, payload).request
    assert error(second, shipped.envelope(name, {})) == f"Expected an event of the bundle few, got {name}"


def test_without_a_name_a_bundle_of_several_refuses_and_a_bundle_of_one_does_not() -> None:
    """M2 lets a payload without a name through: in a bundle of several nobody can tell which event it is."""
    payload = shipped.envelope("sms.sent", {})
    del payload["name"]
    assert error(bundle_of("sms.*"), payload) == "Expected an event of the bundle few, got undefined"
    assert name_of(run(bundle_of("sms.sent"), payload)) == "SMS Sent"
    assert error(bundle_of("sms.sent"), {**payload, "name": None}).startswith("Expected an event of the bundle few")
