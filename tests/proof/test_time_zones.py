"""M6: a moment is one moment, however it is spelled and wherever the code runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proof.outcomes import EVENTS, objects_of, requests_of, valid_payload
from support import shipped
from support.payloads import generate_payloads, pieces, to_json

FROM_HERE: Final = """
import json, sys
from regal_braze.engines.v8.sandbox import Sandbox
answers = []
for body, payloads in json.load(sys.stdin):
    with Sandbox(body) as sandbox:
        answers.append([[each.request, each.error] for each in sandbox.run_many(payloads, strict=True)])
json.dump(answers, sys.stdout)
"""
OFFSET: Final = "return { minutes: new Date(payload).getTimezoneOffset() };"


@given(seconds=st.integers(946_684_800 + 86_400, 4_102_444_800 - 86_400), minutes=st.integers(-12 * 60, 14 * 60))
def test_m6_one_moment_in_many_spellings_is_one_time(seconds: int, minutes: int) -> None:
    moment = datetime.fromtimestamp(seconds, timezone(timedelta(minutes=minutes)))
    utc = moment.astimezone(UTC)
    spellings: list[object] = [
        seconds, str(seconds), f" {seconds}\n", seconds * 1000, str(seconds * 1000), float(seconds),
        f"{utc:%Y-%m-%dT%H:%M:%S}", f"{utc:%Y-%m-%d %H:%M:%S}", f"{utc:%Y-%m-%dT%H:%M:%S}.000Z",
        f"{moment:%Y-%m-%dT%H:%M:%S%z}", f"{moment:%Y-%m-%d %H:%M:%S %z}", f"{utc:%Y-%m-%dT%H:%M:%S} +00:00",
        moment.isoformat(), utc.isoformat(" "),
    ]  # fmt: skip
    payloads = [{**valid_payload("sms.sent"), "originalTimestamp": spelled} for spelled in spellings]
    times = {str(each["time"]) for request in requests_of("sms.sent", payloads) for _, each in objects_of(request)}
    assert times == {f"{utc:%Y-%m-%dT%H:%M:%S}.000Z"}


@pytest.mark.proof
@pytest.mark.parametrize(("zone", "minutes"), [("Pacific/Chatham", -765), ("America/New_York", 240)])
def test_m6_requests_do_not_depend_on_the_time_zone_of_the_machine(zone: str, minutes: int) -> None:
    payloads = {event: [to_json(payload) for payload in _payloads(event)] for event in EVENTS}
    asked = [(OFFSET, ["1657855059000"]), *((shipped.bodies()[event], texts) for event, texts in payloads.items())]
    answer = subprocess.run(
        [sys.executable, "-c", FROM_HERE],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "TZ": zone, "PYTHONPATH": str(shipped.ROOT / "generator")},
    ).stdout
    offsets, *there = json.loads(answer)
    assert offsets == [[f'{{"minutes":{minutes}}}', None]], "V8 does not know the zone: the test says nothing"
    for (event, texts), outcomes in zip(payloads.items(), there, strict=True):
        here = shipped.sandbox(event).run_many(texts, strict=True)
        assert [[each.request, each.error] for each in here] == outcomes


def _payloads(event: str) -> list[object]:
    """Return payloads with a time of every spelling each, and some generated ones."""
    timed = [{**valid_payload(event), "originalTimestamp": time} for time in pieces.USABLE_TIMES]
    generated = generate_payloads(shipped.plans()[event], shipped.samples(event), 10, seed=3)
    return [*timed, *({**each, "created_at": 1657855059} for each in generated if isinstance(each, dict))]
