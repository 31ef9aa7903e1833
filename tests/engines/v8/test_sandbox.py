"""The sandbox runs a body on payloads and reports what came of each."""

from __future__ import annotations

import json

import pytest

from regal_braze.engines.v8 import sandbox as v8
from regal_braze.engines.v8.sandbox import Outcome, Sandbox
from regal_braze.findings.finding import FindingsError

ECHO = "return payload;"


def outcome(body: str, payload: object = None, *, strict: bool = False) -> Outcome:
    with Sandbox(body) as sandbox:
        return sandbox.run(json.dumps(payload), strict=strict)


class TestOutcomes:
    def test_a_returned_value_is_reported_as_json_text(self) -> None:
        body = "const brazecall = { events: [payload.n + 1] };\nreturn brazecall;"
        assert outcome(body, {"n": 1}) == Outcome('{"events":[2]}', None, None, mutated=False)

    @pytest.mark.parametrize(
        ("body", "error_name", "error"),
        [
            ('throw new Error("no such event");', "Error", "no such event"),
            ("return payload.a.b;", "TypeError", "Cannot read properties of null (reading 'a')"),
            ("return missing;", "ReferenceError", "missing is not defined"),
            ("return new Date(NaN).toISOString();", "RangeError", "Invalid time value"),
            ('return decodeURIComponent("%");', "URIError", "URI malformed"),
            ('throw "a text";', "string", "a text"),
            ("throw null;", "object", "null"),
            ('throw Object.assign(new Error("x"), { name: "Own" });', "Own", "x"),
            ("throw { toString() { throw 1; } };", "Error", "what was thrown cannot be shown"),
        ],
    )
    def test_a_throw_is_reported_with_its_name_and_message(self, body: str, error_name: str, error: str) -> None:
        assert outcome(body) == Outcome(None, error, error_name, mutated=False)

    @pytest.mark.parametrize("body", ["", "return;", "return undefined;", "return () => 1;", "return Symbol();"])
    def test_what_json_cannot_carry_at_all_is_no_request(self, body: str) -> None:
        assert (outcome(body).request, outcome(body).error_name) == (None, "NoRequest")

    @pytest.mark.parametrize(
        "body", ["const a = []; a.push(a); return a;", "return 1n;", "return { toJSON() { throw 1; } };"]
    )
    def test_what_json_refuses_is_not_json_even_when_not_strict(self, body: str) -> None:
        assert (outcome(body).request, outcome(body).error_name) == (None, "NotJson")

    def test_a_payload_that_is_not_json_is_told_from_an_error_of_the_body(self) -> None:
        with Sandbox(ECHO) as sandbox:
            assert sandbox.run('{"a": NaN}').error_name == "PayloadNotJson"


class TestStrictness:
    """M16: the request survives JSON unchanged; the payload and the globals are left as they were."""

    @pytest.mark.parametrize(
        ("value", "error"),
        [
            ("{ a: [{ b: undefined }] }", "undefined at /a/0/b"),
            ("[NaN]", "NaN at /0"),
            ("-Infinity", "-Infinity at the top"),
            ("{ a: -0 }", "-0 at /a"),
            ("{ time: new Date(0) }", "an object that is neither plain nor a list at /time"),
            ("{ a: new Map() }", "an object that is neither plain nor a list at /a"),
            ("{ a: new String('x') }", "an object that is neither plain nor a list at /a"),
            ("{ a: [1, , 2] }", "a list with holes or with additional keys at /a"),
            ("Object.assign([1], { a: 1 })", "a list with holes or with additional keys at the top"),
            ("{ a: () => 1 }", "a function at /a"),
            ("{ a: { [Symbol('s')]: 1 } }", "a symbol as a name at /a/Symbol(s)"),
            ("{ get a() { return 1; } }", "an accessor at /a"),
            ("Object.defineProperty({}, 'a', { value: 1 })", "a hidden member at /a"),
            ("{ 'a/b~c': undefined }", "undefined at /a~1b~0c"),
            ("{ toJSON() { return 1; } }", "a function at /toJSON"),
        ],
    )
    def test_what_json_would_change_is_named_with_its_place(self, value: str, error: str) -> None:
        assert outcome(f"return {value};", strict=True) == Outcome(None, error, "NotJson", mutated=False)

    def test_without_strictness_json_changes_it_silently(self) -> None:
        assert outcome("return { a: undefined, b: [NaN, -0] };").request == '{"b":[null,0]}'

    def test_every_json_value_passes(self) -> None:
        payload = {"a": [1, -1.5, "", "\ud800", None, True, {}, []], "": {"b": {"c": [[]]}}}
        text = json.dumps(payload, separators=(",", ":"))
        assert outcome(ECHO, payload, strict=True) == Outcome(text, None, None, mutated=False)

    def test_one_object_in_two_places_passes(self) -> None:
        assert outcome("const a = {}; return [a, a];", strict=True).request == "[{},{}]"

    @pytest.mark.parametrize(
        "change", ["payload.a = 2;", "delete payload.a;", "payload.list.push(1);", "payload.self = payload;"]
    )
    def test_a_changed_payload_is_reported(self, change: str) -> None:
        assert outcome(f"{change} return 1;", {"a": 1, "list": []}, strict=True).mutated
        assert outcome(f"{change} throw Error();", {"a": 1, "list": []}, strict=True).mutated

    @pytest.mark.parametrize("change", ["leak = 1;", "globalThis.leak = 1;", "JSON = { leak: 1 };"])
    def test_a_changed_global_is_reported(self, change: str) -> None:
        assert outcome(f"{change} return 1;", strict=True).error_name == "NotPure"


class TestManyPayloads:
    def test_there_is_one_outcome_per_payload_in_their_order(self) -> None:
        count = 2 * v8.CHUNK_PAYLOADS + 1
        with Sandbox("return payload * 2;") as sandbox:
            outcomes = sandbox.run_many([str(n) for n in range(count)])
            assert sandbox.run_many([]) == []
        assert [each.request for each in outcomes] == [str(2 * n) for n in range(count)]

    def test_an_error_stays_with_its_payload(self) -> None:
        with Sandbox("return payload.a.b;") as sandbox:
            outcomes = sandbox.run_many(['{"a":{"b":1}}', "{}", "{", '{"a":{}}', '{"a":{"b":2}}'])
        assert [each.request for each in outcomes] == ["1", None, None, None, "2"]
        names = [None, "TypeError", "PayloadNotJson", "NoRequest", None]
        assert [each.error_name for each in outcomes] == names

    def test_globals_do_not_reach_the_next_payload(self) -> None:
        body = "const seen = typeof leak + typeof JSON; leak = 1; JSON = null; return seen;"
        with Sandbox(body) as sandbox:
            assert [each.request for each in sandbox.run_many(["1", "2"])] == ['"undefinedobject"'] * 2
            assert sandbox.run("3").request == '"undefinedobject"'

    def test_a_body_that_takes_over_built_ins_cannot_forge_the_report(self) -> None:
        body = """
            Object.prototype.toJSON = Array.prototype.toJSON = () => "forged";
            const trap = { configurable: true, set() { throw 1; } };
            Reflect.defineProperty(Object.prototype, "request", trap);
            Reflect.defineProperty(Array.prototype, "0", trap);
            JSON.stringify = JSON.parse = Reflect.ownKeys = RegExp.prototype.exec = () => { throw 2; };
            throw new Error("own message");"""
        with Sandbox(body) as sandbox:
            assert [each.error for each in sandbox.run_many(["1", "2"])] == ["own message"] * 2

    def test_sandboxes_do_not_meet(self) -> None:
        with Sandbox("Array.prototype.leak = 1; return 1;") as first, Sandbox("return [].leak || 0;") as second:
            first.run("1")
            assert second.run("1").request == "0"
            assert first.run("2").request == "1"


class TestHostilePayloads:
    """Payloads cross as text: what they hold is never source."""

    @pytest.mark.parametrize(
        "payload",
        [
            '"\u2028\u2029"',
            '"\\ud800"',
            '"\\u0000"',
            '"\'`${1}\\\\n</script>*/"',
            '{"__proto__":{"polluted":1},"constructor":{"prototype":{}}}',
            "[" * 10_000 + "]" * 10_000,
            '{"a":' * 10_000 + "1" + "}" * 10_000,
        ],
        ids=["separators", "lone surrogate", "NUL", "quotes", "__proto__", "deep lists", "deep objects"],
    )
    def test_the_payload_comes_back_as_it_went(self, payload: str) -> None:
        with Sandbox(ECHO) as sandbox:
            assert sandbox.run(payload, strict=True) == Outcome(payload, None, None, mutated=False)

    def test_a_raw_lone_surrogate_comes_back_escaped(self) -> None:
        with Sandbox(ECHO) as sandbox:
            assert sandbox.run('"a\udc00b"').request == '"a\\udc00b"'

    def test_a_proto_key_is_a_key(self) -> None:
        assert outcome("return payload.x || 0;", {"__proto__": {"x": 1}}).request == "0"

    def test_an_error_message_may_hold_anything(self) -> None:
        message = "\ud800\u2028\0\n\r\"'\U0001f600"
        assert outcome("throw new Error(payload);", message).error == message

    @pytest.mark.parametrize(
        "payload",
        [json.dumps("x" * 5_000_000), "[" + ",".join("1" * 2_500_000) + "]"],
        ids=["one long text", "a long list"],
    )
    def test_five_megabytes_pass(self, payload: str) -> None:
        with Sandbox(ECHO) as sandbox:
            assert sandbox.run(payload).request == payload


class TestBodies:
    @pytest.mark.parametrize(
        ("body", "line", "column", "message"),
        [
            ("const a = ;", 1, 11, "Unexpected token ';'"),
            ("\n\nlet a = 1;\nlet a = 2;", 4, 5, "Identifier 'a' has already been declared"),
            ("return `never closed", 1, None, "Unexpected end of input"),
            ("if (1) {\nreturn 1;", 2, None, "Unexpected token ')'"),
            ("}); (function () {", 1, None, "Single function literal required"),
            ("/* never closed", 1, 1, "Invalid or unexpected token"),
            ("await 1;", 1, 1, "await is only valid in async functions"),
        ],
    )
    def test_a_body_that_does_not_parse_is_a_finding_with_its_line(
        self, body: str, line: int, column: int | None, message: str
    ) -> None:
        with pytest.raises(FindingsError) as caught:
            Sandbox(body)
        (finding,) = caught.value.findings
        assert (finding.code, finding.line, finding.column) == ("transformation-error", line, column)
        assert message in finding.message

    def test_a_body_is_not_run_by_compiling_it(self) -> None:
        with Sandbox("for (;;) {}"):
            pass

    def test_a_comment_may_end_the_body(self) -> None:
        assert outcome("return 1; // the end").request == "1"
