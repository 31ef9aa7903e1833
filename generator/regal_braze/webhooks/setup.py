"""How to set up a webhook in Braze: its trigger, what it needs, and the steps.

Sources: Braze, "Re-eligibility for campaigns and Canvases", "Action-based delivery", "Rate limiting and frequency
capping", "Subscription groups".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from regal_braze.braze.liquid_names import nested
from regal_braze.webhooks import model
from regal_braze.webhooks.settings import SourceKind

KINDS: Final[dict[SourceKind, str]] = {
    "profile": "profile fields",
    "attribute": "custom attributes",
    "subscription_group": "subscription groups",
    "event": "event properties",
    "context": "context variables",
    "trigger": "API trigger properties",
}
"""What a body can read, in the words of Braze."""

_CONSENT_TRIGGERS: Final[dict[SourceKind, str]] = {
    "profile": "Update User Profile Field for {}",
    "attribute": "Change Custom Attribute Value for {}, any new value",
    "subscription_group": "Update Subscription Group Status for {}",
    "event": "Perform Custom Event for the event that has the property {}",
    "context": "in a Canvas, the action that sets the context variable {}",
    "trigger": "the API call that passes {}",
}

_KEY: Final = model.HEADERS["Authorization"]
_TEST_USER: Final = (
    r'{"attributes": [{"external_id": "regal-test", "first_name": "Ada \"the\nfirst\"", "phone": "<your number>"}]}'
)


def needs(variables: Iterable[model.Variable]) -> dict[str, list[str]]:
    """Return the names of everything in Braze that these variables read, by kind."""
    sources = dict.fromkeys(variable.source for variable in variables)
    found = {name: [source.name for source in sources if source.kind == kind] for kind, name in KINDS.items()}
    return {name: names for name, names in found.items() if names}


def placeholders(plan: model.Webhook) -> list[str]:
    """Return the placeholders that are left in the body and in the headers."""
    names = [variable.source.name for variable in plan.variables if variable.source.kind == "subscription_group"]
    return [*dict.fromkeys(name for name in names if name.startswith("REPLACE_")), _KEY]


def consent_trigger(consents: Iterable[model.Variable]) -> str:
    """Return what makes Braze send an update of consent, from the source of each consent."""
    sources = dict.fromkeys(variable.source for variable in consents)
    triggers = [_CONSENT_TRIGGERS[each.kind].format(nested("", each.name)[0]) for each in sources]
    return f"Action-Based Delivery with one trigger for each source of consent: {'; '.join(triggers)}."


def event_trigger(name: str, plan_sources: Iterable[SourceKind]) -> str:
    """Return what makes Braze send a custom event, from the kinds of its sources."""
    kinds = {*plan_sources}
    if "trigger" in kinds:
        return f"API-Triggered Delivery: the API call passes the properties of {name}."
    where = "A Canvas with Action-Based entry" if "context" in kinds else "Action-Based Delivery"
    is_first = " The webhook must be its first step, because later steps have no event properties."
    return f"{where}: Perform Custom Event, {name}.{is_first if {'event', 'context'} <= kinds else ''}"


def steps(plan: model.Webhook) -> Iterator[str]:
    """Yield the steps to set up a webhook in Braze."""
    yield f"In Braze, create a campaign or Canvas named {plan.campaign}, and add a webhook to it."
    groups = [name for name in placeholders(plan) if name != _KEY]
    if groups:
        yield (
            f"Placeholders: the body contains {' and '.join(groups)}. Write the IDs of your groups under"
            " [subscription_groups] in regal-braze.toml, or another source under [webhooks.consent], and run"
            " `regal-braze generate` before you paste the body."
        )
    yield f"Compose: webhook URL {model.URL}; request body: raw text; paste all of {plan.template}.liquid."
    yield (
        f"Settings: HTTP method {model.METHOD}; the two request headers above. Replace all of {_KEY}, also its braces,"
        " with your Regal API key. Don't write a word such as Bearer in front of it."
    )
    yield f"Trigger. {plan.trigger}"
    yield (
        "Re-eligibility. Campaign: in Delivery Controls, select Allow users to become re-eligible to receive campaign,"
        " and set the shortest time. Canvas: in Entry Controls, let users enter again. Otherwise Braze sends it once"
        f" per user, and {plan.later} never reaches Regal."
    )
    if plan.has_consent:
        yield (
            "Consent must be neither delayed nor dropped: turn off Quiet Hours, and let the message ignore frequency"
            " capping."
        )
    read = "; ".join(f"{kind}: {', '.join(names)}" for kind, names in needs(plan.variables).items())
    yield f"Check that Braze has what the body reads. {read[0].upper()}{read[1:]}."
    yield (
        "Test: create a user with a quote and a line break in the name, for example with /users/track and"
        f" {_TEST_USER}. Preview the message as this user, send it, and look at the contact in Regal."
    )
