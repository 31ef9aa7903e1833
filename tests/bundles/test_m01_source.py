"""M1 of bundles: what the person who pastes one sees, and the syntax it keeps to."""

from __future__ import annotations

import hashlib
import json
import re

import pytest

from bundles.bundled import Bundled, bundle_of, default_bundles
from regal_braze.engines.v8.sandbox import Sandbox
from rules.test_m01_source import BUILT_INS, free_names
from support import quickjs, shipped

BUNDLES = {each.bundle.name: each for each in default_bundles()} | {
    "two-names": bundle_of("call.completed", "contact.phone.created", "custom.task.completed", name="two-names")
}
KILOBYTE = 1024
HEADER = re.compile(
    r"// (?P<count>\d+|One) of Regal's events → Braze, each as by its own transformation: the bundle (?P<name>\S+)\n"
    r"(?P<events>(?:// .+\n)+?)"
    r"// Paste it into a Data Transformation \((?P<endpoint>.+)\)\.\n"
    r"// Generated from the schemas of these events; digest (?P<digest>[0-9a-f]{16})\n"
    r"\n"
)
FUNCTION = re.compile(r"^(?P<indent> *)function (?P<name>\w+)\(.*?^(?P=indent)\}$", re.MULTILINE | re.DOTALL)

every_bundle = pytest.mark.parametrize("bundled", BUNDLES.values(), ids=BUNDLES)


@every_bundle
def test_the_header_says_what_it_is_and_its_digest_is_that_of_the_rest(bundled: Bundled) -> None:
    header = HEADER.match(bundled.body)
    assert header is not None
    events = [plan.event for plan in bundled.bundle.transformations]
    assert header["name"] == bundled.bundle.name
    assert header["count"] == ("One" if len(events) == 1 else str(len(events)))
    assert re.findall(r"[\w.]+\w", header["events"]) == events
    assert header["digest"] == hashlib.sha256(bundled.body[header.end() :].encode()).hexdigest()[:16]
    assert header["endpoint"].startswith("PUT" if bundled.bundle.name == "catalogs" else "POST")


@every_bundle
def test_it_ends_in_an_explicit_return_and_its_lines_are_tidy(bundled: Bundled) -> None:
    assert bundled.body.endswith("\n\nreturn brazecall;\n")
    lines = bundled.body.split("\n")
    assert [line for line in lines if line != line.rstrip()] == []
    assert [line for line in lines if len(line) > 150] == []
    assert "\n\n\n" not in bundled.body


@every_bundle
def test_its_syntax_is_es2020_at_most_and_all_it_uses_is_the_payload_and_built_ins(bundled: Bundled) -> None:
    assert quickjs.is_es2020(bundled.body) is None
    assert set(free_names(bundled.body)) <= {*BUILT_INS.split(), "payload"}


@every_bundle
def test_it_holds_the_functions_that_it_uses_each_of_them_once_and_no_other(bundled: Bundled) -> None:
    names = [found["name"] for found in re.finditer(r"^ *function (?P<name>\w+)", bundled.body, re.MULTILINE)]
    assert len(set(names)) == len(names)
    used: set[str] = set()
    functions = {found["name"]: found[0] for found in FUNCTION.finditer(bundled.body)}
    functions |= {found["name"]: found[0] for found in FUNCTION.finditer(functions["transformationOf"][1:])}
    assert set(functions) == set(names)
    inner = FUNCTION.sub("", functions["transformationOf"][1:])
    waiting = [FUNCTION.sub("", bundled.body).replace("return transformationOf", ""), f"f{inner}"]
    while waiting:
        words = set(re.findall(r"\w+", waiting.pop()))
        reached = (words & set(functions)) - used
        used |= reached
        waiting += [functions[name] for name in reached if name != "transformationOf"]
    assert used == set(functions)


@every_bundle
def test_it_runs_as_the_body_of_a_function_of_the_payload(bundled: Bundled) -> None:
    event = bundled.bundle.transformations[0].event
    whole = f"const transform = function (payload) {{\n{bundled.body}\n}};\nreturn transform(payload);"
    payload = json.dumps({**shipped.samples(event)[-1], "originalTimestamp": 1657855059})
    with Sandbox(whole) as wrapped, Sandbox(bundled.own[event]) as own:
        assert wrapped.run(payload).request is not None
        assert wrapped.run(payload) == own.run(payload)


def test_every_event_has_a_case_and_its_outcome_is_said() -> None:
    body = BUNDLES["contacts"].body
    assert '    // call.completed → custom event "Call Completed"\n    case "call.completed": return () => {\n' in body
    for plan in BUNDLES["contacts"].bundle.transformations:
        assert body.count(f'    case "{plan.event}": return () => {{\n') == 1
        assert body.count(f"    // {plan.event} → ") == 1


def test_a_bundle_of_all_contact_events_is_under_100_kilobytes() -> None:
    assert len(BUNDLES["contacts"].bundle.transformations) == 39
    assert len(BUNDLES["contacts"].body.encode()) < 100 * KILOBYTE


def test_what_it_holds_does_not_depend_on_the_order_of_its_patterns() -> None:
    assert bundle_of("sms.*", "call.*").body == bundle_of("call.*", "sms.sent", "sms.*").body
