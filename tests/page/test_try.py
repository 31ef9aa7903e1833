"""Try shows what `regal-braze run` prints: requests, errors, and notes with their wording."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import accumulate, islice
from pathlib import Path
from typing import Any, Final

import pytest

from depth import PAYLOADS_IN_PAGE, some
from payloads.test_read import LAYOUTS
from regal_braze.documents.json_text import exceeds
from regal_braze.findings.finding import visible
from support import shipped
from support.browser import View
from support.command import run
from support.payloads import generate_payloads, to_json

MOST_SHOWN: Final = 50
"""As many payloads as Try shows."""
MOST_CHARACTERS: Final = 500_000
"""Of the payloads that are tried together: a busy machine needs more than the time limit for many large ones."""
EVENTS: Final = [*shipped.schemas()]
BUNDLED: Final = "contacts"

_FINDING: Final = re.compile(r"standard input:(\d+): (?:(error|warning)\[[a-z-]+\]: )?(.*)")


@dataclass
class Result:
    """What becomes of a payload. `notes` are what Braze does not get, with how to fix it, and what is changed."""

    request: Any = None
    error: str | None = None
    notes: list[str] = field(default_factory=list)


def printed(name: str, texts: Sequence[str]) -> list[Result]:
    """Return what `run` prints for each payload. The lines of its findings are the numbers of the payloads."""
    ended = run("run", name, stdin="\n".join(texts).encode())
    results = [Result() for _ in texts]
    findings: list[tuple[int, str | None, str]] = []
    for line in ended.err.splitlines()[1:]:  # the first line says that there are no settings
        found = _FINDING.fullmatch(line)
        if found:
            findings.append((int(found[1]) - 1, found[2], found[3]))
        elif findings:
            number, kind, message = findings[-1]
            findings[-1] = (number, kind, f"{message}\n{line}")
    for number, kind, text in findings:
        message, _, advice = text.partition("\n  help: ")
        if kind == "error":
            results[number].error = message
        else:
            results[number].notes.append(f"{message} {advice}" if advice else message)
    requests = documents(ended.out)
    for result in results:
        if result.error is None:
            result.request = next(requests)
    assert next(requests, None) is None
    return results


def documents(text: str) -> Iterator[Any]:
    """Yield the JSON values that are written one after the other."""
    decoder, position = json.JSONDecoder(), 0
    while position < len(text.rstrip()):
        value, position = decoder.raw_decode(text, position)
        yield value
        position += 1


def shown(view: View, texts: Sequence[str]) -> list[Result]:
    """Return what Try shows for each payload."""
    results = []
    waiting = [*texts]
    while waiting:
        sizes = accumulate(map(len, waiting[:MOST_SHOWN]))
        count = max(sum(size <= MOST_CHARACTERS for size in sizes), 1)
        batch, waiting = waiting[:count], waiting[count:]
        found = view.attempt("\n".join(batch))
        for each in found:
            request, error = each["request"], each["error"]
            notes = [visible(note) for note in each["notes"]]  # as a terminal shows them
            results.append(Result(request and json.loads(request), error and visible(error), notes))
    return results


def comparable(results: Sequence[Result]) -> list[Result]:
    """Return results in which the time of the call, which Braze gets without a usable time, is always the same."""
    for result in results:
        result.request = _without_now(result.request)
    return [*results]


def _without_now(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_now(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_without_now(member) for member in value]
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", value):
        elapsed = datetime.now().astimezone() - datetime.fromisoformat(value)
        return "now" if 0 <= elapsed.total_seconds() < 600 else value
    return value


def payloads_of(event: str, count: int) -> list[str]:
    """Return the samples of an event and `count` generated payloads, in one line each."""
    samples = shipped.schemas()[event].samples
    generated = islice(generate_payloads(shipped.plans()[event], samples, 3 * count, seed=14), 3 * count)
    found = [payload for payload in (*samples, *generated) if isinstance(payload, dict) and not exceeds(payload, 10**6)]
    return [to_json(payload) for payload in found[: len(samples) + count]]


def compare(view: View, name: str, texts: Sequence[str]) -> None:
    """Compare what the page shows for payloads with what `run` prints."""
    view.open(f"{name}/try", ".output > *")
    ours, theirs = comparable(shown(view, texts)), comparable(printed(name, texts))
    assert len(ours) == len(theirs) == len(texts)
    different = [each for each in zip(texts, ours, theirs, strict=True) if each[1] != each[2]]
    assert not different, f"{len(different)} of {len(texts)}"
    assert not view.reached


def test_try_equals_run_on_the_samples_and_generated_payloads_of_every_event_in_a_bundle(
    view: View, workspace: Path
) -> None:
    texts = [text for event in EVENTS for text in payloads_of(event, PAYLOADS_IN_PAGE)]
    assert len(texts) > 100
    compare(view, BUNDLED, texts)


@pytest.mark.parametrize("event", some(EVENTS, 1))
def test_try_equals_run_on_the_samples_and_generated_payloads_of_an_event(
    view: View, workspace: Path, event: str
) -> None:
    compare(view, event, payloads_of(event, PAYLOADS_IN_PAGE))


def test_try_reads_what_commands_read(view: View, workspace: Path) -> None:
    view.open(f"{BUNDLED}/try", ".output > *")
    expected = _without_now([*documents(run("run", BUNDLED, stdin=LAYOUTS["lines"].encode()).out)])
    assert len(expected) == 2
    for layout, text in some(LAYOUTS.items(), 2):
        assert [_without_now(json.loads(each["request"])) for each in view.attempt(text)] == expected, layout
