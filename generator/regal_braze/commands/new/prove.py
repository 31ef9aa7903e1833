"""Prove an inferred schema before anything is written: it loads, validates, plans, and its transformation runs."""

from __future__ import annotations

import copy
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from regal_braze.documents.json_text import Json, display
from regal_braze.findings.finding import Finding
from regal_braze.immutable import Immutable, replace
from regal_braze.plan import model
from regal_braze.resources import templates_root
from regal_braze.schema.annotation import split_path
from regal_braze.schema.load import EventSchema
from regal_braze.verify.transformations import Result
from regal_braze.workspace.settings import Settings
from regal_braze.workspace.workspace import Workspace

_DECLARED = "/properties/properties/properties/"


class Compiled(Immutable):
    """A schema's document as far as it compiles, with its plan and body; none of these after an error."""

    document: dict[str, Json]
    findings: tuple[Finding, ...]
    schema: EventSchema | None = None
    plan: model.Transformation | None = None
    body: str | None = None


class Workbench(Immutable):
    """A folder of its own with the shared definitions of a workspace, where schemas are tried out.

    Findings name the file that `places` gives for the one in the folder.
    """

    event: str
    root: Path
    settings: Settings
    places: Mapping[str, str]

    def compile(self, document: Mapping[str, Json], removable: Sequence[str]) -> Compiled:
        """Compile a document; properties among `removable` that cannot be sent are taken out, with a warning each."""
        tried = copy.deepcopy(dict(document))
        warnings: list[Finding] = []
        while True:
            compiled = self._compile(tried)
            if compiled.body is not None:
                return replace(compiled, findings=(*warnings, *compiled.findings))
            before = len(_declared(tried))
            warnings += _taken_out(tried, compiled.findings, removable)
            if len(_declared(tried)) == before:
                warnings += _made_room(tried, compiled.findings, removable)
            if len(_declared(tried)) == before:
                return replace(compiled, findings=(*warnings, *compiled.findings))

    def verify(self, compiled: Compiled) -> Result | None:
        """Run a compiled body on the samples of its document."""
        from regal_braze.verify.transformations import sample_payloads, verify

        if compiled.schema is None or compiled.plan is None or compiled.body is None:
            return None
        place = f"output/transformations/{self.event}.js"
        result = verify(self.event, compiled.body, sample_payloads(compiled.schema), place)
        return replace(result, findings=tuple(self._placed(result.findings)))

    def _compile(self, document: dict[str, Json]) -> Compiled:
        from regal_braze.commands.new.layout import house_style
        from regal_braze.pipeline import plan_workspace

        path = self.root / "events" / f"{self.event}.json"
        path.write_text(house_style(document), encoding="utf-8")
        plans = plan_workspace(Workspace(self.root, self.settings, (self.root,), (templates_root(),)))
        findings = tuple(self._placed(plans.findings))
        if not plans.transformations:
            return Compiled(document, findings)
        body = plans.body(self.event)
        return Compiled(document, findings, plans.schemas[0], plans.transformations[0], body)

    def _placed(self, findings: Sequence[Finding]) -> Iterator[Finding]:
        for finding in findings:
            yield replace(finding, file=self.places.get(finding.file or "", finding.file))


@contextmanager
def workbench(event: str, workspace: Workspace, file: Path) -> Iterator[Workbench]:
    """Give a workbench on which the event's schema stands for `file`."""
    with tempfile.TemporaryDirectory(prefix="regal-braze-") as folder:
        root = Path(folder)
        (root / "events").mkdir()
        (root / "common").mkdir()
        places = {display(root / "events" / f"{event}.json"): display(file)}
        for each in workspace.schema_roots:
            for path in sorted((each / "common").glob("*.json")):
                shutil.copyfile(path, root / "common" / path.name)
                places[display(root / "common" / path.name)] = display(path)
        yield Workbench(event, root, _about_any_event(workspace.settings), places)


def _about_any_event(settings: Settings) -> Settings:
    """Return the settings without what is about single events, which are not on the workbench."""
    defaults = Settings()
    return replace(
        settings,
        recipes=defaults.recipes,
        events=defaults.events,
        catalogs=defaults.catalogs,
        bundles=(),
        webhooks=defaults.webhooks,
    )


def _taken_out(document: dict[str, Json], findings: Sequence[Finding], removable: Sequence[str]) -> Iterator[Finding]:
    """Take out each removable property that an error is about, and yield a warning instead."""
    declared = _declared(document)
    for finding in findings:
        pointer = finding.pointer or ""
        if finding.severity != "error" or not pointer.startswith(_DECLARED):
            continue
        name = split_path(pointer.removeprefix(_DECLARED))[0]
        if name in declared and name in removable:
            del declared[name]
            message = f"{finding.message}; it is left out of the schema"
            yield Finding("left-out", message, "Braze does not get it.", finding.file, severity="warning")


def _made_room(document: dict[str, Json], findings: Sequence[Finding], removable: Sequence[str]) -> Iterator[Finding]:
    """Leave the last tenth of too many properties undeclared, which Braze gets as far as there is room."""
    found = next((each for each in findings if each.code == "too-large"), None)
    declared, open_end = _declared(document), {"undeclared": "properties"}
    names = [name for name in declared if name in removable]
    if found is None or document.get("x-braze", open_end) != open_end:
        return
    for name in names[-max(1, len(names) // 10) :]:
        del declared[name]
    if "x-braze" not in document:
        document["x-braze"] = open_end
        message = f"{found.message}; not all are declared, and the others are sent as far as there is room"
        help_text = "Declare those that you need, and take `undeclared` out of x-braze."
        yield Finding("left-out", message, help_text, found.file, severity="warning")


def _declared(document: Mapping[str, Json]) -> dict[str, Json]:
    declared: dict[str, Json] = document["properties"]["properties"]["properties"]
    return declared


def accepted(body: str, payloads: Sequence[Json]) -> list[str | None]:
    """Return for each payload None if the body returns a request for it, else what it says instead."""
    from regal_braze.engines.v8.sandbox import Sandbox

    with Sandbox(body) as sandbox:
        outcomes = sandbox.run_many([json.dumps(payload) for payload in payloads])
    return [None if each.request is not None else f"{each.error}" for each in outcomes]
