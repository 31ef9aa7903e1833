"""M1: what the person who pastes a transformation sees, and the syntax it keeps to."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections.abc import Iterator

import pytest

from regal_braze.engines.v8.sandbox import Sandbox
from regal_braze.pipeline import render_artifacts
from regal_braze.plan.model import Catalog, Field, Track
from regal_braze.render.literals import js_key, js_string
from regal_braze.render.templates import built_in_templates
from support import quickjs
from support.shipped import ROOT, bodies, plans, run, samples

EVENTS = sorted(plans())
HEADER = re.compile(
    r"// Regal's (?P<event>\S+) → Braze's (?P<outcome>.+)\n"
    r"// (?P<description>.+)\n"
    r"// Paste it into a Data Transformation \((?P<endpoint>.+)\)\.\n"
    r"// Generated from (?P<schema>schemas/events/\S+\.json); digest (?P<digest>[0-9a-f]{16})\n"
    r"\n"
)
FUNCTION = re.compile(r"^function (\w+)\(.*?^\}$", re.MULTILINE | re.DOTALL)
BUILT_INS = """
    Array Boolean Date Error Infinity JSON Map Math NaN Number Object RangeError RegExp Set String TypeError
    decodeURIComponent encodeURIComponent isFinite isNaN parseFloat parseInt undefined
"""
WORDS = """
    break case catch const continue default delete do else false finally for function if in instanceof let new
    null of return switch this throw true try typeof void while
"""


def digest_of(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:16]


@pytest.mark.parametrize("event", EVENTS)
def test_m01_the_header_says_what_it_is_and_its_digest_is_that_of_the_rest(event: str) -> None:
    header = HEADER.match(bodies()[event])
    assert header is not None
    assert header["event"] == event
    assert header["schema"] == f"schemas/events/{event}.json"
    assert (ROOT / header["schema"]).is_file()
    assert header["digest"] == digest_of(bodies()[event][header.end() :])


@pytest.mark.parametrize(
    ("event", "outcome", "endpoint"),
    [
        ("call.completed", 'custom event "Call Completed"', "POST: Track users"),
        ("sms.sent", 'custom event "SMS Sent"', "POST: Track users"),
        ("contact.created", 'custom event "Contact Created" and profile attributes', "POST: Track users"),
        ("contact.attribute.edited", "profile attributes", "POST: Track users"),
        ("contact.subscribed", "subscription group of the channel: subscribed", "POST: Track users"),
        ("agent.activity.updated", "catalog regal_agents", "PUT: Update multiple catalog items"),
    ],
)
def test_m01_the_header_names_what_braze_gets_and_where_to_paste_it(event: str, outcome: str, endpoint: str) -> None:
    header = HEADER.match(bodies()[event])
    assert header is not None
    assert (header["outcome"], header["endpoint"]) == (outcome, endpoint)


def test_m01_the_digest_changes_with_what_the_body_does() -> None:
    plan = plans()["call.completed"]
    changed = dataclasses.replace(plan, times=plan.times[:1])
    (artifact,) = render_artifacts([changed], built_in_templates())
    before, after = HEADER.match(bodies()["call.completed"]), HEADER.match(artifact.content)
    assert before is not None
    assert after is not None
    assert before["digest"] != after["digest"]
    assert len({digest_of(body) for body in bodies().values()}) == len(EVENTS)


@pytest.mark.parametrize("event", EVENTS)
def test_m01_it_ends_in_an_explicit_return(event: str) -> None:
    assert bodies()[event].endswith("\n\nreturn brazecall;\n")


@pytest.mark.parametrize("event", EVENTS)
def test_m01_it_runs_as_the_body_of_a_function_of_the_payload(event: str) -> None:
    *_, sample = samples(event)
    with Sandbox(
        f"const transform = function (payload) {{\n{bodies()[event]}\n}};\nreturn transform(payload);"
    ) as whole:
        outcome = whole.run(json.dumps(sample))
    assert outcome.request is not None
    assert outcome.request == run(event, sample).request


@pytest.mark.parametrize("event", EVENTS)
def test_m01_its_syntax_is_es2020_at_most(event: str) -> None:
    assert quickjs.is_es2020(bodies()[event]) is None


@pytest.mark.parametrize("event", EVENTS)
def test_m01_it_uses_the_payload_and_built_ins_and_nothing_else(event: str) -> None:
    assert set(free_names(bodies()[event])) <= {*BUILT_INS.split(), "payload"}


def test_m01_the_check_for_free_names_sees_one() -> None:
    source = 'const { a } = payload; const b = (c) => a + c + console.log; ({ key: fetch("x") }); return b;'
    assert set(free_names(source)) == {"payload", "console", "fetch"}


@pytest.mark.parametrize("event", EVENTS)
def test_m01_it_has_the_helpers_it_uses_and_no_other(event: str) -> None:
    body = bodies()[event]
    helpers = {found[1]: found[0] for found in FUNCTION.finditer(body)}
    assert len(helpers) == len(FUNCTION.findall(body)), "a helper is there twice"
    used: set[str] = set()
    waiting = [FUNCTION.sub("", body)]
    while waiting:
        words = set(re.findall(r"\w+", waiting.pop()))
        reached = (words & set(helpers)) - used
        used |= reached
        waiting += [helpers[name] for name in reached]
    assert used == set(helpers)


@pytest.mark.parametrize("event", EVENTS)
def test_m01_each_property_has_a_line_of_its_own(event: str) -> None:
    _, _, rest = bodies()[event].partition("convert(data, {\n")
    lines = rest.split("\n\n")[0].split("\n")
    for field in fields_of(event):
        in_place, moved = f"  {js_key(field.name)}: ", f"set(properties, {js_string(field.name)}, "
        assert sum(line.startswith((in_place, moved)) for line in lines) == 1, field.name


@pytest.mark.parametrize("event", EVENTS)
def test_m01_its_lines_are_tidy(event: str) -> None:
    body = bodies()[event]
    lines = body.split("\n")
    assert [line for line in lines if line != line.rstrip()] == []
    assert [line for line in lines if len(line) > 150] == []
    assert "\t" not in body
    assert "\r" not in body
    assert "\n\n\n" not in body


def test_m01_the_most_used_transformation_is_short_enough_to_read() -> None:
    assert len(bodies()["call.completed"].encode()) < 6144


def fields_of(event: str) -> tuple[Field, ...]:
    match plans()[event].destination:
        case Track(custom_event):
            return custom_event.fields
        case Catalog(fields=fields):
            return fields
        case _:
            return ()


def free_names(source: str) -> Iterator[str]:
    """Yield the names that a body uses and does not declare anywhere; scopes are not told apart."""
    tokens = list(quickjs._tokens(source))
    declared = {*declared_names(tokens), *WORDS.split()}
    for i, (kind, text) in enumerate(tokens):
        before = tokens[i - 1][1] if i else ""
        after = tokens[i + 1][1] if i + 1 < len(tokens) else ""
        is_key = after == ":" and before in {"{", ","}
        if kind == "name" and before not in {".", "?."} and not is_key and text not in declared:
            yield text


def declared_names(tokens: list[tuple[str, str]]) -> Iterator[str]:
    for i, (kind, text) in enumerate(tokens):
        if text in {"const", "let", "function", "catch"} and kind == "name":
            yield from names_in_pattern(tokens, i + 1)
        if text == "function":
            yield from names_in_pattern(tokens, i + 2)
        if text == "=>":
            opening = i - 1
            depth = 0
            while tokens[i - 1][1] == ")":
                depth += {")": 1, "(": -1}.get(tokens[opening][1], 0)
                if depth == 0:
                    break
                opening -= 1
            yield from names_in_pattern(tokens, opening)


def names_in_pattern(tokens: list[tuple[str, str]], start: int) -> Iterator[str]:
    """Yield the one name at `start`, or those that a list of parameters or a destructuring pattern declares there."""
    kind, text = tokens[start]
    if kind == "name":
        yield text
    if text not in {"(", "[", "{"}:
        return
    for i in range(start + 1, len(tokens)):
        kind, text = tokens[i]
        if text in {")", "]", "}"}:
            return
        if kind == "name" and tokens[i - 1][1] in {"(", "[", "{", ",", "."}:
            yield text
