"""Verify webhook templates: render each for many profiles, and check each body by Regal's schema."""

from __future__ import annotations

import json
import time

from regal_braze.documents.validators import validator
from regal_braze.findings.finding import Finding
from regal_braze.render.templates import Templates
from regal_braze.verify.profiles import one_by_one, profile
from regal_braze.verify.transformations import Result
from regal_braze.webhooks.model import Webhook
from regal_braze.webhooks.render import render_webhook


def verify_webhook(plan: Webhook, templates: Templates) -> Result:
    """Render a template for profiles in which each value is present, missing, blank, false and hostile."""
    from regal_braze.engines.liquid import Aborted, LiquidError, compile_template

    begun = time.perf_counter()
    place = f"output/webhooks/{plan.template}.liquid"
    findings: list[Finding] = []
    rendered = refused = 0
    try:
        template = compile_template(render_webhook(plan, templates))
        for values in one_by_one(plan.variables):
            rendered += 1
            body = template.render(profile(values))
            if isinstance(body, Aborted):
                refused += 1
            elif problem := problem_of(body):
                help_text = "A template never does that: please report it, with your regal-braze.toml."
                findings.append(Finding("webhook-invalid", problem, help_text, place))
    except LiquidError as error:
        findings.append(Finding("webhook-invalid", str(error), "Please report it, with your regal-braze.toml.", place))
    seconds = time.perf_counter() - begun
    return Result(plan.template, rendered, rendered - refused - len(findings), refused, seconds, tuple(findings))


def problem_of(body: str) -> str | None:
    """Return why Regal would refuse a body, or None."""
    try:
        document = json.loads(body)
    except ValueError as error:
        return f"The body is not JSON: {error}"
    return next((problem.message for problem in validator("regal/inbound").iter_errors(document)), None)
