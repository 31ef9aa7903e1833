"""Recognize the event of a payload by its name and, if events share the name, by a property (M2)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from regal_braze.plan import model
from regal_braze.schema.load import EVENT_NAME, MAX_EVENT_NAME


def name_of(payload: Mapping[str, object]) -> object:
    """Return the name of a payload: `name` or, where that is missing, `event`; None if it has no name (M2)."""
    return payload.get("name", payload.get("event"))


def shown_name(payload: Mapping[str, object]) -> str:
    """Return the name of a payload as messages show it: `<name>` if no event has it; empty if there is none."""
    name = name_of(payload)
    if name is None or name == "":
        return ""
    is_shown = isinstance(name, str) and len(name) <= MAX_EVENT_NAME and EVENT_NAME.match(name)
    return str(name) if is_shown and not re.search("[0-9]{4}", str(name)) else "<name>"


class Recogniser:
    """Recognizes payloads by the names that all plans accept."""

    def __init__(self, transformations: Iterable[model.Transformation]) -> None:
        plans = sorted(transformations, key=lambda plan: plan.event, reverse=True)
        self._events = {plan.event for plan in plans}
        self._claims: dict[str, list[model.Claim]] = {}
        for claim in (claim for plan in plans for claim in plan.accepted):
            self._claims.setdefault(claim.name, []).append(claim)

    def event_of(self, payload: object) -> str | None:
        """Return the event of a payload, which is any value that `json.loads` returns; None if there is none."""
        if not isinstance(payload, dict):
            return None
        name = name_of(payload)
        if not isinstance(name, str):
            return None
        properties = payload.get("properties")
        for claim in self._claims.get(name, ()):  # more specific than the name alone
            if isinstance(properties, dict) and properties.get(claim.property) == claim.value:
                return claim.event
        return name if name in self._events else None
