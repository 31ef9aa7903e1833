"""What `regal-braze new` does: a schema for an event that nobody knows, a change for one that is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from regal_braze.commands.new.envelope import EventPayload, event_payloads
from regal_braze.commands.new.layout import house_style, in_style_of
from regal_braze.commands.new.observe import Observation, observe
from regal_braze.commands.new.prove import Workbench, accepted, workbench
from regal_braze.commands.new.samples import choose
from regal_braze.commands.new.schema import declarable, mixed_types, schema_document
from regal_braze.commands.new.shared import Definition, shared_definitions
from regal_braze.commands.new.update import Proposal, propose
from regal_braze.documents.json_text import Json, display
from regal_braze.findings.finding import ConfigurationError, Finding, has_errors, visible
from regal_braze.findings.report import Report
from regal_braze.immutable import Immutable, replace
from regal_braze.payloads.read import read_all
from regal_braze.privacy.redact import printable, redact
from regal_braze.schema.check_files import check_files
from regal_braze.schema.files import SchemaFiles
from regal_braze.schema.load import EVENT_NAME, MAX_EVENT_NAME, EventSchema, load_events
from regal_braze.workspace.workspace import Workspace


class Wishes(Immutable):
    """What was asked for on the command line."""

    event: str
    sources: tuple[str, ...]
    keep_values: bool = False
    update: bool = False


def new(workspace: Workspace, report: Report, wishes: Wishes) -> int:
    """Write the schema of an event that payloads show, or propose what they tell anew about a known one."""
    _check(wishes)
    recorded, findings = read_all(wishes.sources)
    files = SchemaFiles(workspace.schema_roots)
    loaded, problems = load_events(files)
    schemas, misnamed = check_files(loaded)
    known = next((schema for schema in schemas if schema.event == wishes.event), None)
    names = [each["name"] for each in known.annotation.get("names", [])] if known else []
    payloads, more = event_payloads(wishes.event, recorded, names)
    findings += more
    if not payloads:
        message, help_text = f"No payload of {wishes.event} is left", "Name a file that holds one."
        if not has_errors(findings):
            findings.append(Finding("payload-invalid", message, help_text))
        report.message("Nothing was written.")
        return report.finish(findings)
    path = workspace.folder / "schemas" / "events" / f"{wishes.event}.json"
    seen, more = declarable(observe([each.properties for each in payloads]), path, wishes.keep_values)
    findings += more
    definitions = shared_definitions(files)
    task = _Task(workspace, report, wishes, path, payloads, seen, definitions, findings)
    return task.change(known) if known else task.create([*problems, *misnamed])


def _check(wishes: Wishes) -> None:
    if not EVENT_NAME.match(wishes.event) or len(wishes.event) > MAX_EVENT_NAME:
        message = f"{visible(wishes.event)[:MAX_EVENT_NAME]!r} cannot name an event and its file"
        help_text = "Event names are lower-case words, joined by dots, of at most 100 characters."
        raise ConfigurationError(Finding("unsafe-name", message, help_text))
    if not wishes.sources:
        message, help_text = "No payload was named", f"regal-braze new {wishes.event} --from payload.json"
        raise ConfigurationError(Finding("payload-invalid", message, help_text))


class _Task(Immutable):
    """All that is known when the payloads have been read."""

    workspace: Workspace
    report: Report
    wishes: Wishes
    path: Path
    payloads: Sequence[EventPayload]
    seen: Observation
    definitions: Mapping[str, Definition]
    findings: list[Finding]

    def create(self, problems: Sequence[Finding]) -> int:
        """Write the schema of an event that is not known yet."""
        from regal_braze.commands.new.files import create

        event, report = self.wishes.event, self.report
        if self.path.exists():
            broken = [each for each in problems if each.file == display(self.path)]
            message, help_text = "A file is in the place of the schema", "Move it away, or mend it."
            return report.finish([*self.findings, *(broken or [self._known(message, help_text)])])
        with workbench(event, self.workspace, self.path) as bench:
            document, findings = self._proved(bench)
        findings = [*self.findings, *findings]
        if document is None:
            report.message("Nothing was written.")
            return report.finish(findings)
        create(self.path, house_style(document))
        properties = document["properties"]["properties"]["properties"]
        read = _counted(len(self.payloads), "payload")
        report.message(f"{display(self.path)}: {_counted(len(properties), 'property')} of {read}, proved in V8")
        report.message(
            "Next: `regal-braze generate` writes its transformation; `regal-braze verify` proves all of them."
        )
        return report.finish(findings, self._data(written=True, properties=[*properties]))

    def change(self, known: EventSchema) -> int:
        """Show what the payloads tell anew about a known event and, if that was asked for, write it."""
        from regal_braze.commands.new.files import change, create

        event, report = self.wishes.event, self.report
        proposal = propose(known, self.seen, self.definitions)
        with workbench(event, self.workspace, self.path) as bench:
            compiled = bench.compile(proposal.document, [name for name in proposal.added if "/" not in name])
        findings = [*self.findings, *self._converted(proposal), *compiled.findings]
        if compiled.body is None:
            report.message("Nothing was written.")
            return report.finish(findings)
        before = known.file.path.read_bytes().decode("utf-8")
        document = compiled.document
        if document == known.file.document:
            report.message(f"{event}: its schema says all of that already")
            return report.finish(findings, self._data(written=False, properties=[]))
        after = in_style_of(before, document)
        difference = _difference(known.file.label, before, after)
        if report.format == "text":
            report.print(difference)
        said = " and ".join(_changes(proposal))
        if not self.wishes.update:
            help_text = f"Look at what would change, then write it: regal-braze new {event} --update --from …"
            findings.append(self._known(f"{event} is known, and its schema would get {said}", help_text))
            return report.finish(findings, self._data(written=False, difference=difference))
        if self.path.exists():
            change(self.path, before, after)
        else:  # a built-in event gets a file of the workspace's own, which replaces it
            create(self.path, after)
        report.message(f"{display(self.path)}: {said}")
        report.message("Next: `regal-braze generate`, and commit both the schema and the transformation.")
        return report.finish(findings, self._data(written=True, difference=difference))

    def _proved(self, bench: Workbench) -> tuple[dict[str, Json] | None, list[Finding]]:
        """Return the document with its samples, or None where it does not compile or run."""
        draft = schema_document(self.wishes.event, self.seen, self.definitions, [])
        compiled = bench.compile(draft, [*(self.seen.members or {})])
        findings = list(compiled.findings)
        if compiled.body is None:
            return None, findings
        findings += self._mixed(compiled.document)
        payloads = [each.payload for each in self.payloads]
        refusals = accepted(compiled.body, [printable(payload) for payload in payloads])
        good = [payload for payload, refusal in zip(payloads, refusals, strict=True) if refusal is None]
        if good and len(good) < len(payloads):
            findings.append(self._refused(refusals))
        samples = [printable(payload) for payload in choose(good or payloads)]
        if not samples:
            message, help_text = "No payload is flat enough for a sample", "Record one that is nested less."
            findings.append(self._warning("left-out", message, help_text))
        document = compiled.document | {"examples": samples if self.wishes.keep_values else redact(samples)}
        if "x-braze" in document:
            document["x-braze"] = document.pop("x-braze")  # stands last, as in the files that ship
        proved = bench.compile(document, [])
        result = bench.verify(proved)
        if result is None:
            return None, [*findings, *proved.findings]
        findings += (self._explained(each) for each in result.findings)
        failed = any(each.code != "deliberate-error" for each in result.findings)
        return (None if failed else document), findings

    def _mixed(self, document: Mapping[str, Json]) -> list[Finding]:
        declared = document["properties"]["properties"]["properties"]
        return [
            self._warning(
                "mixed-types",
                f"{'/'.join(path)} has values of several types: {', '.join(types)}",
                "Braze keeps the type of the first value. Leave one type in the schema: others are converted to it.",
            )
            for path, types in mixed_types(self.seen)
            if path and path[0] in declared
        ]

    def _converted(self, proposal: Proposal) -> list[Finding]:
        return [
            self._warning(
                "mixed-types",
                f"{path} came as {kind}; it is converted to the type that the schema declares",
                "Nothing need change: Braze keeps the type of the first value.",
            )
            for path, kind in proposal.converted
        ]

    def _refused(self, refusals: Sequence[str | None]) -> Finding:
        reasons = [each for each in refusals if each is not None]
        message = f"The transformation refuses {_counted(len(reasons), 'payload')} of {len(refusals)}: {reasons[0]}"
        return self._warning(
            "deliberate-error", message, "Braze's log will show this error, and nobody's profile changes."
        )

    def _explained(self, finding: Finding) -> Finding:
        if finding.code != "deliberate-error":
            return finding
        help_text = (
            "Record a payload with userId or traits. If the event concerns no contact, send it to a catalog by x-braze."
        )
        return replace(finding, help=help_text)

    def _known(self, message: str, help_text: str) -> Finding:
        return Finding("event-known", message, help_text, display(self.path))

    def _warning(self, code: str, message: str, help_text: str) -> Finding:
        return Finding(code, message, help_text, display(self.path), severity="warning")

    def _data(self, **more: object) -> dict[str, object]:
        return {"event": self.wishes.event, "file": display(self.path), "payloads": len(self.payloads), **more}


def _changes(proposal: Proposal) -> list[str]:
    said = []
    if proposal.added:
        said.append(_counted(len(proposal.added), "new property"))
    if proposal.widened:
        said.append(_counted(len(proposal.widened), "wider type"))
    return said


def _counted(number: int, what: str) -> str:
    plural = f"{what[:-1]}ies" if what.endswith("y") else f"{what}s"
    return f"{number} {what if number == 1 else plural}"


def _difference(label: str, before: str, after: str) -> str:
    from difflib import unified_diff

    lines = unified_diff(before.split("\n"), after.split("\n"), f"a/{label}", f"b/{label}", lineterm="")
    return "\n".join(visible(line) for line in lines)
