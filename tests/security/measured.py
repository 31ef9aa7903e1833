"""Run a command in a separate process, and measure the processor time and the memory of all its processes."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from support.command import plain_environment

_SCRIPT: Final = """
import json, resource, subprocess, sys
done = subprocess.run([sys.executable, "-m", "regal_braze", *sys.argv[2:]], stdin=subprocess.DEVNULL, timeout=60,
                      capture_output=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
json.dump({"code": done.returncode, "err": done.stderr.decode("utf-8", "replace"),
           "seconds": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss}, open(sys.argv[1], "w"))
"""


@dataclass(frozen=True)
class Measured:
    """The result of a command; `seconds` of the processor, and the peak in megabytes of its largest process."""

    code: int
    err: str
    seconds: float
    megabytes: float


def run_measured(room: Path, *arguments: str, cwd: Path) -> Measured:
    """Run a command. Raises an error if it takes a minute."""
    place = room / "measured.json"
    command = [sys.executable, "-c", _SCRIPT, str(place), *arguments]
    subprocess.run(command, env=plain_environment(), cwd=cwd, check=True, timeout=90, stdout=subprocess.DEVNULL)
    found = json.loads(place.read_text())
    place.unlink()
    kilobytes = found["peak"] / (1024 if sys.platform == "darwin" else 1)
    return Measured(found["code"], found["err"], found["seconds"], kilobytes / 1024)
