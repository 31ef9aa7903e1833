"""Log entries around payloads. The page output/index.html reads the same ones."""

from __future__ import annotations

from typing import Final

WRAPPERS: Final = ("payload", "body", "request", "webhook", "data", "input", "message", "event")
"""Keys under which a log entry holds the payload, as an object or as its JSON text."""

LAYERS: Final = 4
"""Most log entries around a payload."""
