"""`drift` reports of many payloads what a run of each one reports, and both report what the values show."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, TypeAlias

import pytest

from depth import CASE_STEP, MUTATION_STEP, PAYLOADS_PER_EVENT, some
from explain.cases import WORKSPACES, Case, all_cases, plan_and_schema, planned, workspace
from regal_braze.commands.drift.expected import expected
from regal_braze.documents.json_text import exceeds
from regal_braze.engines.v8.sandbox import Sandbox
from regal_braze.immutable import replace
from regal_braze.losses.loss_map import loss_map
from regal_braze.losses.losses import SKIPS, Loss, losses_of
from regal_braze.plan import conversions, model
from regal_braze.plan.recognise import Recogniser
from regal_braze.privacy.keys import Keys
from regal_braze.schema.files import SchemaFiles
from regal_braze.schema.load import EventSchema
from regal_braze.schema.references import References
from support import shipped
from support.command import run
from support.interpreter.interpreter import Refusal, interpret
from support.payloads import generate_payloads, mutations, pieces, to_json
from support.shipped import ROOT, envelope

Json: TypeAlias = Any

KEYS: Final = (*pieces.HOSTILE_KEYS, "custom", "new_value")
SCALARS: Final = tuple(
    value
    for values in (pieces.TEXTS, pieces.NUMBERS, pieces.NUMERIC_TEXTS, pieces.BOOLEANS, pieces.USABLE_TIMES)
    for value in values
    if not (isinstance(value, float) and math.isinf(value))
)
VALUES: Final = ("text", 5, True, ["a", "b"], {"b": 1})
TIMES: Final = (conversions.IsoTime, conversions.UnixSeconds)
SCALAR_CONVERSIONS: Final = (conversions.Text, conversions.Number, conversions.Boolean, *TIMES)


cases = pytest.mark.parametrize("case", some(all_cases()[::CASE_STEP], 3), ids=".".join)


def texts(plan: model.Transformation, schema: EventSchema) -> list[str]:
    """Return samples, generated payloads and mutations that are objects and that Python can read, as JSON."""
    payloads = [*schema.samples, *generate_payloads(plan, schema.samples, PAYLOADS_PER_EVENT, seed=17)]
    for sample in schema.samples:
        payloads += [payload for _, payload in mutations(sample)][:: MUTATION_STEP * 2]
    found = ((to_json(payload), payload) for payload in payloads)
    return [text for text, payload in found if isinstance(payload, dict) and _is_readable(text)]


def _is_readable(text: str) -> bool:
    """Return whether the commands read a payload: it must not be nested too deeply, or have endless numbers."""
    try:
        return not exceeds(json.loads(text), most_values=len(text))
    except (RecursionError, ValueError):
        return False


def shown(loss: Loss, keys: Keys) -> tuple[str, str]:
    """Return the kind of a loss and its pointer as `drift` shows it."""
    return loss.kind, replace(loss, path=tuple(keys.path(loss.path))).pattern


@cases
def test_counts_of_losses_are_those_of_single_runs(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regal_braze.commands.drift.tally.MOST_KINDS", 1_000_000)
    name, _ = case
    plans = planned(name)
    recogniser = Recogniser(plans.transformations)
    counts: Counter[tuple[str, str, str]] = Counter()
    found = texts(*plan_and_schema(case))
    compiled: dict[str, Sandbox] = {}
    references = References(SchemaFiles(workspace(name).schema_roots))
    for text in found:
        recognised = recogniser.event_of(json.loads(text))
        if recognised is None:
            continue
        plan, schema = plan_and_schema((name, recognised))
        if recognised not in compiled:
            compiled[recognised] = Sandbox(plans.body(recognised), loss_map(plan, schema))
        losses = losses_of(compiled[recognised].run(text, strict=True))
        keys = Keys(expected(schema, references).names, json.loads(text))
        counts.update({(recognised, *shown(loss, keys)) for loss in losses if loss.is_loss})
    for sandbox in compiled.values():
        sandbox.close()
    file = tmp_path / "payloads.ndjson"
    file.write_text("".join(f"{text}\n" for text in found), encoding="utf-8")
    printed = json.loads(run("-C", WORKSPACES[name], "drift", "--format", "json", file).out)
    assert printed["summary"]["payloads"] == len(found)
    assert counts == {
        (row["event"], loss["kind"], loss["pointer"]): loss["payloads"]
        for row in printed["events"]
        for loss in row["losses"]
    }


def test_the_command_run_reports_the_losses_that_drift_counts(tmp_path: Path) -> None:
    (sample,) = shipped.samples("call.completed")
    payloads = [payload for _, payload in mutations(sample)][::7]
    payloads += [{**sample, "userId": None, "traits": {}}, {**sample, "properties": {"type": "Custom Task"}}]
    found = [to_json(each) for each in payloads if isinstance(each, dict) and each.get("name") == "call.completed"]
    file = tmp_path / "payloads.ndjson"
    file.write_text("".join(f"{text}\n" for text in found if _is_readable(text)), encoding="utf-8")
    printed = json.loads(run("-C", ROOT, "drift", "--format", "json", file).out)
    calls, tasks = printed["events"]
    assert (calls["event"], tasks["event"], tasks["payloads"]) == ("call.completed", "custom.task.completed", 1)
    ended = run("-C", ROOT, "run", "call.completed", file)
    assert ended.err.count("error[deliberate-error]") == printed["summary"]["rejected"] + tasks["payloads"]
    assert ended.out.count('"Call Completed"') == calls["payloads"] - printed["summary"]["rejected"]
    assert ended.err.count("warning[drift-loss]") == sum(
        loss["payloads"] for loss in calls["losses"] if loss["kind"] != "no-identity"
    )


@cases
def test_a_value_is_lost_if_the_plan_leaves_it_out(case: Case) -> None:
    """Each payload has one property: a declared one with one of many values, or a hostile key."""
    plan, schema = plan_and_schema(case)
    if not isinstance(plan.destination, model.Track):
        return
    fields = plan.destination.event.fields
    singles = [
        (source, value)
        for field in fields
        for source in field.sources
        for value in (SCALARS if isinstance(field.conversion, SCALAR_CONVERSIONS) else VALUES)
    ]
    singles += [(key, value) for key in KEYS for value in VALUES]
    omitted = {*schema.properties.get("properties", {})} - {source for field in fields for source in field.sources}
    payloads = [envelope(plan.event, {key: value}, traits={"brazeId": "b1"}) for key, value in singles]
    with Sandbox(planned(case[0]).body(plan.event), loss_map(plan, schema)) as sandbox:
        outcomes = sandbox.run_many([to_json(payload) for payload in payloads], strict=True)
    for (key, value), payload, outcome in zip(singles, payloads, outcomes, strict=True):
        request = interpret(plan, json.loads(to_json(payload)))
        if isinstance(request, Refusal):
            assert outcome.request is None
            continue
        lost = {loss.kind for loss in losses_of(outcome) if loss.path == ("properties", key)}
        sent = [*request["events"][0]["properties"].values()]  # type: ignore[index]
        if plan.destination.attributes is not None:
            sent += [value for names in request["attributes"] for value in names.values()]  # type: ignore[attr-defined]
        if key in omitted:
            continue
        if isinstance(value, str) and any(isinstance(each, str) and _is_cut(value, each) for each in sent):
            # With two spellings of a name, the value may be left out as the one and cut as the other.
            assert lost & {"cut", "left-out"}, payload
        elif any(_folded(value) == _folded(each) for each in sent if not isinstance(value, dict | list)):
            assert not lost & {"cut", "dropped"}, payload
        elif not sent:
            assert lost & {"left-out", "inexact", "dropped"}, payload


def _is_cut(value: str, sent: str) -> bool:
    return sent != value and sent.endswith("…") and len(sent) > 4


@cases
def test_a_property_without_a_loss_is_in_the_request(case: Case) -> None:
    plan, schema = plan_and_schema(case)
    if not isinstance(plan.destination, model.Track):
        return
    omitted = _omitted(plan.destination, schema)
    with Sandbox(planned(case[0]).body(plan.event), loss_map(plan, schema)) as sandbox:
        found = texts(plan, schema)
        for text, outcome in zip(found, sandbox.run_many(found, strict=True), strict=True):
            properties = json.loads(text).get("properties")
            if outcome.request is None or not isinstance(properties, dict):
                continue
            losses = losses_of(outcome)
            if any(loss.kind in SKIPS for loss in losses):
                continue
            lost = {str(loss.path[1]) for loss in losses if len(loss.path) > 1 and loss.path[0] == "properties"}
            if any(loss.path == ("properties",) for loss in losses):
                continue
            sent = {*map(_folded, _leaves(json.loads(outcome.request)))}
            for key in properties.keys() - lost - omitted:
                assert {*map(_folded, _leaves(properties[key]))} <= sent, (key, text, outcome.request)


def _omitted(destination: model.Track, schema: EventSchema) -> set[str]:
    """Return the properties that are left out on purpose, or whose times are written in another form."""
    sent = {source for field in destination.event.fields for source in field.sources}
    sent |= {each.source for each in destination.event.open_maps if each.source is not None}
    times = {
        source
        for field in destination.event.fields
        if "IsoTime" in repr(field.conversion) or "UnixSeconds" in repr(field.conversion)
        for source in field.sources
    }
    return {key for key in schema.properties.get("properties", {}) if key not in sent} | times


def _leaves(value: Json) -> Iterator[Json]:
    if isinstance(value, dict | list):
        for member in value.values() if isinstance(value, dict) else value:
            yield from _leaves(member)
    elif value is not None:
        yield value


def _folded(value: Json) -> str:
    """Return a scalar without the differences that conversions make."""
    text = str(value).strip()
    try:
        return repr(float(text) + 0.0) if re.fullmatch(r"-?[0-9.]+(?:[eE][+-]?[0-9]+)?", text) else _letters(text)
    except ValueError:
        return _letters(text)


def _letters(text: str) -> str:
    return "".join(character for character in text.upper() if character.isalnum())
