"""Read recorded payloads: one JSON object a file, a list of them, or one a line; packed by gzip or not.

What is broken is a finding with its line, and what is around it is read all the same.
"""

from __future__ import annotations

import json
import re
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from regal_braze.documents.json_text import Json, display, parse_json
from regal_braze.findings.finding import Finding
from regal_braze.immutable import Immutable, replace

MOST_BYTES = 1 << 30
"""What a packed file may hold: a small file can claim to hold more than any memory does."""
MOST_FINDINGS = 50
"""Findings of one file that are shown; the last one counts the rest."""

_GZIP = b"\x1f\x8b"
_BETWEEN = re.compile(r"[\s,\[\]]*")


class Recorded(Immutable):
    """A payload, with the file as findings name it and the line (from 1) where it begins there."""

    payload: Mapping[str, Json]
    file: str
    line: int


def read_all(sources: Sequence[str]) -> tuple[list[Recorded], list[Finding]]:
    """Return the payloads in files, `-` being standard input, and what is wrong with the others."""
    payloads: list[Recorded] = []
    findings: list[Finding] = []
    for source in dict.fromkeys(sources):
        found, wrong = _read(source)
        payloads += found
        findings += _at_most(wrong)
    return payloads, findings


def _read(source: str) -> tuple[list[Recorded], list[Finding]]:
    findings: list[Finding] = []
    place = "standard input" if source == "-" else display(Path(source))
    try:
        content = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except IsADirectoryError:
        return [], [_invalid("It is a folder", f"Name the files in it: {source.rstrip('/')}/*", place)]
    except (OSError, ValueError) as error:  # ValueError: a name with a null character
        said = getattr(error, "strerror", None) or "its name is none"
        return [], [_invalid(f"It cannot be read: {said}", "Check its name and permissions.", place)]
    if content.startswith(_GZIP):
        unpacked = _unpacked(content)
        if unpacked is None:
            message = "It is packed by gzip, and broken, cut off or too large"
            return [], [_invalid(message, "Pack it anew, or unpack what can be saved.", place)]
        content = unpacked
    elif source.endswith(".gz"):
        found = _invalid("It is not packed, whatever its name says", "It was read as it is; rename it.", place)
        findings.append(replace(found, severity="warning"))
    payloads: list[Recorded] = []
    for each in _records(content.decode("utf-8-sig", "surrogateescape"), place):
        if isinstance(each, Finding):
            findings.append(each)
        else:
            payloads.append(each)
    return payloads, findings


def _records(text: str, place: str) -> Iterator[Recorded | Finding]:
    """Yield the payloads of a text in their order, a finding in the place of each that is broken.

    Between payloads may be white space, commas and the brackets of lists.
    """
    decoder = json.JSONDecoder()
    position, line, opened, found = 0, 1, 0, False
    while True:
        between = _BETWEEN.match(text, position)
        start = between.end() if between else position
        opened += text.count("[", position, start) - text.count("]", position, start)
        line += text.count("\n", position, start)
        if start == len(text):
            break
        found = True
        try:
            position = decoder.raw_decode(text, start)[1] if text[start] == "{" else _resume(text, start)
        except (ValueError, RecursionError):  # parse_json says what it is
            position = _resume(text, start)
        yield _record(text, start, position, place, line)
        line += text.count("\n", start, position)
    if opened > 0:
        yield _invalid("A list is not closed: the end of the file is missing", "Save it anew.", place, line)
    elif not found:
        yield _invalid("There is no payload in it", "Save one as Regal sent it, with its braces.", place)


def _record(text: str, start: int, end: int, place: str, line: int) -> Recorded | Finding:
    record = text[start:end].rstrip(" \t\r\n,")
    stray = next((each for each in record if "\udc80" <= each <= "\udcff"), None)
    if stray is not None:
        message = f"A payload holds the byte {ord(stray) - 0xDC00:#x}, which is not UTF-8"
        return _invalid(message, "Save it as UTF-8.", place, line)
    value = parse_json(record, place, "payload-invalid")
    if isinstance(value, dict):
        return Recorded(value, place, line)
    if not isinstance(value, Finding):
        return _invalid("It is no JSON object, as payloads are", "Take it out.", place, line)
    column = start - text.rfind("\n", 0, start) - 1
    # Once more where it stands: messages name lines too.
    padded = parse_json("\n" * (line - 1) + " " * column + record, place, "payload-invalid")
    told = padded if isinstance(padded, Finding) else value
    return replace(told, message=told.message.replace("The file", "The payload", 1), line=told.line or line)


def _resume(text: str, start: int) -> int:
    """Return where to read on after a broken payload: at the next line that begins like one, and not within one."""
    margin = text[text.rfind("\n", 0, start) + 1 : start]
    if text[start] != "{":
        end = text.find("\n", start)
        return len(text) if end < 0 else end
    following = re.compile(rf"\n(?={'' if margin.strip() else margin}[^\s}}\]\"])").search(text, start)
    return following.start() if following else len(text)


def _unpacked(content: bytes) -> bytes | None:
    """Return what gzip packed, all of its parts, or None where that is broken."""
    parts: list[bytes] = []
    room = MOST_BYTES
    while content.startswith(_GZIP):
        unpacker = zlib.decompressobj(wbits=31)
        try:
            parts.append(unpacker.decompress(content, room))
        except zlib.error:
            return None
        room -= len(parts[-1])
        if not unpacker.eof or room <= 0:
            return None
        content = unpacker.unused_data
    return b"".join(parts)


def _at_most(findings: Sequence[Finding]) -> list[Finding]:
    if len(findings) <= MOST_FINDINGS:
        return [*findings]
    shown = [*findings[:MOST_FINDINGS]]
    left, last = len(findings) - len(shown), shown[-1]
    shown.append(
        Finding(
            "payload-invalid", f"{left} more payloads are broken", "Mend the first ones.", last.file, None, last.line
        )
    )
    return shown


def _invalid(message: str, help_text: str, place: str, line: int | None = None) -> Finding:
    return Finding("payload-invalid", message, help_text, place, None, line)
