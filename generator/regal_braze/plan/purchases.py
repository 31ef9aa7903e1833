"""Plan the purchases of an event: under which conditions, of what, for how much."""

from __future__ import annotations

from regal_braze.documents.json_text import Json
from regal_braze.plan import model
from regal_braze.plan.fields import FieldPlanner
from regal_braze.schema.annotation import split_path
from regal_braze.schema.load import EventSchema


def plan_purchases(
    schema: EventSchema, planner: FieldPlanner, update_existing_only: bool
) -> tuple[model.Purchase, ...]:
    """Return the purchases in the order of `x-braze`."""
    return tuple(
        model.Purchase(
            tuple(_condition(path, wanted, planner) for path, wanted in sorted(purchase["when"].items())),
            _origin(purchase["product"]),
            _origin(purchase["price"]),
            _origin(purchase["currency"]),
            _origin(purchase.get("quantity", 1)),
            update_existing_only,
        )
        for purchase in schema.annotation.get("purchases", [])
    )


def _condition(path: str, wanted: Json, planner: FieldPlanner) -> model.Condition:
    parts = tuple(split_path(path))
    return model.Condition(
        parts, planner.value_conversion(parts), tuple(wanted) if isinstance(wanted, list) else (wanted,)
    )


def _origin(said: Json) -> Json:
    return tuple(split_path(said["property"])) if isinstance(said, dict) else said
