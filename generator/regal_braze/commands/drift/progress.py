"""A bar on a terminal, for input that takes a while."""

from __future__ import annotations

import os
import sys
import time

_AFTER = 1.0  # seconds
_EVERY = 0.2
_WIDTH = 30


class Progress:
    """Draws a bar on standard error, if that is a terminal and somebody wants to see it. It has no colours."""

    def __init__(self, wanted: bool, total: int | None) -> None:
        self._total = total
        self._is_on = wanted and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._next = time.monotonic() + _AFTER
        self._drawn = 0

    def show(self, read: int, payloads: int) -> None:
        """Say how many bytes are read and how many payloads counted, now and then."""
        if not self._is_on or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _EVERY
        text = f"{payloads:,} payloads"
        if self._total:
            share = min(1.0, read / self._total)
            text = f"[{'#' * int(share * _WIDTH):<{_WIDTH}}] {share:4.0%}  {text}"
        self._write(text)

    def clear(self) -> None:
        """Take the bar away."""
        if self._drawn:
            self._write("")

    def _write(self, text: str) -> None:
        sys.stderr.write(f"\r{text.ljust(self._drawn)}" if text else f"\r{' ' * self._drawn}\r")
        sys.stderr.flush()
        self._drawn = len(text)
