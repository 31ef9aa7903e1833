"""M18: for each of its events, a bundle gives exactly what that event's own transformation gives.

tests/proof/test_m18_agreement.py compares them on mutated and generated payloads.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest

from regal_braze.engines.v8.sandbox import Outcome, Sandbox
from regal_braze.pipeline import plan_workspace
from regal_braze.workspace.settings import Settings
from regal_braze.workspace.workspace import open_workspace
from support import shipped
from support.bundles import Bundled, bundle_of, default_bundles
from support.payloads import to_json
from support.quickjs import is_es2020, run_quickjs
from support.schemas import schema, write
from support.three_engines import STOPPED

ABSENT: Final = "(absent)"
CALLS: Final = ("call.completed", "custom.task.completed")
EMAILS: Final = ("email.conversation.completed", "voicemail.completed")
PROPERTIES: Final[list[Any]] = [
    None, {}, [], "Custom Task", {"type": "Custom Task"}, {"type": "Voicemail"}, {"type": "custom task"},
    {"type": ["Custom Task"]}, {"type": None}, {"type": "Call"}, {"__proto__": {"type": "Custom Task"}},
]  # fmt: skip
NAMES: Final[list[Any]] = [
    None, True, 0, 7, 1e300, "", " ", "__proto__", "constructor", "toString", "undefined", "null", "default",
    "CALL.COMPLETED", "call.completed ", ["call.completed"], {"0": "call.completed"}, {}, "call.complete", "sms.sent",
    "call.placed", "\ud800", "x" * 400, "${name}", "call.analysis.available", *CALLS, *EMAILS,
]  # fmt: skip


def run(bundled: Bundled, payload: Any) -> Outcome:
    with Sandbox(bundled.body) as sandbox:
        return sandbox.run(json.dumps(payload), strict=True)


def named(name: str | None, kind: str | None) -> dict[str, Any]:
    """Return a payload with a name, unless it is ABSENT, and a type."""
    payload = {**shipped.envelope("", {"type": kind}), "name": name}
    return {key: value for key, value in payload.items() if value != ABSENT}


def test_every_event_is_in_one_default_bundle() -> None:
    held = {bundled.name: list(bundled.plans) for bundled in default_bundles()}
    assert list(held) == ["catalogs", "contacts"]
    assert held["catalogs"] == ["agent.activity.updated"]
    assert sorted(event for events in held.values() for event in events) == sorted(shipped.plans())


def test_every_documented_sample_in_v8_and_quickjs() -> None:
    for bundled in default_bundles():
        payloads = [payload for event in bundled.plans for payload in shipped.samples(event)]
        assert bundled.differences(payloads) == []
        outcomes = run_quickjs(STOPPED + bundled.body, [to_json(payload) for payload in payloads], strict=True)
        assert bundled.differences(payloads, outcomes) == []


@pytest.mark.parametrize(
    ("events", "name", "kind", "event"),
    [
        (CALLS, "call.completed", "Custom Task", "custom.task.completed"),
        (CALLS, "custom.task.completed", "Custom Task", "custom.task.completed"),
        (CALLS, "call.completed", "Call", "call.completed"),
        (EMAILS, "email.conversation.completed", "Voicemail", "voicemail.completed"),
        (EMAILS, "voicemail.completed", "Voicemail", "voicemail.completed"),
        (EMAILS, "email.conversation.completed", "Call", "email.conversation.completed"),
        (("custom.task.completed", "sms.sent"), "call.completed", "Custom Task", "custom.task.completed"),
        (("voicemail.completed", "sms.sent"), "email.conversation.completed", "Voicemail", "voicemail.completed"),
        (("sms.sent",), ABSENT, None, "sms.sent"),
    ],
)
def test_a_bundle_knows_an_event_by_its_name_and_by_a_property_where_two_share_one(
    events: tuple[str, ...], name: str, kind: str | None, event: str
) -> None:
    payload = named(name, kind)
    outcome = run(bundle_of(*events), payload)
    assert outcome.request is not None
    assert outcome == shipped.run(event, payload)


@pytest.mark.parametrize(
    ("events", "name", "kind", "got"),
    [
        (("call.completed", "sms.sent"), "call.completed", "Custom Task", "custom.task.completed"),
        (("custom.task.completed", "sms.sent"), "call.completed", None, "call.completed"),
        (("email.conversation.completed", "sms.sent"), EMAILS[0], "Voicemail", "voicemail.completed"),
        (("voicemail.completed", "sms.sent"), EMAILS[0], None, "email.conversation.completed"),
        (("sms.*",), ABSENT, None, "undefined"),
        (("sms.sent",), None, None, "undefined"),
        (("sms.sent",), "sms.send", None, "sms.send"),
    ],
)
def test_a_bundle_refuses_every_other_event(
    events: tuple[str, ...], name: str | None, kind: str | None, got: str
) -> None:
    outcome = run(bundle_of(*events), named(name, kind))
    assert (outcome.error_name, outcome.error) == ("Error", f"Expected an event of the bundle few, got {got}")


@pytest.mark.parametrize(
    ("events", "missing"),
    [
        (("call.completed", "call.placed"), "error"),
        (CALLS, "skip"),
        ((*EMAILS, "call.completed"), "error"),
        (("custom.task.completed", "voicemail.completed"), "skip"),
        (("call.completed",), "error"),
        (("custom.task.completed",), "skip"),
        (("voicemail.completed",), "error"),
        (("contact.phone.created",), "skip"),
        (("*.completed", "call.*"), "error"),
    ],
    ids=repr,
)
def test_names_and_properties_of_every_kind(events: tuple[str, ...], missing: Any) -> None:
    payloads: list[Any] = [shipped.envelope(name, properties) for name in NAMES for properties in PROPERTIES]
    payloads += [{**payload, "userId": None, "traits": None} for payload in payloads]
    payloads += [{key: payload[key] for key in payload if key != "name"} for payload in payloads]
    payloads += [None, [], "call.completed", 7, True, {}, {"name": events[0]}]
    assert bundle_of(*events, settings=Settings(missing_identity=missing)).differences(payloads) == []


# --- Names of events and properties that look like helpers, words of JavaScript, globals or digits

HOSTILE_EVENTS: Final = [
    "open.map", "text.x", "new.values", "json.parse", "constructor.x", "a.b_c", "a_b.c", "a.b.c", "1.2", "9a.b", "_._a",
    "class.x", "is.own", "transformation.of", "happened.at", "identify.by_traits", "object.x", "set.x", "name.x",
    "event.x", "data.x", "brazecall.x", "payload.x", "__proto__.x", "to.string", "switch.case", "default.x", "date.x",
    "first.x", "return.brazecall", "undefined.x",
]  # fmt: skip
HOSTILE_KEYS: Final = [
    "name", "event", "data", "identity", "brazecall", "text", "convert", "*/", "`${x}`", "a\u2028b", "a b",
]  # fmt: skip


def test_no_name_breaks_a_bundle(small: Path) -> None:
    text = {"description": "A text.", "type": ["string", "null"]}
    table = {"description": "A table.", "type": "object", "additionalProperties": True}
    declared: dict[str, Any] = {**dict.fromkeys(HOSTILE_KEYS, text), "map": table}
    for name in HOSTILE_EVENTS:
        annotation = {"event": f"Event {name}", "flatten": ["map"], "undeclared": "attributes"}
        write(small, {f"schemas/events/{name}.json": schema(declared, annotation, name)})
    plans = plan_workspace(open_workspace(small)).required()
    assert set(HOSTILE_EVENTS) <= {plan.event for bundle in plans.bundles for plan in bundle.transformations}
    properties = {key: f"{key}!" for key in HOSTILE_KEYS} | {"map": dict.fromkeys(HOSTILE_KEYS, 1), "other": ["x"]}
    for bundled in map(Bundled, plans.bundles):
        payloads = [
            {"name": name, "userId": "1", "originalTimestamp": 1657855059, "properties": given}
            for name in [*bundled.plans, "__proto__", "constructor"]
            for given in (properties, {}, None, {"name": None})
        ]
        assert bundled.differences(payloads) == []
        assert is_es2020(bundled.body) is None
