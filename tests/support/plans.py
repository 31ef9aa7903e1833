"""Plans written by hand, for conversions and sizes that no shipped event has."""

from __future__ import annotations

from collections.abc import Mapping

from regal_braze.immutable import replace
from regal_braze.plan.conversions import Conversion, Field
from regal_braze.plan.model import Attributes, CustomEvent, OpenMap, Track, Transformation
from support import shipped


def plan_of_properties(
    declared: Mapping[str, Conversion | Field], *open_maps: OpenMap, attributes: Attributes | None = None
) -> Transformation:
    """Return the plan of call.completed with these properties; one that is not a Field keeps its name."""
    fields = tuple(
        value if isinstance(value, Field) else Field(name, (name,), value) for name, value in declared.items()
    )
    event = CustomEvent("Call Completed", fields, open_maps, (("eventId",), ("event_id",)), False)
    return replace(shipped.plans()["call.completed"], destination=Track(event, attributes))
