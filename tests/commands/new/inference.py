"""Infer and compile schemas as `new` does, without a command."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from regal_braze.commands.new.observe import Observation
from regal_braze.commands.new.prove import Compiled, Workbench, workbench
from regal_braze.commands.new.recorded import event_payloads
from regal_braze.commands.new.samples import Private
from regal_braze.commands.new.schema import declarable, schema_document
from regal_braze.commands.new.shared import shared_definitions
from regal_braze.documents.json_text import Json
from regal_braze.payloads.read import RecordedPayload
from regal_braze.privacy.known import known_in
from regal_braze.schema.files import SchemaFiles
from regal_braze.workspace.settings import Settings
from regal_braze.workspace.workspace import workspace_in

WORKSPACE = workspace_in(Path("no-such-folder"), Settings())
FILE = Path("schema.json")
FILES = SchemaFiles(WORKSPACE.schema_roots)
KNOWN = known_in(file.document for folder in ("common", "events") for file in FILES.in_folder(folder)[0])
DEFINITIONS = shared_definitions(FILES)


def observed(event: str, payloads: Sequence[Json]) -> Observation:
    """Return the observation of the properties of payloads, which may have no envelope."""
    found, findings = event_payloads(event, [RecordedPayload("", payload, "payload.json", 1) for payload in payloads])
    assert all(finding.severity == "warning" for finding in findings)
    return declarable(Private(found, KNOWN, ()).observed, FILE)[0]


@contextmanager
def inferred(event: str, payloads: Sequence[Json]) -> Iterator[tuple[Workbench, Compiled]]:
    """Provide the schema of an event inferred from payloads and compiled, and the workbench."""
    observation = observed(event, payloads)
    with workbench(event, WORKSPACE, FILE) as bench:
        document = schema_document(event, observation, DEFINITIONS)
        yield bench, bench.compile(document, [*observation.members])
