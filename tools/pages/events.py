"""docs/events/: a page an event, with what Braze gets of it by default, and what its documented payloads become."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from pages.markdown import Json, as_markdown, code, fill, prose, table
from regal_braze.engines.v8.sandbox import Outcome, Sandbox
from regal_braze.explain.describe import describe_event
from regal_braze.explain.facts import Explanation
from regal_braze.explain.sections import sections
from regal_braze.immutable import replace
from regal_braze.losses.loss_map import loss_map
from regal_braze.pipeline import plan_workspace
from regal_braze.plan import model
from regal_braze.render.templates import built_in_templates
from regal_braze.render.transformation import render_transformation
from regal_braze.resources import schemas_root
from regal_braze.schema.load import EventSchema
from regal_braze.workspace.settings import Settings
from regal_braze.workspace.workspace import open_workspace

FOLDER = "docs/events"

_LINKED = ("Schema", "Workspace")
"""Facts that the page links to, or that are empty without a workspace."""


def pages() -> dict[str, str]:
    """Return the page of every shipped event and the one that lists them, by file."""
    plans = plan_workspace(open_workspace(schemas_root() / "common"))  # a folder without a file of settings
    explained: dict[str, Explanation] = {}
    made: dict[str, str] = {}
    for schema, plan in zip(plans.schemas, plans.transformations, strict=True):
        outcomes = _run(plan, schema)
        explained[plan.event] = describe_event(plan, schema, Settings(), plans.bundles, outcomes)
        made[f"{FOLDER}/{plan.event}.md"] = _page(schema, explained[plan.event], outcomes)
    return {f"{FOLDER}/index.md": _index(explained), **made}


def _run(plan: model.Transformation, schema: EventSchema) -> list[Outcome]:
    with Sandbox(render_transformation(plan, built_in_templates()), loss_map(plan, schema)) as sandbox:
        return sandbox.run_many([json.dumps(sample) for sample in schema.samples])


def _page(schema: EventSchema, explained: Explanation, outcomes: Sequence[Outcome]) -> str:
    first, *others = sections(explained)
    first = replace(first, pairs=tuple(pair for pair in first.pairs if pair[0] not in _LINKED))
    described = as_markdown([first, *others])
    head, _, details = described.partition("\n## ")
    samples = zip(schema.samples, outcomes, strict=True)
    return fill(
        "event.md",
        event=explained.event,
        head=head.rstrip("\n"),
        details=f"## {details}".rstrip("\n"),
        samples="\n".join(_sample(sample, outcome) for sample, outcome in samples).rstrip("\n"),
    )


def _sample(sample: Json, outcome: Outcome) -> str:
    if outcome.request is None:
        became = f"The transformation throws this error:\n\n```text\n{outcome.error}\n```\n"
    else:
        became = f"Braze gets this request:\n\n{_json(json.loads(outcome.request))}"
    return f"Regal sends this payload:\n\n{_json(sample)}\n{became}"


def _json(value: Json) -> str:
    return f"```json\n{json.dumps(value, indent=2, ensure_ascii=False)}\n```\n"


def _index(explained: dict[str, Explanation]) -> str:
    return fill(
        "events.md",
        number=str(len(explained)),
        events=table(("event", "what Braze gets", "data points", "when Regal sends it"), list(_rows(explained))),
    )


def _rows(explained: dict[str, Explanation]) -> Iterator[tuple[str, str, str, str]]:
    for event, each in explained.items():
        yield f"[{code(event)}]({event}.md)", prose(each.becomes), each.data_points.range, prose(each.description)
