"""Explain a bundle: its events, and the data points that they use."""

from __future__ import annotations

from regal_braze.documents.json_text import Json
from regal_braze.explain.data_points import DataPoints, data_points, widest
from regal_braze.explain.sections import Section, Table
from regal_braze.plan import model
from regal_braze.render.transformation import ENDPOINTS, in_words


def bundle_section(bundle: model.Bundle) -> Section:
    """Return the section that explains a bundle."""
    points = [data_points(plan) for plan in bundle.transformations]
    rows = tuple(
        (plan.event, in_words(plan.destination), own.range)
        for plan, own in zip(bundle.transformations, points, strict=True)
    )
    return Section(
        f"The bundle {bundle.name}: one transformation for {len(rows)} event{'s' * (len(rows) > 1)}",
        pairs=(("Destination", ENDPOINTS[bundle.endpoint]), ("Data points", f"{widest(points).range} per payload")),
        tables=(Table("", ("Event", "In Braze", "Data points per payload"), rows),),
    )


def bundle_facts(bundle: model.Bundle) -> dict[str, Json]:
    """Return the facts about a bundle."""
    events = [
        {"event": plan.event, "becomes": in_words(plan.destination), "data_points": _range(data_points(plan))}
        for plan in bundle.transformations
    ]
    return {
        "bundle": bundle.name,
        "destination": ENDPOINTS[bundle.endpoint],
        "data_points": _range(widest([data_points(plan) for plan in bundle.transformations])),
        "events": events,
    }


def _range(points: DataPoints) -> Json:
    return {"least": points.least, "most": points.most}
