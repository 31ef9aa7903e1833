"""Tell which event a payload is, by its name and, where events share one, by what is in its properties (M2)."""

from __future__ import annotations

from collections.abc import Iterable

from regal_braze.plan import model


class Recogniser:
    """Knows the names that every event's webhook accepts."""

    def __init__(self, transformations: Iterable[model.Transformation]) -> None:
        self._accepted: dict[str, list[tuple[str | None, str | None, str]]] = {}
        for plan in transformations:
            for each in plan.accepted:
                self._accepted.setdefault(each.name, []).append((each.property, each.value, plan.event))
        for candidates in self._accepted.values():
            # What asks for a property knows better than what accepts the name alone.
            candidates.sort(key=lambda candidate: (candidate[0] is not None, candidate[2]), reverse=True)

    def event_of(self, payload: object) -> str | None:
        """Return the event of a payload, which is any value that `json.loads` returns; None where it is none."""
        if not isinstance(payload, dict):
            return None
        name = payload.get("name")
        if not isinstance(name, str) or name not in self._accepted:
            return None
        properties = payload.get("properties")
        for asked, value, event in self._accepted[name]:
            if asked is None or (isinstance(properties, dict) and properties.get(asked) == value):
                return event
        return None
