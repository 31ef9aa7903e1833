"""Counts keep the first place, show codes only if they are repeated and few, and stay small for any input."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from regal_braze.commands.drift.tally import MOST_FORMS, MOST_KINDS, MOST_NAMES, Difference, Lost, Seen, Tally

DIFFERENCE = Difference("drift-property", "/properties/a")
LOST = Lost("/properties/a", "dropped")


def examples(values: Iterable[object], key: str) -> list[str]:
    seen = Seen("x", 1)
    for value in values:
        seen.add(value, key)
    return seen.examples


def test_the_first_place_is_kept_and_the_most_frequent_come_first() -> None:
    tally = Tally()
    event = tally.event("sms.sent")
    event.add(LOST, "a.json", 5, 1, "a")
    for line in (5, 9):
        event.add(DIFFERENCE, "a.json", line, line, "a")
        event.add(Difference("drift-type", "/properties/b", "string"), "a.json", line, "x", "b")
    event.add(DIFFERENCE, "b.json", 1, 1.5, "a")
    (first, seen), (second, _) = event.differences()
    assert (first, seen.count, seen.file, seen.line, seen.types) == (DIFFERENCE, 3, "a.json", 5, {"integer", "number"})
    assert second.code == "drift-type"
    assert [lost for lost, _ in event.losses()] == [LOST]


def test_a_code_is_shown_if_it_was_seen_three_times() -> None:
    assert examples(["INBOUND"] * 2 + ["in_progress"], "state") == ["short word"]
    assert examples(["INBOUND"] * 3 + ["in_progress"], "state") == ["INBOUND", "short word"]


@pytest.mark.parametrize("key", ["last_name", "agent", "contact_city", "Email", "note", "zip"])
def test_codes_and_numbers_under_a_key_about_a_person_are_not_shown(key: str) -> None:
    assert examples(["SMITH"] * 9, key) == ["text of up to 20 characters"]
    assert examples([94107] * 9, key) == ["a number"]


def test_many_different_words_are_not_codes() -> None:
    words = [f"code_{letter}" for letter in "abcdefghijklmn"]
    assert examples(words[:MOST_FORMS] * 3, "state") == words[:MOST_FORMS]
    assert examples(words[: MOST_FORMS + 1] * 3, "state") == ["short word"]


def test_of_many_values_every_tenth_is_described() -> None:
    seen = Seen("x", 1)
    for number in range(1, 401):
        seen.add("text" if number <= 390 else 1.5, "state")
    assert seen.count == 400
    assert seen.types == {"string", "number"}
    assert seen.codes == {"text": 219}


def test_counts_stay_small() -> None:
    tally = Tally()
    for number in range(1_000):
        tally.unknown_event(f"event.{number}", "a.json", 1)
        tally.event("sms.sent").add(Difference("drift-property", f"/{number}"), "a.json", 1, number, "a")
    assert len(tally.unknown) == MOST_NAMES
    assert tally.payloads == 1_000
    assert len(tally.event("sms.sent").seen) == MOST_KINDS
    assert tally.event("sms.sent").unlisted == 1_000 - MOST_KINDS
    assert len(examples(range(100), "state")) == MOST_FORMS
