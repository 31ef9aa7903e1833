"""Markdown: tables, code, headings that can be linked to, and the hand-written text around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from regal_braze.explain.sections import Section
from regal_braze.explain.text import filled
from regal_braze.findings.finding import visible
from regal_braze.findings.tables import markdown_table

Json: TypeAlias = Any

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|&~])")
_HERE = Path(__file__).parent
_TEXTS = Environment(
    block_start_string="<%",
    block_end_string="%>",
    variable_start_string="<<",
    variable_end_string=">>",
    comment_start_string="<#",
    comment_end_string="#>",
    loader=FileSystemLoader(_HERE / "text"),
    autoescape=select_autoescape(enabled_extensions=()),
    undefined=StrictUndefined,
    keep_trailing_newline=True,
    trim_blocks=True,
)


def fill(name: str, **made: str) -> str:
    """Return the text `text/<name>` with what was made for it; a comment on top tells that the page is made."""
    note = f"<!-- Made by `make pages` from tools/pages/text/{name} and what it describes: change those. -->\n\n"
    return note + _TEXTS.get_template(name).render(made)


def example(name: str) -> str:
    """Return the file `examples/<name>` of the repository as a block of code."""
    path = _HERE.parents[1] / "examples" / name
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing: an example with every key that stands in its section")
    return f"```{path.suffix[1:]}\n{path.read_text(encoding='utf-8')}```\n"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table whose cells are Markdown already. Only bars are escaped."""
    return markdown_table([head, *rows], lambda cell: cell.replace("|", "\\|")) + "\n"


def as_markdown(parts: Iterable[Section]) -> str:
    """Return sections of an explanation as a page; the title of the first section is the title of the page."""
    blocks = [block for index, part in enumerate(parts) for block in _section(part, "#" if index == 0 else "##")]
    return "\n\n".join(blocks) + "\n"


def _section(section: Section, mark: str) -> Iterator[str]:
    yield f"{mark} {_escaped(section.title)}"
    yield from (_escaped(sentence) for sentence in section.sentences)
    if section.pairs:
        yield "\n".join(f"- **{_escaped(label)}:** {_escaped(text)}" for label, text in section.pairs)
    for each in section.tables:
        if each.caption:
            yield _escaped(each.caption)
        yield markdown_table(filled([each.header, *each.rows]), _escaped)


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", visible(text))


def code(text: str) -> str:
    """Return a text as code."""
    return f"``{text}``" if "`" in text else f"`{text}`"


def prose(text: str) -> str:
    """Return a plain text, in which backquotes already mark code, as Markdown that shows it as it is."""
    parts = text.split("`")
    return "`".join(
        re.sub(r"[*<\[\]]", r"\\\g<0>", part) if index % 2 == 0 else part for index, part in enumerate(parts)
    )


def anchor(heading: str) -> str:
    """Return what a link to a heading ends in, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def link(text: str, heading: str) -> str:
    """Return a link to a heading of the same page."""
    return f"[{text}](#{anchor(heading)})"
