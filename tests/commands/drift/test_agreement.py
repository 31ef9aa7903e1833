"""What drift says that Braze does not get is what V8 does not give: on samples, generated payloads and mutations."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final

import pytest

from commands.drift.oracle import colliding_keys, lossy_keys
from regal_braze.commands.drift.examples import part
from regal_braze.commands.drift.expected import Expectation, compile_event, known_events
from regal_braze.commands.drift.losses import keep_attributes
from regal_braze.commands.drift.observe import identifier_of, notices_of
from regal_braze.commands.drift.wording import REFUSALS, SKIPS
from regal_braze.engines.v8.sandbox import Outcome
from regal_braze.plan import model
from regal_braze.plan.recognise import Recogniser
from regal_braze.schema.files import SchemaFiles
from regal_braze.schema.references import References
from regal_braze.workspace.workspace import open_workspace
from support import shipped
from support.payloads import generate_payloads, mutations, to_json

EVENTS: Final = sorted(file.stem for file in (shipped.ROOT / "schemas" / "events").glob("*.json"))
COUNT: Final = 150
NOWHERE: Final = "/properties"
"""Where a loss is noted that any of the properties may have suffered."""


@cache
def expectations() -> dict[str, Expectation]:
    schemas = shipped.schemas()
    plans = shipped.plans()
    references = References(SchemaFiles(open_workspace(shipped.ROOT).schema_roots))
    known = known_events([schemas[event] for event in EVENTS], [plans[event] for event in EVENTS], references)
    return {each.plan.event: compile_event(each) for each in known}


@cache
def recogniser() -> Recogniser:
    return Recogniser(shipped.plans().values())


def _payloads(event: str) -> Iterator[object]:
    samples = shipped.samples(event)
    yield from samples
    yield from generate_payloads(shipped.plans()[event], samples, COUNT, seed=11)
    for sample in samples:
        yield from (payload for number, (_, payload) in enumerate(mutations(sample)) if number % 7 == 0)


def _runs(event: str, payloads: Iterable[object]) -> Iterator[tuple[dict[str, Any], Outcome]]:
    """Yield each payload that is an object and that Python reads, as it reads it, with what V8 gives."""
    texts, read = [], []
    for payload in payloads:
        text = to_json(payload)
        try:
            value = json.loads(text)
        except (RecursionError, ValueError):
            continue
        if isinstance(value, dict):
            texts.append(text)
            read.append(value)
    return zip(read, shipped.sandbox(event).run_many(texts, strict=True), strict=True)


@pytest.mark.parametrize("event", EVENTS)
def test_m2_m4_a_payload_is_rejected_where_v8_rejects_it(event: str) -> None:
    for payload, outcome in _runs(event, _payloads(event)):
        recognised = recogniser().event_of(payload)
        if recognised != event:
            assert "name" not in payload or str(outcome.error).startswith("Expected the event"), payload
            continue
        kinds = {notice.detail for notice in notices_of(expectations()[event], payload)}
        assert bool(kinds & set(REFUSALS)) == (outcome.request is None), (payload, outcome)


@pytest.mark.parametrize("event", EVENTS)
def test_m6_the_time_of_the_call_is_foretold(event: str) -> None:
    now = datetime.now(UTC)
    for payload, outcome in _of_event(event):
        request = json.loads(outcome.request or "")
        if "events" not in request and "items" not in request:
            continue
        [written] = request.get("events") or request["items"]
        time = datetime.fromisoformat(written["time" if "events" in request else "updated_at"])
        kinds = {notice.detail for notice in notices_of(expectations()[event], payload)}
        assert ("no-time" in kinds) == (abs(time - now) < timedelta(hours=1)), payload


@pytest.mark.parametrize("event", EVENTS)
def test_m13_m14_what_is_skipped_is_foretold(event: str) -> None:
    plan = shipped.plans()[event]
    if isinstance(plan.destination, model.Track | model.Catalog):
        return
    for payload, outcome in _of_event(event):
        kinds = {notice.detail for notice in notices_of(expectations()[event], payload)}
        assert bool(kinds & set(SKIPS)) == (json.loads(outcome.request or "")["attributes"] == []), payload


@pytest.mark.parametrize("event", EVENTS)
def test_m8_m9_m10_m11_a_property_loses_something_where_it_does_in_v8(event: str) -> None:
    plan = shipped.plans()[event]
    if not isinstance(plan.destination, model.Track):
        return
    for payload, outcome in _of_event(event):
        lost = lossy_keys(shipped.schemas()[event], plan.destination, payload, json.loads(outcome.request or ""))
        properties = payload.get("properties")
        colliding = colliding_keys(plan.destination, properties if isinstance(properties, dict) else {})
        aside = {f"{NOWHERE}/{part(key)}" for key in colliding}
        actual = {f"{NOWHERE}/{part(key)}" for key in lost} - aside
        told = [each.pointer for each in notices_of(expectations()[event], payload) if each.what == "loss"]
        foretold = {"/".join(pointer.split("/")[:3]) for pointer in told if pointer.startswith(f"{NOWHERE}/")}
        assert not aside or aside & foretold
        foretold -= aside
        if NOWHERE in told:  # the room of all undeclared properties was too small for some of them
            assert actual >= foretold
        elif plan.destination.attributes is not None:  # what only the profile lacks is foretold too
            assert actual <= foretold, payload
        else:
            assert actual == foretold, (payload, outcome.request)


def test_m12_the_attributes_that_an_edit_sets_are_foretold() -> None:
    event = "contact.attribute.edited"
    identity = shipped.plans()[event].identity
    assert identity is not None
    for payload, outcome in _of_event(event):
        written = json.loads(outcome.request or "")["attributes"]
        changes = payload["properties"].get("changes") if isinstance(payload.get("properties"), dict) else None
        identifier = identifier_of(identity, payload)
        by_address = {"email", "phone"} if identifier in {"email", "phone"} else set()
        names = {name for each in written for name in each} - {*_CONTROL, *by_address}
        single, mapped = _new_values(changes if isinstance(changes, dict) else {})
        kept = keep_attributes({**mapped, **single}.items(), "", _ignore, frozenset())
        assert names == kept - by_address, payload


_CONTROL = ("external_id", "user_alias", "_update_existing_only")


def _ignore(pointer: str, kind: str, value: object) -> None:
    pass


def _new_values(changes: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    single: dict[str, Any] = {}
    mapped: dict[str, Any] = {}
    for key in sorted(changes):
        section = changes[key]
        if isinstance(section, dict) and "new_value" in section:
            single[key] = section["new_value"]
        elif isinstance(section, dict):
            mapped |= {
                name: pair["new_value"]
                for name, pair in section.items()
                if isinstance(pair, dict) and "new_value" in pair
            }
    return single, mapped


def _of_event(event: str) -> Iterator[tuple[dict[str, Any], Outcome]]:
    """Yield the payloads of the event that V8 makes a request of."""
    for payload, outcome in _runs(event, _payloads(event)):
        if outcome.request is not None and recogniser().event_of(payload) == event:
            yield payload, outcome
