"""The child process in which V8 runs, one for all contexts, started by the first. For one thread at a time."""

from __future__ import annotations

import atexit
import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Any, ClassVar, Final, cast

START_LIMIT: Final = 60.0  # seconds: a cold start on a busy machine


class Worker:
    """The parent's end of the child process that `worker` describes."""

    current: ClassVar[Worker | None] = None

    def __init__(self) -> None:
        script = Path(__file__).with_name("worker.py")
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(script)],  # -P: modules next to the script must not hide others
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # V8 prints a stack trace as it dies
        )
        self._commands = cast("IO[bytes]", self._process.stdin)
        self._answers = cast("IO[bytes]", self._process.stdout)
        self._poll = select.poll()
        self._poll.register(self._answers, select.POLLIN)
        if self._receive(time.monotonic() + START_LIMIT)[0] != "ready":
            self.kill()
            raise RuntimeError(f"V8 did not start: {script.name} ended with {self._process.returncode}")

    @property
    def identifier(self) -> int:
        """The system's number of the child process."""
        return self._process.pid

    @classmethod
    def running(cls) -> Worker:
        """Return the child process. Start it if there is none."""
        if cls.current is None or cls.current._process.poll() is not None:
            cls.current = cls()
        return cls.current

    def send(self, command: dict[str, object], data: bytes) -> None:
        """Send a command and its data, JSON without line breaks. The answer must be received before the next one."""
        try:
            rest = memoryview(b"%s\n%s\n" % (json.dumps(command).encode(), data))
            while rest:
                rest = rest[self._commands.write(rest) :]
        except BrokenPipeError:
            pass  # the answer will be that the child has died
        except BaseException:
            self.kill()  # the child would take the rest for the next command
            raise

    def receive(self, limit: float) -> tuple[str, Any]:
        """Return the word and the data of the answer; "time-limit" after `limit` seconds, "memory-limit" for death."""
        try:
            return self._receive(time.monotonic() + limit)
        except BaseException:
            self.kill()  # an answer still to come would be taken for the next one
            raise

    def kill(self) -> None:
        """End the child, even if it is busy."""
        if Worker.current is self:
            Worker.current = None
        self._process.kill()
        self._process.wait()
        self._commands.close()
        self._answers.close()

    def disown(self) -> None:
        """Release a child that belongs to the process that this one was forked from."""
        self._process.returncode = 0
        self._commands.close()
        self._answers.close()

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
    if Worker.current is not None:
        Worker.current.kill()


def _forget_worker() -> None:
    if Worker.current is not None:
        Worker.current.disown()
    Worker.current = None


atexit.register(_end_worker)
os.register_at_fork(after_in_child=_forget_worker)
