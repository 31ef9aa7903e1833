"""How tests run the command line: in this process where that is enough, else in one of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

import regal_braze
from regal_braze.cli.app import app

SOURCES = str(Path(regal_braze.__file__).parents[1])
CALL: dict[str, Any] = {
    "userId": "4711",
    "name": "call.completed",
    "properties": {"direction": "OUTBOUND", "talk_time": "7", "notes": None},
    "originalTimestamp": "1657855059",
    "eventId": "f49a3cf9",
}
"""A payload of call.completed with a time of its own, so that its request is always the same."""
CALL_REQUEST: dict[str, Any] = {
    "events": [
        {
            "name": "Call Completed",
            "time": "2022-07-15T03:17:39.000Z",
            "properties": {"direction": "OUTBOUND", "talk_time": 7, "notes": None, "regal_event_id": "f49a3cf9"},
            "external_id": "4711",
            "_update_existing_only": False,
        }
    ]
}


@dataclass(frozen=True)
class Ended:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def findings(self) -> list[dict[str, Any]]:
        """The findings that a command with `--format json` printed."""
        found: list[dict[str, Any]] = json.loads(self.out)["findings"]
        return found


def run(*arguments: str | Path, stdin: bytes | None = None) -> Ended:
    """Run a command in this process; an exception that it does not catch comes through."""
    result = CliRunner().invoke(app, [str(each) for each in arguments], input=stdin, catch_exceptions=False)
    return Ended(result.exit_code, result.stdout, result.stderr)


def run_apart(
    *arguments: str | Path,
    stdin: bytes | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> Ended:
    """Run a command in a process of its own; `env` comes on top of a plain environment."""
    done = subprocess.run(
        [sys.executable, "-m", "regal_braze", *(str(each) for each in arguments)],
        input=stdin,
        env=plain_environment() | dict(env or {}),
        cwd=cwd,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


def plain_environment() -> dict[str, str]:
    """The environment without what changes how Python or a terminal writes."""
    dropped = ("PYTHON", "LC_", "LANG", "TERM", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "GITHUB_", "_TYPER", "TZ")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(dropped)}
    return kept | {"PYTHONPATH": SOURCES}


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
