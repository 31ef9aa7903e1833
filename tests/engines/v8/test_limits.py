"""Whatever a body does, the command lives on and says within seconds what went wrong."""

from __future__ import annotations

import os
import subprocess
import time

import pytest

from depth import some
from regal_braze.engines.v8.sandbox import Sandbox
from regal_braze.findings.finding import FindingsError
from support.processes import is_running, run_script
from support.seconds import wait_until

TIME_LIMIT = 0.2
SLACK = 2.0  # seconds: the grace, a new child, and a busy machine

ENDLESS = {
    "loop": "for (;;) {}",
    "finally": "try { for (;;) {} } finally { for (;;) {} }",
    "catastrophic pattern": 'return /^(a+)+$/.test("a".repeat(50) + "!");',
    "promise jobs": "function again() { Promise.resolve().then(again); } again(); return 1;",
    "async function": "(async () => { for (;;) await 0; })(); return 1;",
    "toJSON": "return { toJSON() { for (;;) {} } };",
    "proxy": "return new Proxy({}, { ownKeys() { for (;;) {} } });",
    "message": "throw { toString() { for (;;) {} } };",
    "sparse list": "return new Array(2 ** 31).fill(0).length;",
    "big integer": "return String(7n ** (1n << 25n)).length;",
}
GREEDY = {
    "list of objects": "const a = []; for (;;) a.push({ a: 1, b: [1, 2, 3] });",
    "list of numbers": "const a = []; for (;;) a.push(1.5);",
    "caught": "const keep = []; for (;;) { try { for (;;) keep.push([keep.length]); } catch (e) {} }",
    "doubling list": "let a = [1]; for (;;) a = a.concat(a);",
    "texts": 'const a = []; for (let i = 0; ; i += 1) a.push("x".repeat(1000) + i);',
    "flat text": 'const s = "x".repeat(2 ** 29 - 24); return s.charCodeAt(5) + s.split("").length;',
    "replaced text": 'return "a".repeat(2 ** 28).replace(/a/g, "bb").length;',
    "normalised text": 'return "\\ufdfa".repeat(2 ** 26).normalize("NFKC").length;',
    "filled buffers": "const a = []; for (;;) a.push(new Uint8Array(2 ** 24).fill(1));",
    "map": "const m = new Map(); for (let i = 0; ; i += 1) m.set(i, i);",
    "keys": 'const o = {}; for (let i = 0; ; i += 1) o["k" + i] = i;',
    "spread": "return Math.max(...new Array(2 ** 27));",
    "JSON text": 'return JSON.parse("[".repeat(2 ** 27));',
    "shared objects": "let o = {}; for (let i = 0; i < 60; i += 1) o = { a: o, b: o }; return o;",
    "functions": 'const a = []; for (let i = 0; ; i += 1) a.push(new Function("return " + i));',
}
REFUSED_BY_V8 = {
    "recursion": "function f() { return f() + 1; } return f();",
    "recursion with long traces": "Error.stackTraceLimit = 1e9; function f() { return f() + 1; } return f();",
    "doubling text": 'let s = "x"; for (;;) s += s;',
    "repeat": 'return "x".repeat(2 ** 30);',
    "buffer": "return new ArrayBuffer(2 ** 34);",
    "list length": "return new Array(2 ** 32);",
    "join": 'return new Array(2 ** 28).join("ab");',
    "nested source": 'return eval("(".repeat(2 ** 20) + ")".repeat(2 ** 20));',
}


def limit_met(body: str, time_limit: float) -> tuple[str, float]:
    """Return the code of the finding, and the seconds that it took."""
    with Sandbox(body, time_limit=time_limit) as sandbox:
        start = time.monotonic()
        with pytest.raises(FindingsError) as caught:
            sandbox.run("{}")
        return caught.value.findings[0].code, time.monotonic() - start


@pytest.mark.slow
@pytest.mark.parametrize("kind", some(ENDLESS, 1))
def test_an_endless_body_meets_the_time_limit(kind: str) -> None:
    code, seconds = limit_met(ENDLESS[kind], TIME_LIMIT)
    assert code == "time-limit"
    assert seconds < TIME_LIMIT + SLACK


@pytest.mark.slow
@pytest.mark.parametrize("kind", some(GREEDY, 1))
def test_a_greedy_body_meets_the_memory_limit(kind: str) -> None:
    """Several of these make V8 end its process."""
    assert limit_met(GREEDY[kind], 20)[0] == "memory-limit"


@pytest.mark.parametrize("body", some(REFUSED_BY_V8.values(), 3), ids=some(REFUSED_BY_V8, 3))
def test_what_v8_itself_refuses_is_an_error_of_the_payload(body: str) -> None:
    with Sandbox(body) as sandbox:
        assert sandbox.run("{}").error_name == "RangeError"


def test_garbage_is_not_counted() -> None:
    body = "let n = 0; for (let i = 0; i < 1e6; i += 1) n += [i, String(i), { i }].length; return n;"
    with Sandbox(body, memory_limit=16 * 2**20) as sandbox:
        assert sandbox.run("{}").request == "3000000"


def test_a_smaller_memory_limit_is_met_sooner() -> None:
    body = "const a = []; for (let i = 0; i < payload; i += 1) a.push({ i }); return a.length;"
    with Sandbox(body, memory_limit=16 * 2**20) as small, Sandbox(body, memory_limit=128 * 2**20) as large:
        assert large.run("1000000").request == "1000000"
        with pytest.raises(FindingsError, match="more than 16 MiB"):
            small.run("1000000")


def test_compiling_has_limits_too() -> None:
    with pytest.raises(FindingsError) as caught:
        Sandbox("return 1" + "+1" * 4_000_000 + ";", memory_limit=4 * 2**20)
    assert caught.value.findings[0].code == "memory-limit"


class TestAfterALimit:
    BODY = "for (; payload.endless;) {} return payload;"

    def test_the_sandbox_works_on_a_fresh_context(self) -> None:
        with Sandbox(self.BODY, time_limit=0.2) as sandbox:
            for _ in range(2):
                with pytest.raises(FindingsError, match=r"more than 0\.2 s"):
                    sandbox.run('{"endless":true}')
                assert sandbox.run('{"a":1}').request == '{"a":1}'

    def test_other_sandboxes_go_on(self) -> None:
        with Sandbox(self.BODY, time_limit=0.2) as bad, Sandbox(self.BODY) as good:
            assert good.run("1").request == "1"
            with pytest.raises(FindingsError):
                bad.run('{"endless":true}')
            assert good.run("2").request == "2"

    def test_the_limit_holds_for_each_chunk_not_for_all(self) -> None:
        body = "const end = Date.now() + 3; while (Date.now() < end) {} return payload;"
        payloads = [f'"{"x" * 1_000_000}"'] * 12  # four a chunk
        with Sandbox(body, time_limit=1) as sandbox:
            assert len(sandbox.run_many(payloads)) == 12


def test_a_forked_child_makes_its_own_context() -> None:
    script = """
import os
from regal_braze.engines.v8.sandbox import Sandbox
sandbox = Sandbox("return payload;")
print(sandbox.run("1").request, flush=True)
child = os.fork()
print(sandbox.run("2" if child else "3").request, flush=True)
if child:
    os.waitpid(child, 0)
    print(sandbox.run("4").request)
"""
    lines = run_script(script, "-W", "error").split()
    assert (lines[0], sorted(lines[1:3]), lines[3]) == ("1", ["2", "3"], "4")


def test_the_command_neither_loads_v8_nor_leaves_a_process_behind() -> None:
    script = """
import sys
from regal_braze.engines.v8.process import Worker
from regal_braze.engines.v8.sandbox import Sandbox
Sandbox("return payload;").run("1")
print("py_mini_racer" in sys.modules, Worker.current.identifier)
"""
    is_loaded, process = run_script(script, "-W", "error").split()
    assert is_loaded == "False"
    with pytest.raises(ProcessLookupError):
        os.kill(int(process), 0)


@pytest.mark.slow
def test_a_child_whose_parent_was_killed_ends_at_the_time_limit() -> None:
    script = """
import os, signal, threading
from regal_braze.engines.v8.process import Worker
from regal_braze.engines.v8.sandbox import Sandbox
sandbox = Sandbox("for (;;) {}", time_limit=1)
print(Worker.current.identifier, flush=True)
threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGKILL)).start()
sandbox.run("1")
"""
    with pytest.raises(subprocess.CalledProcessError) as caught:
        run_script(script, "-W", "error")
    process = int(caught.value.stdout)
    os.kill(process, 0)
    wait_until(lambda: not is_running(process), 1 + SLACK)
    assert not is_running(process)


def test_an_interrupted_call_does_not_answer_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    with Sandbox("return payload;") as sandbox:
        with monkeypatch.context() as patch:
            patch.setattr("regal_braze.engines.child.os.read", _interrupt)
            with pytest.raises(KeyboardInterrupt):
                sandbox.run("1")
        assert sandbox.run("2").request == "2"


def _interrupt(*_: object) -> bytes:
    raise KeyboardInterrupt
