"""Draw the diagrams of docs/ as SVG from what is listed here: boxes in columns, and arrows between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Final, NamedTuple

FOLDER: Final = "docs/diagrams"

_WIDTH, _HEIGHT, _GAP, _ROW, _EDGE = 200, 64, 130, 40, 8  # pixels: a box, the room between columns and rows, the edge
_STYLE: Final = """
  text { font: 14px system-ui, sans-serif; fill: #1c2b33; text-anchor: middle; }
  .title { font-weight: 600; }
  .label { font-size: 12px; fill: #4a5b65; }
  rect { fill: #eef3f6; stroke: #607d8b; }
  path { stroke: #607d8b; fill: none; stroke-width: 1.5; }
  marker path { fill: #607d8b; stroke: none; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e4ecf0; }
    .label { fill: #b3c1c9; }
    rect { fill: #263238; stroke: #90a4ae; }
    path { stroke: #90a4ae; }
    marker path { fill: #90a4ae; }
  }
"""
_SVG: Final = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">
<title>{title}</title>
<style>{style}</style>
<marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">
<path d="M0 0 L8 4 L0 8 z"/>
</marker>
{content}
</svg>
"""


@dataclass(frozen=True)
class Diagram:
    """A diagram: boxes by their names in columns, each with a title and a text, and arrows with labels.

    Arrows lead from a box to a box in a neighboring column.
    """

    description: str
    columns: tuple[dict[str, tuple[str, str]], ...]
    arrows: tuple[tuple[str, str, str], ...]


DIAGRAMS: Final = {
    "data-flow": Diagram(
        "Regal posts events to a Data Transformation, which updates a profile in Braze. "
        "A webhook campaign in Braze posts changes of the profile to Regal.",
        (
            {"events": ("Regal", "reporting events"), "contacts": ("Regal", "contacts and consent")},
            {"body": ("Braze", "Data Transformation"), "liquid": ("Braze", "webhook campaign")},
            {"profile": ("Braze", "profile of the contact")},
        ),
        (
            ("events", "body", "JSON payload"),
            ("body", "profile", "/users/track"),
            ("profile", "liquid", "trigger"),
            ("liquid", "contacts", "JSON body"),
        ),
    ),
    "bundle": Diagram(
        "Three events of Regal go to one bundle, which is one active transformation, and each becomes its own request.",
        (
            {
                "call": ("call.completed", "payload"),
                "sms": ("sms.received", "payload"),
                "task": ("task.created", "payload"),
            },
            {"bundle": ("Bundle contacts", "one transformation")},
            {"profile": ("Braze", "one request per payload")},
        ),
        (
            ("call", "bundle", "webhook"),
            ("sms", "bundle", "webhook"),
            ("task", "bundle", "webhook"),
            ("bundle", "profile", "/users/track"),
        ),
    ),
}


def pages() -> dict[str, str]:
    """Return the SVG of each diagram by its file."""
    return {f"{FOLDER}/{name}.svg": svg(diagram) for name, diagram in DIAGRAMS.items()}


def svg(diagram: Diagram) -> str:
    """Return a diagram as SVG, which follows the reader's choice of a light or dark theme."""
    most = max(map(len, diagram.columns))
    height = most * (_HEIGHT + _ROW) - _ROW
    boxes = {name: box for index, column in enumerate(diagram.columns) for name, box in _boxes(index, column, height)}
    size = (len(diagram.columns) * (_WIDTH + _GAP) - _GAP + 2 * _EDGE, height + 2 * _EDGE)
    parts = [_box(box) for box in boxes.values()]
    parts += (_arrow(boxes[start], boxes[end], label) for start, end, label in diagram.arrows)
    return _SVG.format(
        width=size[0], height=size[1], title=escape(diagram.description), style=_STYLE, content="\n".join(parts)
    )


class _Box(NamedTuple):
    left: int
    top: int
    height: int
    texts: tuple[str, str]

    @property
    def middle(self) -> int:
        return self.top + self.height // 2


def _boxes(index: int, column: dict[str, tuple[str, str]], height: int) -> Iterator[tuple[str, _Box]]:
    """Yield the boxes of a column, which together are as high as the diagram."""
    share = (height + _ROW) // len(column)
    for row, (name, texts) in enumerate(column.items()):
        yield name, _Box(_EDGE + index * (_WIDTH + _GAP), _EDGE + row * share, share - _ROW, texts)


def _box(box: _Box) -> str:
    center = box.left + _WIDTH // 2
    title, text = map(escape, box.texts)
    return (
        f'<rect x="{box.left}" y="{box.top}" width="{_WIDTH}" height="{box.height}" rx="6"/>\n'
        f'<text class="title" x="{center}" y="{box.middle - 5}">{title}</text>\n'
        f'<text x="{center}" y="{box.middle + 15}">{text}</text>'
    )


def _arrow(start: _Box, end: _Box, label: str) -> str:
    """Return an arrow at the height of the lower box."""
    leads_right = start.left < end.left
    from_x, to_x = (start.left + _WIDTH, end.left) if leads_right else (start.left, end.left + _WIDTH)
    y = min(start, end, key=lambda box: box.height).middle
    return (
        f'<path d="M{from_x} {y} H{to_x}" marker-end="url(#tip)"/>\n'
        f'<text class="label" x="{(from_x + to_x) // 2}" y="{y - 8}">{escape(label)}</text>'
    )
