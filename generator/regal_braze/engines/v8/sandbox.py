"""V8 as a sandbox: runs a transformation body with nothing but `payload` and ECMAScript 2020's built-ins.

V8 lives in a child process (`v8_worker`), one for all sandboxes, started by the first. A body that hits a
limit ends the child; the sandboxes that had a context there compile anew when they next run. For one thread
at a time.
"""

from __future__ import annotations

import atexit
import itertools
import json
import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, ClassVar, Final, Self, cast

from regal_braze.findings.finding import Finding, FindingsError
from regal_braze.immutable import Immutable

TIME_LIMIT: Final = 5.0  # seconds
MEMORY_LIMIT: Final = 64 * 2**20  # bytes
CHUNK_PAYLOADS: Final = 1000
CHUNK_CHARACTERS: Final = 4_000_000

_START_LIMIT: Final = 60.0  # seconds: a cold start on a busy machine
_GRACE: Final = 0.5  # seconds past the limit before a child that cannot be interrupted is killed
_LINES_ABOVE_BODY: Final = 2  # the Function constructor writes a header of two lines


class Outcome(Immutable):
    """What came of one payload.

    `request` is the JSON text of the value returned. Where there is none it is None, `error` is the
    message, and `error_name` is one of: the name of the Error thrown ("Error", "TypeError", …); the type of
    anything else thrown ("string", …); "NoRequest" (undefined or a function was returned); "NotJson" (JSON
    cannot carry the value or, if strict, not unchanged; the message ends in a JSON Pointer); "NotPure"
    (strict: the body changed a global); "PayloadNotJson" (the body was not run). `mutated` (strict only):
    the body changed the payload.
    """

    request: str | None
    error: str | None
    error_name: str | None
    mutated: bool


class Sandbox:
    """A body compiled in a V8 context of its own; a context manager.

    `body` is the text of a function body with the parameter `payload`. `time_limit` (seconds) holds for
    compiling and for each chunk of payloads; `memory_limit` (bytes) for the values alive. The constructor
    and the methods that run the body raise FindingsError: "transformation-error" for a body that cannot be
    compiled (with the line in the body), "time-limit", "memory-limit".

    The globals are put back after each payload; a body that alters a built-in object (`Array.prototype`)
    alters it for the payloads that follow. Nobody waits for promises.
    """

    def __init__(self, body: str, *, time_limit: float = TIME_LIMIT, memory_limit: int = MEMORY_LIMIT) -> None:
        self._body = body
        self._time_limit = time_limit
        self._memory_limit = memory_limit
        self._worker: _Worker | None = None
        self._context = 0
        self._compile()

    def run(self, payload: str, *, strict: bool = False) -> Outcome:
        """Run the body on one payload, a JSON text."""
        return self._run_chunk([payload], strict=strict)[0]

    def run_many(self, payloads: Sequence[str], *, strict: bool = False) -> list[Outcome]:
        """Run the body on many payloads, JSON texts, one call of V8 a chunk; outcomes in the same order."""
        return [outcome for chunk in _chunks(payloads) for outcome in self._run_chunk(chunk, strict=strict)]

    def close(self) -> None:
        """Free the context."""
        if self._worker is not None and self._worker is _Worker.current:
            self._worker.ask({"do": "close", "context": self._context}, "null", limit=_START_LIMIT)
        self._worker = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _compile(self) -> None:
        self._context = next(_context_numbers)
        limits = {"memory_limit": self._memory_limit, "time_limit": self._time_limit}
        self._ask(_Worker.running(), {"do": "open", **limits}, self._body)

    def _run_chunk(self, payloads: Sequence[str], *, strict: bool) -> list[Outcome]:
        if self._worker is not _Worker.running():
            self._compile()
        outcomes = self._ask(_Worker.running(), {"do": "run", "strict": strict}, payloads)
        return [Outcome(each["request"], each["error"], each["name"], each["mutated"]) for each in outcomes]

    def _ask(self, worker: _Worker, command: dict[str, object], data: object) -> Any:
        self._worker = None  # until the context has proved itself
        word, answer = worker.ask(
            {**command, "context": self._context}, json.dumps(data), limit=self._time_limit + _GRACE
        )
        if word == "ok":
            self._worker = worker
            return answer
        if word in {"time-limit", "memory-limit"}:
            worker.kill()
        raise FindingsError(self._finding(word, str(answer)))

    def _finding(self, word: str, message: str) -> Finding:
        match word:
            case "time-limit":
                said = f"The transformation ran for more than {self._time_limit:g} s"
                return Finding("time-limit", said, "Look for a loop or a pattern that does not end.")
            case "memory-limit":
                said = f"The transformation used more than {self._memory_limit / 2**20:g} MiB of memory"
                return Finding("memory-limit", said, "Look for a list or a text that grows without end.")
            case "syntax-error":
                return _syntax_finding(message, self._body)
            case _:
                said = f"The transformation's requests cannot be handed over: {message}"
                return Finding("transformation-error", said, "Look for a request that is very large.")


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


_context_numbers = itertools.count(1)


class _Worker:
    """The parent's end of the child process that `v8_worker` describes."""

    current: ClassVar[_Worker | None] = None

    def __init__(self) -> None:
        script = Path(__file__).with_name("worker.py")
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(script)],  # -P: modules beside the script must not hide others
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # V8 prints a stack trace as it dies
        )
        self._commands = cast("IO[bytes]", self._process.stdin)
        self._answers = cast("IO[bytes]", self._process.stdout)
        self._poll = select.poll()
        self._poll.register(self._answers, select.POLLIN)
        if self._receive(time.monotonic() + _START_LIMIT)[0] != "ready":
            self.kill()
            raise RuntimeError(f"V8 did not start: {script.name} ended with {self._process.returncode}")

    @classmethod
    def running(cls) -> _Worker:
        """Return the child process, started if need be."""
        if cls.current is None or cls.current._process.poll() is not None:
            cls.current = cls()
        return cls.current

    def ask(self, command: dict[str, object], data: str, *, limit: float) -> tuple[str, Any]:
        """Return the word and the data of the answer; lateness is "time-limit", death "memory-limit"."""
        try:
            self._send(f"{json.dumps(command)}\n{data}\n".encode())
            return self._receive(time.monotonic() + limit)
        except BrokenPipeError:
            return "memory-limit", None
        except BaseException:
            self.kill()  # an answer still to come would be taken for the next one
            raise

    def kill(self) -> None:
        """End the child, whatever it is doing."""
        if _Worker.current is self:
            _Worker.current = None
        self._process.kill()
        self._process.wait()
        self._commands.close()
        self._answers.close()

    def disown(self) -> None:
        """Let go of a child that belongs to the process that this one was forked from."""
        self._process.returncode = 0
        self._commands.close()
        self._answers.close()

    def _send(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[self._commands.write(rest) :]

    def _receive(self, deadline: float) -> tuple[str, Any]:
        answer = bytearray()
        lines = 0
        while lines < 2:
            if not self._poll.poll(max(deadline - time.monotonic(), 0) * 1000):
                return "time-limit", None
            part = os.read(self._answers.fileno(), 2**20)
            if not part:
                return "memory-limit", None
            answer += part
            lines += part.count(b"\n")
        word, data, _ = answer.split(b"\n")
        return word.decode(), json.loads(data)


def _end_worker() -> None:
    if _Worker.current is not None:
        _Worker.current.kill()


def _forget_worker() -> None:
    if _Worker.current is not None:
        _Worker.current.disown()
    _Worker.current = None


atexit.register(_end_worker)
os.register_at_fork(after_in_child=_forget_worker)
