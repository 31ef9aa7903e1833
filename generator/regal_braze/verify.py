"""Prove transformations: run each in V8 on payloads, and check what it returns by all of Braze's rules."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from regal_braze import model
from regal_braze.documents import Json, display, parse_json
from regal_braze.findings import Finding, FindingsError
from regal_braze.load import EventSchema
from regal_braze.pipeline import Plans, render_artifacts, render_bundles
from regal_braze.recognise import Recogniser

if TYPE_CHECKING:
    from regal_braze.v8 import Outcome

DELIBERATE = ("No usable identity", "No usable item id", "Expected the event ", "Expected an event of ")
"""How the messages of the deliberate errors begin (M2, M4, M15)."""


@dataclass(frozen=True, slots=True)
class Payload:
    """A payload as JSON text, and the event that it is run on.

    It is the whole of the file at `path` or, with a `pointer`, a sample in a schema.
    """

    event: str
    text: str
    path: Path
    pointer: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one event's payloads; `seconds` is the time in V8, compilation included."""

    event: str
    payloads: int
    valid: int
    refused: int
    seconds: float
    findings: tuple[Finding, ...]


def sample_payloads(schema: EventSchema) -> list[Payload]:
    """Return an event's sample payloads."""
    return [
        Payload(schema.event, json.dumps(sample), schema.file.path, f"/examples/{index}")
        for index, sample in enumerate(schema.samples)
    ]


def read_payloads(folder: Path, transformations: Iterable[model.Transformation]) -> tuple[list[Payload], list[Finding]]:
    """Return the payloads in the JSON files of `folder`, each with the event that its name and properties tell."""
    recogniser = Recogniser(transformations)
    payloads: list[Payload] = []
    findings: list[Finding] = []
    for path in sorted(folder.rglob("*.json")):
        payload = read_payload(path)
        if isinstance(payload, Finding):
            findings.append(payload)
            continue
        text, document = payload
        event = recogniser.event_of(document)
        if event is None:
            message, help_text = "It is no known event", "Its name must be one that `regal-braze list` shows."
            findings.append(Finding("payload-invalid", message, help_text, display(path)))
            continue
        payloads.append(Payload(event, text, path))
    return payloads, findings


def read_payload(path: Path) -> tuple[str, Json] | Finding:
    """Return the text of a payload file and the value it holds, or a finding."""
    try:
        return parse_payload(path.read_bytes(), display(path))
    except OSError as error:
        help_text = "Check its name and permissions."
        return Finding("payload-invalid", f"It cannot be read: {error.strerror}", help_text, display(path))


def parse_payload(content: bytes, place: str) -> tuple[str, Json] | Finding:
    """Return the text of a payload and the value it holds, or a finding."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return Finding("payload-invalid", f"Byte {error.start} is not UTF-8", "Save it as UTF-8.", place)
    document = parse_json(text, place, "payload-invalid")
    return document if isinstance(document, Finding) else (text, document)


def verify_all(plans: Plans, recorded: Sequence[Payload], output: Path) -> list[Result]:
    """Run every transformation on its samples and on what was recorded of its event, every bundle on those of its own.

    `output` is the folder whose files findings name.
    """
    payloads = {schema.event: sample_payloads(schema) for schema in plans.schemas}
    for payload in recorded:
        payloads[payload.event].append(payload)
    results = [
        verify(each.name, each.content, payloads[each.name], display(output / each.path))
        for each in render_artifacts(plans.transformations, plans.templates)
    ]
    for bundle, artifact in zip(plans.bundles, render_bundles(plans.bundles, plans.templates), strict=True):
        bundled = [payload for plan in bundle.transformations for payload in payloads[plan.event]]
        results.append(verify(bundle.name, artifact.content, bundled, display(output / artifact.path)))
    return results


def verify(name: str, body: str, payloads: Sequence[Payload], place: str) -> Result:
    """Run the body of an event or a bundle on its payloads; `place` names it in findings.

    A deliberate error counts as refused, and is a finding where it should not be.
    """
    from regal_braze.v8 import Sandbox

    begun = time.perf_counter()
    try:
        with Sandbox(body) as sandbox:
            outcomes = sandbox.run_many([payload.text for payload in payloads], strict=True)
    except FindingsError as error:
        seconds = time.perf_counter() - begun
        findings_there = tuple(replace(finding, file=place) for finding in error.findings)
        return Result(name, len(payloads), 0, 0, seconds, findings_there)
    seconds = time.perf_counter() - begun
    findings: list[Finding] = []
    valid = refused = 0
    for payload, outcome in zip(payloads, outcomes, strict=True):
        if outcome.request is None:
            message = outcome.error or ""
            if is_deliberate(outcome):
                refused += 1
                findings += _refusal(payload, message)
            else:
                findings.append(_failure(payload, f"{outcome.error_name}: {message}"))
            continue
        problems = list(_problems(payload, outcome.request, outcome.mutated))
        findings += problems
        valid += not problems
    return Result(name, len(payloads), valid, refused, seconds, tuple(findings))


def is_deliberate(outcome: Outcome) -> bool:
    """Tell whether a body threw one of the errors that it is meant to throw (M2, M4, M15)."""
    return outcome.request is None and outcome.error_name == "Error" and str(outcome.error).startswith(DELIBERATE)


def _refusal(payload: Payload, message: str) -> Iterator[Finding]:
    document = json.loads(payload.text)
    if isinstance(document, dict) and isinstance(document.get("properties"), dict):
        help_text = "Braze's log will show this error, and nobody's profile changes."
        found = _finding(payload, "deliberate-error", message, help_text)
        yield found if payload.pointer else replace(found, severity="warning")


def _failure(payload: Payload, message: str) -> Finding:
    help_text = "A transformation throws nothing else: please report it, with the payload."
    return _finding(payload, "transformation-error", message, help_text)


def _problems(payload: Payload, request: str, mutated: bool) -> Iterator[Finding]:
    from regal_braze.braze import check_request

    if mutated:
        yield _failure(payload, "The payload was changed")
    for problem in check_request(json.loads(request)):
        message = f"{problem.message} (in the request at {problem.pointer or 'its root'})"
        help_text = "Omit or rename what it comes from in x-braze, or mend its type."
        yield _finding(payload, "request-invalid", message, help_text)


def _finding(payload: Payload, code: str, message: str, help_text: str) -> Finding:
    if payload.pointer is None:
        return Finding(code, message, help_text, display(payload.path))
    from regal_braze.locate import locate

    line, column = locate(payload.path.read_text(encoding="utf-8"), payload.pointer) or (None, None)
    return Finding(code, message, help_text, display(payload.path), payload.pointer, line, column)
