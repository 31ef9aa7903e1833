"""M1: a body is a function of nothing but `payload`, in ECMAScript 2020, and readable for the person who pastes it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator

import pytest

from depth import some
from regal_braze.engines.v8.sandbox import Sandbox
from regal_braze.immutable import replace
from regal_braze.plan.conversions import Field
from regal_braze.plan.model import Catalog, Track
from regal_braze.render.literals import js_key, js_string
from support import javascript, quickjs, shipped
from support.bundles import bundle_of, default_bundles

BUNDLES = {
    bundled.name: bundled
    for bundled in (
        *default_bundles(),
        bundle_of("call.completed", "contact.phone.created", "custom.task.completed", name="two-names"),
    )
}
BODIES = shipped.bodies() | {name: bundled.body for name, bundled in BUNDLES.items()}
EVENTS = sorted(shipped.plans())
HEADER = re.compile(
    r"// Regal's (?P<event>\S+) → Braze's (?P<outcome>.+)\n"
    r"// Paste all of this into a Braze Data Transformation with the destination (?P<endpoint>.+)\.\n"
    r"// (?P<description>.+)\n"
    r"// Generated from (?P<schema>schemas/events/\S+\.json); digest (?P<digest>[0-9a-f]{16})\n"
    r"\n"
)
BUNDLE_HEADER = re.compile(
    r"// Bundle (?P<name>\S+): (?P<count>\d+) Regal events? in one transformation\.\n"
    r"// Paste all of this into a Braze Data Transformation with the destination (?P<endpoint>.+)\.\n"
    r"// Each event gives exactly what its own transformation gives\. The events:\n"
    r"(?P<events>(?:// .+\n)+?)"
    r"// Generated from the schemas of these events; digest (?P<digest>[0-9a-f]{16})\n"
    r"\n"
)
FUNCTION = re.compile(r"^(?P<indent> *)function (?P<name>\w+)(?P<text>\(.*?)^(?P=indent)\}$", re.MULTILINE | re.DOTALL)
BUILT_INS = """
    Array Boolean Date Error Infinity JSON Map Math NaN Number Object RangeError RegExp Set String TypeError
    decodeURIComponent encodeURIComponent isFinite isNaN parseFloat parseInt undefined
"""
WORDS = """
    break case catch const continue default delete do else false finally for function if in instanceof let new
    null of return switch this throw true try typeof void while
"""
every_body = pytest.mark.parametrize("body", some(BODIES.values(), 10), ids=some(BODIES, 10))


def header_of(name: str) -> re.Match[str]:
    found = (BUNDLE_HEADER if name in BUNDLES else HEADER).match(BODIES[name])
    assert found is not None, name
    return found


@pytest.mark.parametrize("event", some(EVENTS, 8))
def test_the_header_of_a_transformation_names_event_and_schema(event: str) -> None:
    header = header_of(event)
    assert (header["event"], header["schema"]) == (event, f"schemas/events/{event}.json")
    assert (shipped.ROOT / header["schema"]).is_file()


@pytest.mark.parametrize("name", BUNDLES)
def test_the_header_of_a_bundle_names_its_events(name: str) -> None:
    header, events = header_of(name), list(BUNDLES[name].plans)
    assert (header["name"], header["count"]) == (name, str(len(events)))
    assert re.findall(r"[\w.]+\w", header["events"]) == events
    assert header["endpoint"].startswith("PUT" if name == "catalogs" else "POST")


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
def test_the_header_says_what_braze_gets_and_where_to_paste_it(event: str, outcome: str, endpoint: str) -> None:
    assert (header_of(event)["outcome"], header_of(event)["endpoint"]) == (outcome, endpoint)


@pytest.mark.parametrize("name", some(BODIES, 10))
def test_the_digest_is_that_of_the_lines_below_the_header(name: str) -> None:
    header = header_of(name)
    assert header["digest"] == hashlib.sha256(BODIES[name][header.end() :].encode()).hexdigest()[:16]


def test_the_digest_changes_with_what_the_body_does() -> None:
    plan = shipped.plans()["call.completed"]
    changed = HEADER.match(shipped.body(replace(plan, times=plan.times[:1])))
    assert changed is not None
    assert changed["digest"] not in {header_of(name)["digest"] for name in BODIES}
    assert len({header_of(name)["digest"] for name in BODIES}) == len(BODIES)


@every_body
def test_it_ends_in_an_explicit_return_and_its_lines_are_tidy(body: str) -> None:
    assert body.endswith("\n\nreturn brazecall;\n")
    lines = body.split("\n")
    assert [line for line in lines if line != line.rstrip() or len(line) > 150] == []
    assert not {"\t", "\r"} & set(body)
    assert "\n\n\n" not in body


@every_body
def test_it_uses_es2020_the_payload_and_built_ins_and_nothing_else(body: str) -> None:
    assert quickjs.is_es2020(body) is None
    assert set(free_names(body)) <= {*BUILT_INS.split(), "payload"}


@every_body
def test_it_has_each_helper_that_it_uses_once_and_no_other(body: str) -> None:
    functions = functions_of(body)
    assert len(functions) == len(re.findall(r"^ *function \w", body, re.MULTILINE))
    used: set[str] = set()
    waiting = [FUNCTION.sub("", body)]
    while waiting:
        reached = set(re.findall(r"\w+", waiting.pop())) & set(functions) - used
        used |= reached
        waiting += [functions[name] for name in reached]
    assert used == set(functions)


@pytest.mark.parametrize("name", some(BODIES, 10))
def test_it_runs_as_the_body_of_a_function_of_the_payload(name: str) -> None:
    event = next(iter(BUNDLES[name].plans)) if name in BUNDLES else name
    payload = json.dumps({**shipped.samples(event)[-1], "originalTimestamp": 1657855059})
    with Sandbox(f"const transform = function (payload) {{\n{BODIES[name]}\n}};\nreturn transform(payload);") as whole:
        outcome = whole.run(payload)
    assert outcome.request is not None
    assert outcome == shipped.sandbox(event).run(payload)


@pytest.mark.parametrize("event", some(EVENTS, 8))
def test_each_property_has_a_line(event: str) -> None:
    rest = re.split(r"(?:convert\(properties, |const types = )\{\n", BODIES[event], maxsplit=1)[-1]
    lines = rest.split("\n\n")[0].split("\n")
    for field in fields_of(event):
        in_place, moved = f"  {js_key(field.name)}: ", f"setFirst(eventProperties, {js_string(field.name)}, "
        assert sum(line.startswith((in_place, moved)) for line in lines) == 1, field.name


def test_each_event_of_a_bundle_has_a_case_and_a_comment_with_its_outcome() -> None:
    body = BODIES["contacts"]
    assert '    // call.completed → custom event "Call Completed"\n    case "call.completed": return () => ' in body
    for event in BUNDLES["contacts"].plans:
        assert body.count(f'    case "{event}": return () => ') == 1
        assert body.count(f"    // {event} → ") == 1


def test_a_bundle_does_not_depend_on_the_order_of_its_patterns() -> None:
    assert bundle_of("sms.*", "call.*").body == bundle_of("call.*", "sms.sent", "sms.*").body


def test_bodies_are_short_enough_to_read_and_to_paste() -> None:
    assert len(BODIES["call.completed"].encode()) < 7_600
    assert len(BUNDLES["contacts"].plans) == 39
    assert len(BODIES["contacts"].encode()) < 49_000


def test_the_check_for_free_names_finds_one() -> None:
    source = 'const { a } = payload; const b = (c) => a + c + console.log; ({ key: fetch("x") }); return b;'
    assert set(free_names(source)) == {"payload", "console", "fetch"}


def fields_of(event: str) -> tuple[Field, ...]:
    match shipped.plans()[event].destination:
        case Track(custom_event):
            return custom_event.fields
        case Catalog(fields=fields):
            return fields
        case _:
            return ()


def functions_of(source: str) -> dict[str, str]:
    """Return the text of every function, without the functions in it."""
    functions: dict[str, str] = {}
    for found in FUNCTION.finditer(source):
        functions |= functions_of(found["text"]) | {found["name"]: FUNCTION.sub("", found["text"])}
    return functions


def free_names(source: str) -> Iterator[str]:
    """Yield the names that a body uses and declares nowhere, whatever the scope."""
    tokens = [(token.kind, token.text) for token in javascript.tokens(source)]
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
    """Yield the name at `start`, or those that a parameter list or a destructuring pattern declares there."""
    kind, text = tokens[start]
    if kind == "name":
        yield text
    if text not in {"(", "[", "{"}:
        return
    for i in range(start + 1, len(tokens)):
        kind, text = tokens[i]
        if text in {")", "]", "}"}:
            return
        if kind == "name" and tokens[i - 1][1] in {"(", "[", "{", ",", "..."}:
            yield text
