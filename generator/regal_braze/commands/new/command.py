"""`new`: write the schema of an event from recorded payloads, or the changes that they need in a known schema."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from regal_braze.commands.new.enable import list_event
from regal_braze.commands.new.layout import built_in_style, in_style_of
from regal_braze.commands.new.observe import Observation
from regal_braze.commands.new.prove import Workbench, workbench
from regal_braze.commands.new.recorded import event_payloads, read_few_keys
from regal_braze.commands.new.samples import Private
from regal_braze.commands.new.schema import declarable, mixed_types, schema_document
from regal_braze.commands.new.shared import Definition, shared_definitions
from regal_braze.commands.new.update import Proposal, propose
from regal_braze.documents.files import require_inside
from regal_braze.documents.json_text import Json, display
from regal_braze.engines.v8.sandbox import Outcome, Sandbox
from regal_braze.findings.finding import ConfigurationError, Finding, FindingsError, counted, has_errors, visible
from regal_braze.findings.report import Report
from regal_braze.immutable import Immutable, replace
from regal_braze.losses.losses import WORDING, refusal
from regal_braze.output.exclusive import exclusive, unwritable
from regal_braze.output.journal import Change, apply
from regal_braze.payloads.files import require_files
from regal_braze.privacy.known import Known, known_in
from regal_braze.privacy.redact import printable
from regal_braze.schema.dialect import validate
from regal_braze.schema.files import SchemaFiles
from regal_braze.schema.load import EVENT_NAME, MAX_EVENT_NAME, EventSchema, load_events
from regal_braze.workspace.patterns import is_listed, switched_off
from regal_braze.workspace.workspace import Workspace


def new(
    workspace: Workspace,
    report: Report,
    event: str,
    sources: Sequence[str],
    *,
    keep: Sequence[str] = (),
    update: bool = False,
) -> int:
    """Write the schema of a new event, or show or write the changes to the schema of a known event.

    `sources` are files and folders, and `-` for standard input. `keep` are properties whose values the samples keep.
    """
    _check(event, sources)
    recorded, findings = read_few_keys(sources, workspace.folder)
    files = SchemaFiles(workspace.schema_roots)
    schemas, unusable = load_events(files)
    known = next((schema for schema in schemas if schema.event == event), None)
    shared, _ = files.in_folder("common")
    valid, invalid = validate([known] if known else [], shared)
    if invalid:
        return _nothing_written(report, [*findings, *invalid])
    # The webhook accepts the event under these names, too.
    names = [accepted["name"] for schema in valid for accepted in schema.annotation.get("names", [])]
    payloads, mismatches = event_payloads(event, recorded, names)
    findings += mismatches
    if not payloads:
        if not has_errors(findings):
            message, help_text = f"There is no payload of {event}", "Name a file that contains one."
            findings.append(Finding("payload-invalid", message, help_text))
        return _nothing_written(report, findings)
    path = workspace.folder / "schemas" / "events" / f"{event}.json"
    private = Private(payloads, _known(files, event, names), keep)
    observed, undeclarable = declarable(private.observed, path)
    findings += undeclarable
    off = switched_off(event, workspace.settings)
    if off and (known or is_listed(event, workspace.settings)):  # a new event is added to the list
        findings.append(replace(off, severity="warning"))
    inference = _Inference(workspace, report, event, path, payloads, private, observed, shared_definitions(files))
    if known:
        given = [*(("--from", source) for source in sources), *(("--keep", name) for name in keep)]
        options = shlex.join(word for option in given for word in option)
        return inference.change(known, findings, None if update else f"regal-braze new {event} --update {options}")
    if os.path.lexists(path):
        about_file = [finding for finding in unusable if finding.file == display(path)]
        return _nothing_written(report, [*findings, *(about_file or [_in_the_way(path)])])
    return inference.create(findings)


def _known(files: SchemaFiles, event: str, names: Sequence[str]) -> Known:
    """Return the names and words that are no personal data: those in all schemas, and the names of the event."""
    known = known_in(file.document for folder in ("common", "events") for file in files.in_folder(folder)[0])
    named = frozenset((event, *names))
    return replace(known, words={**known.words, "name": named, "event": named})


def _check(event: str, sources: Sequence[str]) -> None:
    if not EVENT_NAME.match(event) or len(event) > MAX_EVENT_NAME:
        message = f"{visible(event)[:MAX_EVENT_NAME]!r} cannot name an event and its file"
        help_text = f"Use lower-case words, joined by dots, of at most {MAX_EVENT_NAME} characters."
        raise ConfigurationError(Finding("unsafe-name", message, help_text))
    if not sources:
        message, help_text = "No file with payloads is named", f"regal-braze new {event} --from payload.json"
        raise ConfigurationError(Finding("payload-invalid", message, help_text))
    require_files(sources)


class _Inference(Immutable):
    """What the payloads of one event contain, and the file for its schema."""

    workspace: Workspace
    report: Report
    event: str
    path: Path
    payloads: Sequence[Mapping[str, Json]]
    private: Private
    observed: Observation
    definitions: Mapping[str, Definition]

    def create(self, findings: Sequence[Finding]) -> int:
        """Write the schema of a new event."""
        with workbench(self.event, self.workspace, self.path) as bench:
            document, problems = self._proved(bench)
        if document is None:
            return _nothing_written(self.report, [*findings, *problems])
        self._write(None, built_in_style(document))
        listed, unlisted = list_event(self.event, self.workspace)
        properties = document["properties"]["properties"]["properties"]
        counts = f"{counted(len(properties), 'property')} from {counted(len(self.payloads), 'payload')}"
        self.report.message(f"{display(self.path)}: {counts}, verified in V8")
        if listed:
            self.report.message(listed)
        self.report.message(
            "Next: run `regal-braze generate` to write the transformation, and `regal-braze verify` to check it."
        )
        return self.report.finish([*findings, *problems, *unlisted], self._data(written=True, properties=[*properties]))

    def change(self, known: EventSchema, findings: Sequence[Finding], to_update: str | None) -> int:
        """Write the changes to the schema of a known event, or show them with the command `to_update` that writes."""
        event, report = self.event, self.report
        proposal = propose(known, self.observed, self.definitions)
        with workbench(event, self.workspace, self.path) as bench:
            compiled = bench.compile(proposal.document, [name for name in proposal.added if "/" not in name])
        findings = [*findings, *self._mismatches(proposal), *compiled.findings]
        if compiled.body is None:
            return _nothing_written(report, findings)
        if compiled.document == known.file.document:
            report.message(f"{event}: the schema already declares everything in these payloads")
            return report.finish(findings, self._data(written=False, properties=[]))
        before = known.file.text
        after = in_style_of(before, compiled.document)
        difference = _difference(known.file.label, before, after)
        if report.format == "text":
            report.print(difference)
        counts = ((len(proposal.added), "new property"), (len(proposal.widened), "wider type"))
        changes = " and ".join(counted(count, noun) for count, noun in counts if count)
        if to_update:
            help_text = f"To write the changes, add --update: {to_update}"
            message = f"{event} has a schema, which would get {changes}"
            findings.append(Finding("event-known", message, help_text, display(self.path)))
            return report.finish(findings, self._data(written=False, difference=difference))
        # The schema of a built-in event is replaced by a file in the workspace.
        self._write(before if os.path.lexists(self.path) else None, after)
        report.message(f"{display(self.path)}: {changes}")
        report.message("Next: run `regal-braze generate`, and commit the schema and the transformation.")
        return report.finish(findings, self._data(written=True, difference=difference))

    def _proved(self, bench: Workbench) -> tuple[dict[str, Json] | None, list[Finding]]:
        """Return the document with its samples, or None if it does not compile or its samples fail."""
        draft = schema_document(self.event, self.observed, self.definitions)
        compiled = bench.compile(draft, [*self.observed.members])
        findings = [*compiled.findings]
        if compiled.body is None:
            return None, findings
        declared = compiled.document["properties"]["properties"]["properties"]
        mixed = [("/".join(path), types) for path, types in mixed_types(self.observed) if path[0] in declared]
        findings += self._several_types(mixed)
        with Sandbox(compiled.body) as sandbox:
            outcomes = sandbox.run_many([json.dumps(printable(payload)) for payload in self.payloads])
        hidden = self.private.payloads
        accepted = [payload for payload, outcome in zip(hidden, outcomes, strict=True) if outcome.request is not None]
        if accepted and len(accepted) < len(outcomes):
            findings.append(self._refused(outcomes))
        samples = self.private.samples(accepted or hidden)
        if not samples:
            message, help_text = "No payload can be a sample: all are nested too deeply", "Record a flatter payload."
            findings.append(self._warning("left-out", message, help_text))
        document = compiled.document | {"examples": samples}
        if "x-braze" in document:
            document["x-braze"] = document.pop("x-braze")  # the last key, as in the built-in schemas
        proved = [*bench.verify(bench.compile(document, []))]
        failed = any(finding.severity == "error" and finding.code != "deliberate-error" for finding in proved)
        return (None if failed else document), [*findings, *proved]

    def _write(self, before: str | None, after: str) -> None:
        """Write the schema's file, which holds `before`, or which does not exist yet.

        Raises FindingsError: `event-known` or `unwritable`, also if another program has changed the file.
        """
        path = self.path
        help_text = "Nothing was changed. Correct that, and run the command again."
        with exclusive(path.parent, partial(unwritable, display(path), help_text)):
            require_inside(path.parent, self.workspace.folder)
            if before is None and os.path.lexists(path):
                raise FindingsError(_in_the_way(path))
            mode = None if before is None else path.stat().st_mode
            if before is not None and path.read_bytes() != before.encode():
                message = "Another program has changed the file in the meantime"
                raise FindingsError(Finding("unwritable", message, "Run the command again.", display(path)))
            apply(path.parent, [Change(path.name, after.encode(), exists=before is not None)])
            if mode is not None:
                path.chmod(mode)

    def _several_types(self, found: Iterable[tuple[str, Sequence[str]]]) -> Iterator[Finding]:
        help_text = "Braze keeps the type of the first value. Leave one type in the schema: others are converted to it."
        for path, types in found:
            message = f"{path} has values of several types: {', '.join(types)}"
            yield self._warning("mixed-types", message, help_text)

    def _mismatches(self, proposal: Proposal) -> Iterator[Finding]:
        yield from self._several_types(proposal.mixed)
        help_text = "You don't need to change anything: Braze keeps the type of the first value."
        for path, kind in proposal.converted:
            message = f"{path} has values of type {kind}, which are converted to the type in the schema"
            yield self._warning("mixed-types", message, help_text)

    def _refused(self, outcomes: Sequence[Outcome]) -> Finding:
        errors = [outcome.error for outcome in outcomes if outcome.request is None]
        reason = WORDING[refusal("Error", errors[0]).kind].message
        message = f"The transformation refuses {len(errors)} of {counted(len(outcomes), 'payload')}. {reason}"
        help_text = "The transformation throws this error in Braze, and no profile changes."
        return self._warning("deliberate-error", message, help_text)

    def _warning(self, code: str, message: str, help_text: str) -> Finding:
        return Finding(code, message, help_text, display(self.path), severity="warning")

    def _data(self, **data: object) -> dict[str, object]:
        return {"event": self.event, "file": display(self.path), "payloads": len(self.payloads), **data}


def _nothing_written(report: Report, findings: Sequence[Finding]) -> int:
    report.message("Nothing was written.")
    return report.finish(findings)


def _in_the_way(path: Path) -> Finding:
    help_text = "Move the file away, or correct it if it is the schema of the event."
    return Finding("event-known", "There is a file at the path of the schema", help_text, display(path))


def _difference(label: str, before: str, after: str) -> str:
    from difflib import unified_diff

    lines = unified_diff(before.split("\n"), after.split("\n"), f"a/{label}", f"b/{label}", lineterm="")
    return "\n".join(visible(line) for line in lines)
