"""M18: on mutated samples and generated payloads, a bundle gives what the event's own transformation gives."""

from __future__ import annotations

import pytest

from depth import MUTATION_STEP, PAYLOADS_PER_EVENT, PAYLOADS_PER_SETTING, some
from proof.corpus import SETTING_NAMES, SETTINGS, payloads_of
from proof.outcomes import EVENTS
from support import shipped
from support.bundles import Bundled, bundle_with, default_bundles
from support.payloads import mutations


def assert_alike(bundled: Bundled, payloads: list[object]) -> None:
    found = bundled.differences(payloads)
    assert not found, f"{len(found)} of {len(payloads)}: {found[:3]}"


@pytest.mark.parametrize("event", some(EVENTS, 12))
def test_every_mutation_of_every_sample(event: str) -> None:
    """37,555 payloads over all events; their names are mutated too."""
    payloads = [payload for sample in shipped.samples(event) for _, payload in mutations(sample)]
    assert len(payloads) > 200
    assert_alike(bundle_with(event), payloads[::MUTATION_STEP])


@pytest.mark.parametrize("event", some(EVENTS, 12))
def test_generated_payloads(event: str) -> None:
    payloads = list(payloads_of(shipped.plans()[event], PAYLOADS_PER_EVENT, seed=7000))
    bundled = bundle_with(event)
    assert sum(bundled.event_of(payload) == event for payload in payloads) > PAYLOADS_PER_EVENT // 2
    assert_alike(bundled, payloads)


@pytest.mark.parametrize("setting", some(SETTING_NAMES, 1))
def test_generated_payloads_with_other_settings(setting: str) -> None:
    settings = SETTINGS[setting]
    for bundled in default_bundles(settings):
        payloads: list[object] = []
        for plan in bundled.plans.values():
            payloads += [*shipped.samples(plan.event), *payloads_of(plan, PAYLOADS_PER_SETTING, seed=8000)]
        assert_alike(bundled, payloads)


def test_the_settings_reach_every_kind_of_bundle() -> None:
    names = {setting: [bundled.name for bundled in default_bundles(SETTINGS[setting])] for setting in SETTINGS}
    assert names.pop("object catalogs") == ["catalog-edits", "catalogs", "contacts"]
    assert all(each == ["catalogs", "contacts"] for each in names.values())
    assert "purchase(" in default_bundles(SETTINGS["purchases"])[1].body
