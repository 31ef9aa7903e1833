"""ruby-liquid as a second Liquid engine, for tests only: the engine that Braze uses. Debian has it as a package."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import IO, Any, Final, cast

import pytest

from regal_braze.engines.liquid.environment import Aborted, LiquidError

MISSING: Final = "the tests under a second Liquid engine need Ruby and its gem liquid: apt-get install ruby ruby-liquid"


def is_installed() -> bool:
    """Return whether Ruby and its gem are installed. If they are missing in continuous integration, the test fails."""
    if _process() is None and os.environ.get("CI") == "true":
        pytest.fail(MISSING)
    return _process() is not None


def need() -> None:
    """Skip the test if Ruby or its gem is missing."""
    if not is_installed():
        pytest.skip(MISSING)


def render_many(template: str, profiles: Sequence[Mapping[str, Any]]) -> list[str | Aborted]:
    """Return what a template gives for each profile, a mapping of namespaces. Raises LiquidError."""
    process = cast("subprocess.Popen[str]", _process())
    cast("IO[str]", process.stdin).write(json.dumps({"template": template, "profiles": profiles}) + "\n")
    cast("IO[str]", process.stdin).flush()
    results = json.loads(cast("IO[str]", process.stdout).readline())
    return [*map(_result, results)]


def _result(result: Mapping[str, str]) -> str | Aborted:
    match result:
        case {"body": body}:
            return body
        case {"aborted": reason}:
            return Aborted(reason)
        case _:
            raise LiquidError(result["error"])


@cache
def _process() -> subprocess.Popen[str] | None:
    """Return the process, which waits for templates, or None if Ruby or its gem is missing."""
    if shutil.which("ruby") is None:
        return None
    process = subprocess.Popen(
        ["ruby", Path(__file__).with_suffix(".rb")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    atexit.register(process.kill)
    return process if cast("IO[str]", process.stdout).readline() else None
