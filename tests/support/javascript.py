"""Read JavaScript as tokens: enough for the code that templates write and for the tests that judge and change it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    r"""(?P<blank>\s+|//[^\n\r\u2028\u2029]*|/\*.*?\*/)
      | (?P<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')
      | (?P<number>\.?\d(?:[eE][+-]|[\w.])*)
      | (?P<name>\#?[\w$\\]+)
      | (?P<punctuator>\?\?=|\|\|=|&&=|\?\.(?!\d)|\?\?|=>|\.\.\.|[=!]==?|[<>]=|\*\*|&&|\|\||[-+*]=|.)""",
    re.VERBOSE | re.DOTALL,
)
_REGEX = re.compile(r"/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/[A-Za-z]*")
_TEMPLATE_PART = re.compile(r"(?:\\.|\$(?!\{)|[^`\\$])*(?:`|\$\{)", re.DOTALL)
_OPERATOR_WORDS = {"await", "case", "delete", "do", "else", "in", "instanceof", "new", "of", "return", "throw"}
_OPERATOR_WORDS |= {"typeof", "void", "yield"}


class Token(NamedTuple):
    """A part of the source: its kind (string, number, name, regex or punctuator), its text and its place."""

    kind: str
    text: str
    start: int
    end: int


def tokens(source: str) -> Iterator[Token]:
    """Yield the tokens of a source without blanks and comments.

    A template is ("punctuator", "${") for each part in front of an expression and ("string", "`") for the last part,
    with the tokens of the expressions between them. A slash after `)` is read as a division.
    """
    position = 0
    depth = 0
    resume_at: list[int] = []  # the depths of braces at which a template continues
    token = Token("", "", 0, 0)
    while position < len(source):
        is_template_end = source[position] == "}" and bool(resume_at) and resume_at[-1] == depth
        if source[position] == "`" or is_template_end:
            if is_template_end:
                resume_at.pop()
            part = _TEMPLATE_PART.match(source, position + 1)
            assert part is not None, "a template is not closed"
            kind, text = ("string", "`") if part[0].endswith("`") else ("punctuator", "${")
            if text == "${":
                resume_at.append(depth)
            token = Token(kind, text, position, part.end())
            yield token
        else:
            found = _REGEX.match(source, position) if _may_be_regex(token) else None
            kind = "regex" if found else ""
            if found is None:
                found = _TOKEN.match(source, position)
                assert found is not None
                kind = str(found.lastgroup)
            if kind != "blank":
                token = Token(kind, found[0], position, found.end())
                depth += {"{": 1, "}": -1}.get(token.text, 0)
                yield token
            position = found.end()
            continue
        position = token.end


def _may_be_regex(before: Token) -> bool:
    if before.kind == "name":
        return before.text in _OPERATOR_WORDS
    return before.kind == "" or (before.kind == "punctuator" and before.text not in {")", "]"})
