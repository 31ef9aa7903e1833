"""Count the payloads of batches."""

from __future__ import annotations

from collections.abc import Sequence

from regal_braze.commands.drift.examples import safe_name
from regal_braze.commands.drift.observe import Observer
from regal_braze.commands.drift.tally import Tally
from regal_braze.payloads.problem import Problem
from regal_braze.payloads.read import PayloadReader
from regal_braze.payloads.sources import Batch


def count(batches: Sequence[Batch], observer: Observer) -> Tally:
    """Count the payloads of some batches."""
    tally = Tally()
    reader = PayloadReader()
    for batch in batches:
        for found in reader.read(batch):
            if isinstance(found, Problem):
                tally.problems.add(found._replace(detail=safe_name(found.detail)))
            else:
                observer.observe(found.document, tally, found.file, found.line)
    return tally
