"""Read the payloads that a schema is inferred from, up to a number of different keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from regal_braze.documents.json_text import Json
from regal_braze.findings.finding import Finding
from regal_braze.payloads.problem import Problems
from regal_braze.payloads.read import RecordedPayload, read

MOST_KEYS: Final = 5_000
"""Most different keys in all payloads. Braze keeps 256 properties of an event."""


def read_few_keys(names: Sequence[str], workspace: Path) -> tuple[list[RecordedPayload], list[Finding]]:
    """Return the payloads in files and folders, and the findings of their problems.

    With too many keys, there is no payload, and a finding: their schema would be useless, and take minutes.
    """
    payloads: list[RecordedPayload] = []
    problems = Problems()
    keys: set[str] = set()
    for payload in problems.taken_from(read(names, workspace)):
        payloads.append(payload)
        keys.update(_keys_in(payload.document))
        if len(keys) > MOST_KEYS:
            message = f"The payloads have more than {MOST_KEYS:,} different keys; the rest was not read"
            help_text = "If the keys are data, move them into a list. Else pass fewer payloads."
            return [], [*problems.findings(), payload.finding("payload-invalid", message, help_text)]
    return payloads, [*problems.findings()]


def _keys_in(document: Json) -> Iterator[str]:
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield from value
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
