"""Prove a schema before it is written: it loads, validates and plans, and its transformation runs on the samples."""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from regal_braze.commands.new.layout import built_in_style
from regal_braze.documents.json_text import Json, display
from regal_braze.findings.finding import Finding
from regal_braze.immutable import EMPTY, Immutable, replace
from regal_braze.losses.losses import WORDING
from regal_braze.pipeline import plan_workspace
from regal_braze.plans import Plans
from regal_braze.resources import templates_root
from regal_braze.schema.annotation import split_path
from regal_braze.schema.files import SchemaFiles
from regal_braze.verify.transformations import sample_payloads, verify
from regal_braze.workspace.settings import Settings
from regal_braze.workspace.workspace import Workspace

_DECLARED = "/properties/properties/properties/"
_NO_CONTACT = "Record a payload with userId or traits. If the event is not about a contact, set a catalog in x-braze."


class Compiled(Immutable):
    """A schema's document with its plan; `body` is None after an error."""

    document: dict[str, Json]
    findings: tuple[Finding, ...]
    plans: Plans
    body: str | None


class Workbench(Immutable):
    """A temporary folder with the shared definitions of a workspace, in which one schema is compiled.

    `places` maps the files in the folder to the files that findings name.
    """

    event: str
    root: Path
    settings: Settings
    places: Mapping[str, str]

    def compile(self, document: Mapping[str, Json], removable: Sequence[str]) -> Compiled:
        """Compile a document without the properties in `removable` that cannot be sent; there is a warning for each."""
        tried = copy.deepcopy(dict(document))
        warnings: list[Finding] = []
        while True:
            compiled = self._compile(tried)
            before = len(_declared(tried))
            if compiled.body is None:
                warnings += _remove_refused(tried, compiled.findings, removable)
                if len(_declared(tried)) == before:
                    warnings += _remove_surplus(tried, compiled.findings, removable)
            if len(_declared(tried)) == before:
                return replace(compiled, findings=(*warnings, *compiled.findings))

    def verify(self, compiled: Compiled) -> Iterator[Finding]:
        """Run a compiled body on the samples of its document, and yield the findings; if it did not compile, its own.

        Of what Braze does not get, only numbers are reported that JavaScript changes: `verify` reports all of it.
        """
        if compiled.body is None:
            yield from compiled.findings
            return
        place = f"output/transformations/{self.event}.js"
        plan, schema = compiled.plans.planned[self.event]
        result = verify(self.event, compiled.body, sample_payloads(schema), place, compared=(plan, schema))
        for finding in self._placed(result.findings):
            if finding.code == "deliberate-error":
                yield replace(finding, help=_NO_CONTACT)
            elif finding.code != "drift-loss" or WORDING["inexact"].message in finding.message:
                yield finding

    def _compile(self, document: dict[str, Json]) -> Compiled:
        path = self.root / "events" / f"{self.event}.json"
        path.write_text(built_in_style(document), encoding="utf-8")
        plans = plan_workspace(Workspace(self.root, self.settings, (self.root,), (templates_root(),)))
        body = plans.body(self.event) if plans.transformations else None
        return Compiled(document, tuple(self._placed(plans.findings)), plans, body)

    def _placed(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        for finding in findings:
            yield replace(finding, file=self.places.get(finding.file or "", finding.file))


@contextmanager
def workbench(event: str, workspace: Workspace, file: Path) -> Iterator[Workbench]:
    """Provide a workbench for the event whose schema is, or will be, in `file`."""
    with tempfile.TemporaryDirectory(prefix="regal-braze-") as folder:
        root = Path(folder)
        (root / "events").mkdir()
        (root / "common").mkdir()
        places = {display(root / "events" / f"{event}.json"): display(file)}
        shared, _ = SchemaFiles(workspace.schema_roots).in_folder("common")
        for definitions in shared:
            copy_of_file = root / "common" / definitions.path.name
            copy_of_file.write_text(definitions.text, encoding="utf-8", newline="")
            places[display(copy_of_file)] = display(definitions.path)
        # Without the settings for single events, which are not in the folder.
        general = {"only_events": None, "recipes": EMPTY, "events": EMPTY, "catalogs": (), "webhooks": EMPTY}
        yield Workbench(event, root, replace(workspace.settings, bundles=(), **general), places)


def _remove_refused(
    document: dict[str, Json], findings: Sequence[Finding], removable: Sequence[str]
) -> Iterator[Finding]:
    """Remove each removable property that has an error, and yield a warning instead."""
    declared = _declared(document)
    for finding in findings:
        pointer = finding.pointer or ""
        if finding.severity != "error" or not pointer.startswith(_DECLARED):
            continue
        name = split_path(pointer.removeprefix(_DECLARED))[0]
        if name in declared and name in removable:
            del declared[name]
            message = f"{finding.message}; the property is left out of the schema"
            yield Finding("left-out", message, "Braze does not get it.", finding.file, severity="warning")


def _remove_surplus(
    document: dict[str, Json], findings: Sequence[Finding], removable: Sequence[str]
) -> Iterator[Finding]:
    """Remove the last tenth of too many properties; as undeclared properties they are sent while there is room."""
    found = next((finding for finding in findings if finding.code == "too-large"), None)
    declared, open_end = _declared(document), {"undeclared": "properties"}
    names = [name for name in declared if name in removable]
    if found is None or document.get("x-braze", open_end) != open_end:
        return
    for name in names[-max(1, len(names) // 10) :]:
        del declared[name]
    if "x-braze" not in document:
        document["x-braze"] = open_end
        message = f"{found.message}; the schema declares some of them, and the others are sent while there is room"
        help_text = "Declare the properties that you need, and remove `undeclared` from x-braze."
        yield Finding("left-out", message, help_text, found.file, severity="warning")


def _declared(document: Mapping[str, Json]) -> dict[str, Json]:
    declared: dict[str, Json] = document["properties"]["properties"]["properties"]
    return declared
