"""M11: lists, open values and open maps, and the 100 KB that all properties together may take."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest

from depth import some
from regal_braze.plan.conversions import ListOf, Open, Text
from regal_braze.plan.model import OpenMap
from regal_braze.workspace.settings import Settings
from support.plans import plan_of_properties
from support.shipped import Json, envelope, tracked
from support.three_engines import placed, properties, request, rows, short

DATES: Final = [
    *("2022-07-15", "2022-07-15T03:17:39Z", "2022-07-15T03:17", "2022-07-15 03:17:39 +00:00"),
    *("2022-07-15t03:17:39.000z", "2022-07-15 03:17", "0000-00-00", "07/15/2022", "Fri 07 15 03:17:39.UTC 2022"),
]
NOT_DATES: Final = [
    *("2022-07", "22-07-15", "on 2022-07-15", "2022-07-15 to come", "2022-07-15x", "2022-07-15\n", "2022-07-15T3"),
    *("July 15", "1657855059", "7/15/2022", "07/15/22"),
]
FEW: Final = plan_of_properties({"items": ListOf(Text(), 3)})
UNCHANGED: Final = "(unchanged)"


@pytest.mark.parametrize("items", [0, 1, 499, 500, 501, 600])
@pytest.mark.parametrize(
    ("event", "name"),
    [
        ("call.completed", "objections"),
        ("email.sent", "to_emails"),
        ("email.sent", "attachments"),
        ("object.created", "Tags"),
    ],
)
def test_a_list_keeps_its_first_500_items(event: str, name: str, items: int) -> None:
    values = [f"item {index}" for index in range(items)]
    assert properties(event, {name: values}) == {name: values[:500]}


@pytest.mark.parametrize(
    ("items", "expected"),
    [(["a", "b", "c", "d"], ["a", "b", "c"]), ([None, True, ["x"], "a", "b", "c"], ["a", "b", "c"]), ([None], [])],
    ids=repr,
)
def test_what_a_list_leaves_out_does_not_count(items: Json, expected: Json) -> None:
    assert properties(FEW, {"items": items}) == {"items": expected}
    many = [None, "2022-07-15"] * 500 + ["kept"]
    assert properties("call.completed", {"objections": many}) == {"objections": ["kept"]}


@pytest.mark.parametrize(
    ("event", "name", "wrapped"),
    [
        ("call.completed", "objections", False),
        ("email.sent", "attachments", False),
        ("object.created", "Visits", False),
        ("object.created", "Visits", True),
    ],
)
def test_a_list_holds_no_date_times(event: str, name: str, wrapped: bool) -> None:
    values = [[text] if wrapped else text for text in [*DATES, *NOT_DATES, *DATES]]
    expected = [[text] if wrapped else text for text in NOT_DATES]
    assert [item for item in properties(event, {name: values})[name] if item] == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2022-07-15T03:17:39Z", UNCHANGED),
        ({"Since": "2022-07-15T03:17:39Z"}, UNCHANGED),
        ([{"At": "2022-07-15T03:17:39Z", "By": "Jane", "none": None}], UNCHANGED),
        ([["2022-07-15"], {"all": ["2022-07-15", "kept"]}], [[], {"all": ["kept"]}]),
        ([1, "1", True, None, 1e999, "2022-07-15", -0.0, [["x"]]], [1, "1", True, 0, [["x"]]]),
        ({"a": None, "b": 1e999}, {"a": None}),
        ({"a": {"b": {"c": {"d": {"e": {}, "f": 1}}}}}, {"a": {"b": {"c": {"d": {"f": 1}}}}}),
        ([[[[[["too deep"], "kept"]]]]], [[[[["kept"]]]]]),
        (["a"] * 501, ["a"] * 500),
    ],
    ids=short,
)
def test_open_values(value: Json, expected: Json) -> None:
    assert properties("object.created", {"Open": value}) == {"Open": value if expected == UNCHANGED else expected}


@pytest.mark.parametrize("value", ["x", 1, True, None, [], {}], ids=repr)
def test_open_values_are_kept_to_five_levels(value: Json) -> None:
    levels = 1 if isinstance(value, list | dict) else 0
    for depth in range(1, 8):
        sent = properties("object.created", {"Open": placed(["in"] * depth, value)})["Open"]
        assert sent == (placed(["in"] * depth, value) if depth + levels <= 5 else placed(["in"] * 4, {})), depth


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ({"objection": "price", "score": 4.5, "follow_up": True, "none": None}, UNCHANGED),
        ({"n": {"a": [1, {"b": "c"}]}}, UNCHANGED),
        ({"o": {"$c": 1}}, {"o": {"c": 1}}),
        ({"a": [[[[[["too deep"], "kept"]]]]]}, {"a": [[[[["kept"]]]]]}),
        # A name that is taken gets the map's name as a prefix, also where the declared property is absent
        ({"task_id": "other"}, {"call_analysis_task_id": "other"}),
        ({" task_id ": "other"}, {"call_analysis_task_id": "other"}),
        ({"agent_email": None}, {"call_analysis_agent_email": None}),
        ({"task_id": "a", "call_analysis_task_id": "b"}, {"call_analysis_task_id": "b"}),
        ({" call_analysis_task_id": "b", "task_id": "a"}, {"call_analysis_task_id": "b"}),
        ({"call_analysis": "of itself"}, UNCHANGED),
        ({"k" * 255: 1}, UNCHANGED),
        *rows({}, {}, None, [], ["a"], "text", 5),
    ],
    ids=short,
)
def test_an_open_map_is_flattened_and_gives_way_to_declared_properties(entries: Json, expected: Json) -> None:
    expected = entries if expected == UNCHANGED else expected
    assert properties("call.analysis.available", {"call_analysis": entries}) == expected
    with_task = properties("call.analysis.available", {"task_id": "WT1", "call_analysis": entries})
    assert with_task == {"task_id": "WT1", **expected}


@pytest.mark.parametrize(
    ("open_map", "given", "expected"),
    [
        # A prefixed name that is taken or too long is left out
        (OpenMap("map", "map_", ("event", "map_event"), 999), {"map": {"event": 1}}, {}),
        (OpenMap("map", "map_", ("a" * 252,), 999), {"map": {"a" * 252: 1}}, {}),
        (OpenMap("map", "map_", ("a" * 251,), 999), {"map": {"a" * 251: 1}}, {"map_" + "a" * 251: 1}),
        # The entries of a map with one declared type
        (OpenMap("map", "map_", (), 999, item=Text()), {"map": {"a": 5, "b": None, "c": []}}, {"a": "5", "b": None}),
        # What is not declared, as a map beside the declared properties
        (
            OpenMap(None, "regal_", ("time", "agent"), 999, declared=("agent", "omitted")),
            {"agent": "A", "omitted": "x", " agent": "y", "time": 5, "extra": "z", "dates": ["2022-07-15"]},
            {"agent": "A", "regal_agent": "y", "regal_time": 5, "extra": "z", "dates": []},
        ),
    ],
    ids=["prefixed name taken", "prefixed name too long", "longest prefixed name", "typed", "undeclared"],
)
def test_open_maps_that_no_shipped_event_has(open_map: OpenMap, given: Json, expected: Json) -> None:
    plan = plan_of_properties({"agent": Text()}, open_map)
    assert properties(plan, given) == expected


@pytest.mark.parametrize(
    ("conversion", "value", "expected"),
    [
        # ["aa","é","aaaa"]: with its comma or bracket, each item takes 5, 5 and 7 bytes
        (ListOf(Text(), 500, 17), ["aa", "é", "aaaa"], UNCHANGED),
        (ListOf(Text(), 500, 16), ["aa", "é", "aaaa"], ["aa", "é"]),
        (ListOf(Text(), 500, 11), ["aa", "aaaa", "é"], ["aa", "é"]),
        (ListOf(Text(), 500, 11, newest=True), ["aaaa", "é", "aa"], ["é", "aa"]),
        (ListOf(Text(), 0), ["a", "b"], []),
        (ListOf(Text(), 2, newest=True), ["a", "b", None, "c"], ["b", "c"]),
        (ListOf(Text(), 500, 6), ["\x7f\n", "€", "b"], ["\x7f\n"]),
        # {"a":1,"b":22} takes 14: with its comma, ["a",1] takes 8 and ["b",22] takes 9
        (Open(room=14), {"b": 22, "a": 1}, {"a": 1, "b": 22}),
        (Open(room=13), {"b": 22, "a": 1}, {"a": 1}),
        (Open(room=16), {"a": "too long", "b": 1, "c": 2}, {"b": 1, "c": 2}),
        (Open(room=7), {"b": 22, "a": 1}, {}),
        # Keys go by their UTF-16 units; numbers take what JavaScript writes
        (Open(room=12), {"\uffee": 1, "😀": 1}, {"😀": 1}),
    ],
    ids=short,
)
def test_what_does_not_fit_is_left_out_alone(conversion: Any, value: Json, expected: Json) -> None:
    """Sizes are those of JSON in UTF-8."""
    found = properties(plan_of_properties({"value": conversion}), {"value": value})
    assert found == {"value": value if expected == UNCHANGED else expected}


@pytest.mark.parametrize("event", ["call.analysis.available", "object.created"])
def test_an_event_keeps_its_declared_and_its_first_256_properties_whatever_their_order(event: str) -> None:
    declared = {"task_id": "WT1"} if event == "call.analysis.available" else {"stageName": "New"}
    entries = {f"a key {index:03}": "x" for index in range(600)}
    for given in (entries, dict(reversed(entries.items()))):
        undeclared = {"call_analysis": given} if "task_id" in declared else given
        sent = properties(event, {**undeclared, **declared})
        assert sorted(sent) == [*sorted(entries)[:255], *declared]


def test_a_value_that_does_not_fit_removes_no_other() -> None:
    fitting = {f"key {index}": "x" * 200 for index in range(100)}
    sent = properties("call.analysis.available", {"call_analysis": {"a long list": ["x" * 250] * 500, **fitting}})
    assert sent == fitting


def test_an_open_map_gives_way_to_undeclared_properties() -> None:
    settings = Settings(events={"call.analysis.available": {"undeclared": "properties"}})
    given = {"sentiment": "good", "call_analysis": {"sentiment": 5, "score": 1}}
    assert properties("call.analysis.available", given, settings) == {
        "sentiment": "good", "score": 1, "call_analysis_sentiment": 5,
    }  # fmt: skip


def test_a_conversation_keeps_its_newest_messages() -> None:
    rows = [[1657855059 + index, "Agent", "OUTBOUND", f"{index} {'x' * 240}"] for index in range(520)]
    content = properties("sms.conversation.completed", {"content": rows})["content"]
    assert [row["sent_at"] for row in content] == [row[0] for row in rows[-len(content):]]  # fmt: skip
    assert 50 < len(content) < 200
    dates = [[1657855059, "Contact", "INBOUND", "2024-05-01"]]
    assert properties("sms.conversation.completed", {"content": dates})["content"][0]["text"] == "2024-05-01"


def test_a_long_list_in_a_property_is_cut_at_an_item() -> None:
    texts = ["€" * 200 + str(index) for index in range(500)]
    sent = properties("call.completed", {"objections": texts})["objections"]
    assert 0 < len(sent) < 500
    assert sent == texts[: len(sent)]
    assert len(json.dumps(sent, ensure_ascii=False).encode()) > 60_000


@pytest.mark.parametrize("letter", some(["x", "€", "😀", "\x00"], 1), ids=ascii)
def test_all_properties_together_stay_within_100_kb(letter: str) -> None:
    texts = [letter * (250 if letter != "😀" else 125) + str(index) for index in range(500 if letter == "x" else 120)]
    many = {f"{letter}{index}": text for index, text in enumerate(texts)}
    special: dict[str, Json] = {
        "call.analysis.available": {"call_analysis": many},
        "object.attribute.edited": {"changes": {"properties": many}},
        "object.created": many,
        "sms.conversation.completed": {"content": [[0, *texts[:3]]] * 200},
    }
    for event, custom in tracked().items():
        growing = [field for field in custom.fields if isinstance(field.conversion, ListOf | Open)]
        if not growing and event not in special and letter != "€":  # which takes the most bytes per UTF-16 unit
            continue
        given: dict[str, Json] = {}
        for field in custom.fields:
            given |= dict.fromkeys(field.sources, texts if field in growing else letter * 255)
        payload = envelope(event, {**given, **special.get(event, {})}, eventId=letter * 255)
        sent = request(event, payload)["events"][0]["properties"]
        assert len(json.dumps(sent, ensure_ascii=False, separators=(",", ":")).encode()) <= 100_000, event
