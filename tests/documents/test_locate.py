"""`locate` returns the line and column of what a JSON Pointer names."""

from __future__ import annotations

import json
import time
from itertools import cycle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regal_braze.documents.json_positions import locate

SCHEMA = """\
{
  "title": "call.completed",
  "properties": {
    "a/b": {"type": "string"},
    "m~n": {"type": ["string", "null"]},
    "": 1,
    "caf\\u00e9": 2,
    "x y": {"enum": [{"z": 1}, [10, 20]]}
  }, "x-braze": {}
}
"""


@pytest.mark.parametrize(
    ("pointer", "place"),
    [
        ("", (1, 1)),
        ("/title", (2, 3)),
        ("/properties", (3, 3)),
        ("/properties/a~1b", (4, 5)),
        ("/properties/a~1b/type", (4, 13)),
        ("/properties/m~0n/type", (5, 13)),
        ("/properties/m~0n/type/0", (5, 22)),
        ("/properties/m~0n/type/1", (5, 32)),
        ("/properties/", (6, 5)),
        ("/properties/café", (7, 5)),
        ("/properties/x y/enum/0/z", (8, 23)),
        ("/properties/x y/enum/1", (8, 32)),
        ("/properties/x y/enum/1/1", (8, 37)),
        ("/x-braze", (9, 6)),
    ],
)
def test_a_member_is_at_its_key_and_an_item_at_its_value(pointer: str, place: tuple[int, int]) -> None:
    assert locate(SCHEMA, pointer) == place


@pytest.mark.parametrize(
    ("pointer", "ancestor"),
    [
        ("/description", ""),
        ("/title/0", "/title"),
        ("/title/x/y/z", "/title"),
        ("/properties/a~1b/type/0", "/properties/a~1b/type"),
        ("/properties/m~0n/type/2", "/properties/m~0n/type"),
        ("/properties/m~0n/type/-", "/properties/m~0n/type"),
        ("/properties/m~0n/type/00", "/properties/m~0n/type"),
        ("/properties/m~0n/type/+1", "/properties/m~0n/type"),
        ("/x-braze/omit/3", "/x-braze"),
        ("/z", ""),
    ],
)
def test_missing_value_is_at_its_nearest_ancestor(pointer: str, ancestor: str) -> None:
    assert locate(SCHEMA, pointer) == locate(SCHEMA, ancestor)


def test_last_of_duplicate_keys_counts() -> None:
    text = '{"a": {"b": 1, "c": 2},\n "a": {"b": 3}}'
    assert locate(text, "/a") == (2, 2)
    assert locate(text, "/a/b") == (2, 8)
    assert locate(text, "/a/c") == (2, 2)


def test_similar_keys_elsewhere_are_skipped() -> None:
    text = '{"x": {"a": 1}, "y": "\\"a\\": [{", "z": ["a", {"a": 2}],\n"a": 3}'
    assert locate(text, "/a") == (2, 1)


def test_escaped_keys_are_compared_by_their_value() -> None:
    assert locate('{"x": 1, "\\u0061\\"\\/b": 2}', '/a"~1b') == (1, 10)


@pytest.mark.parametrize("text", ["3", '"a"', "null", "[]", "{}", " \n  true"])
@pytest.mark.parametrize("pointer", ["", "/a/0"])
def test_the_root_is_at_its_value(text: str, pointer: str) -> None:
    assert locate(text, pointer) == (
        text.count("\n") + 1,
        len(text.rpartition("\n")[2]) - len(text.strip()) + 1,
    )


def test_columns_count_characters_and_lines_end_with_a_newline_only() -> None:
    assert locate('{"😀\u2028": 1, "b": 2}', "/b") == (1, 11)
    assert locate('{\r\n  "b": 2}', "/b") == (2, 3)


def test_there_is_no_place_without_a_pointer_or_a_value() -> None:
    assert locate("{}", "a/b") is None
    assert locate("  \n", "") is None


@pytest.mark.parametrize("text", ["}", "]]", '{"a": 1}}, {', '{"a', "{,:", '"\\'])
def test_text_that_is_not_json_does_not_crash(text: str) -> None:
    locate(text, "/a/0")


@pytest.mark.parametrize(("opening", "closing", "part"), [("[", "]", "/0"), ('{"a":', "}", "/a")])
def test_depth_and_size_cost_linear_time_and_no_stack(opening: str, closing: str, part: str) -> None:
    depth = 100_000
    text = opening * depth + "1" + closing * depth
    started = time.perf_counter()
    line_and_column = locate(text, part * depth)
    assert time.perf_counter() - started < 5  # quadratic would be minutes
    innermost = len(opening) * depth + 1 if part == "/0" else len(opening) * (depth - 1) + 2
    assert line_and_column == (1, innermost)


Value = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


class Writer:
    """Writes JSON with arbitrary white space, and records the offset of everything."""

    def __init__(self, spaces: list[str]) -> None:
        self.text = ""
        self.places: dict[str, int] = {}
        self.spaces = cycle(spaces)

    def put(self, symbol: str) -> None:
        self.text += symbol + next(self.spaces)

    def value(self, value: Any, pointer: str) -> None:
        self.places.setdefault(pointer, len(self.text))
        if isinstance(value, dict):
            self.entries("{}", pointer, {self.escaped(key): key for key in value}, value)
        elif isinstance(value, list):
            self.entries("[]", pointer, {str(index): None for index in range(len(value))}, value)
        else:
            self.put(json.dumps(value))

    def entries(self, brackets: str, pointer: str, names: dict[str, str | None], value: Any) -> None:
        self.put(brackets[0])
        for number, (name, key) in enumerate(names.items()):
            if number:
                self.put(",")
            if key is not None:
                self.places[f"{pointer}/{name}"] = len(self.text)
                self.put(json.dumps(key, ensure_ascii=len(key) % 2 == 0))
                self.put(":")
            self.value(value[number if key is None else key], f"{pointer}/{name}")
        self.put(brackets[1])

    @staticmethod
    def escaped(key: str) -> str:
        return key.replace("~", "~0").replace("/", "~1")


@given(Value, st.lists(st.sampled_from(["", " ", "\n", "\t", "\r\n  "]), min_size=1, max_size=7))
def test_everything_in_any_json_is_located(value: Any, spaces: list[str]) -> None:
    writer = Writer(spaces)
    writer.value(value, "")
    assert json.loads(writer.text) == value
    for pointer, offset in writer.places.items():
        before = writer.text[:offset].split("\n")
        assert locate(writer.text, pointer) == (len(before), len(before[-1]) + 1)
