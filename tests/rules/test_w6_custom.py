"""W6: a workspace adds custom events with typed properties, each with its source, and traits on any template."""

from __future__ import annotations

from regal_braze.webhooks.settings import BrazeValue
from support.webhooks import body, plans

PHONE = {BrazeValue("attribute", "mobile number"): "+17625555555"}


def test_each_custom_event_of_the_workspace_has_two_templates() -> None:
    names = set(plans("partner page"))
    for name in ("application-step-1-completed", "product-interest-captured"):
        assert {name, f"{name}.phones"} <= names
    assert "custom-event" not in names


def test_each_property_has_its_source() -> None:
    """tests/cases/webhooks has the bodies of the partner page in full."""
    plan = plans("partner page")["product-interest-captured.phones"]
    kinds = {variable.source.kind for variable in plan.variables}
    assert {"profile", "attribute", "context"} <= kinds
    trigger = {variable.source.kind for variable in plans("everything")["order-placed-paid-100"].variables}
    assert {"trigger", "event"} <= trigger


def test_a_custom_event_may_have_no_properties_and_a_name_of_any_letters() -> None:
    sent = body(plans("everything")["注文"], PHONE)
    assert (sent["name"], sent["properties"]) == ("注文", {})


def test_a_trait_with_a_fixed_value_needs_nothing_in_the_profile() -> None:
    traits = body(plans("everything")["new-contact"], PHONE)["traits"]
    assert (traits["vip"], traits["score"]) == (True, -1.5)
