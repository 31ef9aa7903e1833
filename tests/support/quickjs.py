"""A second JavaScript engine for tests, and the gate that holds bodies to ECMAScript 2020 (M1).

quickjs refuses most syntax newer than ES2020, but not all. `is_es2020` reads tokens for the rest: logical
assignment, numeric separators, classes (whose fields are ES2022), and uses of newer built-ins, also in
branches that no payload reaches.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import quickjs

from regal_braze.engines.v8 import sandbox as v8
from regal_braze.engines.v8.sandbox import LossMap, Outcome
from support.javascript import tokens

TIME_LIMIT = 30  # seconds of processor time: it only ends endless loops, and this interpreter is slow
MEMORY_LIMIT = 256 * 2**20  # bytes
STACK_LIMIT = 4 * 2**20  # bytes: its JSON reader recurses


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NEWER_METHODS = _words(
    "any at difference escape findLast findLastIndex fromAsync fromBase64 fromHex getOrInsert "
    "getOrInsertComputed groupBy hasOwn intersection isDisjointFrom isError isRawJSON isSubsetOf "
    "isSupersetOf isWellFormed rawJSON replaceAll sumPrecise symmetricDifference toBase64 toHex "
    "toReversed toSorted toSpliced toWellFormed try union with withResolvers"
)
FOREIGN_GLOBALS = _words(
    "AggregateError AsyncDisposableStack Atomics Buffer DisposableStack FinalizationRegistry "
    "Float16Array Intl Iterator SharedArrayBuffer SuppressedError Temporal TextDecoder TextEncoder URL "
    "URLSearchParams WeakRef WebAssembly atob btoa clearInterval clearTimeout console crypto fetch "
    "performance process queueMicrotask require setInterval setTimeout structuredClone"
)


class QuickJs:
    """A body compiled on QuickJS; `run_many` is that of `Sandbox`, by the same harness.

    Both raise quickjs.JSException for a body that does not compile or that passes a limit.
    """

    def __init__(self, body: str, losses: LossMap | None = None) -> None:
        self._context = quickjs.Context()
        self._context.set_memory_limit(MEMORY_LIMIT)
        self._context.set_max_stack_size(STACK_LIMIT)
        self._context.set_time_limit(TIME_LIMIT)
        folder = Path(v8.__file__).parent
        harness, comparison = (folder.joinpath(f"{name}.js").read_text("utf-8") for name in ("harness", "losses"))
        self._context.set("program", json.dumps({"name": "", "body": body, "map": losses}))
        # An argument, because the harness clears the globals.
        start = "((program, pick) => { pick('compile')(program); return pick('run'); })"
        self._run = self._context.eval(f"{start}(program, {harness.rstrip()}(\n{comparison.rstrip()}\n))")

    def run_many(self, payloads: Sequence[str], *, strict: bool = False) -> list[Outcome]:
        """Run the body on payloads, JSON texts; return the outcomes in the same order."""
        answer = self._run(json.dumps(list(payloads)), "", strict)
        return [
            Outcome(each["request"], each["error"], each["name"], each["mutated"], tuple(each["losses"] or ()))
            for each in json.loads(answer)
        ]


def run_quickjs(body: str, payloads: Sequence[str], *, strict: bool = False) -> list[Outcome]:
    """Run a body once on payloads, JSON texts."""
    return QuickJs(body).run_many(payloads, strict=strict)


def is_es2020(body: str) -> str | None:
    """Return None for a function body in ES2020, else what is newer, or the syntax error."""
    try:
        quickjs.Context().eval(f"void Function('payload', {json.dumps(body)})")
    except quickjs.JSException as error:
        return str(error).split("\n")[0]
    found = list(tokens(body))
    texts = ["", *(token.text for token in found), ""]
    flaws = (_flaw(token.kind, token.text, texts[i], texts[i + 2]) for i, token in enumerate(found))
    return next((flaw for flaw in flaws if flaw is not None), None)


def _flaw(kind: str, text: str, before: str, after: str) -> str | None:
    is_key = after == ":" and before in {"{", ","}
    match kind:
        case "punctuator" if text in {"??=", "||=", "&&="}:
            return f"logical assignment {text} is ES2021"
        case "number" if "_" in text:
            return f"the numeric separator in {text} is ES2021"
        case "name" if before in {".", "?."}:
            is_newer = text in NEWER_METHODS and after in {"(", "?."}
            return f"the method {text} is newer than ES2020" if is_newer else None
        case "name" if text == "class" and not is_key:
            return "a class may have fields, which are ES2022; a body needs none"
        case "name" if text in FOREIGN_GLOBALS and not is_key:
            return f"the global {text} is not among ES2020's built-ins"
    return None
