"""The child process in which V8 runs, one for all contexts, started by the first. For one thread at a time."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from regal_braze.engines.child import Child


class Worker(Child):
    """The parent's end of the child process that `worker` describes."""

    current: ClassVar[Worker | None] = None

    @classmethod
    def running(cls) -> Worker:
        """Return the child process. Start it if there is none, or if it has ended."""
        if cls.current is None or not cls.current.is_running:
            if cls.current is not None:
                cls.current.kill()
            cls.current = cls(Path(__file__).with_name("worker.py"))
        return cls.current
