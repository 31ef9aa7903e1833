"""liquidjs as a second Liquid engine, for tests only. `make test` installs it here if npm is installed."""

from __future__ import annotations

import atexit
import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import IO, Any, Final, cast

from regal_braze.engines.liquid import Aborted

FOLDER: Final = Path(__file__).parent
INSTALLED: Final = shutil.which("node") is not None and (FOLDER / "node_modules" / "liquidjs").is_dir()


def render_many(template: str, profiles: Sequence[Mapping[str, Any]]) -> list[str | Aborted]:
    """Return what a template gives for each profile, a mapping of namespaces. Needs INSTALLED."""
    process = _process()
    cast("IO[str]", process.stdin).write(json.dumps({"template": template, "profiles": profiles}) + "\n")
    cast("IO[str]", process.stdin).flush()
    results = json.loads(cast("IO[str]", process.stdout).readline())
    return [result["body"] if "body" in result else Aborted(result["aborted"]) for result in results]


@cache
def _process() -> subprocess.Popen[str]:
    process = subprocess.Popen(
        ["node", "render.mjs"], cwd=FOLDER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    atexit.register(process.kill)
    return process
