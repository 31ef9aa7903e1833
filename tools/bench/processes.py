"""Whole processes: `--version`, `check` and `generate` against imports alone and against a bare Jinja loop."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.measure import Comparison
from bench.workspaces import make_workspace, schema_folders

VERSION_TARGET = 1.2
"""`--version` against `import typer`."""

CHECK_TARGET = 1.5
"""`check` of 40 schemas without the page, against `import typer, jinja2`."""

GENERATE_TARGET = 2.5
"""`generate` of 40 schemas without the page, against the bare loop."""

PAGE_TARGET = 1.3
"""`check` and `generate` with output/index.html against without it."""

GROWTH_TARGET = 1.05
"""The time for each added schema, from 40 to 2,000 against from 40 to 200: 1 is linear."""

STATES = ("new", "up to date")
"""The output folder before `generate`."""

SMALL_ROUNDS = 20
LARGE_ROUNDS = 5

IMPORT_TYPER = (sys.executable, "-c", "import typer")
IMPORTS = (sys.executable, "-c", "import typer, jinja2")
_COMMAND = str(Path(sys.executable).with_name("regal-braze"))
_VERSION = (_COMMAND, "--version")
_LOOP = str(Path(__file__).with_name("jinja_loop.py"))


@dataclass(slots=True)
class Workbench:
    """A workspace of `count` schemas, and the times of the tasks that ran in it, in seconds."""

    folder: Path
    count: int
    times: dict[str, list[float]] = field(default_factory=dict)

    @property
    def output(self) -> Path:
        """The folder that `generate` writes."""
        return self.folder / "output"

    def command(self, name: str) -> tuple[str, ...]:
        """Return the arguments that run a command of regal-braze here."""
        return (_COMMAND, "-C", str(self.folder), "--quiet", name)

    def loop(self) -> tuple[str, ...]:
        """Return the arguments that run the bare loop on the same schemas."""
        return (sys.executable, _LOOP, str(self.folder / "loop"), *map(str, schema_folders(self.folder)))

    def run(self, task: str, arguments: Sequence[str]) -> None:
        """Run a process to its end and keep its time."""
        self.times.setdefault(task, []).append(seconds_of(arguments))

    def start_and_check(self) -> None:
        """Run `--version`, and `check` of an up-to-date folder, each next to its imports."""
        self.run("import typer", IMPORT_TYPER)
        self.run("version", _VERSION)
        self.run("imports for check", IMPORTS)
        self.run("check", self.command("check"))

    def generate_and_loop(self) -> None:
        """Run the plain side, then `generate` into a new folder and into an up-to-date one."""
        shutil.rmtree(self.folder / "loop", ignore_errors=True)
        self.run("imports", IMPORTS)
        self.run("loop", self.loop())
        shutil.rmtree(self.output, ignore_errors=True)
        self.run("new", self.command("generate"))
        self.run("up to date", self.command("generate"))

    def compare(self, label: str, task: str, plain: str, target: float | None = None) -> Comparison:
        """Return the comparison of two tasks of the same rounds."""
        return Comparison(label, self.times[task], self.times[plain], target)

    def generate_rows(self, what: str = "", target: float | None = None) -> Iterator[Comparison]:
        """Yield the rows about `generate`. The target is for the rows against the loop."""
        for state in STATES:
            label = f"generate {self.count:,}{what}, folder {state}"
            yield self.compare(f"{label} : imports", state, "imports")
            yield self.compare(f"{label} : Jinja loop", state, "loop", target)


def seconds_of(arguments: Sequence[str]) -> float:
    """Run a process to its end and return its time. Raises CalledProcessError if it fails.

    Python keeps bytecode, as it does by default: without it, every start would compile the sources of this package.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    subprocess.run(arguments, check=True, capture_output=True, env=environment)
    return time.perf_counter() - start


def process_comparisons(say: Callable[[str], None]) -> Iterator[Comparison]:
    """Measure in temporary workspaces and yield the rows. `say` prints the progress."""
    with TemporaryDirectory() as name:
        small, middle, large = (
            Workbench(make_workspace(Path(name, str(count)), count), count) for count in (40, 200, 2000)
        )
        pageless = Workbench(make_workspace(Path(name, "pageless"), 40, "[page]\nenabled = false\n"), 40)
        for _ in range(2):  # the first round writes bytecode and keeps what the page highlights
            small.generate_and_loop()
            small.start_and_check()
            pageless.generate_and_loop()
            pageless.start_and_check()
        small.times.clear()
        pageless.times.clear()
        say("start-up, generate and check, 40 schemas")
        for _ in range(SMALL_ROUNDS):
            small.start_and_check()
            pageless.start_and_check()
            small.generate_and_loop()
            pageless.generate_and_loop()
        yield small.compare("--version : import typer", "version", "import typer", VERSION_TARGET)
        yield small.compare("check 40 : import typer, jinja2", "check", "imports for check")
        without = "check 40 without the page : import typer, jinja2"
        yield pageless.compare(without, "check", "imports for check", CHECK_TARGET)
        yield from small.generate_rows()
        yield from pageless.generate_rows(", without the page", GENERATE_TARGET)
        for task, label in (("check", "check 40"), *((state, f"generate 40, folder {state}") for state in STATES)):
            yield Comparison(f"{label} : without the page", small.times[task], pageless.times[task], PAGE_TARGET)
        say("generate, 200 and 2,000 schemas")
        # The built-in schemas take less time than a workspace's own, so what they take is subtracted. What the middle
        # size adds to it is short, so three runs make it steadier.
        built_in = Workbench(small.folder, small.count)
        rounds = [[_medians(built_in, 3), _medians(middle, 3), _medians(large, 1)] for _ in range(LARGE_ROUNDS)]
        yield from middle.generate_rows()
        yield from large.generate_rows()
        for place, state in enumerate(STATES):
            plain, ours = (
                [(times[side][place] - times[0][place]) / (bench.count - small.count) for times in rounds]
                for side, bench in ((1, middle), (2, large))
            )
            label = f"generate, an added schema, up to 2,000 : up to 200, folder {state}"
            yield Comparison(label, ours, plain, GROWTH_TARGET)


def _medians(bench: Workbench, runs: int) -> list[float]:
    """Run `generate` in both states and return the median seconds for each."""
    for _ in range(runs):
        bench.generate_and_loop()
    return [median(bench.times[state][-runs:]) for state in STATES]
