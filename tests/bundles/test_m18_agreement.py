"""M18: on every sample, near miss and generated payload, a bundle gives what the event's own transformation gives."""

from __future__ import annotations

from typing import Final

import pytest

from bundles.bundled import STOPPED, bundle_with, default_bundles
from depth import MUTATION_STEP, PAYLOADS_PER_EVENT, PAYLOADS_PER_SETTING
from proof.outcomes import EVENTS
from regal_braze.workspace.settings import Naming, ObjectCatalog, Policies, Settings, UpdateExistingOnly
from support import shipped
from support.payloads import generate_payloads, mutations, to_json
from support.quickjs import run_quickjs

OBJECTS: Final = (
    ObjectCatalog("policies", "Policy", ("premium", "status"), "updated_at"),
    ObjectCatalog("visits", "Visit", ("doctor", "constructor", "__proto__")),
)
DECISIONS: Final = {
    "skip": Settings(missing_identity="skip"),
    "phone, then a Braze id": Settings(identity_order=("phone", "braze_id", "email")),
    "external id alone": Settings(identity_order=("external_id",), missing_identity="skip"),
    "object catalogs": Settings(catalogs=OBJECTS),
    "recipes": Settings(
        recipes={"last_call": True, "call_analysis": ("sentiment", "next_step"), "experiments": True},
        names=Naming("snake", "regal_"),
        update_existing_only=UpdateExistingOnly(events=True, purchases=True),
    ),
    "purchases": Settings(
        events={
            "call.completed": {
                "purchases": [
                    {
                        "when": {"disposition": "Converted"},
                        "product": {"property": "campaign_name"},
                        "price": {"property": "talk_time"},
                        "currency": "USD",
                    }
                ]
            }
        }
    ),
    "all that properties can be": Settings(
        properties=Policies(nulls="omit", long_texts="omit", times="iso8601", undeclared="properties")
    ),
}


def test_every_event_is_in_a_default_bundle() -> None:
    held = [(each.bundle.name, [plan.event for plan in each.bundle.transformations]) for each in default_bundles()]
    assert [name for name, _ in held] == ["catalogs", "contacts"]
    assert dict(held)["catalogs"] == ["agent.activity.updated"]
    assert sorted(event for _, events in held for event in events) == EVENTS


def test_every_documented_sample_in_two_engines() -> None:
    for bundled in default_bundles():
        payloads = [payload for plan in bundled.bundle.transformations for payload in shipped.samples(plan.event)]
        assert bundled.disagreements(payloads) == []
        texts = [to_json(payload) for payload in payloads]
        assert bundled.differences(payloads, texts, run_quickjs(STOPPED + bundled.body, texts, strict=True)) == []


@pytest.mark.parametrize("event", EVENTS)
def test_every_mutation_of_every_sample(event: str) -> None:
    """37,555 payloads over all events: the names are among what is mutated."""
    payloads = [payload for sample in shipped.samples(event) for _, payload in mutations(sample)]
    assert len(payloads) > 200
    found = bundle_with(event).disagreements(payloads[::MUTATION_STEP])
    assert not found, f"{len(found)} of {len(payloads)}: {found[:3]}"


@pytest.mark.parametrize(("event", "seed"), [(event, 7000 + number) for number, event in enumerate(EVENTS)])
def test_generated_payloads(event: str, seed: int) -> None:
    payloads = list(generate_payloads(shipped.plans()[event], shipped.samples(event), PAYLOADS_PER_EVENT, seed))
    bundled = bundle_with(event)
    assert sum(bundled.event_of(payload) == event for payload in payloads) > PAYLOADS_PER_EVENT // 2
    found = bundled.disagreements(payloads)
    assert not found, f"{len(found)} of {PAYLOADS_PER_EVENT}: {found[:3]}"


@pytest.mark.parametrize("decided", DECISIONS)
def test_generated_payloads_whatever_the_workspace_decides(decided: str) -> None:
    decisions = DECISIONS[decided]
    for bundled in default_bundles(decisions):
        payloads = []
        for number, plan in enumerate(bundled.bundle.transformations):
            payloads += shipped.samples(plan.event)
            payloads += generate_payloads(plan, shipped.samples(plan.event), PAYLOADS_PER_SETTING, 8000 + number)
        found = bundled.disagreements(payloads)
        assert not found, f"{len(found)} of {len(payloads)}: {found[:3]}"


def test_the_decisions_reach_every_kind_of_bundle() -> None:
    names = {decided: [each.bundle.name for each in default_bundles(DECISIONS[decided])] for decided in DECISIONS}
    assert names.pop("object catalogs") == ["catalog-edits", "catalogs", "contacts"]
    assert all(each == ["catalogs", "contacts"] for each in names.values())
    assert "purchase(" in default_bundles(DECISIONS["purchases"])[1].body
