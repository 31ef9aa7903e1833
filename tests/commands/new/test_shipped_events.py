"""From the documented samples alone, `new` infers a schema like the shipped one for each of the 40 events.

Its transformation returns the same request for the samples, apart from what x-braze changes: no sample shows that.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from commands.new.inference import inferred
from depth import some
from regal_braze.commands.new.layout import built_in_style
from regal_braze.documents.json_text import Json
from regal_braze.engines.v8.sandbox import Outcome, Sandbox
from support import shipped

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


def outcomes(body: str | None, samples: Sequence[Json]) -> list[Outcome]:
    assert body is not None
    with Sandbox(body) as sandbox:
        return sandbox.run_many([json.dumps(sample) for sample in samples], strict=True)


@pytest.mark.parametrize("event", some(EVENTS, 8))
def test_the_same_request_and_references_from_the_samples_alone(event: str) -> None:
    """Where the shipped schema refers to a definition with the name of the property, the inferred one does too."""
    samples = shipped.samples(event)
    with inferred(event, samples) as (_, compiled):
        requests = outcomes(compiled.body, samples)
    assert (requests == outcomes(shipped.bodies()[event], samples)) == (event not in EXCEPTIONS)
    properties = compiled.document["properties"]["properties"]["properties"]
    known = shipped.schemas()[event].file.document["properties"]["properties"]["properties"]
    for name, definition in known.items():
        if name in properties and definition.get("$ref", "").endswith((f"/{name}", f"/{name}_integer")):
            assert properties[name].get("$ref") == definition["$ref"], name


@pytest.mark.parametrize("event", EXCEPTIONS)
def test_an_exception_is_due_to_x_braze_alone(event: str) -> None:
    samples = shipped.samples(event)
    schema = shipped.schemas()[event]
    with inferred(event, samples) as (bench, compiled):
        document = {**compiled.document, "x-braze": schema.file.document["x-braze"]}
        declared = document["properties"]["properties"]["properties"]
        for name in declared.keys() - schema.properties["properties"].keys():
            del declared[name]  # the account's own attributes in a sample are undeclared in the shipped schema
        requests = outcomes(bench.compile(document, []).body, samples)
    assert requests == outcomes(shipped.bodies()[event], samples)


@pytest.mark.parametrize("event", some(EVENTS, 8))
def test_the_built_in_style_is_that_of_the_shipped_files(event: str) -> None:
    file = shipped.schemas()[event].file
    assert built_in_style(file.document) == file.path.read_text(encoding="utf-8")
