"""Whole processes: `generate` and `check` against imports alone and against a bare Jinja loop."""

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

GENERATE_TARGET = 3.3
"""At 40 schemas, against the bare loop."""

CHECK_TARGET = 2.0
"""Against the imports alone."""

GROWTH_TARGET = 10.5
"""From 400 schemas to 4,000, of what is above start-up: 10 is linear."""

SMALL_ROUNDS = 20
LARGE_ROUNDS = 5

IMPORTS = (sys.executable, "-c", "import typer, jinja2")
PACKAGE_MODULES = (
    "cli.app",
    "commands.generate",
    "pipeline",
    "plan.transformations",
    "schema.dialect",
    "render.transformation",
)
START_UP = (
    sys.executable,
    "-c",
    f"import jinja2, jsonschema_rs, {', '.join(f'regal_braze.{name}' for name in PACKAGE_MODULES)}",
)
"""All that `generate` imports. It takes longer than `IMPORTS`, so less is left above it: the stricter base."""

_COMMAND = str(Path(sys.executable).with_name("regal-braze"))
_LOOP = str(Path(__file__).with_name("jinja_loop.py"))


@dataclass(slots=True)
class Workbench:
    """A workspace of `count` schemas with the times of what was run in it: seconds, a list a task."""

    folder: Path
    count: int
    times: dict[str, list[float]] = field(default_factory=dict)

    @property
    def output(self) -> Path:
        """The folder that `generate` writes."""
        return self.folder / "output"

    def regal_braze(self, command: str) -> tuple[str, ...]:
        """Return the arguments that run a command of ours here."""
        return (_COMMAND, "-C", str(self.folder), "--quiet", command)

    def loop(self) -> tuple[str, ...]:
        """Return the arguments that run the bare loop over the same schemas."""
        return (sys.executable, _LOOP, str(self.folder / "loop"), *map(str, schema_folders(self.folder)))

    def run(self, task: str, arguments: Sequence[str], cache: str = os.devnull) -> None:
        """Run a process to its end, and note how long it took; by default, with nothing remembered from before."""
        self.times.setdefault(task, []).append(seconds_of(arguments, cache))

    def check(self) -> None:
        """Run `check` on the current folder: as everybody does, and with nothing remembered."""
        self.run("check", self.regal_braze("check"), str(self.folder / "cache"))
        self.run("check anew", self.regal_braze("check"))

    def generate_and_loop(self) -> None:
        """Run the plain side, then `generate` into no folder and into a current one."""
        shutil.rmtree(self.folder / "loop", ignore_errors=True)
        self.run("imports", IMPORTS)
        self.run("loop", self.loop())
        shutil.rmtree(self.output, ignore_errors=True)
        self.run("fresh", self.regal_braze("generate"))
        self.run("current", self.regal_braze("generate"))

    def generate_rows(self, target: float | None = None) -> Iterator[Comparison]:
        """Yield the rows about `generate`; the target is for those against the loop."""
        for state, said in (("fresh", "fresh folder"), ("current", "current folder")):
            what = f"generate {self.count:,}, {said}"
            yield Comparison(f"{what} : imports", self.times[state], self.times["imports"])
            yield Comparison(f"{what} : Jinja loop", self.times[state], self.times["loop"], target)


def seconds_of(arguments: Sequence[str], cache: str = os.devnull) -> float:
    """Run a process to its end and return how long it took. Raises CalledProcessError if it fails.

    `cache` is the user's cache folder for it.
    """
    environment = {**os.environ, "XDG_CACHE_HOME": cache}
    start = time.perf_counter()
    subprocess.run(arguments, check=True, capture_output=True, env=environment)
    return time.perf_counter() - start


def process_comparisons(say: Callable[[str], None]) -> Iterator[Comparison]:
    """Measure in temporary workspaces, and yield the rows; `say` takes what is going on."""
    with TemporaryDirectory() as name:
        small, middle, large = (
            Workbench(make_workspace(Path(name, str(count)), count), count) for count in (40, 400, 4000)
        )
        small.generate_and_loop()  # compiles the modules and reads the files once
        small.check()
        small.times.clear()
        say("generate and check, 40 schemas")
        for _ in range(SMALL_ROUNDS):
            small.generate_and_loop()
            small.check()
        yield from small.generate_rows(GENERATE_TARGET)
        imports = small.times["imports"]
        yield Comparison("check 40, current folder : imports", small.times["check"], imports, CHECK_TARGET)
        yield Comparison("check 40, nothing remembered : imports", small.times["check anew"], imports)
        say("generate, 400 and 4,000 schemas")
        growths = [_grow(middle, large) for _ in range(LARGE_ROUNDS)]
        yield from middle.generate_rows()
        yield from large.generate_rows()
        for place, said in enumerate(("fresh folder", "current folder")):
            what = f"generate 4,000 : 400, above start-up, {said}"
            yield Comparison(
                what, [growth[place][1] for growth in growths], [growth[place][0] for growth in growths], GROWTH_TARGET
            )


def _grow(middle: Workbench, large: Workbench) -> tuple[tuple[float, float], tuple[float, float]]:
    """Run both sizes; return seconds above start-up of middle and large, into a fresh and a current folder.

    Three rounds of the middle one steady it: its part above start-up is short.
    """
    start_up = []
    for _ in range(3):
        start_up.append(seconds_of(START_UP))
        middle.generate_and_loop()
    large.generate_and_loop()
    base = median(start_up)
    fresh, current = (
        (median(middle.times[task][-3:]) - base, large.times[task][-1] - base) for task in ("fresh", "current")
    )
    return fresh, current
