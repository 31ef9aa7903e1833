"""What can be wrong with recorded payloads: one wording for all commands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final, Literal, NamedTuple, TypeAlias, TypeVar

from regal_braze.documents.json_text import MAX_LEVELS
from regal_braze.findings.finding import Finding, Severity

_Payload = TypeVar("_Payload")

MOST_KEPT: Final = 100
"""Problems of one kind that are kept with their places; all are counted."""

ProblemKind: TypeAlias = Literal[
    "broken", "command", "cut-short", "damaged", "empty", "headers", "no-files", "not-a-file", "not-compressed",
    "not-utf-8", "number", "outside", "repeated-key",
    "text", "too-deep", "too-large", "too-much", "unfinished", "unknown-event", "unreadable",
    "utf-16", "wrapped",
]  # fmt: skip


class Wording(NamedTuple):
    """What a finding of one kind of problem says."""

    message: str
    help: str
    severity: Severity = "error"
    code: str = "payload-invalid"


_COPY = "Copy it again, or remove it."
WORDINGS: Final[dict[ProblemKind, Wording]] = {
    "broken": Wording("The payload is not valid JSON", _COPY),
    "unfinished": Wording("The payload ends too early", _COPY),
    "text": Wording("This text is not a JSON object", "A payload is an object: {…}. Remove everything else."),
    "command": Wording("The file contains a curl command", "Save only the payload: the {…} that follows -d or --data."),
    "headers": Wording(
        "The file contains the headers of an HTTP request or response", "Delete every line above the payload: {…}."
    ),
    "too-large": Wording(
        "The payload has more than 4 MB and was skipped", "Remove it: Regal's payloads have a few KB."
    ),
    "too-much": Wording(
        "The input has more than 1 GB of payloads; the rest was not read", "Pass fewer files. Only `drift` reads more."
    ),
    "too-deep": Wording("The payload is nested too deeply", f"Flatten it: at most {MAX_LEVELS} levels are allowed."),
    "number": Wording("The payload has a number that is not valid JSON, or has thousands of digits", _COPY),
    "not-utf-8": Wording("The payload is not UTF-8", "Save it as UTF-8."),
    "wrapped": Wording("The payload inside this log entry is not valid JSON", "Copy it again: logs cut long payloads."),
    "repeated-key": Wording("A key occurs twice in one object; the last one counts", _COPY, "warning", "duplicate-key"),
    "unknown-event": Wording(
        "The event of the payload is unknown", "Its name must be one that `regal-braze list` shows."
    ),
    "utf-16": Wording("The file is UTF-16", "Save it as UTF-8."),
    "unreadable": Wording("It cannot be read", "Check its name and permissions."),
    "outside": Wording(
        "A symbolic link leads out of the folder", "If you trust the file, pass the path that the link leads to."
    ),
    "not-a-file": Wording(
        "It is a pipe, a socket or a device", "Save the payloads in a file, or pass - to read standard input."
    ),
    "cut-short": Wording("The compressed data ends early; what comes before was read", "Copy the file again."),
    "damaged": Wording("The compressed data is damaged; what comes before was read", "Copy the file again."),
    "not-compressed": Wording("The file is not compressed, although its name ends in .gz", "Rename it.", "warning"),
    "no-files": Wording(
        "The folder has no .json, .jsonl or .ndjson file", "Name the files, or another folder with payloads."
    ),
    "empty": Wording("The file has no payload", "Save a payload in it, or pass another file."),
}


class Problem(NamedTuple):
    """Input that cannot be read, or not fully; `line` counts from 1, 0 stands for the whole file.

    `detail` is what the operating system reports, the key that is repeated, or the name of the event. `explained`
    replaces the wording of the kind where more is known. Both quote no data of the payload.
    """

    kind: ProblemKind
    file: str
    line: int = 0
    detail: str = ""
    explained: Finding | None = None

    def finding(self) -> Finding:
        """Return the problem as a finding."""
        if self.explained is not None:
            return self.explained
        wording = WORDINGS[self.kind]
        message = f"{wording.message}: {self.detail}" if self.detail else wording.message
        return Finding(
            wording.code, message, wording.help, self.file, None, self.line or None, severity=wording.severity
        )


class Problems:
    """Problems of some input in their order: all are counted, the first of each kind are kept."""

    def __init__(self) -> None:
        self.kept: list[Problem] = []
        self.counts: Counter[ProblemKind] = Counter()

    def add(self, problem: Problem) -> None:
        """Count a problem, and keep it unless there are many of its kind."""
        self.counts[problem.kind] += 1
        if self.counts[problem.kind] <= MOST_KEPT:
            self.kept.append(problem)

    def taken_from(self, found: Iterable[_Payload | Problem]) -> Iterator[_Payload]:
        """Yield the payloads of some input, and count its problems."""
        for each in found:
            if isinstance(each, Problem):
                self.add(each)
            else:
                yield each

    def findings(self, most: int = MOST_KEPT) -> Iterator[Finding]:
        """Yield a finding for each of the first `most` problems of each kind, and one that counts the others."""
        named: Counter[ProblemKind] = Counter()
        for problem in self.kept:
            if named[problem.kind] < most:
                named[problem.kind] += 1
                yield problem.finding()
        for kind, count in (self.counts - named).items():
            wording = WORDINGS[kind]
            message = f"{count:,} more like these: {wording.message}"
            yield Finding(wording.code, message, wording.help, severity=wording.severity)
