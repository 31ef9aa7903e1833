"""Bundles of shipped events: their bodies, and what each must give for a payload (M18)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from regal_braze.engines.v8.sandbox import Outcome, Sandbox
from regal_braze.immutable import replace
from regal_braze.plan.bundles import plan_bundles
from regal_braze.plan.model import Bundle, Transformation
from regal_braze.render.bundle import render_bundle
from regal_braze.render.templates import built_in_templates
from regal_braze.workspace.settings import BundlePatterns, Settings
from support import shipped
from support.payloads import to_json
from support.three_engines import STOPPED


@dataclass(frozen=True)
class Bundled:
    """A bundle with its body, and the body of each of its events."""

    bundle: Bundle

    @property
    def name(self) -> str:
        return self.bundle.name

    @cached_property
    def plans(self) -> dict[str, Transformation]:
        """The plan of each event, by event."""
        return {plan.event: plan for plan in self.bundle.transformations}

    @cached_property
    def body(self) -> str:
        """The JavaScript body."""
        return render_bundle(self.bundle, built_in_templates())

    def event_of(self, payload: Any) -> str | None:
        """Return the event of a payload by M2 alone, or None where the bundle must refuse it."""
        if not isinstance(payload, dict) or not {"name", "event"} & payload.keys():
            return next(iter(self.plans)) if len(self.plans) == 1 else None
        properties = payload.get("properties")
        properties = properties if isinstance(properties, dict) else {}
        name = payload.get("name", payload.get("event"))
        for plan in self.plans.values():
            for claim in plan.accepted:
                if claim.name == name and properties.get(claim.property) == claim.value:
                    return plan.event
        if not isinstance(name, str) or name not in self.plans:
            return None
        rejected = any(properties.get(other.property) == other.value for other in self.plans[name].rejected)
        return None if rejected else name

    def differences(self, payloads: Sequence[Any], outcomes: Sequence[Outcome] | None = None) -> list[str]:
        """Return where the bundle gives anything but what the event's own body gives, with the clock stopped.

        `outcomes` are those of the bundle; without them, it runs in V8.
        """
        texts = [to_json(payload) for payload in payloads]
        if outcomes is None:
            with Sandbox(STOPPED + self.body) as sandbox:
                outcomes = sandbox.run_many(texts, strict=True)
        by_event: dict[str | None, list[int]] = {}
        for index, payload in enumerate(payloads):
            by_event.setdefault(self.event_of(payload), []).append(index)
        refused = [index for index in by_event.pop(None, []) if not self._refuses(outcomes[index])]
        found = [f"not refused: {outcomes[index]} for {texts[index][:500]}" for index in refused]
        for event, indexes in by_event.items():
            assert event is not None
            with Sandbox(STOPPED + shipped.body(self.plans[event])) as sandbox:
                expected = sandbox.run_many([texts[index] for index in indexes], strict=True)
            found += [
                f"{event}: {outcomes[index]} instead of {outcome} for {texts[index][:500]}"
                for index, outcome in zip(indexes, expected, strict=True)
                if outcomes[index] != outcome
            ]
        return found

    def _refuses(self, outcome: Outcome) -> bool:
        message = f"Expected an event of the bundle {self.name}, got "
        refused = outcome.request is None and outcome.error_name == "Error" and not outcome.mutated
        return refused and str(outcome.error).startswith(message)


_bundles: dict[tuple[str, str], list[Bundled]] = {}


def default_bundles(settings: Settings = shipped.DEFAULTS) -> list[Bundled]:
    """Return the bundles of a workspace with these settings, by default of one without a file."""
    return _planned(settings, settings)


def bundle_with(event: str) -> Bundled:
    """Return the default bundle that holds an event."""
    return next(bundled for bundled in default_bundles() if event in bundled.plans)


def bundle_of(*events: str, name: str = "few", settings: Settings = shipped.DEFAULTS) -> Bundled:
    """Return a bundle of some shipped events."""
    (bundled,) = _planned(settings, replace(settings, bundles=(BundlePatterns(name, events),)))
    return bundled


def _planned(settings: Settings, declared: Settings) -> list[Bundled]:
    key = (repr(settings), repr(declared.bundles))
    if key not in _bundles:
        bundles, findings = plan_bundles(list(shipped.plans(settings).values()), shipped.schemas().values(), declared)
        assert not findings
        _bundles[key] = [Bundled(bundle) for bundle in bundles]
    return _bundles[key]
