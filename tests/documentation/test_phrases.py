"""Text that people read has none of the phrases that the writing style excludes."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.shipped import ROOT

EXCLUDED = re.compile(
    r"""(?<![\w`])(
      (?:one|two|\d+|points?|events?|property|properties|files?|requests?|times?|seconds?)\s+a\s+(?:payload|call)
    | (?<!there\ )is\s+no\s+(?!longer|more)[a-z]+
    | (?:files?|commands?|page|message|finding|report|table|it|that|which|`[^`\n]*`)\s+tells
    | mends?|mended|talk(?!\s*[_\\])|nobody|somebody|(?:bug\s+)?of\s+ours|of\s+(?:its|your|their)\s+own|the\s+house
    | there\s+stands?|stands?\s+in\s+its\s+place|stands?\s+behind|belongs?\s+into|decides?\s+nothing|said\s+of
    | and\s+the\s+like|beside\s+it|altogether|walk|takes?\s+away|taken\s+away
    | an?\s+(?:\w+\s+)?(?:title|text|label)\s+each
    )\b""",
    re.VERBOSE | re.IGNORECASE,
)
FOLDERS = ("docs", "examples", "generator", "output", "schemas", "templates", "tests", "tools")
ENDINGS = {".js", ".json", ".jinja", ".liquid", ".md", ".py", ".sh", ".toml", ".yml"}


def texts() -> Iterator[tuple[str, str]]:
    """Yield each place and text: whole files, but only the strings and comments of Python."""
    inside = (file for folder in FOLDERS for file in sorted((ROOT / folder).rglob("*")) if file.suffix in ENDINGS)
    for file in (*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("*.yml")), *inside):
        if file != Path(__file__) and "node_modules" not in file.parts:
            name, text = file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8")
            yield from strings(name, text) if file.suffix == ".py" else [(name, text)]


def strings(name: str, text: str) -> Iterator[tuple[str, str]]:
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in (tokenize.COMMENT, tokenize.STRING) or "FSTRING_MIDDLE" in tokenize.tok_name[token.type]:
            yield f"{name}, line {token.start[0]}", token.string


@pytest.mark.slow
def test_no_text_has_an_excluded_phrase() -> None:
    found = [(place, match[0]) for place, text in texts() for match in EXCLUDED.finditer(text)]
    assert found == []


@pytest.mark.parametrize(
    "text", ["2 data points a payload", "It is no payload.", "`init` tells you", "Nobody knows.", "a bug of ours"]
)
def test_an_excluded_phrase_is_found(text: str) -> None:
    assert EXCLUDED.search(text)


@pytest.mark.parametrize("text", ["There is no file x", "talk_time", "It is no longer sent.", "Call a contact."])
def test_other_text_is_fine(text: str) -> None:
    assert not EXCLUDED.search(text)
