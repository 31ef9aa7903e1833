"""Verify all transformations of a workspace: those of the events, and the bundles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from regal_braze.documents.json_text import display
from regal_braze.findings.finding import Finding
from regal_braze.immutable import replace
from regal_braze.pipeline import Plans
from regal_braze.render.bundle import render_bundle
from regal_braze.render.transformation import render_transformation
from regal_braze.verify.transformations import (
    Payload,
    Result,
    differences,
    is_nameless,
    now,
    sample_payloads,
    verify,
)

SECONDS: Final = 5.0
CHARACTERS_PER_SECOND: Final = 500_000
"""The time for all transformations of a workspace with its own templates: ten times what the built-in ones take."""


def verify_all(plans: Plans, recorded: Sequence[Payload], output: Path) -> list[Result]:
    """Run every transformation on the samples and recorded payloads of its event, and every bundle on its events'.

    `output` is the folder of the files that findings name.
    """
    payloads = {schema.event: sample_payloads(schema) for schema in plans.schemas}
    for payload in recorded:
        payloads[payload.event].append(payload)
    begun = now()
    results: list[Result] = []
    for plan, schema in zip(plans.transformations, plans.schemas, strict=True):
        place = display(output / "transformations" / f"{plan.event}.js")
        body = render_transformation(plan, plans.templates)
        results.append(verify(plan.event, body, payloads[plan.event], place, compared=(plan, schema)))
        if problem := _used_up(results, payloads, plans, place):
            results[-1] = replace(results[-1], findings=(*results[-1].findings, problem))
            return results
    own = {result.event: result.sound or (None,) * result.payloads for result in results}
    for bundle in plans.bundles:
        events = [plan.event for plan in bundle.transformations]
        bundled = [payload for event in events for payload in payloads[event]]
        place = display(output / "bundles" / f"{bundle.name}.js")
        result = verify(bundle.name, render_bundle(bundle, plans.templates), bundled, place, events=len(events))
        expected = [outcome for event in events for outcome in own[event]]
        if len(events) > 1:
            named = [not is_nameless(payload.text) for payload in bundled]
            expected = [outcome if has_name else None for outcome, has_name in zip(expected, named, strict=True)]
        found = differences(result, bundled, expected, begun) if result.sound else ()
        results.append(replace(result, findings=(*result.findings, *found)))
        if problem := _used_up(results, payloads, plans, place):
            results[-1] = replace(results[-1], findings=(*results[-1].findings, problem))
            return results
    return results


def _used_up(
    results: Sequence[Result], payloads: Mapping[str, Sequence[Payload]], plans: Plans, place: str
) -> Finding | None:
    """Return the finding if the templates of a workspace make the transformations so slow that the rest is not run."""
    if not plans.templates.has_own:
        return None
    size = sum(len(payload.text) for group in payloads.values() for payload in group)
    met = {finding.code for finding in results[-1].findings} & {"time-limit", "memory-limit"}
    if not met and sum(result.seconds for result in results) < SECONDS + size / CHARACTERS_PER_SECOND:
        return None
    message = "The transformations take too long, so those after this one were not run"
    return Finding("time-limit", message, "Correct the blocks in templates/ first.", place)
