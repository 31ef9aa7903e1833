"""What tests of bundles share: bodies with the clock stopped, and what a bundle must give for a payload."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from regal_braze.engines.v8.sandbox import Outcome, Sandbox
from regal_braze.pipeline import render_artifacts, render_bundles
from regal_braze.plan.bundles import plan_bundles
from regal_braze.plan.model import Bundle, Transformation
from regal_braze.render.templates import built_in_templates
from regal_braze.workspace.settings import BundlePatterns, Settings
from support import shipped
from support.payloads import to_json

STOPPED: Final = (
    "function Date(...given) { return given.length > 0 ? new globalThis.Date(...given) : new globalThis.Date(1e12); } "
    "Date.parse = globalThis.Date.parse;\n"
)
"""Stands before a body, so that the time of the call is always the same."""
REFUSED: Final = "Expected an event of the bundle "


@dataclass(frozen=True)
class Bundled:
    """A bundle with its body, and the body of each of its events."""

    bundle: Bundle

    @cached_property
    def body(self) -> str:
        (artifact,) = render_bundles([self.bundle], built_in_templates())
        return artifact.content

    @cached_property
    def own(self) -> dict[str, str]:
        return {each.name: each.content for each in render_artifacts(self.bundle.transformations, built_in_templates())}

    def event_of(self, payload: Any) -> str | None:
        """Return the event that a payload is, by the rules of M2 alone; None: it is none of the bundle's."""
        plans = {plan.event: plan for plan in self.bundle.transformations}
        if not isinstance(payload, dict) or "name" not in payload:
            return next(iter(plans)) if len(plans) == 1 else None
        properties = payload.get("properties")
        properties = properties if isinstance(properties, dict) else {}
        name = payload["name"]
        for plan in plans.values():
            for accepted in plan.accepted:
                if accepted.property and accepted.name == name and properties.get(accepted.property) == accepted.value:
                    return plan.event
        if not isinstance(name, str) or name not in plans:
            return None
        return None if _is_another(plans[name], properties) else name

    def disagreements(self, payloads: Sequence[Any]) -> list[str]:
        """Return where the bundle gives something else than the event's own body, or lets a foreign payload through."""
        texts = [to_json(payload) for payload in payloads]
        with Sandbox(STOPPED + self.body) as sandbox:
            given = sandbox.run_many(texts, strict=True)
        return self.differences(payloads, texts, given)

    def differences(self, payloads: Sequence[Any], texts: Sequence[str], given: Sequence[Outcome]) -> list[str]:
        """Return how what a bundle gave differs from what it must give."""
        by_event: dict[str | None, list[int]] = {}
        for index, payload in enumerate(payloads):
            by_event.setdefault(self.event_of(payload), []).append(index)
        found = []
        for event, indexes in by_event.items():
            if event is None:
                wrong = [index for index in indexes if not _is_refused(given[index], self.bundle.name)]
                found += [f"let through: {given[index]} for {texts[index][:500]}" for index in wrong]
                continue
            with Sandbox(STOPPED + self.own[event]) as sandbox:
                expected = sandbox.run_many([texts[index] for index in indexes], strict=True)
            found += [
                f"{event}: {given[index]} instead of {outcome} for {texts[index][:500]}"
                for index, outcome in zip(indexes, expected, strict=True)
                if given[index] != outcome
            ]
        return found


_defaults: dict[str, list[Bundled]] = {}


def default_bundles(decisions: Settings = shipped.DEFAULTS) -> list[Bundled]:
    """Return the bundles of the default workspace, or of one that decides otherwise."""
    key = repr(decisions)
    if key not in _defaults:
        bundles, findings = plan_bundles(list(shipped.plans(decisions).values()), shipped.schemas().values(), decisions)
        assert not findings
        _defaults[key] = [Bundled(each) for each in bundles]
    return _defaults[key]


def bundle_with(event: str, decisions: Settings = shipped.DEFAULTS) -> Bundled:
    """Return the default bundle that holds an event."""
    return next(
        each for each in default_bundles(decisions) if event in {plan.event for plan in each.bundle.transformations}
    )


def bundle_of(*events: str, name: str = "few", decisions: Settings = shipped.DEFAULTS) -> Bundled:
    """Return a bundle of some shipped events."""
    declared = dataclasses.replace(decisions, bundles=(BundlePatterns(name, events),))
    plans = list(shipped.plans(decisions).values())
    (bundle,), findings = plan_bundles(plans, shipped.schemas().values(), declared)
    assert not findings
    return Bundled(bundle)


def _is_another(plan: Transformation, properties: dict[str, Any]) -> bool:
    return any(properties.get(each.property) == each.value for each in plan.rejected)


def _is_refused(outcome: Outcome, name: str) -> bool:
    said = str(outcome.error).startswith(f"{REFUSED}{name}, got ")
    return outcome.request is None and outcome.error_name == "Error" and said and not outcome.mutated
