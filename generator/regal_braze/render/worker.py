"""The child process in which a workspace's templates run. `process` starts it as a plain script.

A template can ask for more time or memory than there is, in one expression (`7 ** (10 ** 9)`) or in loops. Here, that
costs a child process and not the command. `engines.child` describes the protocol. The commands: `check` with a
template, and `render` with a context. The words of answers: `ok`, `memory-limit`.
"""

from __future__ import annotations

import base64
import json
import os
import pickle
import resource
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

if __name__ == "__main__":  # the folder of the package, which isolated from the current one may not be importable
    sys.path.insert(0, str(Path(__file__).parents[2]))

if TYPE_CHECKING:
    from regal_braze.render.own_templates import OwnTemplates

SECONDS = 3
"""Processor time for the start and the first templates."""
MORE_SECONDS = 0.02
"""Processor time for each context: many times what a template takes."""
MEMORY = 256 * 2**20  # bytes of address space, where the system can limit it: macOS cannot
PARENT_INTERVAL = 0.5  # seconds
MOST_TEXT = 4_000_000  # characters of one output
MOST_TEXTS = 40_000_000  # characters of all


class Limits:
    """The limits of this process. The system ends it at the limit of time (SIGXCPU)."""

    def __init__(self) -> None:
        self._renders = 0
        self._characters = 0
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it writes no file
        if sys.platform != "darwin":
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        self.allow_one_more()

    def allow_one_more(self) -> None:
        """Allow the time for one more context."""
        self._renders += 1
        seconds = int(SECONDS + MORE_SECONDS * self._renders)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))

    def check(self, text: str) -> None:
        """Raise MemoryError if this output or all outputs together are too long."""
        self._characters += len(text)
        if len(text) > MOST_TEXT or self._characters > MOST_TEXTS:
            raise MemoryError


def _answer(templates: OwnTemplates, limits: Limits, command: dict[str, Any], data: str) -> tuple[str, object]:
    from regal_braze.findings.finding import Finding
    from regal_braze.immutable import as_dict

    limits.allow_one_more()
    try:
        if command["do"] == "check":
            findings = templates.add(command["name"], command["place"], json.loads(data))
            return "ok", [as_dict(finding) for finding in findings]
        rendered = templates.render(pickle.loads(base64.b64decode(data)))  # noqa: S301 - the parent wrote it
        if isinstance(rendered, Finding):
            return "ok", as_dict(rendered)
        limits.check(rendered)
    except MemoryError:
        return "memory-limit", None
    return "ok", rendered


def _send(out: BinaryIO, word: str, data: object) -> None:
    out.write(f"{word}\n{json.dumps(data)}\n".encode())
    out.flush()


def _end_with(parent: int) -> None:
    """End this process within a second after its parent, even if it is busy."""

    def look(_number: int, _frame: object) -> None:
        if os.getppid() != parent:
            os._exit(0)

    signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, PARENT_INTERVAL, PARENT_INTERVAL)


def main() -> None:
    """Serve commands until the parent closes the pipe."""
    from regal_braze.render.own_templates import OwnTemplates

    _end_with(int(sys.argv[1]))
    os.environ.clear()  # no template needs it
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    limits = Limits()
    templates = OwnTemplates()
    try:
        _send(out, "ready", None)
        while line := sys.stdin.buffer.readline():
            _send(out, *_answer(templates, limits, json.loads(line), sys.stdin.buffer.readline().decode()))
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
