"""Write sections as text for a terminal of 100 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from regal_braze.explain.sections import Section
from regal_braze.findings.finding import visible

WIDTH = 100
_LONGEST_WORD = 60
_GAP = 2


def as_text(parts: Iterable[Section]) -> str:
    """Return sections as aligned plain text. It is the same on every terminal, and lines end in a line feed."""
    return "\n\n".join("\n".join(_text(part)) for part in parts) + "\n"


def _text(section: Section) -> Iterator[str]:
    yield from _wrapped(section.title)
    for sentence in section.sentences:
        yield from _wrapped(sentence, "  ")
    if section.pairs:
        yield ""
        yield from _aligned(section.pairs)
    for table in section.tables:
        yield ""
        if table.caption:
            yield from _wrapped(table.caption, "  ")
        yield from _aligned([tuple(cell.upper() for cell in table.header), *table.rows])


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(visible(text), WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield rows as aligned columns, with wrapped cells so that all columns fit. Columns without text are left out."""
    cells = [[visible(cell) for cell in row] for row in filled(rows)]
    widths = _widths(cells)
    for row in cells:
        wrapped = [textwrap.wrap(cell, width, break_on_hyphens=False) for cell, width in zip(row, widths, strict=True)]
        for index in range(max(map(len, wrapped))):
            parts = (
                (lines[index] if index < len(lines) else "").ljust(width)
                for lines, width in zip(wrapped, widths, strict=True)
            )
            yield "  " + (" " * _GAP).join(parts).rstrip()


def filled(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return rows without the columns that are empty below the first row."""
    columns = [column for column in range(len(rows[0])) if any(row[column] for row in rows[1:] or rows)]
    return [[row[column] for column in columns] for row in rows]


def _widths(cells: Sequence[Sequence[str]]) -> list[int]:
    """Return the widths of columns. The one that adds the fewest lines (of several, the widest) is narrowed.

    A column stays as wide as its longest word, unless the word has more than `_LONGEST_WORD` characters.
    """
    columns = list(zip(*cells, strict=True))
    widths = [min(WIDTH, max(len(cell) for cell in column)) for column in columns]
    narrowest = [min(_LONGEST_WORD, max(len(word) for cell in column for word in cell.split())) for column in columns]
    while sum(widths) + _GAP * len(widths) > WIDTH:
        wide = [column for column in range(len(widths)) if widths[column] > narrowest[column]]
        if not wide:
            break
        added = {
            column: _lines(columns[column], widths[column] - 1) - _lines(columns[column], widths[column])
            for column in wide
        }
        widths[min(wide, key=lambda column: (added[column], -widths[column], -column))] -= 1
    return widths


def _lines(column: Sequence[str], width: int) -> int:
    """Return about how many lines the cells of a column need."""
    return sum(-(-len(cell) // width) for cell in column)
