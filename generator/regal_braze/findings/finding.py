"""A finding: what is wrong, where it is, and how to fix it.

Every stage returns its findings as values, all of them at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from regal_braze.findings.codes import CODES
from regal_braze.immutable import Immutable

Severity = Literal["error", "warning"]


class Finding(Immutable):
    """One diagnostic.

    `file` is relative to the current folder, `pointer` is a JSON Pointer (RFC 6901) into the file, `line` and `column`
    count from 1.
    """

    code: str
    message: str
    help: str
    file: str | None = None
    pointer: str | None = None
    line: int | None = None
    column: int | None = None
    severity: Severity = "error"

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise ValueError(f"unregistered finding code: {self.code}")

    @property
    def place(self) -> str:
        """The known parts of `file:line:column`. Terminals and editors turn this form into a link."""
        parts = [self.file, self.line, self.column] if self.file else []
        return ":".join(str(part) for part in parts if part is not None)


class FindingsError(Exception):
    """Carries findings out of a stage that cannot continue. The command prints them and exits with 1."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__("; ".join(finding.message for finding in findings))
        self.findings = findings


class ConfigurationError(FindingsError):
    """Findings in the command line or the settings. The command exits with 2."""


def has_errors(findings: Iterable[Finding]) -> bool:
    """Return whether any finding is more than a warning."""
    return any(finding.severity == "error" for finding in findings)


def suggestion(name: str, known: Iterable[str], otherwise: str) -> str:
    """Return the help for an unknown name: the most similar known name, or else `otherwise`."""
    near = similar(name, known)
    return f"Did you mean {near}?" if near else otherwise


def similar(name: str, known: Iterable[str]) -> str | None:
    """Return the most similar known name, or None if no name is similar."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, list(known), n=1)), None)


def listed(words: Iterable[str], conjunction: str = "or") -> str:
    """Return words as a list in a sentence: `a`, `a or b`, `a, b or c`."""
    *others, last = words
    return f"{', '.join(others)} {conjunction} {last}" if others else last


def counted(count: int, noun: str) -> str:
    """Return a number with its noun, as in `1 payload` or `2,000 properties`."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{count:,} {noun if count == 1 else plural}"


def visible(text: str) -> str:
    """Escape characters that a terminal would execute, hide or fail on. Names can come from untrusted files."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else _escape(character) for character in text)


def _escape(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is not UTF-8 (PEP 383)
        return f"\\x{code - 0xDC00:02x}"
    return character.encode("unicode_escape").decode()


def as_text(finding: Finding) -> str:
    """Return `place: severity[code]: message (at pointer)`, and the help on the next line."""
    place = f"{finding.place}: " if finding.place else ""
    pointer = f" (at {finding.pointer})" if finding.pointer else ""
    message = f"{place}{finding.severity}[{finding.code}]: {finding.message}{pointer}"
    return f"{visible(message)}\n  help: {visible(finding.help)}"
