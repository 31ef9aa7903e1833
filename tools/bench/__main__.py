"""Print all ratios. Exit code 1 where a target is missed: a gate to run by hand, on a quiet machine."""

from __future__ import annotations

import sys

from bench.bodies import body_comparisons
from bench.measure import table
from bench.processes import process_comparisons
from bench.traffic import traffic_comparisons


def _say(text: str) -> None:
    print(f"measuring: {text}", file=sys.stderr)


def main() -> int:
    """Measure everything and return the exit code."""
    comparisons = [*process_comparisons(_say), *body_comparisons(_say), *traffic_comparisons(_say)]
    print(table(comparisons))
    return 1 if any(comparison.is_over for comparison in comparisons) else 0


sys.exit(main())
