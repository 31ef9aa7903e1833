"""Verify webhook templates: render each for many profiles, and check each body by Regal's schema."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from regal_braze.documents.validators import validator
from regal_braze.findings.finding import Finding
from regal_braze.losses.profiles import one_by_one, profile
from regal_braze.render.templates import Templates
from regal_braze.verify.transformations import Result
from regal_braze.webhooks.model import Webhook
from regal_braze.webhooks.render import render_webhook

if TYPE_CHECKING:
    from regal_braze.engines.liquid.environment import LiquidError

SECONDS: Final = 5.0
"""Time for all webhooks. Each profile takes less than a millisecond."""


def verify_webhooks(plans: Sequence[Webhook], templates: Templates) -> Iterator[Result]:
    """Yield the result of each webhook. If they need too much time, that is a finding, and the rest is left out."""
    spent = 0.0
    for plan in plans:
        result = verify_webhook(plan, templates, SECONDS - spent)
        yield result
        spent += result.seconds
        if spent > SECONDS and result.findings:
            return


def verify_webhook(plan: Webhook, templates: Templates, seconds: float = SECONDS) -> Result:
    """Render a template for profiles in which each value is present, missing, blank, false and hostile.

    After as many `seconds` as are given, the profiles that are left are not tried. That is an error if the workspace
    has its own templates, and else a warning: then there are only very many webhooks and values.
    """
    from regal_braze.engines.liquid.environment import Aborted, LiquidError, compile_template

    begun = time.perf_counter()
    place = f"output/webhooks/{plan.template}.liquid"
    findings: list[Finding] = []
    rendered = refused = 0
    try:
        template = compile_template(render_webhook(plan, templates))
        for values in one_by_one(plan.variables):
            if time.perf_counter() - begun > seconds:
                findings.append(_too_slow(place, templates))
                break
            rendered += 1
            body = template.render(profile(values))
            if isinstance(body, Aborted):
                refused += 1
            elif problem := problem_of(body):
                help_text = "A template never does that: please report it, with your regal-braze.toml."
                findings.append(Finding("webhook-invalid", problem, help_text, place))
    except LiquidError as error:
        findings.append(invalid(error, place))
    spent = time.perf_counter() - begun
    failed = sum(finding.severity == "error" for finding in findings)
    return Result(plan.template, rendered, max(rendered - refused - failed, 0), refused, spent, tuple(findings))


def _too_slow(place: str, templates: Templates) -> Finding:
    message = f"The webhooks took more than {SECONDS:g} s to render, and the rest was not tried"
    if templates.has_own:
        return Finding("time-limit", message, "Correct the blocks in templates/ first.", place)
    return Finding("time-limit", message, "Use fewer webhooks or values.", place, severity="warning")


def invalid(error: LiquidError, place: str) -> Finding:
    """Return the finding for a template that is not Liquid, or that met a limit."""
    return Finding("webhook-invalid", str(error), "Please report it, with your regal-braze.toml.", place)


def problem_of(body: str) -> str | None:
    """Return why Regal would refuse a body, or None."""
    try:
        document = json.loads(body)
    except ValueError as error:
        return f"The body is not JSON: {error}"
    return next((problem.message for problem in validator("regal/inbound").iter_errors(document)), None)
