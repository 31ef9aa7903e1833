"""Hostile names in schemas: each is a finding, or the generated code is right in two engines.

The code compiles, contains nothing invisible, and returns a valid request with the value under the legal name
(M1, M5, M10, M17).
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from depth import some
from regal_braze.braze.limits import RESERVED_ATTRIBUTES
from regal_braze.engines.v8.sandbox import Outcome
from regal_braze.findings.finding import Finding
from regal_braze.pipeline import plan_workspace
from regal_braze.plans import Plans
from regal_braze.verify.requests import check_requests
from regal_braze.workspace.workspace import open_workspace
from support.batch import run_jobs, run_jobs_in_quickjs
from support.names import DEFAULT, MEMBERS, NAMES, PLACES, STAMP, TIME, Case, title_case, tracked
from support.quickjs import is_es2020
from support.schemas import FILE, MAP, TEXT, Json, schema, write

_INVISIBLE = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")


def planned(folder: Path) -> Plans:
    return plan_workspace(open_workspace(folder))


def write_events(folder: Path, cases: dict[str, Case]) -> None:
    for event, case in cases.items():
        case.schema["title"] = case.schema["properties"]["name"]["const"] = event
        write(folder, {f"schemas/events/{event}.json": case.schema})


def refuse_events(folder: Path) -> dict[str, Finding]:
    """Remove the schemas with errors, until there are none. Returns the first error of each event."""
    refused_events: dict[str, Finding] = {}
    while found := {
        Path(finding.file or "").stem: finding for finding in planned(folder).findings if finding.severity == "error"
    }:
        refused_events |= found
        for event in found:
            (folder / f"schemas/events/{event}.json").unlink()
    return refused_events


def flaws(bodies: dict[str, str], cases: dict[str, Case]) -> dict[str, list[str]]:
    """Return what is wrong with the bodies of events and with their requests, by event."""
    jobs = [
        (bodies[event], [json.dumps(STAMP | {"name": case.arrives_as or event, "properties": case.properties})])
        for event, case in cases.items()
    ]
    outcomes = zip(run_jobs(jobs), run_jobs_in_quickjs(jobs), strict=True)
    found = {
        event: [*flaws_of_code(bodies[event]), *flaws_of_outcomes(in_v8, in_quickjs, event, case)]
        for (event, case), ([in_v8], [in_quickjs]) in zip(cases.items(), outcomes, strict=True)
    }
    return {event: texts for event, texts in found.items() if texts}


def flaws_of(folder: Path, case: Case) -> dict[str, list[str]]:
    """Return what is wrong with the body of one event and with its request."""
    write_events(folder, {"my.event": case})
    return flaws({"my.event": planned(folder).body("my.event")}, {"my.event": case})


def flaws_of_code(body: str) -> Iterator[str]:
    hidden = {character for character in body if unicodedata.category(character) in _INVISIBLE} - {"\n"}
    code = "".join(line for line in body.splitlines() if not line.startswith("//"))
    if hidden or "</script" in code:
        yield f"the code contains {hidden or '</script'}"


def flaws_of_outcomes(in_v8: Outcome, in_quickjs: Outcome, event: str, case: Case) -> Iterator[str]:
    if in_v8 != in_quickjs:
        yield f"the engines differ: {in_v8} {in_quickjs}"
    if in_v8.request is None:
        yield f"it fails: {in_v8.error_name}: {in_v8.error}"
        return
    request = json.loads(in_v8.request)
    for custom in case.request.get("events", []) if case.request else []:
        custom["name"] = title_case(event) if custom["name"] == DEFAULT else custom["name"]
    if request != case.request:
        yield f"it returns {in_v8.request}, not {json.dumps(case.request)}"
    yield from (f"{problem.pointer}: {problem.message}" for problem in check_requests([in_v8.request])[0])


@pytest.mark.slow
@pytest.mark.parametrize("place", some(PLACES, 2))
def test_a_name(small: Path, place: Callable[[str], Case]) -> None:
    """All names at once, each in its own event: first those that are refused, then the code of the others."""
    names = {f"my.event_{number}": name for number, name in enumerate(NAMES)}
    cases = {event: place(name) for event, name in names.items()}
    write_events(small, cases)
    errors = refuse_events(small)
    assert {names[event] for event in errors} == {names[event] for event, case in cases.items() if not case.request}
    for event, error in errors.items():
        assert error.code in ("reserved-name", "schema-invalid", "broken-json"), names[event]
        assert error.line is not None, names[event]
        assert error.help, names[event]
    plans = planned(small)
    bodies = {plan.event: plans.body(plan.event) for plan in plans.transformations}
    assert set(bodies) == set(cases) - set(errors)
    assert flaws(bodies, {event: cases[event] for event in bodies}) == {}
    assert is_es2020(next(iter(bodies.values()))) is None


# --- Names that JavaScript or Braze treats differently


@pytest.mark.parametrize("name", sorted({*RESERVED_ATTRIBUTES} - {"email", "first_name", "last_name", "phone"}))
def test_an_attribute_that_is_braze_s_own(small: Path, name: str) -> None:
    """M5: neither identifier, control, push nor subscription keys; of profile fields those that take any text."""
    write(small, {FILE: schema(annotation={"attributes": {"a": name}})})
    found = [(each.code, each.pointer) for each in planned(small).findings]
    refused_there = [("reserved-name", "/x-braze/attributes/a")]
    assert found == ([] if name in ("home_city", "image_url", "time_zone") else refused_there)


def test_what_a_payload_lacks_is_not_taken_from_every_object(small: Path) -> None:
    nested = {name: TEXT for name in MEMBERS if name != "__proto__"}
    case = Case(schema({"o": MAP | {"properties": nested}}), {"o": {}}, tracked({"o": {}}, "My Event"))
    assert flaws_of(small, case) == {}


@pytest.mark.parametrize(
    ("declared", "renamed", "field"),
    [("$x", {}, "x"), ("id", {}, "regal_id"), ("at", {}, "regal_at"), (" b ", {}, "b"), ("b", {"b": "c"}, "c")],
)
def test_a_catalog_field_of_another_name(small: Path, declared: str, renamed: dict[str, str], field: str) -> None:
    annotation: Json = {"catalog": {"name": "c", "id": "a", "time": "at"}}
    annotation |= {"rename": renamed} if renamed else {}
    request = {"catalog_name": "c", "items": [{"a": "1", field: "2", "at": TIME, "id": "1"}]}
    case = Case(schema({"a": TEXT, declared: TEXT}, annotation), {"a": "1", declared: "2"}, request)
    assert flaws_of(small, case) == {}


@pytest.mark.parametrize(
    ("declared", "path", "sent", "request_of_it"),
    [
        ({"a/b": TEXT}, "a~1b", {"a/b": "1657855059"}, {"a/b": TIME}),
        ({"o": MAP | {"properties": {"t": TEXT}}}, "o/t", {"o": {"t": "1657855059"}}, {"o": {"t": TIME}}),
    ],
)
def test_a_conversion_of_a_path(small: Path, declared: Json, path: str, sent: Json, request_of_it: Json) -> None:
    case = Case(schema(declared, {"convert": {path: "iso8601"}}), sent, tracked(request_of_it, "My Event"))
    assert flaws_of(small, case) == {}
