"""M11: properties stay within 100 KB, whatever options add to them and however long they make their names."""

from __future__ import annotations

import json
from typing import Any

from proof.outcomes import flaw_of
from regal_braze.render.templates import built_in_templates
from regal_braze.render.transformation import render_transformation
from regal_braze.schema.annotation import types_of
from regal_braze.schema.load import EventSchema
from support.batch import run_jobs
from support.settings.planning import OWN, loaded, plan_document

LONGEST = "\x01" * 255
"""Each of its characters takes six bytes of JSON."""
MANY = 80
"""Of the longest texts, so many pass 100 KB."""
TRACKED = [each for each in loaded(OWN) if not {"changes", "subscription", "catalog"} & {*each.annotation}]


def _document(schema: EventSchema) -> dict[str, Any]:
    """Return a file that gives every property a name as long as Braze takes, and sends all that there is."""
    annotation = schema.annotation
    kept = [
        name
        for name in schema.properties.get("properties", {})
        if name not in (*annotation.get("omit", []), *annotation.get("flatten", []))
    ]
    names = {name: f"{number:03}".ljust(255, "\x01").replace("\x01", "é") for number, name in enumerate(kept)}
    return {
        "properties": {"undeclared": "properties", "nulls": "omit", "times": "iso8601"},
        "events": {schema.event: {"rename": names, "undeclared": "properties"}},
    }


def _largest(schema: Any, many: int = MANY) -> Any:
    """Return a value that takes as much as one of its type can."""
    match types_of(schema):
        case ("string",):
            return LONGEST
        case ("integer" | "number",):
            return -1.2345678901234567e-300
        case ("boolean",):
            return False
        case ("array",) if "prefixItems" in schema.get("items", {}):
            return [[_largest(each) for each in schema["items"]["prefixItems"]]] * many
        case ("array",):
            return [_largest(schema.get("items", {}), 3)] * many
        case ("object",) if schema.get("properties"):
            return {name: _largest(each) for name, each in schema["properties"].items()}
        case _:
            return {f"{number:03}{LONGEST}"[:255]: LONGEST for number in range(many)}


def _payload(schema: EventSchema) -> dict[str, Any]:
    properties = {name: _largest(each) for name, each in schema.properties.get("properties", {}).items()}
    undeclared = {f"undeclared {number}": LONGEST for number in range(MANY)}
    return {"userId": "1", "name": schema.event, "eventId": LONGEST, "properties": {**properties, **undeclared}}


def test_m11_the_largest_properties_under_the_longest_names_fit() -> None:
    plans = {each.event: plan_document(_document(each), [each.event], OWN) for each in TRACKED}
    assert {event: each.findings for event, each in plans.items() if each.findings} == {}
    bodies = [render_transformation(each.plans[event], built_in_templates()) for event, each in plans.items()]
    jobs = [(body, [json.dumps(_payload(schema))]) for body, schema in zip(bodies, TRACKED, strict=True)]
    flaws, sizes = {}, []
    for schema, [outcome] in zip(TRACKED, run_jobs(jobs), strict=True):
        assert outcome.request is not None, outcome
        flaws[schema.event] = flaw_of(outcome)
        sent = json.loads(outcome.request)["events"][0]["properties"]
        assert any("undeclared" in name for name in sent), schema.event
        sizes.append(len(json.dumps(sent)))
    assert max(sizes) > 90_000
    assert {event: flaw for event, flaw in flaws.items() if flaw is not None} == {}
