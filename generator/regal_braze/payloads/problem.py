"""What can be wrong with recorded payloads."""

from __future__ import annotations

from typing import NamedTuple


class Problem(NamedTuple):
    """Input that cannot be read, or not fully, and where it stands; `kind` is a key of `told.PROBLEMS`."""

    kind: str
    file: str
    line: int
    detail: str = ""
