"""Mutants of JavaScript: the same source with one guard, limit or fallback removed or flipped.

`edits` reads tokens, not a syntax tree: it knows the code that templates write and needs no changes when helpers are
renamed or rewritten. A mutation that isn't valid JavaScript is an error of this module; the proof reports it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

from support.javascript import Token, tokens

_CLOSING: Final = {"(": ")", "[": "]", "{": "}"}
_STOPS: Final = {
    ",", ";", "=", "+=", "-=", "*=", "?", ":", "=>", "(", "[", "{", ")", "]", "}", "${", "`", "return", "throw", "case",
    "else", "of", "const", "let", "",
}  # fmt: skip
_WEAKER: Final = {"&&": {"&&", "||", "??"}, "||": {"||", "??"}, "??": {"||", "??"}}
"""Operators at which an operand of the operator ends."""
_NEUTRAL: Final = {"&&": "true", "||": "false", "??": "undefined"}
"""What has the effect that an operand isn't there."""
_SWAPPED: Final = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "===": "!==", "!==": "==="}
_KEYWORDS: Final = {
    "break", "case", "const", "continue", "default", "do", "else", "for", "function", "if", "let", "new", "of",
    "return", "switch", "throw", "try", "typeof", "void", "while",
}  # fmt: skip


class Edit(NamedTuple):
    """A replacement of source[start:end]."""

    start: int
    end: int
    text: str


class Function(NamedTuple):
    """A function declaration, at source[start:end]."""

    name: str
    start: int
    end: int


def functions(source: str) -> list[Function]:
    """Return the named functions of a source, in order; a function within another one comes after it."""
    code = _Code(source)
    found = []
    for i, token in enumerate(code.tokens):
        if token.text == "function" and code.text(i + 2) == "(":
            opening = code.partner[i + 2] + 1
            found.append(Function(code.text(i + 1), token.start, code.tokens[code.partner[opening]].end))
    return found


def changed_lines(source: str, edit: Edit) -> tuple[str, str]:
    """Return the lines of the source that an edit changes, before and after it, each as one line."""
    start = source.rfind("\n", 0, edit.start) + 1
    end = source.find("\n", edit.end)
    end = len(source) if end == -1 else end
    after = source[start : edit.start] + edit.text + source[edit.end : end]
    return _one_line(source[start:end]), _one_line(after)


def edits(source: str) -> list[Edit]:
    """Return every mutation of a source, each once."""
    code = _Code(source)
    found = (edit for i in range(len(code.tokens)) for edit in code.edits_at(i))
    return list(dict.fromkeys(edit for edit in found if source[edit.start : edit.end] != edit.text))


def _one_line(text: str) -> str:
    return " ".join(text.split())


class _Code:
    """The tokens of a source, with the partner of each bracket."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens: list[Token] = list(tokens(source))
        self.partner: dict[int, int] = {}
        waiting: list[int] = []
        for i, token in enumerate(self.tokens):
            if token.kind == "punctuator" and token.text in _CLOSING:
                waiting.append(i)
            elif token.kind == "punctuator" and token.text in _CLOSING.values() and waiting:
                self.partner[i] = waiting.pop()
                self.partner[self.partner[i]] = i

    def text(self, i: int) -> str:
        """Return the text of a token; nothing where there is none, and nothing for a string or a pattern."""
        if not 0 <= i < len(self.tokens) or (self.tokens[i].kind in {"string", "regex"} and self.tokens[i].text != "`"):
            return ""
        return self.tokens[i].text

    def edits_at(self, i: int) -> Iterator[Edit]:
        """Yield the mutations that begin at a token."""
        token = self.tokens[i]
        match token.kind, token.text:
            case "name", "if":
                yield from self._condition(i + 2, self.partner[i + 1])
            case "punctuator", "?":
                yield from self._condition(self._left(i), i)
            case "punctuator", "&&" | "||" | "??":
                yield from self._operands(i)
            case "punctuator", "+" | "-" if self._is_number(i + 1) and self._ends_value(i - 1):
                yield Edit(token.start, self.tokens[i + 1].end, "")
            case "punctuator", ".":
                yield from self._method(i)
            case "punctuator", "(":
                yield from self._arguments(i)
            case "punctuator", "[":
                yield from self._items(i)
            case "punctuator", "...":
                yield from self._spread(i)
            case "punctuator", "=" if self._is_default(i):
                yield Edit(token.start, self.tokens[self._right(i) - 1].end, "")
            case "name", "case":
                colon = next(at for at in range(i, len(self.tokens)) if self.text(at) == ":")
                yield self._replaced(i + 1, colon, "Symbol()")
        yield from (Edit(token.start, token.end, text) for text in _replacements(token))
        yield from self._statement(i)

    def _condition(self, start: int, end: int) -> Iterator[Edit]:
        """Yield a condition, tokens[start:end], as always true, as always false and as its opposite."""
        if start < end:
            yield self._replaced(start, end, "true")
            yield self._replaced(start, end, "false")
            yield self._replaced(start, end, f"!({self._text_of(start, end)})")

    def _operands(self, i: int) -> Iterator[Edit]:
        """Yield a chain of one operator without the operand behind it, and without the first one."""
        operator = self.tokens[i].text
        yield self._replaced(i + 1, self._right(i, _WEAKER[operator]), _NEUTRAL[operator])
        first = self._left(i, _WEAKER[operator])
        if self.text(first - 1) != operator:
            yield self._replaced(first, i, _NEUTRAL[operator])

    def _method(self, i: int) -> Iterator[Edit]:
        """Yield a value without the call of a method, except of built-in objects, which would only throw."""
        if self.text(i + 2) == "(" and not self.text(i - 1)[:1].isupper():
            yield Edit(self.tokens[i].start, self.tokens[self.partner[i + 2]].end, "")

    def _arguments(self, i: int) -> Iterator[Edit]:
        """Yield a call without each argument, and the first argument without the call around it."""
        name, before = self.text(i - 1), self.text(i - 2)
        is_declared = before == "function" or self.text(self.partner[i] + 1) == "=>"
        if not self._ends_value(i - 1) or name in _KEYWORDS or is_declared:
            return
        parts = self._parts(i)
        if parts and self.tokens[i - 1].kind == "name" and before not in {".", "new"}:
            yield self._replaced(i - 1, self.partner[i] + 1, f"({self._text_of(*parts[0])})")
        for start, end in parts[1:]:
            yield self._replaced(start - 1, end, "")

    def _items(self, i: int) -> Iterator[Edit]:
        """Yield a list without each of its items."""
        if self._ends_value(i - 1) or self.text(self.partner[i] + 1) in {"=", ":"} or self.text(i - 1) == "const":
            return
        for start, end in self._parts(i):
            yield self._replaced(start, end + (self.text(end) == ","), "")

    def _spread(self, i: int) -> Iterator[Edit]:
        """Yield a list or an object without a spread part; instead of a copy of an object, the object."""
        opening = self._left(i) - 1
        if opening in self.partner and self.text(self.partner[opening] + 1) in {"=>", "{"}:
            return  # a parameter
        end = self._right(i)
        if self.text(i - 1) == "{" and self.text(end) == "}":
            yield self._replaced(i - 1, end + 1, self._text_of(i + 1, end))
        yield self._replaced(i, end + (self.text(end) == ","), "")

    def _statement(self, i: int) -> Iterator[Edit]:
        """Yield nothing in place of a statement that is an expression, `break` or `continue`."""
        token, before = self.tokens[i], self.text(i - 1)
        is_start = before in {"", ";", "{", "}", "else", ")"} and not (before == "" and i)
        if before == ")":
            is_start = self.text(self.partner[i - 1] - 1) in {"if", "for", "while"}
        if not is_start or token.kind != "name" or token.text in _KEYWORDS - {"break", "continue"}:
            return
        end = self._right(i - 1, over=_STOPS - {";", "", "(", "[", "{", ")", "]", "}", "${", "`"})
        if self.text(end) == ";":
            yield self._replaced(i, end, "")

    def _is_default(self, i: int) -> bool:
        """Return whether `=` gives a parameter or a part of a pattern its default."""
        opening = self._left(i, over={","}) - 1
        if opening not in self.partner:
            return False
        after = self.text(self.partner[opening] + 1)
        if self.text(opening) == "(":
            return after == "=>" or self.text(opening - 2) == "function"
        return after == "="

    def _parts(self, opening: int) -> list[tuple[int, int]]:
        """Return the parts between brackets that commas divide, as ranges of tokens."""
        parts, start = [], opening + 1
        while start < self.partner[opening]:
            end = self._right(start - 1, over=_STOPS - {",", ")", "]", "}", "(", "[", "{"})
            parts.append((start, end))
            start = end + 1
        return parts

    def _left(self, i: int, stops: Collection[str] = (), over: Collection[str] = ()) -> int:
        """Return where the expression begins that ends before a token."""
        at = i - 1
        while at >= 0:
            text = self.text(at)
            is_control = text == ")" and self.text(self.partner.get(at, 0) - 1) in {"if", "for", "while"}
            if text in {")", "]"} and not is_control:
                at = self.partner[at]
            elif is_control or (self.tokens[at].kind != "string" and text in (_STOPS | {*stops}) - {*over, ""}):
                break
            at -= 1
        return at + 1

    def _right(self, i: int, stops: Collection[str] = (), over: Collection[str] = ()) -> int:
        """Return the token at which the expression ends that begins after a token."""
        at = i + 1
        while at < len(self.tokens):
            text = self.text(at)
            if text in _CLOSING and self.tokens[at].kind == "punctuator":
                at = self.partner[at]
            elif self.tokens[at].kind != "string" and text in (_STOPS | {*stops}) - {*over, ""}:
                break
            at += 1
        return at

    def _ends_value(self, i: int) -> bool:
        if i < 0:
            return False
        token = self.tokens[i]
        return token.text in {")", "]"} or (token.kind == "name" and token.text not in _KEYWORDS)

    def _is_number(self, i: int) -> bool:
        return i < len(self.tokens) and self.tokens[i].kind == "number"

    def _text_of(self, start: int, end: int) -> str:
        return self.source[self.tokens[start].start : self.tokens[end - 1].end]

    def _replaced(self, start: int, end: int, text: str) -> Edit:
        return Edit(self.tokens[start].start, self.tokens[max(end - 1, start)].end, text)


def _replacements(token: Token) -> Iterator[str]:
    """Yield what replaces a single token: an operator, a number, a flag or a pattern."""
    match token.kind, token.text:
        case "punctuator", "<" | "<=" | ">" | ">=" | "===" | "!==":
            yield _SWAPPED[token.text]
        case "punctuator", "!":
            yield ""
        case "number", text if text.isdigit():
            yield from (str(int(text) + step) for step in (1, -1))
        case "name", "true":
            yield "false"
        case "name", "false":
            yield "true"
        case "regex", text:
            yield from _patterns(text)


_ATOM = re.compile(r"\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|\\.|\[(?:\\.|[^\]\\])*\]|\{\d+(?:,\d*)?\}|\(\?[:=!]|.", re.DOTALL)
_IN_CLASS = re.compile(r"(?:\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|\\.|.)(?:-(?:\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|[^\]\\]))?")


def _patterns(regex: str) -> Iterator[str]:
    """Yield a pattern without each anchor, flag and member of a class, and with other bounds and quantifiers."""
    pattern, _, flags = regex[1:].rpartition("/")
    for i in range(len(flags)):
        yield f"/{pattern}/{flags[:i]}{flags[i + 1 :]}"
    for found in _ATOM.finditer(pattern):
        for atom in _atoms(found[0]):
            mutated = pattern[: found.start()] + atom + pattern[found.end() :]
            if mutated:
                yield f"/{mutated}/{flags}"


def _atoms(atom: str) -> Iterator[str]:
    if atom in {"^", "$", "?"}:
        yield ""
    elif atom in {"*", "+"}:
        yield "+" if atom == "*" else "*"
    elif atom.startswith("{"):
        for bound in re.finditer(r"\d+", atom):
            for step in (1, -1):
                yield atom[: bound.start()] + str(int(bound[0]) + step) + atom[bound.end() :]
    elif atom.startswith("[") and len(atom) > 2:
        start = 2 if atom[1] == "^" else 1
        for member in _IN_CLASS.finditer(atom, start, len(atom) - 1):
            rest = atom[: member.start()] + atom[member.end() :]
            if rest not in {"[]", "[^]"}:
                yield rest
