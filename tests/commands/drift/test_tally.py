"""Counts add up, whatever pieces they come in, and stay small."""

from __future__ import annotations

import copy

from regal_braze.commands.drift.tally import MOST_NAMES, Notice, Tally
from regal_braze.payloads.problem import Problem

NOTICE = Notice("property", "/properties/a", "")


def test_sightings_add_up_and_the_first_place_stays() -> None:
    tallies = []
    for line in (5, 9):
        tally = Tally()
        tally.event("sms.sent").payloads = 2
        seen = tally.event("sms.sent").sighting(NOTICE, "a.json", line)
        assert seen is not None
        seen.types["string"] = 1
        tally.unknown_event("x.y", "a.json", line)
        tally.problems.add(Problem("broken", "a.json", line))
        tallies.append(copy.deepcopy(tally))
    total = Tally()
    for tally in tallies:
        total.add(tally)
    seen = total.events["sms.sent"].notices[NOTICE]
    assert (seen.count, seen.line, seen.types) == (2, 5, {"string": 2})
    assert total.payloads == 6
    assert total.unknown["x.y"].count == 2
    assert total.problems.counts == {"broken": 2}
    assert [each.line for each in total.problems.kept] == [5, 9]


def test_names_beyond_the_most_are_counted() -> None:
    total = Tally()
    for part in range(3):
        tally = Tally()
        for number in range(1_000):
            tally.unknown_event(f"event.{part}.{number}", "a.json", 1)
        total.add(tally)
    assert len(total.unknown) == MOST_NAMES
    assert total.payloads == 3 * 1_000
