"""Counts keep the first place, show values only where that is wanted, and stay small for any input."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from regal_braze.commands.drift.tally import (
    MOST_FORMS,
    MOST_KINDS,
    MOST_NAMES,
    Difference,
    EventTally,
    Lost,
    Seen,
    Tally,
)

DIFFERENCE = Difference("drift-property", "/properties/a")
LOST = Lost("/properties/a", "dropped")


def examples(values: Iterable[object], is_shown: bool = False) -> list[str]:
    seen = Seen("x", 1, is_shown)
    for value in values:
        seen.add(value)
    return seen.examples


def test_the_first_place_is_kept_and_the_most_frequent_come_first() -> None:
    tally = Tally()
    event = tally.event("sms.sent")
    event.add(LOST, "a.json", 5, 1)
    for line in (5, 9):
        event.add(DIFFERENCE, "a.json", line, line)
        event.add(Difference("drift-type", "/properties/b", "string"), "a.json", line, "x")
    event.add(DIFFERENCE, "b.json", 1, 1.5)
    (first, seen), (second, _) = event.by_count(Difference)
    assert (first, seen.count, seen.file, seen.line, seen.types) == (DIFFERENCE, 3, "a.json", 5, {"integer", "number"})
    assert second.code == "drift-type"
    assert [lost for lost, _ in event.by_count(Lost)] == [LOST]


@pytest.mark.parametrize("value", ["INBOUND", "in_progress", 94107, 7, "7", 2.5])
def test_values_are_shown_only_if_the_property_is_named(value: object) -> None:
    assert str(value) not in " ".join(examples([value] * 9))
    assert examples([value] * 9, is_shown=True) == [str(value)]


def test_what_is_below_a_property_that_is_named_is_shown_too() -> None:
    event = EventTally(frozenset({"a"}))
    for pointer in ("/properties/a", "/properties/a/b", "/properties/b"):
        event.add(Difference("drift-property", pointer), "x", 1, "SMITH")
    shown = {what.pointer: seen.examples for what, seen in event.by_count(Difference)}
    assert shown == {
        "/properties/a": ["SMITH"],
        "/properties/a/b": ["SMITH"],
        "/properties/b": ["text of up to 20 characters"],
    }


def test_of_many_values_every_tenth_is_described() -> None:
    seen = Seen("x", 1)
    for number in range(1, 401):
        seen.add("text" if number <= 390 else 1.5)
    assert seen.count == 400
    assert seen.types == {"string", "number"}
    assert seen.forms == {"text of up to 20 characters": 219, "fraction": 1}


def test_counts_stay_small() -> None:
    tally = Tally()
    for number in range(1_000):
        tally.unknown_event(f"event.{number}", "a.json", 1)
        tally.event("sms.sent").add(Difference("drift-property", f"/{number}"), "a.json", 1, number)
    assert len(tally.unknown) == MOST_NAMES
    assert tally.payloads == 1_000
    assert len(tally.event("sms.sent").seen) == MOST_KINDS
    assert tally.event("sms.sent").unlisted == 1_000 - MOST_KINDS
    assert len(examples(range(100), is_shown=True)) == MOST_FORMS
