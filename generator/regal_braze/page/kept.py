"""Keep results that take long to compute, in `__pycache__` as `render.bytecode` does.

Highlighting all code takes half as long as generating it. A result depends on its input alone, so it is found by the
hash of the input. Whether it was kept or computed anew never changes the page.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib.util import cache_from_source, find_spec
from pathlib import Path
from typing import Final

MOST_BYTES: Final = 4_000_000
"""Size of the file. Results that this run did not use are forgotten first."""

_LIBRARIES: Final = ("pygments", "liquid")


class Kept:
    """Results by kind and input; `save` writes them for the next process. `kept` returns the one of this process."""

    def __init__(self) -> None:
        folder = Path(__file__).parent
        self._file = Path(cache_from_source(__file__)).with_name("page-results.json")
        # Reading the versions of libraries would take longer than all the rest.
        libraries = [Path(spec.origin or "") for name in _LIBRARIES if (spec := find_spec(name))]
        sources = [(path.name, path.stat().st_mtime_ns) for path in (*sorted(folder.glob("*.py")), *libraries)]
        self._salt = f"{sources}\0"
        self._known = self._read()
        self._used: dict[str, str] = {}

    def result(self, kind: str, text: str, compute: Callable[[str], str]) -> str:
        """Return what `compute` returns for a text."""
        key = hashlib.sha256(f"{self._salt}{kind}\0{text}".encode()).hexdigest()[:32]
        if key not in self._used:
            self._used[key] = self._known[key] if key in self._known else compute(text)
        return self._used[key]

    def save(self) -> None:
        """Write the results, if there are new ones. If that is not possible, the next process computes them again."""
        if sys.dont_write_bytecode or self._used.keys() <= self._known.keys():
            return
        results = dict(self._used)
        room = MOST_BYTES - sum(map(len, results.values()))
        for key, result in self._known.items():
            room -= len(result)
            if room < 0:
                break
            results[key] = result
        draft = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        with suppress(OSError):
            self._file.parent.mkdir(exist_ok=True)
            draft.write_text(json.dumps(results), encoding="utf-8")
            draft.replace(self._file)
        with suppress(OSError):
            draft.unlink(missing_ok=True)

    def _read(self) -> dict[str, str]:
        try:
            results = json.loads(self._file.read_bytes())
        except (OSError, ValueError):
            return {}
        if not isinstance(results, dict):
            return {}
        return {key: result for key, result in results.items() if isinstance(result, str)}


@cache
def kept() -> Kept:
    """Return the results of this process and of earlier ones."""
    return Kept()
