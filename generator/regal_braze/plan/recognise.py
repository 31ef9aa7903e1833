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
        self._accepted: dict[str, list[tuple[str | None, str | None, str]]] = {}
        for plan in transformations:
            for accepted in plan.accepted:
                candidate = (accepted.property, accepted.value, plan.event)
                self._accepted.setdefault(accepted.name, []).append(candidate)
        for candidates in self._accepted.values():
            # A plan that requires a property is more specific than one that accepts the name alone.
            candidates.sort(key=lambda candidate: (candidate[0] is not None, candidate[2]), reverse=True)

    def event_of(self, payload: object) -> str | None:
        """Return the event of a payload, which is any value that `json.loads` returns; None if there is none."""
        if not isinstance(payload, dict):
            return None
        name = name_of(payload)
        if not isinstance(name, str) or name not in self._accepted:
            return None
        properties = payload.get("properties")
        for required, value, event in self._accepted[name]:
            if required is None or (isinstance(properties, dict) and properties.get(required) == value):
                return event
        return None
