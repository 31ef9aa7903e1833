"""Keep results that take long to compute: highlighted code, and examples of webhooks.

They take longer than all the rest of `generate`. A result depends on its input alone, so it is found by the hash of the
input. Whether it was kept or computed anew never changes the page. The results for the built-in schemas come with the
package, in results.json, which `make pages` writes. Others are kept in `__pycache__`, as `render.environments` does.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import cache
from importlib.util import cache_from_source, find_spec
from pathlib import Path
from typing import Final

from regal_braze.documents.files import read_file, write_cache
from regal_braze.immutable import EMPTY

SHIPPED: Final = Path(__file__).with_name("results.json")
"""The results that come with the package."""

MOST_CHARACTERS: Final = 4_000_000
"""Size of all results in `__pycache__`. Those that this run did not use are forgotten first."""

_LIBRARIES: Final = ("pygments", "liquid")


class Kept:
    """Results by kind and input. `used` are those that were needed so far. `save` writes them for the next process.

    `read_earlier` returns those of earlier processes. It is called if one is needed that is not in `shipped`.
    """

    def __init__(self, shipped: Mapping[str, str] = EMPTY, read_earlier: Callable[[], dict[str, str]] = dict) -> None:
        self._shipped = shipped
        self._earlier = cache(read_earlier)
        self._has_new = False
        self.used: dict[str, str] = {}

    def result(self, kind: str, text: str, compute: Callable[[str], str]) -> str:
        """Return what `compute` returns for a text."""
        key = hashlib.sha256(f"{kind}\0{text}".encode()).hexdigest()[:32]
        if key not in self.used:
            known = self._shipped if key in self._shipped else self._earlier()
            self._has_new = self._has_new or key not in known
            self.used[key] = known[key] if key in known else compute(text)
        return self.used[key]

    def save(self) -> None:
        """Write the results, if there are new ones."""
        if not self._has_new:
            return
        results = {key: result for key, result in self.used.items() if key not in self._shipped}
        room = MOST_CHARACTERS - sum(map(len, results.values()))
        for key, result in self._earlier().items():
            room -= len(result)
            if room < 0:
                break
            results[key] = result
        write_cache(_cache_file(), as_text(results, _state()).encode())
        self._has_new = False


@cache
def kept() -> Kept:
    """Return the results of this process, of earlier ones, and of the package."""
    return Kept(_read(SHIPPED), lambda: _read(_cache_file(), _state()))


def as_text(results: Mapping[str, str], state: str = "") -> str:
    """Return the text of a file of results; `state` says which code computed them."""
    return json.dumps({"state": state, "results": results}, indent=0, sort_keys=True) + "\n"


def _cache_file() -> Path:
    return Path(cache_from_source(__file__)).with_name("page-results.json")


def _state() -> str:
    """Return the times of the code that computes results. Reading versions of libraries would take longer."""
    folders = (Path(__file__).parent, Path(__file__).parents[1] / "engines" / "liquid")
    libraries = [Path(spec.origin or "") for name in _LIBRARIES if (spec := find_spec(name))]
    files = (*sorted(path for folder in folders for path in folder.glob("*.py")), *libraries)
    return str([(path.name, path.stat().st_mtime_ns) for path in files])


def _read(file: Path, state: str = "") -> dict[str, str]:
    """Return the results of a file; none if there is no such file, or if other code computed them."""
    try:
        found = json.loads(read_file(file, most=10 * MOST_CHARACTERS))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(found, dict) or found.get("state") != state or not isinstance(found.get("results"), dict):
        return {}
    return {key: result for key, result in found["results"].items() if isinstance(result, str)}
