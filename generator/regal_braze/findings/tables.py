"""Tables: aligned columns for a terminal, and Markdown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from regal_braze.findings.finding import visible


def aligned_table(rows: Sequence[Sequence[str]], right: Collection[int] = ()) -> str:
    """Return rows as aligned columns. The columns in `right` are aligned to the right."""
    cells = [[visible(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = (
        "  ".join(
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in cells
    )
    return "\n".join(line.rstrip() for line in lines)


def markdown_table(rows: Sequence[Sequence[str]], escape: Callable[[str], str], right: Collection[int] = ()) -> str:
    """Return rows as a table whose first row is the header. `escape` makes Markdown of a cell."""
    rule = ["---:" if column in right else "---" for column in range(len(rows[0]))]
    header, *others = ([escape(cell) for cell in row] for row in rows)
    return "\n".join(f"| {' | '.join(line)} |" for line in (header, rule, *others))
