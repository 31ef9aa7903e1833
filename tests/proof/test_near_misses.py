"""M8: whatever Regal sends in place of a declared property, Braze gets the declared type, null, or nothing.

The oracle is the JSON Schema itself, not the plan: a property that Braze gets under its own name satisfies the types of
its schema, at every depth.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from depth import NEAR_MISS_STEP
from proof.near_misses import near_misses, or_null, types_of, types_only
from proof.outcomes import EVENTS, objects_of, report, requests_of, valid_payload
from support import shipped

_SPELLED = {"string": (445, "445"), "integer": ("445", 445), "number": ("44.5", 44.5), "boolean": ("true", True)}
"""Of each type, a value of another type that can be read as one, and what it must be read as."""


SUBSCRIPTIONS = ("contact.subscribed", "contact.unsubscribed")


def _declared(event: str) -> Mapping[str, Any]:
    declared: Mapping[str, Any] = shipped.schemas()[event].properties.get("properties", {})
    return declared


def _sent_under_its_own_name(event: str, name: str) -> bool:
    """Tell whether x-braze lets the property alone, and Braze takes its name."""
    annotation = shipped.schemas()[event].annotation
    elsewhere = [annotation.get(key, ()) for key in ("omit", "flatten", "rename", "convert", "rows")]
    is_destination = annotation.get("catalog", {}).get("id") == name or {"changes", "subscription"} & {*annotation}
    return name.strip() == name and not is_destination and not any(name in each for each in elsewhere)


def _payloads(event: str) -> Iterator[tuple[str, object]]:
    """Yield payloads in which one declared property is a near miss, with its name."""
    payload = valid_payload(event)
    properties = payload["properties"]
    assert isinstance(properties, dict)
    told_apart = shipped.plans()[event].rejected
    for name, schema in _declared(event).items():
        for value in near_misses(schema, properties.get(name)):
            if not any((name, value) == (each.property, each.value) for each in told_apart):
                yield name, {**payload, "properties": {**properties, name: value}}


@pytest.mark.parametrize("event", EVENTS)
def test_m8_near_misses_of_the_schema_reach_braze_as_the_declared_types(event: str) -> None:
    required = {"agent.activity.updated": "agent_email", **dict.fromkeys(SUBSCRIPTIONS, "channel")}
    named = [(name, payload) for name, payload in _payloads(event) if name != required.get(event)]  # that is an error
    assert len(named) > 25 * len(_declared(event)) - 100
    named = named[::NEAR_MISS_STEP]
    requests = requests_of(event, [payload for _, payload in named])
    validators = {
        name: Draft202012Validator(or_null(types_only(schema)))
        for name, schema in _declared(event).items()
        if _sent_under_its_own_name(event, name)
    }
    failures: list[tuple[str, object]] = []
    for (name, payload), request in zip(named, requests, strict=True):
        for kind, sent in objects_of(request):
            members = sent["properties"] if kind == "events" else sent if kind == "items" else {}
            assert isinstance(members, dict)
            value = members.get(name)
            if name in validators and not validators[name].is_valid(value):
                declared = types_only(_declared(event)[name])
                failures.append((f"{name} is declared as {declared} and sent as {value!r:.200}", payload))
    assert not failures, report(failures, len(named))


@pytest.mark.parametrize("event", EVENTS)
def test_m8_a_value_spelled_in_another_type_reaches_braze_in_the_declared_one(event: str) -> None:
    properties: dict[str, object] = {}
    expected: dict[str, object] = {}
    for name, schema in _declared(event).items():
        types = [each for each in types_of(schema) if each != "null"]
        if len(types) == 1 and types[0] in _SPELLED and _sent_under_its_own_name(event, name):
            properties[name], expected[name] = _SPELLED[types[0]]
    payload = valid_payload(event)
    others = payload["properties"]
    assert isinstance(others, dict)
    [request] = requests_of(event, [{**payload, "properties": {**others, **properties}}])
    for kind, sent in objects_of(request):
        members = sent["properties"] if kind == "events" else sent if kind == "items" else expected
        assert isinstance(members, dict)
        found = {name: members.get(name) for name in expected}
        assert found == expected
        assert [type(value) for value in found.values()] == [type(value) for value in expected.values()]
