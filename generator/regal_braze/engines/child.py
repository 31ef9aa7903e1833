"""A child process that carries out commands, so that what one of them does cannot harm this process.

Protocol: a command is two lines, a JSON object and data without line breaks. An answer is two lines, a word and JSON.
The first word is `ready`. The child ends when its standard input ends.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Any, ClassVar, Final, cast

from regal_braze.findings.finding import Finding, FindingsError

START_LIMIT: Final = 60.0  # seconds: a cold start on a busy machine
_FROM_OUTSIDE: Final = {-signal.SIGKILL, -signal.SIGTERM, -signal.SIGHUP, -signal.SIGINT}


class Child:
    """The parent's end of a child process that runs a script of this package. For one thread at a time."""

    _all: ClassVar[set[Child]] = set()

    def __init__(self, script: Path) -> None:
        self._process = subprocess.Popen(
            # -P: modules next to the script must not hide others. The child ends when it is no longer this one's.
            [sys.executable, "-P", str(script), str(os.getpid())],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # V8 prints a stack trace as it dies
        )
        self._commands = cast("IO[bytes]", self._process.stdin)
        self._answers = cast("IO[bytes]", self._process.stdout)
        self._poll = select.poll()
        self._poll.register(self._answers, select.POLLIN)
        self._all.add(self)
        if self.receive(START_LIMIT)[0] != "ready":
            self.kill()
            raise FindingsError(self.killed())

    @property
    def identifier(self) -> int:
        """The system's number of the child process."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether the child has not ended."""
        return self._process.poll() is None

    def send(self, command: dict[str, object], data: bytes) -> None:
        """Send a command and its data. The answer must be received before the next one."""
        try:
            rest = memoryview(b"%s\n%s\n" % (json.dumps(command).encode(), data))
            while rest:
                rest = rest[self._commands.write(rest) :]
        except BrokenPipeError:
            pass  # the answer will be that the child has ended
        except BaseException:
            self.kill()  # the child would take the rest for the next command
            raise

    def receive(self, limit: float) -> tuple[str, Any]:
        """Return the word and the data of the answer.

        The word is "time-limit" after `limit` seconds, "killed" if another program ended the child, and "ended" if it
        ended otherwise.
        """
        deadline = time.monotonic() + limit
        answer = bytearray()
        lines = 0
        try:
            while lines < 2:
                if not self._poll.poll(max(deadline - time.monotonic(), 0) * 1000):
                    return "time-limit", None
                part = os.read(self._answers.fileno(), 2**20)
                if not part:
                    return self._end(), None
                answer += part
                lines += part.count(b"\n")
            word, data, _ = answer.split(b"\n")
            return word.decode(), json.loads(data)
        except BaseException:
            self.kill()  # an answer still to come would be taken for the next one
            raise

    def kill(self) -> None:
        """End the child, even if it is busy."""
        self._all.discard(self)
        self._process.kill()
        self._process.wait()
        self._commands.close()
        self._answers.close()

    @staticmethod
    def killed() -> Finding:
        """Return the finding for a child that was killed, and once more when it was started again."""
        message = "Another program, or the system, has killed the process that was used"
        help_text = "Close other programs and run the command again: most often, memory is short."
        return Finding("memory-limit", message, help_text)

    def _end(self) -> str:
        """Return the word for a child that has closed its answers."""
        code = self._process.wait()
        if code == -signal.SIGXCPU:
            return "time-limit"
        return "killed" if code in _FROM_OUTSIDE else "ended"


def _end_all() -> None:
    for child in [*Child._all]:
        child.kill()


def _forget_all() -> None:
    """Release the children, which belong to the process that this one was forked from."""
    for child in [*Child._all]:
        child._process.returncode = 0  # as if it had ended, so it is not killed
        child.kill()


atexit.register(_end_all)
os.register_at_fork(after_in_child=_forget_all)
