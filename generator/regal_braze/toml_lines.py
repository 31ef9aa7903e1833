"""Where in a TOML text a key is: what tomllib does not tell."""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEADER = re.compile(r"\s*(\[\[?)([^\[\]]+)\]")
_KEY = re.compile(r"""\s*((?:"[^"\n]*"|'[^'\n]*'|[\w-]+)(?:\s*\.\s*(?:"[^"\n]*"|'[^'\n]*'|[\w-]+))*)\s*=""")
_PART = re.compile(r"""\s*("[^"\n]*"|'[^'\n]*'|[^\s."']+)\s*\.?""")
_LONG = re.compile(r'"""|' + r"'''")

Path = Sequence[str | int]


def find_line(text: str, path: Path) -> int | None:
    """Return the line, counted from 1, of the key at `path` or of the nearest one above it; None if there is none."""
    wanted = tuple(path)
    best: tuple[int, int] | None = None
    for line, found in _keys(text):
        shared = min(len(found), len(wanted))
        if found[:shared] == wanted[:shared] and (best is None or shared > best[0]):
            best = (shared, line)
    return best[1] if best else None


def _keys(text: str) -> list[tuple[int, tuple[str | int, ...]]]:
    keys: list[tuple[int, tuple[str | int, ...]]] = []
    table: tuple[str | int, ...] = ()
    counts: dict[tuple[str | int, ...], int] = {}
    inside = False
    for number, line in enumerate(text.split("\n"), 1):
        marks = len(_LONG.findall(line))
        if inside:
            inside = marks % 2 == 0
            continue
        inside = marks % 2 == 1
        if header := _HEADER.match(line):
            table = _resolved(_parts(header[2]), counts, new=header[1] == "[[")
            keys.append((number, table))
        elif key := _KEY.match(line):
            parts = _parts(key[1])
            keys += [(number, (*table, *parts[: length + 1])) for length in range(len(parts))]
            keys += _inline(line[key.end() :], number, (*table, *parts))
    return keys


def _inline(text: str, number: int, above: tuple[str | int, ...]) -> list[tuple[int, tuple[str | int, ...]]]:
    if not text.lstrip().startswith("{"):
        return []
    bare = re.sub(r"""("[^"\n]*"|'[^'\n]*')(?!\s*=)""", '""', text)
    return [(number, (*above, *_parts(key[1]))) for key in re.finditer(r"[{,]" + _KEY.pattern, bare)]


def _resolved(parts: Sequence[str], counts: dict[tuple[str | int, ...], int], new: bool) -> tuple[str | int, ...]:
    """Return the path of a table's header, with the index of each array of tables on the way."""
    path: tuple[str | int, ...] = ()
    for index, part in enumerate(parts):
        path = (*path, part)
        if new and index == len(parts) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part[1:-1] if part[0] in "\"'" else part for part in _PART.findall(dotted))
