"""Run the command line: in this process where that is enough, otherwise in a separate process."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from typer.main import get_command
from typer.testing import CliRunner

import regal_braze
from regal_braze.cli.app import app

SOURCES = str(Path(regal_braze.__file__).parents[1])
_COMMAND = get_command(app)  # built once: it takes 10 to 20 ms, longer than most commands that tests run
_COMMAND_APART = (sys.executable, "-m", "regal_braze")
CALL: dict[str, Any] = {
    "userId": "4711",
    "name": "call.completed",
    "properties": {"direction": "OUTBOUND", "talk_time": "7", "notes": None},
    "originalTimestamp": "1657855059",
    "eventId": "f49a3cf9",
}
"""A payload of call.completed with a time, so that its request is always the same."""
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
    """The result of a command: its exit code and what it printed."""

    code: int
    out: str
    err: str
    printed: str = field(default="", compare=False)
    """Both streams in the order in which a terminal shows them; only from `run`."""

    @property
    def findings(self) -> list[dict[str, Any]]:
        """The findings that a command with `--format json` printed."""
        findings: list[dict[str, Any]] = json.loads(self.out)["findings"]
        return findings

    @property
    def errors(self) -> list[dict[str, Any]]:
        """The errors among these findings."""
        return [finding for finding in self.findings if finding["severity"] == "error"]


def run(*arguments: str | Path, stdin: bytes | None = None) -> Ended:
    """Run a command in this process. An exception that the command doesn't catch is raised here."""
    with CliRunner().isolation(stdin) as streams:
        try:
            code = _COMMAND.main([str(argument) for argument in arguments], prog_name="regal-braze")
        except SystemExit as end:
            code = end.code
        sys.stdout.flush()
        sys.stderr.flush()
        texts = [stream.getvalue().decode().replace("\r\n", "\n") for stream in streams]
    return Ended(int(code or 0), *texts)


def run_apart(
    *arguments: str | Path, stdin: bytes | None = None, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> Ended:
    """Run a command in a separate process. `env` is added to a plain environment."""
    return _ended([*_COMMAND_APART, *map(str, arguments)], stdin, env, cwd)


def run_in_shell(line: str, cwd: Path) -> Ended:
    """Run a line in bash, where PYTHON is the interpreter of the tests, in a plain environment."""
    return _ended(["bash", "-c", line], None, {"PYTHON": sys.executable}, cwd)


def importing(*arguments: str, env: Mapping[str, str] | None = None, cwd: Path | None = None) -> tuple[str, set[str]]:
    """Return what a command in a separate process prints, and the names of the modules that it imports."""
    ended = run_apart(*arguments, env={"PYTHONPROFILEIMPORTTIME": "1"} | dict(env or {}), cwd=cwd)
    assert ended.code == 0
    return ended.out, {line.rpartition("|")[2].strip() for line in ended.err.splitlines()}


def _ended(command: Sequence[str], stdin: bytes | None, env: Mapping[str, str] | None, cwd: Path | None) -> Ended:
    environment = plain_environment() | dict(env or {})
    done = subprocess.run(command, input=stdin, env=environment, cwd=cwd, capture_output=True, timeout=60, check=False)
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


def on_terminal(*arguments: str, errors: bool = False, code: int = 0, **env: str) -> str:
    """Return what a command shows on a terminal that gets its standard output, or with `errors` its standard error.

    With `errors`, it must write nothing to its standard output.
    """
    outer, inner = pty.openpty()
    streams = {"stdout": subprocess.PIPE, "stderr": inner} if errors else {"stdout": inner, "stderr": None}
    environment = plain_environment() | {"TERM": "xterm-256color", "COLUMNS": "60"} | env
    command = [*_COMMAND_APART, *arguments]
    with subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, **streams) as process:
        os.close(inner)
        screen = b""
        with contextlib.suppress(OSError):  # how Linux says that the other side is closed
            while read := os.read(outer, 100_000):
                screen += read
        assert process.stdout is None or not process.stdout.read()
    os.close(outer)
    assert process.returncode == code
    return screen.decode().replace("\r\n", "\n")


def plain_environment() -> dict[str, str]:
    """Return the environment without the variables that change how Python or a terminal writes."""
    dropped = ("PYTHON", "LC_", "LANG", "TERM", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "GITHUB_", "_TYPER", "TZ")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(dropped)}
    return kept | {"PYTHONPATH": SOURCES}


def tree(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file below a folder, by relative path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
