"""Recorded traffic: `drift` as a whole command against `json.loads` of each line, which is the least one can do."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.measure import Comparison
from bench.workspaces import BUILT_IN

DRIFT_TARGET = 5.0
"""Time per payload in two processes against `json.loads` in one. It takes some 8 µs, and 20,000 a second are 50 µs."""

PAYLOADS = 200_000
ROUNDS = 5

_COMMAND = str(Path(sys.executable).with_name("regal-braze"))


def write_traffic(file: Path, count: int) -> None:
    """Write so many payloads, one a line: the documented samples in turn, some of them with what no schema knows."""
    documents = [json.loads(each.read_text(encoding="utf-8")) for each in sorted(BUILT_IN.glob("*.json"))]
    samples = [sample for each in documents for sample in each["examples"] if "name" in sample]
    lines = [json.dumps(sample) for sample in samples for _ in range(9)]
    lines += [json.dumps({**each, "properties": {**each["properties"], "sentiment": "good"}}) for each in samples]
    with file.open("w", encoding="utf-8") as stream:
        for number in range(count):
            stream.write(lines[number % len(lines)] + "\n")


def traffic_comparisons(say: Callable[[str], None]) -> Iterator[Comparison]:
    """Measure, and yield a row with seconds per payload; `say` prints the progress, and the payloads per second."""
    with TemporaryDirectory() as name:
        file = Path(name, "traffic.ndjson")
        write_traffic(file, PAYLOADS)
        command = (_COMMAND, "-C", name, "drift", "--quiet", "--format", "json", str(file))
        say(f"drift, {PAYLOADS:,} payloads, {file.stat().st_size / 1e6:.0f} MB")
        ours, plain = [], []
        for _ in range(ROUNDS):
            ours.append(_seconds_of_drift(command) / PAYLOADS)
            plain.append(_seconds_of_loads(file) / PAYLOADS)
    rate = 1 / median(ours)
    say(f"drift: {rate:,.0f} payloads a second")
    yield Comparison(f"drift, {rate:,.0f} payloads/s : json.loads", ours, plain, DRIFT_TARGET)


def _seconds_of_drift(command: tuple[str, ...]) -> float:
    start = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    seconds = time.perf_counter() - start
    if json.loads(done.stdout)["summary"]["payloads"] != PAYLOADS:
        raise RuntimeError("drift did not count all payloads")
    return seconds


def _seconds_of_loads(file: Path) -> float:
    start = time.perf_counter()
    with file.open("rb") as stream:
        for line in stream:
            json.loads(line)
    return time.perf_counter() - start
