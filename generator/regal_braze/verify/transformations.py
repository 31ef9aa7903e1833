"""Verify transformations: run each one in V8 on payloads, and check the requests against all rules of Braze."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from regal_braze.documents.json_positions import line_of
from regal_braze.documents.json_text import display
from regal_braze.findings.finding import Finding, FindingsError, has_errors
from regal_braze.immutable import Immutable, replace
from regal_braze.losses.loss_map import loss_map
from regal_braze.losses.losses import WORDING, Loss, is_deliberate, losses_of, refusal
from regal_braze.payloads.problem import Problem, Problems
from regal_braze.payloads.read import read
from regal_braze.plan import model
from regal_braze.plan.recognise import Recogniser, shown_name
from regal_braze.privacy.keys import Keys
from regal_braze.privacy.known import known_in
from regal_braze.schema.files import SchemaFile
from regal_braze.schema.load import EventSchema
from regal_braze.verify.requests import RequestProblem, check_requests

if TYPE_CHECKING:
    from regal_braze.engines.v8.sandbox import Outcome

_TIME = re.compile(r'("\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")')


class Payload(Immutable):
    """A payload as JSON text, with its event: recorded in a file from `line` on, or at `pointer` of a `schema`.

    Findings about a recorded payload don't quote it.
    """

    event: str
    text: str
    path: Path
    pointer: str | None = None
    line: int | None = None
    schema: SchemaFile | None = None


class Result(Immutable):
    """The results of one event or bundle; `seconds` is the time in V8 with compilation.

    `sound` has the outcome of each payload if it is a valid request or a deliberate error, else None. It is also None
    if a bundle of several events cannot recognize the payload.
    """

    event: str
    payloads: int
    valid: int
    refused: int
    seconds: float
    findings: tuple[Finding, ...]
    sound: tuple[Outcome | None, ...] = ()


def sample_payloads(schema: EventSchema) -> list[Payload]:
    """Return the sample payloads of an event."""
    return [
        Payload(schema.event, json.dumps(sample), schema.file.path, f"/examples/{index}", schema=schema.file)
        for index, sample in enumerate(schema.samples)
    ]


def read_payloads(
    names: Sequence[str], transformations: Iterable[model.Transformation], workspace: Path
) -> tuple[list[Payload], list[Finding]]:
    """Return the payloads in files and folders, each with its event, and a finding for each problem."""
    recogniser = Recogniser(transformations)
    payloads: list[Payload] = []
    problems = Problems()
    for found in problems.taken_from(read(names, workspace)):
        if event := recogniser.event_of(found.document):
            payloads.append(Payload(event, found.text, Path(found.file), line=found.line))
        else:
            name = shown_name(found.document) or "it has no name"
            problems.add(Problem("unknown-event", found.file, found.line, name))
    return payloads, [*problems.findings()]


def verify(
    name: str,
    body: str,
    payloads: Sequence[Payload],
    place: str,
    *,
    events: int = 1,
    compared: tuple[model.Transformation, EventSchema] | None = None,
) -> Result:
    """Run the body of an event or a bundle on its payloads; `place` names it in findings.

    A deliberate error counts as refused, and is a finding where it should not be. `events` is the number of events in a
    bundle. If there are several, a payload without a name is correctly refused (M18). With the plan and the schema of
    the event as `compared`, what Braze does not get of the payloads is a finding, too.
    """
    from regal_braze.engines.v8.sandbox import Sandbox

    begun = time.perf_counter()
    try:
        with Sandbox(body, loss_map(*compared) if compared else None) as sandbox:
            outcomes = sandbox.run_many([payload.text for payload in payloads], strict=True)
    except FindingsError as error:
        in_body = tuple(replace(finding, file=place) for finding in error.findings)
        return Result(name, len(payloads), 0, 0, time.perf_counter() - begun, in_body, (None,) * len(payloads))
    seconds = time.perf_counter() - begun
    findings: list[Finding] = []
    sound: list[Outcome | None] = []
    valid = refused = 0
    checked = iter(check_requests([outcome.request for outcome in outcomes if outcome.request is not None]))
    for payload, outcome in zip(payloads, outcomes, strict=True):
        is_recognizable = events == 1 or not _is_nameless(payload.text)
        if outcome.request is not None:
            problems = list(_problems(payload, next(checked), outcome.mutated))
            valid += not problems
        elif is_deliberate(outcome):
            refused += 1
            problems = list(_refusal(payload, str(outcome.error))) if is_recognizable else []
        else:
            quoted = f": {outcome.error}" if payload.pointer else ""
            problems = [_failure(payload, f"{outcome.error_name}{quoted}")]
        findings += problems
        sound.append(outcome if is_recognizable and not has_errors(problems) else None)
    if compared:
        findings += _losses(payloads, sound, compared[1])
    return Result(name, len(payloads), valid, refused, seconds, tuple(findings), tuple(sound))


def differences(
    result: Result, payloads: Sequence[Payload], expected: Sequence[Outcome | None], begun: str
) -> Iterator[Finding]:
    """Yield a finding for each payload that a bundle and the event's transformation handle differently (M18).

    Payloads that failed in one of them are skipped. `begun` is the time before all runs, in the form of `now`: times
    since then are the times of runs, and count as equal.
    """
    ended = now()

    def comparable(outcome: Outcome) -> str | None:
        if outcome.request is None:
            return None
        parts = _TIME.split(outcome.request)
        return "".join("the time of a run" if begun <= part[1:-1] <= ended else part for part in parts)

    for payload, bundled, single in zip(payloads, result.sound, expected, strict=True):
        if bundled is None or single is None or comparable(bundled) == comparable(single):
            continue
        excerpt = _excerpt if payload.pointer else _kind
        given = f"The bundle {result.event} gives {excerpt(bundled, single)}"
        message = f"{given} where the transformation {payload.event} gives {excerpt(single, bundled)}"
        help_text = "Correct the templates of the workspace. If it has none, please report the payload."
        yield _finding(payload, "bundle-differs", message, help_text)


def _is_nameless(text: str) -> bool:
    document = json.loads(text)
    return not isinstance(document, dict) or not {"name", "event"} & document.keys()


def now() -> str:
    """Return the time as transformations write it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def _excerpt(outcome: Outcome, other: Outcome) -> str:
    """Return the part of an outcome where it differs from the other one."""
    if outcome.request is None:
        return f"the error {outcome.error}"
    pairs = enumerate(zip(outcome.request, other.request or "", strict=False))
    common = next((index for index, (one, another) in pairs if one != another), 0)
    start = max(common - 24, 0)
    shown = outcome.request[start : common + 60]
    return f"{'…' * (start > 0)}{shown}{'…' * (start + len(shown) < len(outcome.request))}"


def _kind(outcome: Outcome, other: Outcome) -> str:
    """Return what an outcome is that differs from the other one, without quoting it."""
    if outcome.request is None:
        return f"the error {_refused(outcome.error).partition(':')[0]}"
    return "a request" if other.request is None else "another request"


def _refused(message: str | None) -> str:
    """Return the reason of a deliberate error, which may quote the payload."""
    return WORDING[refusal("Error", message).kind].message


def _losses(payloads: Sequence[Payload], outcomes: Sequence[Outcome | None], schema: EventSchema) -> Iterator[Finding]:
    """Yield one warning for each kind of loss and place, at the first payload in which it occurs."""
    names = known_in([schema.file.document, schema.properties]).names
    counts: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], tuple[Payload, Loss]] = {}
    for payload, outcome in zip(payloads, outcomes, strict=True):
        for loss in () if outcome is None or outcome.request is None else losses_of(outcome):
            if loss.is_loss:
                counts[loss.kind, loss.pattern] += 1
                first.setdefault((loss.kind, loss.pattern), (payload, loss))
    for key, (payload, loss) in first.items():
        more = f" ({counts[key]:,} payloads)" if counts[key] > 1 else ""
        if payload.pointer is None:
            place = replace(payload, line=line_of(payload.text, loss.pointer, payload.line or 1))
            shown = replace(loss, path=tuple(Keys(names, json.loads(payload.text)).path(loss.path)))
        else:
            place, shown = replace(payload, pointer=payload.pointer + loss.pointer), loss
        yield replace(_finding(place, "drift-loss", shown.message + more, loss.help), severity="warning")


def _refusal(payload: Payload, message: str) -> Iterator[Finding]:
    document = json.loads(payload.text)
    if not isinstance(document, dict) or not isinstance(document.get("properties"), dict):
        return
    help_text = "The transformation throws this error in Braze, and no profile changes."
    decided = refusal("Error", message).kind == "no-catalog"
    if payload.pointer is None:
        message = _refused(message)
    if decided:
        help_text = "No catalog in regal-braze.toml has this object_type, so Braze does not get the object."
    found = _finding(payload, "deliberate-error", message, help_text)
    yield found if payload.pointer and not decided else replace(found, severity="warning")


def _failure(payload: Payload, message: str) -> Finding:
    help_text = "A transformation must not throw this error: please report it, with the payload."
    return _finding(payload, "transformation-error", message, help_text)


def _problems(payload: Payload, problems: Iterable[RequestProblem], mutated: bool) -> Iterator[Finding]:
    if mutated:
        yield _failure(payload, "The payload was changed")
    for problem in problems:
        message = f"{problem.message} (in the request at {problem.pointer or 'its root'})"
        if payload.pointer is None:
            message = f"Braze would not accept the request: `regal-braze run {payload.event}` prints it"
        help_text = "Omit or rename the property in x-braze, or correct its type."
        yield _finding(payload, "request-invalid", message, help_text)


def _finding(payload: Payload, code: str, message: str, help_text: str) -> Finding:
    if payload.schema is None or payload.pointer is None:
        return Finding(code, message, help_text, display(payload.path), None, payload.line)
    return payload.schema.finding(code, payload.pointer, message, help_text)
