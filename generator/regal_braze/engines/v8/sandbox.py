"""V8 as a sandbox: runs transformation bodies with only `payload` and the built-ins of ECMAScript 2020.

A body that hits a limit ends the child process (`process`). The contexts that lived there are opened again when they
are used next.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Self, TypeAlias

from regal_braze.engines.child import START_LIMIT
from regal_braze.engines.v8.process import Worker
from regal_braze.findings.finding import Finding, FindingsError
from regal_braze.immutable import Immutable

TIME_LIMIT: Final = 5.0  # seconds
MEMORY_LIMIT: Final = 64 * 2**20  # bytes
CHUNK_PAYLOADS: Final = 1000
CHUNK_CHARACTERS: Final = 1_000_000

_COMPARISON_MEMORY: Final = 32 * 2**20  # bytes that losses.js may use in addition
_COMPARE: Final[dict[str, object]] = {"do": "compare", "arguments": []}
_GRACE: Final = 0.5  # seconds past the limit before a child that cannot be interrupted is killed
_LINES_ABOVE_BODY: Final = 2  # the Function constructor writes a header of two lines

LossMap: TypeAlias = Mapping[str, Any]
"""What losses.js needs to compare payloads with requests; `losses.loss_map` makes it from a plan."""


class Outcome(Immutable):
    """The outcome of one payload.

    `request` is the JSON text of the value returned. Without a request it is None, `error` is the message, and
    `error_name` is one of: the name of the Error thrown ("Error", "TypeError", …); the type of anything else
    thrown ("string", …); "NoRequest" (undefined or a function was returned); "NotJson" (JSON cannot carry the
    value or, if strict, not unchanged; the message ends in a JSON Pointer); "NotPure" (strict: the body changed
    a global); "PayloadNotJson" (the body was not run). `mutated` (strict only): the body changed the payload.
    `losses` are those that losses.js reports, as JSON; none without a map.
    """

    request: str | None
    error: str | None
    error_name: str | None
    mutated: bool
    losses: tuple[Any, ...] = ()


class Context:
    """A V8 context with the bodies that are compiled in it; a context manager.

    `time_limit` (seconds) holds for compiling and for each call; `memory_limit` (bytes) for the values alive. Methods
    raise FindingsError: "transformation-error" for a body that cannot be compiled (with the line in the body),
    "time-limit", "memory-limit". If another program kills the child process, the command is given to a new one, and
    KilledError is raised if that is killed too.

    The globals are put back after each payload. A body that alters a built-in object (`Array.prototype`)
    alters it for the payloads that follow. Promises are not awaited.
    """

    _scripts: tuple[str, ...] = ("harness", "losses")

    def __init__(self, *, time_limit: float = TIME_LIMIT, memory_limit: int = MEMORY_LIMIT) -> None:
        self._time_limit = time_limit
        self._memory_limit = memory_limit
        self._bodies: dict[str, tuple[str, LossMap | None]] = {}
        self._worker: Worker | None = None
        self._number = 0

    def compile(self, name: str, body: str, losses: LossMap | None = None) -> None:
        """Compile the text of a function body with the parameter `payload`."""
        self._bodies[name] = (body, losses)
        if self._worker is Worker.running():
            self._compile(name)
        else:
            self._open()

    def close(self) -> None:
        """Free the context."""
        if self._worker is not None and self._worker.is_running:
            self._worker.send({"do": "close", "context": self._number}, b"null")
            self._worker.receive(START_LIMIT)
        self._worker = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _open(self) -> None:
        self._number = next(_numbers)
        self._worker = Worker.running()
        has_map = any(losses is not None for _, losses in self._bodies.values())
        memory_limit = self._memory_limit + has_map * _COMPARISON_MEMORY
        limits = {"memory_limit": memory_limit, "time_limit": self._time_limit}
        self._ask({"do": "open", "scripts": self._scripts, **limits}, b"null")
        for name in self._bodies:
            self._compile(name)

    def _compile(self, name: str) -> None:
        body, losses = self._bodies[name]
        program = json.dumps({"name": name, "body": body, "map": losses}).encode()
        try:
            self._ask({"do": "compile"}, program)
        except _SyntaxError as error:
            raise FindingsError(_syntax_finding(str(error), body)) from None

    def _ask(self, command: dict[str, object], data: bytes) -> Any:
        try:
            return self._receive(self._send(command, data))
        except KilledError:
            return self._receive(self._send(command, data))

    def _send(self, command: dict[str, object], data: bytes) -> Worker:
        worker = Worker.running()
        if self._worker is not worker:
            self._open()
        worker.send({**command, "context": self._number}, data)
        return worker

    def _receive(self, worker: Worker) -> Any:
        self._worker = None  # until the context has proved itself
        word, answer = worker.receive(self._time_limit + _GRACE)
        if word in {"time-limit", "memory-limit", "ended", "killed"}:
            worker.kill()
        else:
            self._worker = worker
        if word == "ok":
            return answer
        if word == "syntax-error":
            raise _SyntaxError(answer)
        if word == "killed":
            raise KilledError(worker.killed())
        raise FindingsError(self._finding(word, str(answer)))

    def _finding(self, word: str, message: str) -> Finding:
        match word:
            case "time-limit":
                message = f"The transformation ran for more than {self._time_limit:g} s"
                return Finding("time-limit", message, "Look for a loop or a pattern that does not end.")
            case "memory-limit" | "ended":  # V8 ends its process if it cannot allocate memory
                message = f"The transformation used more than {self._memory_limit / 2**20:g} MiB of memory"
                return Finding("memory-limit", message, "Look for a list or a text that grows without end.")
            case _:
                message = f"The requests of the transformation cannot be returned: {message}"
                return Finding("transformation-error", message, "Look for a request that is very large.")


class Sandbox(Context):
    """A body in a separate V8 context. With a map, outcomes have losses."""

    def __init__(
        self,
        body: str,
        losses: LossMap | None = None,
        *,
        time_limit: float = TIME_LIMIT,
        memory_limit: int = MEMORY_LIMIT,
    ) -> None:
        super().__init__(time_limit=time_limit, memory_limit=memory_limit)
        self.compile("", body, losses)

    def run(self, payload: str, *, strict: bool = False, name: str = "") -> Outcome:
        """Run the body, or another one that was compiled under `name`, on one payload, a JSON text."""
        return self._run_chunk([payload], name, strict=strict)[0]

    def run_many(self, payloads: Sequence[str], *, strict: bool = False) -> list[Outcome]:
        """Run the body on many payloads, JSON texts, one call of V8 per chunk; outcomes are in the same order."""
        return [outcome for chunk in _chunks(payloads) for outcome in self._run_chunk(chunk, "", strict=strict)]

    def _run_chunk(self, payloads: Sequence[str], name: str, *, strict: bool) -> list[Outcome]:
        outcomes = self._ask({"do": "run", "arguments": [name, strict]}, json.dumps(payloads).encode())
        return [
            Outcome(each["request"], each["error"], each["name"], each["mutated"], tuple(each["losses"] or ()))
            for each in outcomes
        ]


class Comparison(Context):
    """Many bodies with maps in one context: finds the losses of many payloads while the caller does other work."""

    _busy: Worker | None = None
    _batch = b""

    def start(self, names: Sequence[str], payloads: Sequence[str]) -> None:
        """Let V8 begin to run the body with each name on the payload at the same place, a JSON text.

        The batch should hold at most CHUNK_PAYLOADS payloads. `finish` must be called before anything else.
        """
        # JSON has line breaks between values only.
        texts = ",".join(payloads).replace("\n", " ").replace("\r", " ")
        batch = f'{{"names":{json.dumps(names)},"payloads":[{texts}]}}'
        self._batch = batch.encode()
        self._busy = self._send(_COMPARE, self._batch)

    def close(self) -> None:
        """Free the context; V8 ends if it is still busy."""
        if self._busy is not None:
            self._busy.kill()
            self._busy = None
        super().close()

    def finish(self) -> list[Any]:
        """Return the losses of each payload of the batch, as losses.js reports them.

        An item is None (no loss), a list of losses, or the error thrown as an object with `name` and `error`.
        """
        if self._busy is None:
            raise RuntimeError("no batch was started")
        busy, self._busy = self._busy, None
        try:
            results: list[Any] = self._receive(busy)
        except KilledError:
            results = self._receive(self._send(_COMPARE, self._batch))
        return results


class Script(Context):
    """A script of this folder in a separate context, in which no transformation runs.

    The value of the script is a function that returns its functions by name. They take and return JSON texts. A script
    that is a function of other scripts is named with them. The function `prepare` gets `prepared`, whenever the context
    is opened.
    """

    def __init__(
        self, *scripts: str, prepared: object = None, time_limit: float = TIME_LIMIT, memory_limit: int = MEMORY_LIMIT
    ) -> None:
        super().__init__(time_limit=time_limit, memory_limit=memory_limit)
        self._scripts = scripts
        self._prepared = prepared

    def call(self, function: str, argument: object) -> Any:
        """Return the value that a function of the script returns for a JSON value."""
        return self._ask({"do": function, "arguments": []}, json.dumps(argument).encode())

    def call_many(self, function: str, texts: Sequence[str]) -> list[Any]:
        """Return the value of each text. The function takes a list of texts and returns a list."""
        return [value for chunk in _chunks(texts) for value in self.call(function, chunk)]

    def _open(self) -> None:
        super()._open()
        if self._prepared is not None:
            self.call("prepare", self._prepared)


class KilledError(FindingsError):
    """The child process was killed from outside."""


class _SyntaxError(Exception):
    """A body cannot be compiled; the message is mini-racer's report."""


def _chunks(payloads: Sequence[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    characters = 0
    for payload in payloads:
        if chunk and (len(chunk) == CHUNK_PAYLOADS or characters + len(payload) > CHUNK_CHARACTERS):
            yield chunk
            chunk, characters = [], 0
        chunk.append(payload)
        characters += len(payload)
    if chunk:
        yield chunk


def _syntax_finding(report: str, body: str) -> Finding:
    """Read mini-racer's report: `name:LINE: message`, the source line, a caret under the place."""
    first, *rest = report.split("\n")
    found = re.match(r"[^:]*:(\d+): (.*)", first)
    last = len(re.split(r"\r\n|[\n\r\u2028\u2029]", body))
    line = int(found[1]) - _LINES_ABOVE_BODY if found else last
    caret = re.fullmatch(r"( *)\^+", rest[1]) if line <= last and len(rest) > 1 else None
    return Finding(
        "transformation-error",
        f"The transformation is not JavaScript: {found[2] if found else first}",
        "Correct the line; every bracket, quote and comment must be closed in the body itself.",
        line=min(max(line, 1), last),
        column=len(caret[1]) + 1 if caret else None,
    )


_numbers = itertools.count(1)
