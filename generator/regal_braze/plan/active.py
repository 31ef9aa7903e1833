"""How many transformations must be active in Braze, and which bundles need fewer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from regal_braze.braze import limits
from regal_braze.findings.finding import Finding, listed
from regal_braze.plan import model
from regal_braze.workspace.settings import Settings

REST_NAMES = ("rest", "others", "remaining")
"""Names for a bundle that takes the remaining events; a workspace may use the first ones for other bundles."""


def active_transformations(transformations: Iterable[model.Transformation], bundles: Iterable[model.Bundle]) -> int:
    """Return how many transformations must be active in Braze: all bundles, and the events that are in no bundle."""
    bundles = list(bundles)
    return len(bundles) + len(unbundled(transformations, bundles))


def unbundled(transformations: Iterable[model.Transformation], bundles: Iterable[model.Bundle]) -> list[str]:
    """Return the events that are in no bundle, so each of them needs its own transformation."""
    bundled = {plan.event for bundle in bundles for plan in bundle.transformations}
    return [plan.event for plan in transformations if plan.event not in bundled]


def slots_sentence(needed: int, allowed: int | None) -> str:
    """Return a sentence that compares a number of active transformations with the plan, or with Braze's limits."""
    known = f"Braze's free tier has {limits.FREE_TRANSFORMATIONS}, Pro {limits.PRO_TRANSFORMATIONS}"
    of_plan = f"your plan has {allowed}" if allowed else known
    return f"{needed} active transformation{'' if needed == 1 else 's'} needed; {of_plan}"


def unbundled_sentence(events: Sequence[str]) -> str:
    """Return a sentence that names events without a bundle."""
    needs = "needs its own transformation" if len(events) == 1 else "need one transformation per event"
    fix = "To bundle the rest, write rest = true below a line [bundles.rest] in regal-braze.toml."
    return f"{several(events)} {needs}. {fix}"


def check_number(
    transformations: Sequence[model.Transformation], bundles: Sequence[model.Bundle], settings: Settings
) -> Iterator[Finding]:
    """Yield a finding if more transformations are needed than the plan allows, with bundles that fit."""
    needed = active_transformations(transformations, bundles)
    allowed = settings.active_transformations or limits.PRO_TRANSFORMATIONS
    if needed <= allowed:
        return
    message = f"{needed} transformations must be active, but "
    help_text = _fitting(transformations, bundles, settings, allowed)
    if settings.active_transformations:
        path, message = ("plan", "active_transformations"), f"{message}your plan allows {allowed}"
        yield settings.file.finding("too-many", path, message, help_text)
    else:
        message += f"Braze allows at most {allowed}"
        yield settings.file.finding("too-many", ("bundles",), message, help_text, "warning")


def _fitting(
    transformations: Sequence[model.Transformation], bundles: Sequence[model.Bundle], settings: Settings, allowed: int
) -> str:
    """Return what to write so that few enough are needed.

    That is a bundle for the rest, which also replaces small bundles, or else which events to switch off.
    """
    declared = settings.bundles or ()
    rest = next((bundle.name for bundle in declared if bundle.rest), None)
    named = {bundle.name for bundle in declared if not bundle.rest}
    by_size = sorted((bundle for bundle in bundles if bundle.name in named), key=lambda each: len(each.transformations))
    for replaced in range(len(by_size) + 1):
        kept = by_size[replaced:]
        bundled = {plan.event for bundle in kept for plan in bundle.transformations}
        endpoints = {model.endpoint(plan.destination) for plan in transformations if plan.event not in bundled}
        needed = len(kept) + len(endpoints)
        if needed <= allowed:
            tables = several([f"[bundles.{bundle.name}]" for bundle in by_size[:replaced]], most=len(by_size))
            return f"{_change(tables, rest, named)} Then {needed} {'is' if needed == 1 else 'are'} needed."
    others = [f'"{plan.event}"' for plan in transformations if model.endpoint(plan.destination) != "track users"]
    lines = several([f"[events.{event}]" for event in others], most=len(others))
    return f"Each destination needs a transformation. Write `enabled = false` below {lines}."


def _change(tables: str, rest: str | None, names: Iterable[str]) -> str:
    """Return what to do with the tables of bundles that are in the way, if there are any."""
    if rest:
        return f"Remove {tables}: [bundles.{rest}] takes these events."
    name = next((name for name in REST_NAMES if name not in names), REST_NAMES[-1])
    removed = f"Remove {tables}, and write" if tables else "Write"
    return f"{removed} `rest = true` below a line `[bundles.{name}]`: it takes every event that is in no other bundle."


def several(items: Sequence[str], most: int = 3) -> str:
    """Return a list in words: up to `most` items, and how many more there are."""
    shown = [*items[:most], *([f"{len(items) - most} more"] if len(items) > most else [])]
    return listed(shown, "and") if shown else ""
