"""The line and column of a key or an item in TOML, in every way to write it."""

from __future__ import annotations

import tomllib
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regal_braze.documents.pointer import KeyPath
from regal_braze.documents.toml_positions import comments, find_line, find_place
from support import toml

TEXT = """\
# top # of all
a = 1.5e3
"q\\"x\\u0020" = 1  # a quoted key
[events."call.completed"]  # ["not a header"]
omit = [ # first
  "a",  # one, "two"
  '''b
# no comment
  c''', "d#e", 2024-01-01 10:00:00, [1,
  2], { x = 1, y.z = [5] },
]
rename = { a = "b#", 'c.d' = "e, f = 1" }
text = \"\"\"
g = 1
[h]
\\"\"\" # no comment\"\"\"
[[events."call.completed".purchases]]
when.a = 1
[[ events . 'call.completed' . purchases ]]
when = { b = 1, c = ["x",
  "y"] }
product.property = 'p'
[[events."call.completed".purchases]]
[events."call.completed".purchases.when]
b = true
[x.y]
"""
CALL = ("events", "call.completed")
PLACES: Final[dict[KeyPath, tuple[int | None, int | None]]] = {
    ("a",): (2, 1),
    ('q"x ',): (3, 1),
    ("events",): (4, 2),
    CALL: (4, 2),
    (*CALL, "nothing"): (4, 2),
    (*CALL, "omit"): (5, 1),
    (*CALL, "omit", 0): (6, 3),
    (*CALL, "omit", 1): (7, 3),
    (*CALL, "omit", 2): (9, 9),
    (*CALL, "omit", 3): (9, 16),
    (*CALL, "omit", 4): (9, 37),
    (*CALL, "omit", 4, 1): (10, 3),
    (*CALL, "omit", 5, "y", "z", 0): (10, 23),
    (*CALL, "omit", 6): (5, 1),
    (*CALL, "rename", "c.d"): (12, 22),
    (*CALL, "rename", "f"): (12, 1),
    (*CALL, "text"): (13, 1),
    (*CALL, "g"): (4, 2),
    ("h",): (None, None),
    (*CALL, "purchases"): (17, 3),
    (*CALL, "purchases", 0, "when", "a"): (18, 6),
    (*CALL, "purchases", 0, "price"): (17, 3),
    (*CALL, "purchases", 1): (19, 4),
    (*CALL, "purchases", 1, "when", "b"): (20, 10),
    (*CALL, "purchases", 1, "when", "c", 1): (21, 3),
    (*CALL, "purchases", 1, "product", "property"): (22, 9),
    (*CALL, "purchases", 2, "price"): (23, 3),
    (*CALL, "purchases", 2, "when", "b"): (25, 1),
    ("x", "y", "z"): (26, 2),
    (*CALL, "omit", 5, "y", "z"): (10, 18),
    (*CALL, "purchases", 0): (17, 3),
}
"""Line and column of the key or item, else of the nearest table or list around it."""


def test_the_text_of_these_tests_is_toml() -> None:
    assert set(tomllib.loads(TEXT)) == {"a", 'q"x ', "events", "x"}


@pytest.mark.parametrize("path", PLACES, ids=str)
def test_a_place_is_where_the_key_or_item_begins(path: KeyPath) -> None:
    assert find_place(TEXT, path) == find_place(TEXT.replace("\n", "\r\n"), path) == PLACES[path]
    assert find_line(TEXT, path) == PLACES[path][0]


def test_comments() -> None:
    assert [place for place, _ in comments(TEXT)] == [(1, 1), (3, 19), (4, 28), (5, 10), (6, 9)]
    assert next(comments(TEXT)) == ((1, 1), "# top # of all")
    assert list(comments(TEXT))[-1] == ((6, 9), '# one, "two"')


KEYS = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
VALUES = st.recursive(
    st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False) | KEYS | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=5))
def test_whatever_is_in_a_line_is_found_in_it(document: dict[str, toml.Toml]) -> None:
    text = toml.document(document)
    assert tomllib.loads(text) == document
    for line, (key, value) in enumerate(document.items(), 1):
        for path in _paths(value, (key,)):
            assert find_line(text, path) == line


def _paths(value: toml.Toml, path: KeyPath) -> list[KeyPath]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(each for key, held in inner for each in _paths(held, (*path, key)))]


@given(st.text(st.sampled_from("[]{}=,.\n\"'#\\ a1\u2028"), max_size=40))
def test_text_that_is_no_toml_is_passed_over(text: str) -> None:
    assert find_line(text, ("a", 0)) in (None, *range(1, text.count("\n") + 2))
    assert list(comments(text)) is not None
