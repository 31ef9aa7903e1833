"""Laws that hold for every event and any payload: what may not matter does not (M3, M6, M7, M12, M16)."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proof.outcomes import EVENTS, flaw_of, objects_of, outcomes_of, requests_of, settled, valid_payload
from regal_braze.engines.v8.sandbox import Sandbox
from support import shipped
from support.payloads import generate_payloads, pieces, to_json
from support.payloads.mutation import shuffled
from support.payloads.values import open_value

events = st.sampled_from(EVENTS)
seeds = st.integers(0, 2**32)

MEANT_IN_ENVELOPES: Final = {
    "userId", "external_id", "traits", "name", "properties", "originalTimestamp", "original_timestamp", "created_at",
    "eventId", "event_id", "contact_email", "contact_phone",
}  # fmt: skip
MEANT_IN_TRAITS: Final = {"email", "phone"}
MEANT_IN_PROPERTIES: Final = {"contact_email", "contact_phone", "contactPhone", "contact_number"}
"""What identifies a contact, in any event (M3)."""
NAMELESS: Final = sorted(MEANT_IN_ENVELOPES - {"name"})


def generated_payload(event: str, seed: int) -> dict[str, object]:
    """Return a generated object with a usable time, so that its request does not depend on when it is made."""
    [payload] = generate_payloads(shipped.plans()[event], shipped.samples(event), 1, seed)
    return {**(payload if isinstance(payload, dict) else {"properties": payload}), "originalTimestamp": 1657855059}


def _assert_alike(event: str, payload: object, other: object) -> None:
    one, two = outcomes_of(event, [payload, other])
    assert flaw_of(one) is None
    assert settled(one) == settled(two)


@given(event=events, seed=seeds)
def test_m16_the_order_of_keys_does_not_matter_at_any_depth(event: str, seed: int) -> None:
    payload = generated_payload(event, seed)
    _assert_alike(event, payload, shuffled(payload, Random(seed)))


@given(event=events, seed=seeds)
def test_m16_the_same_payload_gives_the_same_request_whatever_came_before(event: str, seed: int) -> None:
    payload = generated_payload(event, seed)
    first, _, again = outcomes_of(event, [payload, generated_payload(event, seed + 1), payload])
    assert flaw_of(first) is None
    assert first == again
    with Sandbox(shipped.bodies()[event]) as fresh:
        assert fresh.run(to_json(payload), strict=True) == first


@given(event=events, seed=seeds)
def test_unknown_keys_of_the_envelope_and_the_traits_change_nothing(event: str, seed: int) -> None:
    payload, extra = generated_payload(event, seed), _hostile_entries(seed)
    _assert_alike(event, payload, {**payload, **_without(extra, MEANT_IN_ENVELOPES)})
    traits = payload.get("traits")
    more = {**(traits if isinstance(traits, dict) else {}), **_without(extra, MEANT_IN_TRAITS)}
    _assert_alike(event, payload, {**payload, "traits": more})


@given(event=events.filter(lambda event: not _uses_undeclared(event)), seed=seeds)
def test_unknown_properties_change_nothing_unless_the_schema_sends_them(event: str, seed: int) -> None:
    payload, extra = generated_payload(event, seed), _hostile_entries(seed)
    properties = payload.get("properties")
    declared = shipped.schemas()[event].properties.get("properties", {})
    meant = MEANT_IN_PROPERTIES | {*declared} | {name.strip() for name in declared} | {"type"}  # M2 reads the type
    if isinstance(properties, dict):
        _assert_alike(event, payload, {**payload, "properties": {**properties, **_without(extra, meant)}})


@given(event=events, seed=seeds, key=st.sampled_from(NAMELESS))
def test_m3_m4_m6_m7_null_is_absent_in_the_envelope(event: str, seed: int, key: str) -> None:
    payload = generated_payload(event, seed)
    if key == "originalTimestamp":
        payload["created_at"] = 1657855060
    _assert_alike(event, {**payload, key: None}, _without(payload, {key}))


@given(event=events, seed=seeds, key=st.sampled_from(sorted(MEANT_IN_TRAITS)))
def test_m4_null_is_absent_in_the_traits(event: str, seed: int, key: str) -> None:
    payload = generated_payload(event, seed)
    traits = payload.get("traits")
    traits = traits if isinstance(traits, dict) else {}
    null, absent = {**traits, key: None}, _without(traits, {key})
    _assert_alike(event, {**payload, "traits": null}, {**payload, "traits": absent})


def _paths_of_attributes() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield every path within `properties` that reaches the profile or a catalog item, by what x-braze says."""
    for event in EVENTS:
        schema = shipped.schemas()[event]
        for path, target in schema.annotation.get("attributes", {}).items():
            yield event, tuple(path.split("/"))
            if isinstance(target, dict):
                yield event, tuple(target["when"].split("/"))
        if schema.annotation.get("undeclared") == "attributes":
            yield event, ("customProperty1",)
            yield event, ("email",)
        if "catalog" in schema.annotation:
            yield from ((event, (name,)) for name in schema.properties["properties"])


@pytest.mark.parametrize(("event", "path"), list(_paths_of_attributes()))
def test_m12_m15_null_is_absent_for_attributes_and_catalog_items(event: str, path: tuple[str, ...]) -> None:
    payload = valid_payload(event)
    absent = {**payload, "properties": _changed(payload["properties"], path, {})}
    null = {**payload, "properties": _changed(payload["properties"], path, {path[-1]: None})}
    one, two = outcomes_of(event, [null, absent])
    assert flaw_of(one) is None
    if one.request is None:  # an item without its id (M15)
        assert settled(one) == settled(two)
        return
    written, expected = (
        [each for kind, each in objects_of(request) if kind != "events"]
        for request in requests_of(event, [null, absent])
    )
    assert written == expected


def _hostile_entries(seed: int) -> dict[str, object]:
    rng = Random(seed)
    return {f"unknown {seed}": "text", **{key: open_value(rng) for key in rng.sample(pieces.HOSTILE_KEYS, 6)}}


def _uses_undeclared(event: str) -> bool:
    return "undeclared" in shipped.schemas()[event].annotation


def _without(entries: dict[str, object], keys: set[str]) -> dict[str, object]:
    return {key: value for key, value in entries.items() if key not in keys}


def _changed(value: object, path: tuple[str, ...], end: dict[str, object]) -> dict[str, object]:
    """Return the object without what stands at the path, and with `end` in its place."""
    entries = value if isinstance(value, dict) else {}
    rest = _without(entries, {path[0]})
    return {**rest, **end} if len(path) == 1 else {**rest, path[0]: _changed(entries.get(path[0]), path[1:], end)}
