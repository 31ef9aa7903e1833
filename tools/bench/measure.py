"""Paired measurements: both sides of a ratio run in turn, so that a noisy machine slows both alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from regal_braze.findings.tables import aligned_table


@dataclass(frozen=True, slots=True)
class Comparison:
    """What one row of the table says.

    `ours` and `plain` are seconds, one value a round; values at the same place were measured one after the
    other. `target` is the largest ratio that is still fine, None where nothing is promised.
    """

    what: str
    ours: Sequence[float]
    plain: Sequence[float]
    target: float | None = None

    @property
    def ratios(self) -> list[float]:
        """The ratio of each round, in ascending order."""
        return sorted(ours / plain for ours, plain in zip(self.ours, self.plain, strict=True))

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios."""
        return median(self.ratios)

    @property
    def is_over(self) -> bool:
        """Whether the target is missed."""
        return self.target is not None and self.ratio > self.target


def duration(seconds: float) -> str:
    """Return a duration with three digits that matter, in the unit that suits it."""
    for factor, unit in ((1, "s"), (1e3, "ms")):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}" if seconds * factor < 1000 else f"{seconds * factor:.0f} {unit}"
    return f"{seconds * 1e6:.3g} µs"


def table(comparisons: Sequence[Comparison]) -> str:
    """Return the comparisons as aligned columns."""
    rows: list[tuple[str, ...]] = [("what", "ours", "plain", "ratio", "min-max", "target", "verdict")]
    rows += [_row(comparison) for comparison in comparisons]
    return aligned_table(rows, right=range(1, 6))


def _row(comparison: Comparison) -> tuple[str, ...]:
    ratios = comparison.ratios
    target, verdict = "", ""
    if comparison.target is not None:
        target, verdict = f"≤ {comparison.target:g}", "over" if comparison.is_over else "ok"
    return (
        comparison.what,
        duration(median(comparison.ours)),
        duration(median(comparison.plain)),
        f"{comparison.ratio:.2f}",
        f"{ratios[0]:.2f}-{ratios[-1]:.2f}",
        target,
        verdict,
    )
