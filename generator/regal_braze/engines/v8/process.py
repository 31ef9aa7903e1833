"""The child process in which V8 runs, one for all contexts, started by the first. For one thread at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from regal_braze.engines.child import Child


class Worker(Child):
    """The parent's end of the child process that `worker` describes."""

    current: ClassVar[Worker | None] = None

    def __init__(self) -> None:
        super().__init__(Path(__file__).with_name("worker.py"))

    @classmethod
    def running(cls) -> Worker:
        """Return the child process. Start it if there is none."""
        if cls.current is not None and not cls.current.is_running:
            cls.current.kill()
        if cls.current is None:
            cls.current = cls()
        return cls.current

    def receive(self, limit: float) -> tuple[str, Any]:
        """Return the word and the data of the answer; V8 ends its process if it cannot allocate memory."""
        word, data = super().receive(limit)
        return ("memory-limit" if word == "ended" else word), data

    def kill(self) -> None:
        """End the child, even if it is busy."""
        if Worker.current is self:
            Worker.current = None
        super().kill()

    def disown(self) -> None:
        """Release a child that belongs to the process that this one was forked from."""
        Worker.current = None
        super().disown()
