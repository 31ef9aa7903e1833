"""The child process in which V8 runs, started by `v8` as a plain script; it imports nothing of this package.

V8 ends its process when it cannot allocate (`new Array(2 ** 31).fill(0)` is enough), and some of its
built-ins cannot be interrupted. Here either costs a child, not the command.

Protocol: a command is two lines, a JSON object and JSON data; an answer is two lines, a word and JSON data.
JSON as written here has no line breaks, so lines are frames. The words: `ready`, `ok`, `syntax-error`,
`error`, `time-limit`, `memory-limit`. After the last two the child is of no further use.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from py_mini_racer import JSEvalException, JSTimeoutException, MiniRacer

RESIDENT_FACTOR = 3
RESIDENT_SLACK = 64 * 2**20  # bytes: what V8's young generation and compiler may take beside live values
WATCH_INTERVAL = 0.01  # seconds
MEMORY_EXIT = 3


class ResidentWatch(threading.Thread):
    """Ends the process when its resident memory grows too far during a call.

    V8's own limit counts neither array buffers nor strings under construction, and is looked at only when V8
    collects garbage.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._armed = threading.Event()
        self._ceiling = 0

    def arm(self, memory_limit: int) -> None:
        """Start watching, for a body that may use `memory_limit` bytes."""
        self._ceiling = _peak_resident() + RESIDENT_FACTOR * memory_limit + RESIDENT_SLACK
        self._armed.set()

    def disarm(self) -> None:
        """Stop watching."""
        self._armed.clear()

    def run(self) -> None:
        """Watch for ever."""
        while self._armed.wait():
            if _peak_resident() > self._ceiling:
                os._exit(MEMORY_EXIT)
            time.sleep(WATCH_INTERVAL)


def _peak_resident() -> int:
    """Return the largest resident size so far, in bytes (getrusage counts KiB, on macOS bytes)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


class Context:
    """One V8 context with one compiled body; memory in bytes, time in seconds."""

    def __init__(self, harness: str, body: str, memory_limit: int, time_limit: float) -> None:
        self.memory_limit = memory_limit
        self._time_limit = time_limit
        self._engine = MiniRacer()
        # Its timer class is a lexical binding, which no code can delete.
        self._engine.eval("__TimerManager = undefined", max_memory=memory_limit)
        compile_body: Any = self._engine.eval(harness)
        with self._memory_limit_told():
            self._run_body: Any = compile_body(body, timeout_sec=time_limit)

    def run(self, payloads: str, *, strict: bool) -> str:
        """Run the body on a JSON list of JSON texts; return a JSON list of outcomes."""
        end = time.monotonic() + self._time_limit
        with self._memory_limit_told():
            outcomes = self._run_body(payloads, strict, timeout_sec=self._time_limit)
            # The jobs of promises run after a call has returned: an endless chain of them shows only here.
            self._engine.eval("0", timeout_sec=max(end - time.monotonic(), 0.1))
        return str(outcomes)

    def close(self) -> None:
        """Free the context."""
        self._engine.close()

    @contextmanager
    def _memory_limit_told(self) -> Iterator[None]:
        """Raise MemoryError where V8 reached its limit, whatever mini-racer made of that: it varies."""
        try:
            yield
        except JSTimeoutException:
            raise
        except JSEvalException:
            if self._engine.was_hard_memory_limit_reached():
                raise MemoryError from None
            raise
        if self._engine.was_hard_memory_limit_reached():
            raise MemoryError


class Worker:
    """Carries out commands on contexts, which the parent numbers."""

    def __init__(self, harness: str) -> None:
        self._harness = harness
        self._contexts: dict[int, Context] = {}
        self._watch = ResidentWatch()
        self._watch.start()

    def answer(self, command: dict[str, Any], data: str) -> tuple[str, str]:
        """Carry out a command and return the word and the data of the answer."""
        try:
            return "ok", self._carry_out(command, data)
        except MemoryError:
            return "memory-limit", "null"
        except JSTimeoutException:
            return "time-limit", "null"
        except JSEvalException as error:
            return "syntax-error" if command["do"] == "open" else "error", json.dumps(str(error))
        finally:
            self._watch.disarm()

    def _carry_out(self, command: dict[str, Any], data: str) -> str:
        number = command["context"]
        match command["do"]:
            case "open":
                memory_limit, time_limit = command["memory_limit"], command["time_limit"]
                self._watch.arm(memory_limit)
                self._contexts[number] = Context(self._harness, data, memory_limit, time_limit)
                return "null"
            case "run":
                context = self._contexts[number]
                self._watch.arm(context.memory_limit)
                return context.run(data, strict=command["strict"])
            case _:
                self._contexts.pop(number).close()
                return "null"


def _send(out: BinaryIO, word: str, data: str) -> None:
    out.write(f"{word}\n{data}\n".encode())
    out.flush()


def main() -> None:
    """Serve commands until the parent closes the pipe."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # V8's last words must not be taken for an answer
    worker = Worker(Path(__file__).with_name("harness.js").read_text(encoding="utf-8"))
    try:
        _send(out, "ready", "null")
        while line := sys.stdin.buffer.readline():
            _send(out, *worker.answer(json.loads(line), sys.stdin.buffer.readline().decode()))
    finally:
        os._exit(0)  # an orderly end would wait for V8, which may still be busy


if __name__ == "__main__":
    main()
