"""From the documented sample alone, `new` gives the schema of each of the 40 events anew.

What its transformation returns for that sample is what the shipped one returns, but for what x-braze decides: no
sample can tell that.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from regal_braze.commands.new.layout import built_in_style
from regal_braze.engines.v8.sandbox import Outcome, Sandbox
from regal_braze.pipeline import plan_workspace
from regal_braze.workspace.workspace import open_workspace
from support import shipped
from support.command import run

Json: TypeAlias = Any

EVENTS = sorted(shipped.schemas())
EXCEPTIONS = {
    "agent.activity.updated": "it concerns no contact: x-braze sends it to a catalog",
    "call.analysis.available": "x-braze omits the SIP headers, and spreads the answers into properties",
    "call.transcript.available": "x-braze omits the transcript, and writes its address to the profile",
    "contact.attribute.edited": "x-braze writes the changes to the profile instead of an event",
    "contact.created": "x-braze writes names, addresses and custom attributes to the profile too",
    "contact.email.created": "x-braze trusts traits alone, and writes names and custom attributes to the profile too",
    "contact.phone.created": "x-braze trusts traits alone, and writes names to the profile too",
    "contact.subscribed": "x-braze changes a subscription group instead of sending an event",
    "contact.unsubscribed": "x-braze changes a subscription group instead of sending an event",
    "sms.conversation.completed": "x-braze names the cells of the rows, and makes their times unix seconds",
}


def inferred(event: str, samples: list[Json], workspace: Path, *options: str) -> str:
    """Run `new` on samples; return the body of the transformation."""
    Path("sample.json").write_text(json.dumps(samples), encoding="utf-8")
    ended = run("new", event, "--from", "sample.json", *options)
    assert ended.code == 0 or event == "agent.activity.updated", ended.err
    plans = plan_workspace(open_workspace(workspace))
    assert [each for each in plans.findings if each.severity == "error"] == []
    return plans.body(event)


def outcomes(body: str, samples: list[Json]) -> list[Outcome]:
    with Sandbox(body) as sandbox:
        return sandbox.run_many([json.dumps(each) for each in samples], strict=True)


@pytest.mark.parametrize("event", EVENTS)
def test_the_same_request_from_the_sample_alone(event: str, unknowing: Path) -> None:
    samples = shipped.samples(event)
    ours = outcomes(shipped.bodies()[event], samples)
    theirs = outcomes(inferred(event, samples, unknowing), samples)
    assert (theirs == ours) == (event not in EXCEPTIONS)


@pytest.mark.parametrize("event", EXCEPTIONS)
def test_an_exception_is_one_by_x_braze_alone(event: str, unknowing: Path) -> None:
    samples = shipped.samples(event)
    inferred(event, samples, unknowing)
    path = unknowing / f"schemas/events/{event}.json"
    document = json.loads(path.read_text())
    document["x-braze"] = shipped.schemas()[event].file.document["x-braze"]
    declared = document["properties"]["properties"]["properties"]
    for name in declared.keys() - shipped.schemas()[event].properties["properties"].keys():
        del declared[name]  # what a sample shows of an account's own attributes is for `undeclared`
    path.write_text(built_in_style(document))
    plans = plan_workspace(open_workspace(unknowing))
    theirs = outcomes(plans.body(event), samples)
    assert theirs == outcomes(shipped.bodies()[event], samples)


@pytest.mark.parametrize("event", EVENTS)
def test_the_shared_definitions_are_used(event: str, unknowing: Path) -> None:
    """Where the known schema refers to a definition of the property's own name, so does the inferred one."""
    inferred(event, shipped.samples(event), unknowing)
    document = json.loads((unknowing / f"schemas/events/{event}.json").read_text())
    found = document["properties"]["properties"]["properties"]
    known = shipped.schemas()[event].file.document["properties"]["properties"]["properties"]
    for name, definition in known.items():
        if name in found and definition.get("$ref", "").endswith((f"/{name}", f"/{name}_integer")):
            assert found[name].get("$ref") == definition["$ref"], name


@pytest.mark.parametrize("event", EVENTS)
def test_the_layout_is_that_of_the_shipped_files(event: str) -> None:
    file = shipped.schemas()[event].file
    assert built_in_style(file.document) == file.path.read_text(encoding="utf-8")
