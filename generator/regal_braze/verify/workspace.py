"""Verify all transformations of a workspace: those of the events, and the bundles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from regal_braze.documents.json_text import display
from regal_braze.findings.finding import Finding
from regal_braze.immutable import replace
from regal_braze.plans import Plans
from regal_braze.verify.transformations import Payload, Result, differences, now, sample_payloads, verify

if TYPE_CHECKING:
    from regal_braze.engines.v8.sandbox import Outcome

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
    results: list[Result] = []
    for result, place in _results(plans, payloads, output):
        results.append(result)
        if problem := _used_up(results, payloads, plans, place):
            results[-1] = replace(result, findings=(*result.findings, problem))
            break
    return results


def _results(plans: Plans, payloads: Mapping[str, Sequence[Payload]], output: Path) -> Iterator[tuple[Result, str]]:
    """Yield the result of each transformation and each bundle, with the file that findings name."""
    begun = now()
    own: dict[str, Sequence[Outcome | None]] = {}
    for event, compared in plans.planned.items():
        place = display(output / "transformations" / f"{event}.js")
        result = verify(event, plans.body(event), payloads[event], place, compared=compared)
        own[event] = result.sound
        yield result, place
    for bundle in plans.bundles:
        events = [plan.event for plan in bundle.transformations]
        bundled = [payload for event in events for payload in payloads[event]]
        place = display(output / "bundles" / f"{bundle.name}.js")
        result = verify(bundle.name, plans.body(bundle.name), bundled, place, events=len(events))
        expected = [outcome for event in events for outcome in own[event]]
        found = differences(result, bundled, expected, begun)
        yield replace(result, findings=(*result.findings, *found)), place


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
