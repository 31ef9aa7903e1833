"""Render a webhook for a few profiles that show what Regal gets."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from regal_braze.documents.json_text import Json
from regal_braze.losses.profiles import ABSENT, profile, usual
from regal_braze.page.kept import Kept
from regal_braze.webhooks.model import Variable, Webhook
from regal_braze.webhooks.settings import BrazeValue

if TYPE_CHECKING:
    from regal_braze.engines.liquid.environment import Template


def rendered_examples(plan: Webhook, body: str, kept: Kept) -> list[Json]:
    """Return the text that Braze sends for each profile, or why it sends nothing."""
    examples = [
        {"title": title, "profile": {name: namespace for name, namespace in profile(values).items() if namespace}}
        for title, values in _profiles(plan)
    ]
    request = json.dumps([body, [example["profile"] for example in examples]], ensure_ascii=False)
    results = json.loads(kept.result("examples", request, _rendered))
    return [example | result for example, result in zip(examples, results, strict=True)]


def _profiles(plan: Webhook) -> Iterator[tuple[str, dict[BrazeValue, Json]]]:
    full = {variable.source: usual(variable) for variable in plan.variables}
    consents = [variable for variable in plan.variables if _is_consent(variable)]
    yield "A profile with all values", full
    if consents:
        yield "A contact who opted out", full | {variable.source: _refused(variable) for variable in consents}
        yield "A contact whose consent is unknown", full | {variable.source: ABSENT for variable in consents}
    phones = [variable for variable in plan.variables if variable.type == "phone"]
    if phones:
        yield "A contact without a phone number", full | {variable.source: ABSENT for variable in phones}


def _is_consent(variable: Variable) -> bool:
    return variable.source.kind == "subscription_group" or variable.name.endswith("_opt_in")


def _refused(variable: Variable) -> Json:
    return "unsubscribed" if variable.source.kind == "subscription_group" else False


def _rendered(request: str) -> str:
    from regal_braze.engines.liquid.environment import LiquidError, compile_template

    body, profiles = json.loads(request)
    try:
        template = compile_template(body)
        return json.dumps([_sent(template, given) for given in profiles])
    except LiquidError as error:
        return json.dumps([{"error": str(error)}] * len(profiles))


def _sent(template: Template, given: Mapping[str, Mapping[str, Json]]) -> Json:
    from regal_braze.engines.liquid.environment import Aborted
    from regal_braze.engines.liquid.profile import Namespace

    sent = template.render(profile({}) | {name: Namespace(namespace) for name, namespace in given.items()})
    return {"aborted": sent.reason} if isinstance(sent, Aborted) else {"sent": sent}
