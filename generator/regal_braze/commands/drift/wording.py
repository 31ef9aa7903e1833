"""The words of the report."""

from __future__ import annotations

from regal_braze.commands.drift.tally import Difference, Lost, Seen
from regal_braze.losses.losses import WORDING


def difference_message(event: str, difference: Difference, seen: Seen) -> str:
    """Return what differs from the schema of an event."""
    if difference.code == "drift-property":
        return f"{event} has {difference.pointer}, which is not declared ({seen_words(seen)})"
    if difference.code == "drift-type":
        return f"{event} has a value of type {difference.detail} ({', '.join(seen.examples)})"
    return f"{event} has a value at {difference.pointer} that is not declared ({difference.detail})"


def loss_message(event: str, lost: Lost) -> str:
    """Return what Braze does not get of an event."""
    where = f"{lost.pointer} " if lost.pointer else ""
    return f"{event}: {where}{WORDING[lost.kind].message}"


def seen_words(seen: Seen) -> str:
    """Return the types and forms of values, as in `string: date, empty text`."""
    return f"{' or '.join(sorted(seen.types))}: {', '.join(seen.examples)}"


def counted(count: int, noun: str) -> str:
    """Return a number with its noun, as in `1 payload` or `2,000 payloads`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def percentage(count: int, total: int) -> str:
    """Return a part of a total in percent."""
    share = 100 * count / total
    return "under 0.1 %" if share < 0.1 else f"{share:.3g} %"
