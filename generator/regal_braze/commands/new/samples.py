"""Choose a few payloads that together show what all of them contain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from regal_braze.commands.new.observe import type_of
from regal_braze.documents.json_text import Json

MOST = 3
_DEEPEST = 150
"""Levels of a sample; a schema file may have 200."""
_TOO_DEEP = "too deep"


def choose(payloads: Sequence[Json], most: int = MOST) -> list[Json]:
    """Return at most `most` payloads in their order: the first, and those that add most to what it shows."""
    facts = [frozenset(_facts(payload, "", 0)) for payload in payloads]
    usable = [index for index, shown in enumerate(facts) if _TOO_DEEP not in shown]
    chosen: list[int] = []
    shown: set[str] = set()
    while usable and len(chosen) < most:
        best = max(usable, key=lambda index: (len(facts[index] - shown), -index)) if chosen else usable[0]
        if chosen and not facts[best] - shown:
            break
        chosen.append(best)
        shown |= facts[best]
    return [payloads[index] for index in sorted(chosen)]


def _facts(value: Json, path: str, level: int) -> Iterator[str]:
    """Yield each path of a payload with its type, and `_TOO_DEEP` if the payload cannot be a sample."""
    yield f"{path}:{type_of(value)}"
    if level > _DEEPEST:
        yield _TOO_DEEP
    elif isinstance(value, dict):
        for key, member in value.items():
            yield from _facts(member, f"{path}/{key}", level + 1)
    elif isinstance(value, list):
        for item in value[:100]:
            yield from _facts(item, f"{path}/*", level + 1)
