"""`compare`: how the requests of pasted code differ from those of the generated code."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from regal_braze.documents.files import RefusedError, is_named_in, read_file
from regal_braze.documents.json_text import Json, display, unreadable
from regal_braze.engines.v8.sandbox import Outcome, Sandbox, Script
from regal_braze.explain.comparison import known_names, probe_data
from regal_braze.findings.finding import ConfigurationError, Finding, FindingsError, visible
from regal_braze.findings.report import FINDINGS, FINE, Report
from regal_braze.immutable import replace
from regal_braze.payloads.files import STANDARD_INPUT
from regal_braze.pipeline import plan_workspace
from regal_braze.plans import Plans
from regal_braze.verify.transformations import now
from regal_braze.workspace.workspace import Workspace

MOST_BYTES: Final = 2_000_000
"""Most bytes of pasted code: a bundle of 2,000 events has 1.5 MB."""
MOST_CHARACTERS: Final = 5_000_000
"""Most characters of all requests of pasted code, several times those of the largest bundle."""
COMPARISON_MEMORY: Final = 128 * 2**20
"""Bytes that the comparison of so many characters may use."""
TIME_LIMIT: Final = 2.0
"""Seconds for one payload."""


def compare(workspace: Workspace, report: Report, source: str, name: str | None) -> int:
    """Print what the code in the file `source` is, and how its requests differ from those of an event or a bundle.

    Without a name, the code says which event or bundle it is for.
    """
    place = "standard input" if source == STANDARD_INPUT else display(Path(source))
    code = _read(source, place, workspace.folder)
    plans = plan_workspace(workspace).required()
    recognized = _recognize(code, plans, name)
    if recognized["is"] == "empty":
        help_text = "Copy all of the code in Braze, and save it in the file."
        raise FindingsError(Finding("transformation-error", "The file is empty", help_text, place))
    with _about(place):
        old_code = Sandbox(code, time_limit=TIME_LIMIT)
    with old_code:
        chosen = name or _named(recognized, plans, source)
        if recognized["is"] == "current" and recognized["name"] == chosen:
            return _print(report, recognized, chosen, [], {"differences": []})
        probes = _probes(plans, chosen, recognized["events"])
        began = now()
        old = _outcomes(old_code, probes, place)
    with Sandbox(plans.body(chosen)) as new_code:
        new = new_code.run_many([json.dumps(probe["payload"]) for probe in probes])
    comparison = {
        "name": chosen,
        "probes": [{"description": probe["description"]} for probe in probes],
        "old": [_as_data(outcome) for outcome in old],
        "new": [_as_data(outcome) for outcome in new],
        "began": began,
        "ended": now(),
    }
    with Script("differences", memory_limit=COMPARISON_MEMORY) as script:
        found = script.call("differences", comparison)
    return _print(report, recognized, chosen, probes, found)


def _read(source: str, place: str, workspace: Path) -> str:
    path = Path(source)
    try:
        if source == STANDARD_INPUT:
            content = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            content = read_file(path, workspace if is_named_in(path, workspace) else None)
        if len(content) > MOST_BYTES:
            help_text = "Save only the code of the transformation."
            raise RefusedError(f"It has more than {MOST_BYTES // 1000:,} KB", help_text, path)
        return content.decode()
    except FileNotFoundError:
        help_text = "Save the code that is in Braze in a file and name it, or name - for standard input."
        raise ConfigurationError(Finding("unreadable-file", f"The file {source} does not exist", help_text)) from None
    except OSError as error:
        raise FindingsError(replace(unreadable(path, error), file=place)) from error
    except UnicodeDecodeError as error:
        message = f"Byte {error.start} is not UTF-8"
        raise FindingsError(Finding("unreadable-file", message, "Save the file as UTF-8.", place)) from None


def _recognize(code: str, plans: Plans, name: str | None) -> dict[str, Json]:
    """Return what recognize.js says, which compares the code with the body that it names and with that of `name`."""
    arguments = {"text": code, "bodies": [], **known_names(plans.transformations, plans.bundles)}
    with Script("recognize") as script:
        first: dict[str, Json] = script.call("recognize", arguments)
        candidates = dict.fromkeys(filter(None, (name, first["name"] if first["kind"] else None)))
        arguments["bodies"] = [{"name": each, "text": plans.body(each)} for each in candidates]
        recognized: dict[str, Json] = script.call("recognize", arguments) if candidates else first
    return recognized


def _named(recognized: dict[str, Json], plans: Plans, source: str) -> str:
    """Return the event or bundle that the code is for. Raises ConfigurationError if it does not say that."""
    name = recognized["name"]
    if recognized["kind"] is not None:
        return str(name)
    if name in plans.off:
        raise ConfigurationError(plans.off[name])
    command = f"`regal-braze compare {source} EVENT`"
    help_text = f"Name the event or the bundle that the code is for: {command}. `regal-braze list` shows all of them."
    raise ConfigurationError(Finding("unknown-event", visible(recognized["sentence"].removesuffix(".")), help_text))


def _probes(plans: Plans, name: str, named: Sequence[str]) -> list[dict[str, Json]]:
    """Return the payloads to compare on. `named` are the events that the code names."""
    bundles = known_names((), plans.bundles)["bundles"]
    with Script("recognize") as script:
        events = set(script.call("comparedEvents", {"name": name, "named": named, "bundles": bundles}))
    planned = [(plan, schema) for plan, schema in plans.planned.values() if plan.event in events]
    data = [{**probe_data(plan), "samples": schema.samples} for plan, schema in planned]
    with Script("probes") as script:
        probes: list[dict[str, Json]] = script.call("probes", data)
    return probes


@contextmanager
def _about(place: str, more: str = "") -> Iterator[None]:
    """Name the file of the old code in findings."""
    try:
        yield
    except FindingsError as error:
        found = (replace(each, message=each.message + more, file=place) for each in error.findings)
        raise FindingsError(*found) from error


def _outcomes(code: Sandbox, probes: Sequence[dict[str, Json]], place: str) -> list[Outcome]:
    """Return the outcome of the old code for each payload. Raises FindingsError if it meets a limit."""
    payloads = [json.dumps(probe["payload"]) for probe in probes]
    with suppress(FindingsError):
        return _limited(code.run_many(payloads), place)
    outcomes: list[Outcome] = []
    for probe, payload in zip(probes, payloads, strict=True):  # to find the one that meets the limit
        with _about(place, f", on this payload: {probe['description']}"):
            outcomes.append(code.run(payload))
        _limited(outcomes, place)
    return outcomes


def _limited(outcomes: list[Outcome], place: str) -> list[Outcome]:
    """Return the outcomes. Raises FindingsError if the requests are too large to be compared."""
    if sum(len(outcome.request or "") for outcome in outcomes) > MOST_CHARACTERS:
        message = f"The requests of the code have more than {MOST_CHARACTERS // 1_000_000} MB together"
        raise FindingsError(Finding("memory-limit", message, "Look for a list or a text that is very large.", place))
    return outcomes


def _as_data(outcome: Outcome) -> dict[str, Json]:
    return {"request": outcome.request, "error": outcome.error, "name": outcome.error_name}


def _print(
    report: Report, recognized: dict[str, Json], name: str, probes: Sequence[dict[str, Json]], found: dict[str, Json]
) -> int:
    code = FINDINGS if found["differences"] else FINE
    if report.format == "json":
        differences = [{**each, "probes": [probes[index] for index in each["probes"]]} for each in found["differences"]]
        report.finish((), {"recognized": recognized, "name": name, **found, "differences": differences})
        return code
    report.print("\n".join(map(visible, _lines(recognized, probes, found))))
    if found["differences"]:
        report.message(f"To see what the new code sends, run `regal-braze run {name} -` and paste a payload.")
    return code


def _lines(recognized: dict[str, Json], probes: Sequence[dict[str, Json]], found: dict[str, Json]) -> Iterator[str]:
    yield recognized["sentence"]
    if recognized["is"] == "edited":
        yield from (f"  {sign} {recognized[side]}" for sign, side in (("-", "new"), ("+", "old")) if recognized[side])
    if "sentence" in found:
        yield found["sentence"]
    for number, difference in enumerate(found["differences"], 1):
        count = len(difference["probes"])
        yield ""
        yield f"{number}. {difference['sentence']}"
        if difference["note"]:
            yield difference["note"]
        which = f"{count} payloads. The first one" if count > 1 else "1 payload"
        yield f"{which}: {difference['first']}"
        yield json.dumps(probes[difference["probes"][0]]["payload"], separators=(",", ":"))
