"""Plan the catalogs of custom objects: one for each type of object that the workspace names (M15)."""

from __future__ import annotations

from collections.abc import Iterable

from regal_braze.plan import model
from regal_braze.plan.fields import FieldPlanner
from regal_braze.schema.load import EventSchema
from regal_braze.workspace.settings import ObjectCatalog


def plan_objects(schema: EventSchema, catalogs: Iterable[ObjectCatalog]) -> model.ObjectCatalogs:
    """Return the destination of an event about an object, with its types in the order of their names.

    A field that the schema declares has its type; the object's other fields take any value.
    """
    planner = FieldPlanner(schema)
    objects = schema.annotation["objects"]
    types = (
        model.ObjectType(
            each.object_type,
            each.name,
            tuple(model.Field(name, (name,), planner.attribute_conversion((name,))) for name in each.fields),
            each.time,
        )
        for each in sorted(catalogs, key=lambda each: each.object_type)
    )
    return model.ObjectCatalogs(objects["type"], objects["id"], tuple(types), objects.get("changes"))
