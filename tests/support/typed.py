"""Run a line that a page shows, as a reader would type it."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from support.command import plain_environment, run

ELISION: Final = "…"
"""A line of a page that replaces any number of lines of output."""
_NEEDS_A_SHELL: Final = {"|", ">", "&&"}


class Typed(NamedTuple):
    """The result of a line: its exit code and what the terminal shows."""

    code: int
    printed: str


def run_typed(line: str, folder: Path) -> Typed:
    """Run a line in a folder, which is the current one: in this process, unless it needs a shell."""
    words = shlex.split(line.removeprefix(".venv/bin/"), comments=True)
    if words[0] == "regal-braze" and not _NEEDS_A_SHELL & {*words}:
        stdin = None
        if "<" in words:
            at = words.index("<")
            stdin = (folder / words[at + 1]).read_bytes()
            del words[at : at + 2]
        done = run(*words[1:], stdin=stdin)
        return Typed(done.code, done.printed)
    process = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {line.removeprefix('.venv/bin/')}"],
        cwd=folder,
        env=plain_environment() | {"PATH": f"{_programs()}{os.pathsep}{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    return Typed(process.returncode, process.stdout)


def shows(shown: str, printed: str) -> bool:
    """Return whether a page shows what was printed, line by line."""
    lines = (r"(?:.*\n)*?" if line == ELISION else re.escape(line) + r"\n" for line in shown.splitlines())
    return re.fullmatch("".join(lines), ended(printed)) is not None


def ended(text: str) -> str:
    """Return a text with a line break at its end, as a page shows it."""
    return text if text.endswith("\n") or not text else f"{text}\n"


@cache
def _programs() -> str:
    """Return a folder in which `regal-braze` and `python` are this interpreter with these sources."""
    folder = Path(tempfile.mkdtemp(prefix="regal-braze-programs-"))
    for name, module in (("regal-braze", "-m regal_braze "), ("python", "")):
        (folder / name).write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {module}"$@"\n')
        (folder / name).chmod(0o755)
    return str(folder)
