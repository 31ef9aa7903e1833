"""M1: a body has `payload` and the built-ins of ES2020; in V8 and in quickjs, anything newer fails."""

from __future__ import annotations

import json

import pytest

from regal_braze.engines.v8.sandbox import Outcome, Sandbox
from support.quickjs import FOREIGN_GLOBALS, is_es2020, run_quickjs

SURFACE = """
    const surface = {};
    const name = (key) => (typeof key === "symbol" ? String(key) : key);
    const list = (path, holder) => { surface[path] = Reflect.ownKeys(holder).map(name); };
    for (const key of Object.getOwnPropertyNames(globalThis)) {
      const value = globalThis[key];
      if (value === undefined || value === globalThis) continue;
      surface[key] = [];
      if (typeof value === "function" || typeof value === "object") list(key, value);
      if (typeof value === "function" && value.prototype) list(key + ".prototype", value.prototype);
    }
    const parent = Object.getPrototypeOf;
    list("TypedArray", parent(Int8Array));
    list("TypedArray.prototype", parent(Int8Array).prototype);
    list("Iterator.prototype", parent(parent([][Symbol.iterator]())));
    list("AsyncIterator.prototype", parent(parent(async function* () {}.prototype)));
    list("GeneratorFunction.prototype", parent(function* () {}));
    return surface;
"""
OF_V8_ALONE = {
    "Symbol": {"dispose", "asyncDispose"},  # they cannot be deleted in V8
    "BigInt.prototype": {"toLocaleString"},  # ES2020, but missing in quickjs
}
BEYOND_ES2020 = sorted({*FOREIGN_GLOBALS, "__TimerManager", "__timer_manager"})
IN_V8_AND_QUICKJS = pytest.mark.parametrize("engine", ["v8", "quickjs"])


def run(engine: str, body: str, payload: str = "null", *, strict: bool = False) -> Outcome:
    if engine == "quickjs":
        return run_quickjs(body, [payload], strict=strict)[0]
    with Sandbox(body) as sandbox:
        return sandbox.run(payload, strict=strict)


def surface(engine: str) -> dict[str, set[str]]:
    found: dict[str, list[str]] = json.loads(run(engine, SURFACE).request or "")
    return {path: set(names) for path, names in found.items()}


def test_v8_offers_no_more_than_an_engine_of_es2020() -> None:
    offered, expected = surface("v8"), surface("quickjs")
    assert offered.keys() == expected.keys()
    more = {path: names - expected[path] - OF_V8_ALONE.get(path, set()) for path, names in offered.items()}
    assert {path: names for path, names in more.items() if names} == {}


@IN_V8_AND_QUICKJS
def test_a_global_beyond_es2020_is_not_there(engine: str) -> None:
    types = ", ".join(f"{name}: typeof {name}" for name in BEYOND_ES2020)
    found = json.loads(run(engine, f"return {{{types}}};").request or "")
    assert found == dict.fromkeys(BEYOND_ES2020, "undefined")


@IN_V8_AND_QUICKJS
@pytest.mark.parametrize(
    "call",
    [
        *("[1].at(0)", "[1].findLast(Boolean)", "[1].toSorted()", "[1].with(0, 2)", "[1].values().map(String)"),
        *('"a".at(0)', '"a".replaceAll("a", "b")', '"a".toWellFormed()', 'RegExp.escape("a")', 'JSON.rawJSON("1")'),
        *('Object.hasOwn({}, "a")', "Object.groupBy([], String)", "new Set().union(new Set())"),
        *("Promise.any([])", "Promise.withResolvers()"),
    ],
)
def test_a_method_newer_than_es2020_throws(engine: str, call: str) -> None:
    assert run(engine, f"return {call};").error_name == "TypeError"


@IN_V8_AND_QUICKJS
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return payload?.a?.b ?? 1;", "1"),
        ('return [..."a1b2".matchAll(/\\d/g)].map((m) => m[0]);', '["1","2"]'),
        ("return String(2n ** 64n);", '"18446744073709551616"'),
        ("return Object.fromEntries([['a', [[1], [2]].flat()]]);", '{"a":[1,2]}'),
        ("return /(?<year>\\d{4})/u.exec('in 2026').groups.year;", '"2026"'),
        ("return /\\p{L}+/u.exec('1é')[0];", '"é"'),
        ("return new Date(Date.UTC(2026, 0, 1)).toISOString();", '"2026-01-01T00:00:00.000Z"'),
        ("return 'ａ'.normalize('NFKC').padStart(3).trimStart();", '"a"'),
        ("try { throw 1; } catch { return { ...{ a: 1 } }; }", '{"a":1}'),
        ("return typeof globalThis;", '"object"'),
    ],
)
def test_es2020_is_there(engine: str, body: str, expected: str) -> None:
    assert is_es2020(body) is None
    assert run(engine, body) == Outcome(expected, None, None, mutated=False)


@IN_V8_AND_QUICKJS
def test_this_is_no_more_than_the_globals(engine: str) -> None:
    assert run(engine, "return this === globalThis && arguments.length;").request == "1"


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize(
    "body",
    [
        *("return payload;", "payload.a = 1; return payload;", "leak = 1; return leak;", "return { a: [undefined] };"),
        *("return new Date(0);", "return;", "throw new TypeError(JSON.stringify(payload));", "throw payload.a;"),
    ],
)
def test_the_engines_agree(body: str, strict: bool) -> None:
    payloads = ['{"a":"\\ud800\\u2028\\u0000","__proto__":{"b":1}}', "{}", '{"a":[[{}]]}', '"\U0001f600"']
    with Sandbox(body) as sandbox:
        assert sandbox.run_many(payloads, strict=strict) == run_quickjs(body, payloads, strict=strict)
