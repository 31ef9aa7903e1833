"""Limits for the time that a block of a test may take."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fail if the block takes longer than this, also on a busy machine."""
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < seconds


def wait_until(condition: Callable[[], object], seconds: float) -> None:
    """Wait until a condition holds, or for this many seconds."""
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
