"""`locate` returns the line and column of what a JSON Pointer names."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
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
    column = len(text.rpartition("\n")[2]) - len(text.strip()) + 1
    assert locate(text, pointer) == (text.count("\n") + 1, column)


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


def tokens(value: Any, pointer: str) -> Iterator[tuple[str, str]]:
    """Yield the tokens of a value as JSON, each with the pointer of the value that it belongs to."""
    if not isinstance(value, dict | list):
        yield pointer, json.dumps(value)
        return
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    yield pointer, opening
    for number, key in enumerate(value if isinstance(value, dict) else range(len(value))):
        inner = f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"
        if number:
            yield pointer, ","
        if isinstance(key, str):
            yield inner, json.dumps(key, ensure_ascii=len(key) % 2 == 0)
            yield inner, ":"
        yield from tokens(value[key], inner)
    yield pointer, closing


@given(Value, st.lists(st.sampled_from(["", " ", "\n", "\t", "\r\n  "]), min_size=1, max_size=7))
def test_everything_in_any_json_is_located(value: Any, spaces: list[str]) -> None:
    text, places = "", dict[str, int]()
    for (pointer, token), space in zip(tokens(value, ""), cycle(spaces), strict=False):
        places.setdefault(pointer, len(text))
        text += token + space
    assert json.loads(text) == value
    for pointer, offset in places.items():
        before = text[:offset].split("\n")
        assert locate(text, pointer) == (len(before), len(before[-1]) + 1)
