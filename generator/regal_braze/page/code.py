"""Split code into parts, and highlight each part with Pygments.

Bodies have most of their functions in common. The page contains each part once, and a body is the parts between its
blank lines. To highlight a part, the browser needs only the kinds and lengths of its tokens.
"""

from __future__ import annotations

from functools import cache, partial
from typing import Final, Literal

from regal_braze.documents.json_text import Json, utf16_length
from regal_braze.page.kept import Kept

Language = Literal["javascript", "liquid"]

SEPARATOR: Final = "\n\n"

_PLAIN: Final = "p"
_KINDS: Final = (
    ("Comment", "c"),
    ("Literal.String", "s"),
    ("Literal.Number", "n"),
    ("Keyword", "k"),
    ("Name.Tag", "k"),
)
"""Kinds of tokens that have a color, with the letter that stands for them in the page."""


class Parts:
    """All different parts of the code on the page."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self._numbers: dict[tuple[Language, str], int] = {}

    def numbers(self, code: str, language: Language) -> list[Json]:
        """Return the numbers of the parts of a file, whose texts with blank lines between them are the file."""
        return [self._numbers.setdefault((language, part), len(self._numbers)) for part in code.split(SEPARATOR)]

    def texts(self) -> list[Json]:
        """Return the text of each part, in the order of the numbers."""
        return [text for _, text in self._numbers]

    def tokens(self) -> list[Json]:
        """Return the tokens of each part, such as `k5p1` for a keyword of five UTF-16 units and a plain space."""
        return [
            self._kept.result(f"tokens of {language}", text, partial(_tokens, language))
            for language, text in self._numbers
        ]


def _tokens(language: Language, text: str) -> str:
    from pygments.lexers import get_lexer_by_name

    lexer = get_lexer_by_name(language)
    merged: list[tuple[str, int]] = []
    # A lexer reads every line break in the same way, and the page must show the text as it is.
    for _, token, value in lexer.get_tokens_unprocessed(text):
        letter = _letter(token)
        length = utf16_length(value)
        if merged and merged[-1][0] == letter:
            merged[-1] = (letter, merged[-1][1] + length)
        else:
            merged.append((letter, length))
    return "".join(f"{letter}{length}" for letter, length in merged)


@cache
def _letter(token: object) -> str:
    name = str(token).removeprefix("Token.")
    return next((letter for prefix, letter in _KINDS if name.startswith(prefix)), _PLAIN)
