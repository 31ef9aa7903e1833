"""M10 and M11: open maps as properties of the event."""

from __future__ import annotations

from regal_braze.plan.conversions import Text
from regal_braze.plan.model import OpenMap
from support.interpreter.plans import field, properties_of, track

MAP = OpenMap("analysis", "analysis_", ("time", "event_name", "agent", "analysis_event_name"), 1000)
REST = OpenMap(None, "regal_", ("time", "agent"), 1000, declared=("agent", "omitted"))


def _flattened(entries: object) -> object:
    return properties_of(track(open_maps=(MAP,)), {"analysis": entries})


def test_entries_become_properties() -> None:
    assert _flattened({"b": True, "a": "x", "n": None, "o": {"$c": 1}}) == {
        "a": "x", "b": True, "n": None, "o": {"c": 1},
    }  # fmt: skip


def test_what_is_no_object_adds_nothing() -> None:
    for entries in (None, [], "text", 5, ["a"]):
        assert _flattened(entries) == {}


def test_a_key_that_is_taken_gets_the_prefix() -> None:
    assert _flattened({"time": 1, " agent ": 2}) == {"analysis_time": 1, "analysis_agent": 2}


def test_a_prefixed_key_gives_way_to_one_that_has_this_name() -> None:
    assert _flattened({"time": 1, "analysis_time": 2}) == {"analysis_time": 2}
    assert _flattened({" analysis_time": 1, "time": 2}) == {"analysis_time": 1}


def test_a_prefixed_key_that_is_taken_or_too_long_is_dropped() -> None:
    assert _flattened({"event_name": 1}) == {}
    long_map = OpenMap("analysis", "analysis_", ("a" * 250,), 1000)
    assert properties_of(track(open_maps=(long_map,)), {"analysis": {"a" * 250: 1}}) == {}


def test_entries_beside_the_declared_properties_are_those_not_declared() -> None:
    destination = track(field(Text(), "agent"), open_maps=(REST,))
    properties = {
        "agent": "A",
        "omitted": "x",
        " agent": "y",
        "time": 5,
        "extra": "z",
        "dates": ["2022-07-15"],
    }
    expected = {"agent": "A", "regal_agent": "y", "regal_time": 5, "extra": "z", "dates": []}
    assert properties_of(destination, properties) == expected


def test_a_map_keeps_the_first_keys_that_fit_its_room() -> None:
    small = OpenMap("analysis", "analysis_", (), 13)
    assert properties_of(track(open_maps=(small,)), {"analysis": {"b": 22, "a": 1}}) == {"a": 1}


def test_a_map_holds_five_levels_below_each_of_its_entries() -> None:
    deep = [[[[[["too deep"], "kept"]]]]]
    assert _flattened({"a": deep}) == {"a": [[[[["kept"]]]]]}
