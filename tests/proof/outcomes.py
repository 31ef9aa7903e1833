"""What these tests share: the events, runs on JSON text, and what counts as a sound outcome (M17)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from regal_braze.engines.v8.sandbox import Outcome
from regal_braze.verify.requests import RequestProblem, check_requests
from support import shipped
from support.interpreter.comparison import difference
from support.interpreter.interpreter import Refusal, Request
from support.payloads import to_json

EVENTS: Final = sorted(file.stem for file in (shipped.ROOT / "schemas" / "events").glob("*.json"))
DELIBERATE: Final = (
    "No usable identity", "No usable item id", "No known channel", "Expected the event ", "Expected an event of "
)  # fmt: skip
"""How the messages of the errors begin that a body may throw (M2, M4, M14, M15)."""
USER: Final = "7cd1e2f6"
TIME: Final = "2022-07-15T03:17:39.000Z"
"""When the payloads of `valid_payload` happened."""


def valid_payload(event: str, identity: dict[str, object] | None = None) -> dict[str, object]:
    """Return the event's first enveloped sample, with a usable time and this identity instead of the one it has."""
    sample = next(dict(each) for each in shipped.samples(event) if "properties" in each)
    for key in ("userId", "external_id", "traits", "original_timestamp", "created_at"):
        sample.pop(key, None)
    return {**sample, "originalTimestamp": 1657855059, **({"userId": USER} if identity is None else identity)}


def outcomes_of(event: str, payloads: Iterable[object]) -> list[Outcome]:
    """Run the event's body in V8, strictly (M16), and return what came of each payload."""
    return shipped.sandbox(event).run_many([to_json(payload) for payload in payloads], strict=True)


def requests_of(event: str, payloads: Iterable[object]) -> list[Request]:
    """Return the request for each payload. Fails where there is none, or one that Braze would refuse."""
    requests = []
    outcomes = outcomes_of(event, payloads)
    for outcome, flaw in zip(outcomes, flaws_of(outcomes), strict=True):
        assert outcome.request is not None, f"{outcome.error_name}: {outcome.error}"
        assert flaw is None, flaw
        requests.append(json.loads(outcome.request))
    return requests


def request_of(event: str, payload: object) -> Request:
    """Return the request for a payload, as `requests_of` does."""
    [request] = requests_of(event, [payload])
    return request


def settled(outcome: Outcome) -> object:
    """Return the request as a value, or name and message of the error: what two runs must have in common."""
    return (outcome.error_name, outcome.error) if outcome.request is None else json.loads(outcome.request)


def flaws_of(outcomes: Sequence[Outcome]) -> list[str | None]:
    """Return what is wrong with each outcome by itself: no valid request and no deliberate error, or a mutation."""
    checked = iter(check_requests([outcome.request for outcome in outcomes if outcome.request is not None]))
    return [_flaw(outcome, () if outcome.request is None else next(checked)) for outcome in outcomes]


def flaw_of(outcome: Outcome) -> str | None:
    """Return what is wrong with an outcome, as `flaws_of` does."""
    return flaws_of([outcome])[0]


def _flaw(outcome: Outcome, problems: Sequence[RequestProblem]) -> str | None:
    if outcome.mutated:
        return "the payload was changed"
    if outcome.request is None:
        deliberate = outcome.error_name == "Error" and str(outcome.error).startswith(DELIBERATE)
        return None if deliberate else f"threw {outcome.error_name}: {outcome.error}"
    return f"Braze refuses it: {problems[:3]}" if problems else None


def disagreement(expected: Request | Refusal, outcome: Outcome) -> str | None:
    """Return where the outcome is not what the interpreter expects, or None."""
    if not isinstance(expected, Refusal):
        if outcome.request is None:
            return f"expected a request, got {outcome.error_name}: {outcome.error}"
        return difference(expected, json.loads(outcome.request))
    if outcome.error_name == "Error" and str(outcome.error).startswith(expected.message_start):
        return None
    return f"expected an error that begins {expected.message_start!r}, got {outcome}"


def objects_of(request: Request) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each object that Braze would take, with the array that it is in: events, attributes, items, purchases."""
    for kind in ("events", "attributes", "items", "purchases"):
        objects = request.get(kind, [])
        assert isinstance(objects, list)
        for each in objects:
            yield kind, each


def report(failures: list[tuple[str, object]], total: int) -> str:
    """Return a message with the count and the first few failures: what is wrong, and the payload."""
    first = "\n".join(f"{what}\n  {to_json(payload)[:1500]}" for what, payload in failures[:3])
    return f"{len(failures)} of {total} payloads\n{first}"
