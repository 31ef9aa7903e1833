"""The page of each finding code, `docs/findings/<code>.md`, as text for a terminal."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from regal_braze.findings.codes import CODES
from regal_braze.findings.finding import ConfigurationError, Finding, suggestion
from regal_braze.findings.report import Report
from regal_braze.resources import findings_root

_WIDTH = 88
_CODE_BLOCK = re.compile(r"^```(?P<language>[^\n]*)\n(?P<code>.*?)^```\n?", re.DOTALL | re.MULTILINE)
_TITLE = re.compile(r'title="([^"]*)"')


def explain_finding(report: Report, code: str) -> int:
    """Print what a code means, with its examples. Raises ConfigurationError with the most similar code if unknown."""
    if code not in CODES:
        help_text = suggestion(code, CODES, "Findings show their code in brackets, for example error[broken-json].")
        raise ConfigurationError(Finding("unknown-code", f"There is no finding code {code}", help_text))
    page = (findings_root() / f"{code}.md").read_text(encoding="utf-8")
    text = "\n\n".join(block.rstrip() for block in _blocks(page)) + "\n"
    return report.answer(text, {"code": code, "title": CODES[code], "text": text})


def _blocks(page: str) -> Iterator[str]:
    """Yield the blocks of a page without Markdown: code is indented, and the name of a file is above its text."""
    end = 0
    for block in _CODE_BLOCK.finditer(page):
        yield from _prose(page[end : block.start()])
        title = _TITLE.search(block["language"])
        label = f"  {title[1]}:\n" if title else ""
        yield label + textwrap.indent(block["code"], "    ")
        end = block.end()
    yield from _prose(page[end:])


def _prose(text: str) -> Iterator[str]:
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        level, _, heading = paragraph.partition(" ")
        if level == "#":
            yield f"{heading}: {CODES.get(heading, '')}".removesuffix(": ")
        elif level == "##":
            yield f"{heading}:"
        elif paragraph:
            plain = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", paragraph).replace("`", "")
            yield textwrap.fill(plain, _WIDTH, break_long_words=False, break_on_hyphens=False)
