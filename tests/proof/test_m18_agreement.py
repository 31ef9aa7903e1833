"""M18: on mutated samples and generated payloads, a bundle gives what the event's own transformation gives."""

from __future__ import annotations

from typing import Final

import pytest

from depth import MUTATION_STEP, PAYLOADS_PER_EVENT, PAYLOADS_PER_SETTING
from proof.outcomes import EVENTS
from regal_braze.workspace.settings import Naming, ObjectCatalog, Policies, Settings, UpdateExistingOnly
from support import shipped
from support.bundles import bundle_with, default_bundles
from support.payloads import generate_payloads, mutations

OBJECTS: Final = (
    ObjectCatalog("policies", "Policy", ("premium", "status"), "updated_at"),
    ObjectCatalog("visits", "Visit", ("doctor", "constructor", "__proto__")),
)
SETTINGS: Final = {
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


@pytest.mark.parametrize("event", EVENTS)
def test_every_mutation_of_every_sample(event: str) -> None:
    """37,555 payloads over all events; their names are mutated too."""
    payloads = [payload for sample in shipped.samples(event) for _, payload in mutations(sample)]
    assert len(payloads) > 200
    found = bundle_with(event).differences(payloads[::MUTATION_STEP])
    assert not found, f"{len(found)} of {len(payloads)}: {found[:3]}"


@pytest.mark.parametrize(("event", "seed"), [(event, 7000 + number) for number, event in enumerate(EVENTS)])
def test_generated_payloads(event: str, seed: int) -> None:
    payloads = list(generate_payloads(shipped.plans()[event], shipped.samples(event), PAYLOADS_PER_EVENT, seed))
    bundled = bundle_with(event)
    assert sum(bundled.event_of(payload) == event for payload in payloads) > PAYLOADS_PER_EVENT // 2
    found = bundled.differences(payloads)
    assert not found, f"{len(found)} of {PAYLOADS_PER_EVENT}: {found[:3]}"


@pytest.mark.parametrize("setting", SETTINGS)
def test_generated_payloads_with_other_settings(setting: str) -> None:
    settings = SETTINGS[setting]
    for bundled in default_bundles(settings):
        payloads = []
        for number, plan in enumerate(bundled.plans.values()):
            payloads += shipped.samples(plan.event)
            payloads += generate_payloads(plan, shipped.samples(plan.event), PAYLOADS_PER_SETTING, 8000 + number)
        found = bundled.differences(payloads)
        assert not found, f"{len(found)} of {len(payloads)}: {found[:3]}"


def test_the_settings_reach_every_kind_of_bundle() -> None:
    names = {setting: [bundled.name for bundled in default_bundles(SETTINGS[setting])] for setting in SETTINGS}
    assert names.pop("object catalogs") == ["catalog-edits", "catalogs", "contacts"]
    assert all(each == ["catalogs", "contacts"] for each in names.values())
    assert "purchase(" in default_bundles(SETTINGS["purchases"])[1].body
