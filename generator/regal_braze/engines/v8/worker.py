"""The child process in which V8 runs. `process` starts it as a plain script; it imports nothing of this package.

V8 ends its process when it cannot allocate memory (`new Array(2 ** 31).fill(0)` is enough), and some of its
built-ins cannot be interrupted. Here, either one costs a child process and not the command.

Protocol: a command is two lines, a JSON object and JSON data. An answer is two lines, a word and JSON data.
JSON as written here has no line breaks, so lines are frames. The words: `ready`, `ok`, `syntax-error`,
`error`, `time-limit`, `memory-limit`. After the last two, the child cannot be used again. It ends when its
standard input ends and, if it is busy then, within a second: it never outlives the process that started it.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import threading
import time
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from py_mini_racer import JSEvalException, JSTimeoutException, MiniRacer

RESIDENT_FACTOR = 1.5
RESIDENT_SLACK = 32 * 2**20  # bytes: what V8's young generation and compiler may take beside live values
WATCH_INTERVAL = 0.002  # seconds: enough for 20 MB
PARENT_INTERVAL = 0.5  # seconds
MEMORY_EXIT = 3


class Watch(threading.Thread):
    """Ends the process when its parent has ended, and when its resident memory grows too far during a call.

    V8's own limit counts neither array buffers nor strings under construction, and is looked at only when V8
    collects garbage.
    """

    def __init__(self, parent: int) -> None:
        super().__init__(daemon=True)
        self._parent = parent
        self._armed = threading.Event()
        self._ceiling = 0

    def arm(self, memory_limit: int) -> None:
        """Start watching, for a body that may use `memory_limit` bytes."""
        self._ceiling = _peak_resident() + int(RESIDENT_FACTOR * memory_limit) + RESIDENT_SLACK
        self._armed.set()

    def disarm(self) -> None:
        """Stop watching."""
        self._armed.clear()

    def run(self) -> None:
        """Watch until the process ends."""
        while True:
            is_armed = self._armed.wait(PARENT_INTERVAL)
            if os.getppid() != self._parent:
                os._exit(0)
            if is_armed and _peak_resident() > self._ceiling:
                os._exit(MEMORY_EXIT)
            time.sleep(WATCH_INTERVAL)


def _peak_resident() -> int:
    """Return the largest resident size so far, in bytes (getrusage counts KiB, on macOS bytes)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


class Context:
    """One V8 context: for some compiled bodies, or for a script of this package; memory in bytes, time in seconds.

    The value of `source` is a function that returns functions by name.
    """

    def __init__(self, source: str, memory_limit: int, time_limit: float) -> None:
        self.memory_limit = memory_limit
        self._time_limit = time_limit
        self._engine = MiniRacer()
        # Its timer class is a lexical binding, which no code can delete.
        self._engine.eval("__TimerManager = undefined", max_memory=memory_limit)
        self._function_named: Any = self._engine.eval(source)
        self._functions: dict[str, Any] = {}

    def call(self, name: str, *arguments: object) -> str:
        """Call a function by its name and return its JSON text. Raises MemoryError if V8 reached its limit."""
        if name not in self._functions:
            self._functions[name] = self._function_named(name)
        end = time.monotonic() + self._time_limit
        try:
            result = self._functions[name](*arguments, timeout_sec=self._time_limit)
            # The jobs of promises run after a call has returned: an endless chain of them shows only here.
            self._engine.eval("0", timeout_sec=max(end - time.monotonic(), 0.1))
        except JSEvalException as error:  # which one it is if V8 reached its limit varies
            if not isinstance(error, JSTimeoutException) and self._engine.was_hard_memory_limit_reached():
                raise MemoryError from None
            raise
        if self._engine.was_hard_memory_limit_reached():
            raise MemoryError
        return str(result)

    def close(self) -> None:
        """Free the context."""
        self._engine.close()


class Worker:
    """Carries out commands on contexts, which the parent numbers."""

    def __init__(self, watch: Watch) -> None:
        self._contexts: dict[int, Context] = {}
        self._watch = watch

    def answer(self, command: dict[str, Any], data: str) -> tuple[str, str]:
        """Carry out a command and return the word and the data of the answer."""
        try:
            return "ok", self._carry_out(command, data)
        except MemoryError:
            return "memory-limit", "null"
        except JSTimeoutException:
            return "time-limit", "null"
        except JSEvalException as error:
            return "syntax-error" if command["do"] == "compile" else "error", json.dumps(str(error))
        finally:
            self._watch.disarm()

    def _carry_out(self, command: dict[str, Any], data: str) -> str:
        number = command["context"]
        if command["do"] == "open":
            source = _source(*command["scripts"])
            self._contexts[number] = Context(source, command["memory_limit"], command["time_limit"])
            return "null"
        if command["do"] == "close":
            self._contexts.pop(number).close()
            return "null"
        context = self._contexts[number]
        self._watch.arm(context.memory_limit)
        if command["do"] == "compile":
            context.call("compile", data)
            return "null"
        return context.call(command["do"], data, *command["arguments"])


@cache
def _source(name: str, *arguments: str) -> str:
    """Return the text of a script next to this one. If it takes the values of others, it is called with them."""
    text, *others = (Path(__file__).with_name(f"{each}.js").read_text("utf-8").rstrip() for each in (name, *arguments))
    return f"{text}(\n{','.join(others)}\n)" if others else text


def _send(out: BinaryIO, word: str, data: str) -> None:
    out.write(f"{word}\n{data}\n".encode())
    out.flush()


def main() -> None:
    """Serve commands until the parent closes the pipe."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    watch = Watch(int(sys.argv[1]))
    watch.start()
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # V8's last words must not be taken for an answer
    worker = Worker(watch)
    try:
        _send(out, "ready", "null")
        while line := sys.stdin.buffer.readline():
            _send(out, *worker.answer(json.loads(line), sys.stdin.buffer.readline().decode()))
    finally:
        os._exit(0)  # an orderly end would wait for V8, which may still be busy


if __name__ == "__main__":
    main()
